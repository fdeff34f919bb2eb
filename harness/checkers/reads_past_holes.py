"""Reads past holes: a number that nobody used is nothing to wait for (EVT-5).

An event that was delivered and then set aside for good, because one before it seems to be missing,
is missed like one that never came. It is told by what surrounds it: the signals before the hole
were acted on, those behind it were not, and nothing else was broken until the first of those came.
"""

from collections.abc import Iterator
from itertools import pairwise

from hubproof.harness.checkers.checker import Checker, Finding
from hubproof.harness.oracle import Oracle
from hubproof.harness.oracle_intents import Intent

LEFT_MIN = 2
"""Signals behind the hole that were left alone. One may have been lost in some other way."""


def find(oracle: Oracle) -> Iterator[Finding]:
    """The hole behind which a subject that had acted on everything acts on nothing."""
    holes = _holes(oracle)
    owed = [one for one in oracle.intents if _is_owed(oracle, one)] if holes else []
    begun = [one for one in owed if one.prepares]
    left = [one for one in owed if not one.prepares]
    if not begun or len(left) < LEFT_MIN or begun[-1].number > left[0].number:
        return
    after, before = begun[-1].event_seq_ids[0], left[0].event_seq_ids[0]
    hole = next((seq_id for seq_id in holes if after < seq_id <= before), None)
    if hole is not None and _is_all_that_happened(oracle, begun[-1], left[0]):
        yield Finding(
            message=(
                f"acted on every signal up to event {after} and on none from event {before} on, "
                f"although all were delivered: the numbers before event {hole} were never used, "
                "and it waits for them"
            ),
            at_us=left[0].on_us,
        )


def _holes(oracle: Oracle) -> list[int]:
    """The events before whose numbers some were left out."""
    numbers = list(oracle.listening.events)
    return [later for one, later in pairwise(numbers) if later > one + 1]


def _is_owed(oracle: Oracle, intent: Intent) -> bool:
    """Whether it reached the subject, which then had its time while the signal was On."""
    event = oracle.listening.events.get(intent.event_seq_ids[0])
    if event is None or not event.deliveries or intent.is_failed():
        return False
    due_us = oracle.due_us(event.deliveries[0].at_us, oracle.act_within_us)
    return due_us <= oracle.end_us and intent.is_on(due_us)


def _is_all_that_happened(oracle: Oracle, last: Intent, first: Intent) -> bool:
    """Whether nothing but holes came between the last signal acted on and the first one not.

    What is broken later only gives the subject more time.
    """
    event = oracle.listening.events[first.event_seq_ids[0]]
    heard = event.deliveries[0]
    traffic = oracle.traffic
    is_broken = any(
        one.at_us <= heard.at_us and traffic.healed_us(one) >= last.on_us
        for one in traffic.fired
        if one.name != "skip_event_seq_ids"
    )
    is_closed = any(
        link.closed_us is not None and last.on_us <= link.closed_us <= heard.at_us
        for link in traffic.links
    )
    return not is_broken and not is_closed and heard.link.life is traffic.lives[-1]


CHECKER = Checker(
    name="reads_past_holes",
    requirement="EVT-5",
    says="signals behind a hole in the numbers are acted on like those before it",
    find=find,
    # What a subject chose to let go by was not missed; only its own log could tell.
    needs_every_signal=True,
)
