"""Starts nothing after Off: no workflow begins for a signal that its client knows is Off (GUARD-2).

Known: the Off was delivered to the same life of the client, on a connection that lived long enough
for it to be read, and some time has passed. What was begun before may be finished, and when a
preparation was begun shows in its first arrival alone: one that may have been sent earlier, waited
behind another, or been held up on its way is not held against anybody.
"""

from collections.abc import Iterator, Sequence

from hubproof.harness.checkers.checker import Checker, Finding
from hubproof.harness.oracle import Oracle, seconds
from hubproof.harness.oracle.intents import Intent
from hubproof.harness.oracle.steps import Submission
from hubproof.harness.oracle.traffic import OF_SIGNALS, READ_US, Disturbance, sent_us

# Between hearing of it and knowing better: work that was already on its way is not held against it.
KNOWN_US = 1_000_000


def find(oracle: Oracle) -> Iterator[Finding]:
    """First preparations for a period that had ended, as their client knew."""
    held_up = oracle.traffic.but_for(OF_SIGNALS)
    for prepare in oracle.prepares:
        period = _last_period(oracle, prepare)
        if period is None or _may_have_begun_in(oracle, period, prepare):
            continue
        told_us = _told_us(oracle, period, prepare)
        if told_us is not None and not _is_held_up(oracle, prepare, told_us, held_up):
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


def _may_have_begun_in(oracle: Oracle, period: Intent, prepare: Submission) -> bool:
    """Whether this may go on with what was begun while the signal was On.

    Another preparation had come since it went On, or a life that is over may have begun this one.
    """
    if prepare.first.life.started_us > period.on_us:
        return True
    return any(
        one.pair == period.pair and period.on_us <= one.first_us < prepare.first_us
        for one in oracle.prepares
    )


def _told_us(oracle: Oracle, period: Intent, prepare: Submission) -> int | None:
    """When the life that began the preparation had surely heard of the Off."""
    event = oracle.listening.events.get(period.off_seq_id or 0)
    times = [
        one.at_us
        for one in (event.deliveries if event else ())
        if one.link.life is prepare.first.life and one.link.is_open_until(one.at_us + READ_US)
    ]
    return min(times, default=None)


def _is_held_up(
    oracle: Oracle, prepare: Submission, told_us: int, held_up: Sequence[Disturbance]
) -> bool:
    """Whether it may have been on its way already when its client was told."""
    link = prepare.first.link
    calls = [one for one in oracle.traffic.calls if one.link is link]
    if link.opened_us > told_us or sent_us(calls, prepare.first) < told_us + KNOWN_US:
        return True
    return any(one.at_us <= prepare.first_us and one.healed_us >= told_us for one in held_up)


CHECKER = Checker(
    name="starts_nothing_after_off",
    requirement="GUARD-2",
    says="no entry is begun for a signal that is known to have gone Off",
    find=find,
)
