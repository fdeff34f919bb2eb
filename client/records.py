"""What the client remembers: signals, intents, and the keyed steps that carry an intent out.

An intent is one On period of an entry signal for one strategy on one account. Its steps are one
prepare and then one execution for each leg group (on paper one for the whole plan), and a cancel
for an order that does not fill; each step has one idempotency key for its whole life.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

import msgspec

from hubproof.contract.mesolive import models
from hubproof.contract.mesolive.methods import METHODS

KeyedArgs = (
    models.PreparePositionEntryArgs
    | models.SendOrderArgs
    | models.ApplyPaperFillsArgs
    | models.CancelOrderArgs
)

OPERATIONS: dict[type, models.IdempotencyOperation] = {
    method.args: models.IdempotencyOperation(name)
    for name, method in METHODS.items()
    if method.keyed
}

KEY_PREFIXES: dict[type[KeyedArgs], str] = {
    models.PreparePositionEntryArgs: "prep_entry_",
    models.SendOrderArgs: "send_order_",
    models.ApplyPaperFillsArgs: "paper_entry_",
    models.CancelOrderArgs: "cancel_order_",
}
"""Suggested by the vendor's reliability guide; they make a key readable in a log."""


def event_key(event: models.Event) -> str:
    """What tells an event from all others: its EventId, or its number where that was left out."""
    return str(event.EventId) if event.EventId is not None else f"seq:{event.EventSeqId}"


class IntentState(StrEnum):
    """How an intent stands; every state but OPEN is final."""

    OPEN = "open"
    DONE = "done"
    FAILED = "failed"
    DROPPED = "dropped"
    DEAD_LETTERED = "dead_lettered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """The newest state of an entry signal, and the event that said so."""

    state: models.SignalState
    event_seq_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """One entry to make."""

    number: int
    event_id: str
    strategy_id: int
    account: str
    position_name: str
    underlying: models.LiveUnderlying | None

    @property
    def name(self) -> str:
        """How logs call it."""
        return f"entry-{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One keyed operation of an intent; `is_settled` once its outcome is known to be good."""

    intent: int
    name: str
    args: KeyedArgs
    is_settled: bool = False
    job_id: str | None = None
    order_ids: tuple[int, ...] = ()
    prepared: models.PreparePositionEntryResult | None = None

    @property
    def key(self) -> str:
        """Its idempotency key."""
        return self.args.IdempotencyKey

    @property
    def operation(self) -> models.IdempotencyOperation:
        """The operation that a record under its key must name."""
        return OPERATIONS[type(self.args)]

    @property
    def exec_plan_id(self) -> int | None:
        """The plan it executes; None for a prepare, whose plan does not exist yet."""
        return getattr(self.args, "ExecPlanId", None)

    @property
    def intent_name(self) -> str:
        """How logs call its intent."""
        return f"entry-{self.intent}"

    def with_key(self, key: str) -> Self:
        """The same step under another key; itself where the key is its own."""
        if key == self.key:
            return self
        return replace(self, args=msgspec.structs.replace(self.args, IdempotencyKey=key))
