"""Verdicts: valid, invalid or unknown, per requirement and for a run.

Unknown is a verdict of its own and is never rounded: a run nobody could judge is not a run that
passed. Invalid outranks unknown, because a proven violation stays proven whatever else is
missing.
"""

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from typing import Literal

import msgspec

Level = Literal["MUST", "SHOULD"]


class Verdict(StrEnum):
    """What can be said of a row or a run."""

    VALID = "valid"
    UNKNOWN = "unknown"
    INVALID = "invalid"


_RANK = {Verdict.VALID: 0, Verdict.UNKNOWN: 1, Verdict.INVALID: 2}


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict that decides; of nothing, valid."""
    return max(verdicts, key=lambda verdict: _RANK[verdict], default=Verdict.VALID)


class Violation(msgspec.Struct, frozen=True, kw_only=True):
    """One broken requirement, in words for the person whose money it is.

    `exposure` is the money at risk beyond what the accepted intents allow, in the account's
    currency, where it can be told. `at_us` is when it happened, in microseconds since the run
    began.
    """

    requirement: str
    level: Level
    checker: str
    message: str
    exposure: Decimal | None = None
    at_us: int = 0


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """The verdict on one requirement; `reason` says why it is not valid."""

    requirement: str
    checker: str
    verdict: Verdict
    reason: str | None = None


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """The verdict on a run, the rows it was made from, and the rows that nobody could judge."""

    verdict: Verdict
    reason: str | None
    rows: tuple[Row, ...]
    violations: tuple[Violation, ...]
    not_judged: tuple[str, ...]
