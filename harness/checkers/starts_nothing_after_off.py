"""Starts nothing after Off: no workflow begins for a signal that its client knows is Off (GUARD-2).

What was begun before may be finished. Where it cannot be told whether a preparation was sent before
its client knew, nobody is convicted (`oracle/offs.py`).
"""

from collections.abc import Iterator

from hubproof.harness.checkers.checker import Checker, Finding
from hubproof.harness.oracle import Oracle, seconds
from hubproof.harness.oracle.intents import Intent
from hubproof.harness.oracle.offs import known_offs
from hubproof.harness.oracle.steps import Submission


def find(oracle: Oracle) -> Iterator[Finding]:
    """First preparations for a period that had ended, as their client knew."""
    known_us = known_offs(oracle.traffic, oracle.listening)
    for prepare in oracle.prepares:
        period = _last_period(oracle, prepare)
        if period is None or _goes_on(oracle, period, prepare):
            continue
        told_us = known_us(period, prepare)
        if told_us is not None:
            yield Finding(
                message=(
                    f"began an entry of {oracle.where(prepare)} although its signal had gone Off, "
                    f"which it had been told at {seconds(told_us)}"
                ),
                at_us=prepare.first_us,
            )


def _last_period(oracle: Oracle, prepare: Submission) -> Intent | None:
    """The period of the pair's signal that was the last one then, if it had ended."""
    before = [
        one for one in oracle.intents if one.pair == prepare.pair and one.on_us <= prepare.first_us
    ]
    return before[-1] if before and not before[-1].is_on(prepare.first_us) else None


def _goes_on(oracle: Oracle, period: Intent, prepare: Submission) -> bool:
    """Whether this may go on with what was begun while the signal was On."""
    return any(
        one.pair == period.pair and period.on_us <= one.first_us < prepare.first_us
        for one in oracle.prepares
    )


CHECKER = Checker(
    name="starts_nothing_after_off",
    requirement="GUARD-2",
    says="no entry is begun for a signal that is known to have gone Off",
    find=find,
)
