"""Offs: what a client surely knew of a signal's end when it sent a preparation.

Known: the Off was delivered to the same life of the client, on a connection that lived long enough
for it to be read, and some time has passed. When a preparation was sent shows in its first arrival
alone: one that may have been sent earlier, waited behind another, or been held up on its way was
sent without knowing.
"""

from collections.abc import Callable

from hubproof.harness.oracle.events import Listening
from hubproof.harness.oracle.intents import Intent
from hubproof.harness.oracle.steps import Submission
from hubproof.harness.oracle.traffic import OF_SIGNALS, READ_US, Traffic, sent_us

# Between hearing of it and knowing better: work that was already on its way is not held against it.
KNOWN_US = 1_000_000

KnownUs = Callable[[Intent, Submission], int | None]
"""When the client that sent a preparation had been told that a period was over, if it knew."""


def known_offs(traffic: Traffic, listening: Listening) -> KnownUs:
    """The judgement for one run."""
    held_up = traffic.but_for(OF_SIGNALS)

    def known_us(period: Intent, prepare: Submission) -> int | None:
        if prepare.first.life.started_us > period.on_us:
            return None  # a life that is over may have begun it
        told_us = _told_us(listening, period, prepare)
        if told_us is None:
            return None
        link = prepare.first.link
        calls = [one for one in traffic.calls if one.link is link]
        if link.opened_us > told_us or sent_us(calls, prepare.first) < told_us + KNOWN_US:
            return None
        is_held_up = any(
            one.at_us <= prepare.first_us and one.healed_us >= told_us for one in held_up
        )
        return None if is_held_up else told_us

    return known_us


def _told_us(listening: Listening, period: Intent, prepare: Submission) -> int | None:
    """When the life that sent the preparation had surely heard of the Off."""
    event = listening.events.get(period.off_seq_id or 0)
    times = [
        one.at_us
        for one in (event.deliveries if event else ())
        if one.link.life is prepare.first.life and one.link.is_open_until(one.at_us + READ_US)
    ]
    return min(times, default=None)
