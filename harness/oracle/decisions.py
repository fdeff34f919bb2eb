"""Decisions: what the subject itself wrote down, where it keeps a decision log.

The log is the subject's word and is read with care: a line may be missing where a kill fell, or
stand there twice where the work was done again, and neither is held against it. Lines are read
when the subject stops or dies, so the time of one says only by when it was written.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from hubproof.harness.oracle.traffic import Traffic
from hubproof.simulator.journal import Decided

GIVEN_UP = ("failed", "dead_lettered")


@dataclass(slots=True)
class Account:
    """What the log says of one intent: the keys it used, how it ended, whether it was surfaced."""

    intent: str
    at_us: int
    event_ids: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    ended: list[tuple[int, str]] = field(default_factory=list)
    is_surfaced: bool = False


def accounts_of(traffic: Traffic) -> list[Account]:
    """The log by intent, in the order in which intents first appear in it."""
    found: dict[str, Account] = {}
    for line in traffic.decisions:
        name = _text(line, "intent")
        if name is None:
            continue
        account = found.setdefault(name, Account(name, line.at_us))
        kind = _text(line, "decision")
        if kind == "intent":
            _once(account.event_ids, _text(line, "event_id"))
        elif kind == "submitted":
            _once(account.keys, _text(line, "key"))
        elif kind == "surfaced":
            account.is_surfaced = True
        elif kind == "ended":
            account.ended.append((line.at_us, _text(line, "state") or "without a state"))
    return list(found.values())


def given_up_us(accounts: Sequence[Account], key: str) -> int | None:
    """When the intent that used `key` was ended as failed or dead-lettered, and as nothing else."""
    for account in accounts:
        if key in account.keys and all(state in GIVEN_UP for _at_us, state in account.ended):
            return next((at_us for at_us, _state in account.ended), None)
    return None


def _text(line: Decided, name: str) -> str | None:
    value = line.decision.get(name)
    return str(value) if value is not None else None


def _once(names: list[str], name: str | None) -> None:
    if name is not None and name not in names:
        names.append(name)
