"""The states of a hub connection, and every step between them.

What is not in the table is a bug of ours and stops the connection at once, instead of leaving a
connection that believes itself open beside one that really is.
"""

from enum import StrEnum, auto


class State(StrEnum):
    """Where a connection stands."""

    IDLE = auto()
    """Never started."""
    CONNECTING = auto()
    """Negotiating, upgrading, shaking hands."""
    RECOVERING = auto()
    """Open: calls work, callbacks arrive, and the hooks for a new connection are running."""
    CONNECTED = auto()
    """Open, and the hooks are done."""
    WAITING = auto()
    """Backing off before the next attempt."""
    CLOSED = auto()
    """Ended for good, by us or by a refused key."""


class Step(StrEnum):
    """What moves a connection on."""

    ATTEMPT = auto()
    OPENED = auto()
    RECOVERED = auto()
    LOST = auto()
    END = auto()


TRANSITIONS: dict[tuple[State, Step], State] = {
    (State.IDLE, Step.ATTEMPT): State.CONNECTING,
    (State.IDLE, Step.END): State.CLOSED,
    (State.CONNECTING, Step.OPENED): State.RECOVERING,
    (State.CONNECTING, Step.LOST): State.WAITING,
    (State.CONNECTING, Step.END): State.CLOSED,
    (State.RECOVERING, Step.RECOVERED): State.CONNECTED,
    (State.RECOVERING, Step.LOST): State.WAITING,
    (State.RECOVERING, Step.END): State.CLOSED,
    (State.CONNECTED, Step.LOST): State.WAITING,
    (State.CONNECTED, Step.END): State.CLOSED,
    (State.WAITING, Step.ATTEMPT): State.CONNECTING,
    (State.WAITING, Step.END): State.CLOSED,
    (State.CLOSED, Step.END): State.CLOSED,
}
