"""Commands: everything that may be asked of the world.

A command is plain data and is irrevocable once applied: whatever becomes of the connection it came
over, its operation goes on. Without that an unknown outcome could not be told from one that never
happened.
"""

import msgspec

from hubproof.contract.mesolive.models import AgentStatus, ErrorState, SignalState


class Call(msgspec.Struct, frozen=True):
    """A hub method called by `user`; `ticket` is the caller's number for the answer.

    `args` is the method's Args model.
    """

    ticket: int
    user: str
    method: str
    args: msgspec.Struct


class Announce(msgspec.Struct, frozen=True):
    """The script turns the entry signal of (strategy, account) On or Off.

    `same_state_ok` announces a state once more that already holds, as a new event.
    """

    strategy_id: int
    broker_account_id: str
    state: SignalState
    same_state_ok: bool = False


class AnnounceExit(msgspec.Struct, frozen=True):
    """The script turns the exit signal of a position On or Off.

    `same_state_ok` announces a state once more that already holds, as a new event.
    """

    position_id: int
    state: SignalState
    same_state_ok: bool = False


class AnnounceAdjustment(msgspec.Struct, frozen=True):
    """The script turns the adjustment signal of (position, condition) On or Off.

    `is_time_ok` says whether the adjustment's schedule allows it now. `same_state_ok` announces a
    state once more that already holds, as a new event.
    """

    position_id: int
    state: SignalState
    condition: str
    is_time_ok: bool = True
    same_state_ok: bool = False


class AutoUpdateVars(msgspec.Struct, frozen=True):
    """The server changes a position's variables by itself, as one of its adjustments says."""

    position_id: int
    condition: str


PositionSignal = AnnounceExit | AnnounceAdjustment
"""A signal about a position."""

OfPosition = PositionSignal | AutoUpdateVars
"""What happens to a position, which may be gone when its time comes."""

Announcement = Announce | OfPosition
"""Whatever a script may have happen."""


class SetAgent(msgspec.Struct, frozen=True):
    """The agent that relays the live broker comes or goes."""

    status: AgentStatus


class SetError(msgspec.Struct, frozen=True):
    """The condition of a strategy's entry cannot be evaluated any more, or can be again."""

    strategy_id: int
    state: ErrorState


class Doom(msgspec.Struct, frozen=True):
    """What the call with this ticket begins will come to nothing: its job or order fails.

    A call that begins nothing, because its key is used, is none the worse.
    """

    ticket: int


class Hold(msgspec.Struct, frozen=True):
    """What the call with this ticket begins does not go on until it is released.

    A job hangs; an order, a cancel or paper fills stay undecided, and their record Processing.
    """

    ticket: int


class Release(msgspec.Struct, frozen=True):
    """What is held of the call with this ticket goes on now."""

    ticket: int


class Rest(msgspec.Struct, frozen=True):
    """Nothing of the order with this ticket fills for `us` microseconds; then it does, in ones."""

    ticket: int
    us: int


class FillLate(msgspec.Struct, frozen=True):
    """The order that the call with this ticket cancels fills before its cancel is confirmed."""

    ticket: int


Fate = Doom | Hold | Release | Rest | FillLate
"""What is decided about an operation before it begins, or while it is held."""


class SkipNumbers(msgspec.Struct, frozen=True):
    """The events of other users take the log's next `count` sequence ids."""

    count: int


class ForgetOlder(msgspec.Struct, frozen=True):
    """The retention of the log passes all its events but the newest `keep`."""

    keep: int


class SetClock(msgspec.Struct, frozen=True):
    """From here on the times that are told are so many microseconds ahead, or behind if below 0."""

    by_us: int


class OpenByHand(msgspec.Struct, frozen=True):
    """A person at the portal opens a position of a strategy, with orders or without.

    A position without an order was traded elsewhere, and is only entered here.
    """

    strategy_id: int
    broker_account_id: str
    has_orders: bool


class CloseByHand(msgspec.Struct, frozen=True):
    """A person at the portal closes a position; no order here says how."""

    position_id: int


class DeleteByHand(msgspec.Struct, frozen=True):
    """A person at the portal deletes a strategy."""

    strategy_id: int


ByHand = OpenByHand | CloseByHand | DeleteByHand
"""What somebody does whom nobody asked, under no key."""

Command = (
    Call | Announcement | SetAgent | SetError | SkipNumbers | ForgetOlder | Fate | ByHand | SetClock
)
