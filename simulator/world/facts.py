"""Facts: what changed in the world, as it is written into the record of a run.

Each fact carries the instant (integer microseconds since the run began) and plain data only, so
that a history needs nothing of the world that made it. Money is the plan's currency as exact
decimals: a checker that says what a double entry costs adds these numbers up and asks nobody.
"""

from decimal import Decimal

import msgspec


class Fact(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", omit_defaults=True):
    """One thing that became true at `at_us` (microseconds since the run began)."""

    at_us: int


class SignalChanged(Fact, frozen=True, kw_only=True, tag="signal"):
    """An entry signal of (strategy, account) went On or Off, announced as the event named here."""

    strategy_id: int
    broker_account_id: str
    state: str
    event_id: str
    event_seq_id: int


class PositionSignalChanged(Fact, frozen=True, kw_only=True, tag="position_signal"):
    """The exit or adjustment signal of a position went On or Off, as the event named here.

    That of an adjustment has a `condition`.
    """

    position_id: int
    strategy_id: int
    broker_account_id: str
    condition: str | None = None
    state: str
    event_id: str
    event_seq_id: int


class EventLogged(Fact, frozen=True, kw_only=True, tag="event"):
    """The log gained an event. `reference` names its subject: a job id, an order or a position."""

    event_seq_id: int
    event_id: str
    event_kind: str
    strategy_id: int | None = None
    reference: str | None = None


class EventsForgotten(Fact, frozen=True, kw_only=True, tag="events_forgotten"):
    """The log keeps no event up to this number any more, and `kept` events behind it."""

    up_to: int
    kept: int


class RecordChanged(Fact, frozen=True, kw_only=True, tag="record"):
    """An idempotency record was made or moved on: Processing, Completed or Failed."""

    key: str
    operation: str
    status: str
    payload_hash: str
    exec_plan_id: int | None = None
    order_ids: tuple[int, ...] = ()
    job_id: str | None = None


class JobChanged(Fact, frozen=True, kw_only=True, tag="job"):
    """A preparation job was started, completed or failed."""

    job_id: str
    key: str
    strategy_id: int
    broker_account_id: str
    status: str
    exec_plan_id: int | None = None


class PlanMade(Fact, frozen=True, kw_only=True, tag="plan"):
    """An execution plan exists. `notional` is the money that executing it once puts at risk."""

    exec_plan_id: int
    job_id: str
    strategy_id: int
    broker_account_id: str
    leg_group_ids: tuple[int, ...]
    notional: Decimal
    currency: str


class OrderChanged(Fact, frozen=True, kw_only=True, tag="order"):
    """An order was accepted or changed state.

    Quantities are signed; `notional` is for the whole quantity. One that `is_away` has a limit
    beyond the quote of its plan, where it cannot fill while prices stand still. One without a `key`
    was given by hand, and is no client's.
    """

    order_id: int
    exec_plan_id: int
    leg_group_id: int
    broker_account_id: str
    key: str | None = None
    state: str
    qty: Decimal
    filled_qty: Decimal
    notional: Decimal
    is_away: bool = False


class Filled(Fact, frozen=True, kw_only=True, tag="fill"):
    """A quantity was bought (plus) or sold (minus); `notional` is the money it puts at risk.

    Without a `key` it belongs to an order that was given by hand.
    """

    order_id: int
    exec_plan_id: int
    leg_group_id: int
    broker_account_id: str
    key: str | None = None
    qty: Decimal
    price: Decimal
    notional: Decimal


class PositionChanged(Fact, frozen=True, kw_only=True, tag="position"):
    """A position came into being or changed."""

    position_id: int
    exec_plan_id: int
    strategy_id: int
    broker_account_id: str
    status: str


class AgentChanged(Fact, frozen=True, kw_only=True, tag="agent"):
    """The agent came (Online) or went (Offline), announced as the event named here.

    `account_ids` are the accounts whose orders go through it.
    """

    status: str
    event_seq_id: int
    account_ids: tuple[str, ...]


class ErrorChanged(Fact, frozen=True, kw_only=True, tag="error"):
    """A strategy's error began (Active) or ended (Cleared), announced as the event named here."""

    strategy_id: int
    state: str
    event_seq_id: int


class StrategyDeleted(Fact, frozen=True, kw_only=True, tag="strategy_deleted"):
    """A strategy is gone, and no signal of it comes any more."""

    strategy_id: int


AnyFact = (
    SignalChanged
    | PositionSignalChanged
    | EventLogged
    | EventsForgotten
    | RecordChanged
    | JobChanged
    | PlanMade
    | OrderChanged
    | Filled
    | PositionChanged
    | AgentChanged
    | ErrorChanged
    | StrategyDeleted
)
