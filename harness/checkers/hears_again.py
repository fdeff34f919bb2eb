"""Hears again: new events reach the client within a bound after every reconnect (EVT-4).

By a new subscription or by asking the history again and again, as it likes. A client that is
connected and hears nothing looks healthy and is deaf.
"""

from collections.abc import Iterator

from hubproof.harness.checkers.checker import Checker, Finding
from hubproof.harness.oracle import Oracle, seconds
from hubproof.harness.oracle.events import Event
from hubproof.harness.oracle.traffic import Link
from hubproof.simulator.faults.lose_job_callback import UNSAID


def find(oracle: Oracle) -> Iterator[Finding]:
    """Connections that stood long enough while nothing new came through any more."""
    lost = _lost(oracle)
    for link in oracle.listening.links if lost else ():
        event = next((one for one in lost if _is_open_for(oracle, link, one)), None)
        if event is not None:
            yield Finding(
                message=(
                    f"was connected to the Event hub from {seconds(link.opened_us)} on and "
                    f"deaf: event {event.seq_id} ({event.kind}) of {seconds(event.at_us)} and "
                    f"all after it did not reach it within {oracle.limits.act_within_s:g} s"
                ),
                at_us=event.at_us,
            )


def _lost(oracle: Oracle) -> list[Event]:
    """The events within whose bound neither they nor any later one came, oldest first.

    One that came shows that the client hears; an earlier one that did not is a gap, another row.
    """
    found: list[Event] = []
    unsaid = {one.event_seq_id for one in oracle.traffic.fired if one.phase == UNSAID}
    next_heard_us: int | None = None
    for event in reversed(oracle.listening.events.values()):
        # What a fault never said shows nothing: it was not said to those who hear, either.
        if not oracle.listening.concerns(event) or event.seq_id in unsaid:
            continue
        if event.deliveries:
            first_us = event.deliveries[0].at_us
            next_heard_us = first_us if next_heard_us is None else min(first_us, next_heard_us)
        due_us = event.at_us + oracle.act_within_us
        if due_us <= oracle.end_us and (next_heard_us is None or next_heard_us > due_us):
            found.append(event)
    return found[::-1]


def _is_open_for(oracle: Oracle, link: Link, event: Event) -> bool:
    """Whether the connection was there before the event and for the whole of its bound."""
    return link.opened_us < event.at_us and link.is_open_until(event.at_us + oracle.act_within_us)


CHECKER = Checker(
    name="hears_again",
    requirement="EVT-4",
    says="new events are heard again within a bound after every reconnect",
    find=find,
)
