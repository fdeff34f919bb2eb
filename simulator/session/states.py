"""The states of a session and everything that leads from one to another.

Rules of this file: every transition there is stands in one literal table, and a step that is not in
it cannot happen; nothing here knows bytes or time.

A session shakes hands, is open, and ends. While it is open the reader may stand still: when a call
arrives and no place is free for it, that call and everything behind it wait, pings and
cancellations included, until a running call is completed; so it is with the eleventh item of an
upload that nobody reads, and until a hub has greeted its client. ASP.NET Core behaves so, and a
client that counts on getting a cancellation through must learn it here.

One that is unread has a defect of some servers: what arrives goes nowhere, and what the hub says
still arrives.

A hub that aborts ends the connection as soon as what has arrived by then is served, unheard.
"""

from enum import Enum, auto


class State(Enum):
    """Where a session is."""

    HANDSHAKING = auto()
    OPEN = auto()
    HELD_UP = auto()
    UNREAD = auto()
    LEAVING = auto()
    ENDED = auto()


class Step(Enum):
    """What moves it on."""

    SHAKE_HANDS = auto()
    REFUSE_HANDSHAKE = auto()
    HOLD_UP = auto()
    GO_ON = auto()
    STOP_READING = auto()
    ABORT = auto()
    SERVE_THE_REST = auto()
    HEAR_CLOSE = auto()
    HEAR_NONSENSE = auto()
    HEAR_NOTHING = auto()
    LOSE_PEER = auto()
    CLOSE = auto()


TRANSITIONS: dict[State, dict[Step, State]] = {
    State.HANDSHAKING: {
        Step.SHAKE_HANDS: State.OPEN,
        Step.REFUSE_HANDSHAKE: State.ENDED,
        Step.LOSE_PEER: State.ENDED,
        Step.CLOSE: State.ENDED,
    },
    State.OPEN: {
        Step.HOLD_UP: State.HELD_UP,
        Step.STOP_READING: State.UNREAD,
        Step.ABORT: State.LEAVING,
        Step.HEAR_CLOSE: State.ENDED,
        Step.HEAR_NONSENSE: State.ENDED,
        Step.HEAR_NOTHING: State.ENDED,
        Step.LOSE_PEER: State.ENDED,
        Step.CLOSE: State.ENDED,
    },
    State.HELD_UP: {
        Step.GO_ON: State.OPEN,
        Step.STOP_READING: State.UNREAD,
        Step.ABORT: State.LEAVING,
        Step.HEAR_NOTHING: State.ENDED,
        Step.LOSE_PEER: State.ENDED,
        Step.CLOSE: State.ENDED,
    },
    State.UNREAD: {
        Step.ABORT: State.LEAVING,
        Step.LOSE_PEER: State.ENDED,
        Step.CLOSE: State.ENDED,
    },
    State.LEAVING: {
        Step.SERVE_THE_REST: State.ENDED,
        Step.HEAR_NONSENSE: State.ENDED,
        Step.LOSE_PEER: State.ENDED,
    },
    State.ENDED: {},
}


class ImpossibleStepError(AssertionError):
    """The session's own code took a step that its table does not have."""


def after(state: State, step: Step) -> State:
    """The state that `step` leads to.

    Raises:
        ImpossibleStepError: there is no such step from here.
    """
    try:
        return TRANSITIONS[state][step]
    except KeyError:
        raise ImpossibleStepError(f"a session that is {state.name} cannot {step.name}") from None
