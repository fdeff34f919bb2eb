"""One payload per key: a used key never carries another payload or operation (IDEM-9).

The broker keeps the first request under a key and refuses any other, so the second one is
silently not done, or, worse, its client reads the first one's outcome as its own.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from hubproof.harness.checkers.checker import Checker, Finding
from hubproof.harness.oracle import Oracle
from hubproof.harness.oracle.steps import Submission
from hubproof.harness.oracle.traffic import Call

# The contract leaves the content of this member open: it may be sent back as it came, and may
# come anew.
NOT_COMPARED = ("Underlying",)


def find(oracle: Oracle) -> Iterator[Finding]:
    """Calls that differ from the first one under their key."""
    for submission in oracle.submissions:
        other = next((c for c in submission.calls if not is_same(submission.first, c)), None)
        if other is not None:
            yield Finding(
                message=(
                    f"sent another request under the used key {submission.key}: "
                    f"{_difference(submission, other)}"
                ),
                at_us=other.at_us,
            )


def is_same(first: Call, other: Call) -> bool:
    """Whether two calls ask for the same thing."""
    return first.method == other.method and not _differing(first.args, other.args)


def _differing(first: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    names = list(dict.fromkeys([*first, *other]))
    return [
        name
        for name in names
        if name not in NOT_COMPARED and not _equal(first.get(name), other.get(name))
    ]


def _equal(one: object, other: object) -> bool:
    """Equal as what they mean: an absent member is null, and a number may be written as text."""
    if one == other:
        return True
    if isinstance(one, dict) and isinstance(other, dict):
        return not _differing(one, other)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_equal, one, other))
    first, second = _number(one), _number(other)
    return first is not None and first == second


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _difference(submission: Submission, other: Call) -> str:
    if other.method != submission.method:
        return f"{other.method} after {submission.method}"
    names = ", ".join(_differing(submission.first.args, other.args))
    return f"{other.method} with another {names}"


CHECKER = Checker(
    name="one_payload_per_key",
    requirement="IDEM-9",
    says="a used key never carries another payload or operation",
    find=find,
)
