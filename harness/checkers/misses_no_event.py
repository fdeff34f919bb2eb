"""Misses no event: all that the log gained after the first cursor was delivered by the end (EVT-5).

Live or by replay does not matter. An event so late that its bound ran out after the end is not
judged, nor one whose callback the hub itself never sent: numbers have holes, so that nobody can
know of it, and what it told is to be had from its job (RECON-2). Nor is one that the hub had
forgotten when it was asked for, and said so: nobody can read it any more.
"""

from collections.abc import Iterator

from hubproof.harness.checkers.checker import Checker, Finding
from hubproof.harness.oracle import Oracle, seconds
from hubproof.harness.oracle.events import Event
from hubproof.simulator.faults.lose_job_callback import UNSAID


def find(oracle: Oracle) -> Iterator[Finding]:
    """The events that never came, in one finding."""
    cursor = oracle.listening.first_cursor
    if cursor is None:
        return  # it never listened: that it does nothing is for SAFE-4 to say
    unsaid = {one.event_seq_id for one in oracle.traffic.fired if one.phase == UNSAID}
    missed = [
        event
        for event in oracle.listening.events.values()
        if event.seq_id not in unsaid
        and not oracle.listening.is_lost(event)
        and _is_missed(oracle, cursor, event)
    ]
    if missed:
        first = missed[0]
        more = f" and {len(missed) - 1} more" if len(missed) > 1 else ""
        yield Finding(
            message=(
                f"never got event {first.seq_id} ({first.kind}) of {seconds(first.at_us)}{more}, "
                "neither live nor by replay"
            ),
            at_us=first.at_us,
        )


def _is_missed(oracle: Oracle, cursor: int, event: Event) -> bool:
    if event.deliveries or event.seq_id <= cursor or not oracle.listening.concerns(event):
        return False
    return oracle.due_us(event.at_us, oracle.act_within_us) <= oracle.end_us


CHECKER = Checker(
    name="misses_no_event",
    requirement="EVT-5",
    says="every event after the first cursor was delivered, live or by replay",
    find=find,
)
