"""Comes back: after the last fault has healed, the client is at the Event hub again (RECON-4).

A client that gave up looks like a quiet one: it breaks no rule about orders and misses everything.
Being connected and deaf is another row (EVT-4), hearing and not acting another still (SAFE-4). One
that only looks in now and then is back whenever it does, within the bound.
"""

from collections.abc import Iterator

from hubproof.harness.checkers.checker import Checker, Finding
from hubproof.harness.oracle import Oracle, seconds


def find(oracle: Oracle) -> Iterator[Finding]:
    """The first event after everything was healed that found nobody there, all its bound long."""
    whole_us = _whole_us(oracle)
    if whole_us is None or oracle.listening.first_cursor is None:
        return
    for event in oracle.listening.events.values():
        if event.at_us < whole_us or not oracle.listening.concerns(event):
            continue
        due_us = oracle.due_us(event.at_us, oracle.act_within_us)
        if due_us <= oracle.end_us and not _is_there(oracle, event.at_us, due_us):
            yield Finding(
                message=(
                    f"stayed away from the Event hub: everything was whole again at "
                    f"{seconds(whole_us)}, and from event {event.seq_id} ({event.kind}) of "
                    f"{seconds(event.at_us)} on it was not connected for "
                    f"{seconds(due_us - event.at_us)}"
                ),
                at_us=event.at_us,
            )
            return


def _whole_us(oracle: Oracle) -> int | None:
    """When the last fault was healed; None where nothing was ever broken."""
    traffic = oracle.traffic
    return max((traffic.healed_us(line) for line in traffic.fired), default=None)


def _is_there(oracle: Oracle, from_us: int, until_us: int) -> bool:
    return any(
        link.opened_us <= until_us and (link.closed_us is None or link.closed_us > from_us)
        for link in oracle.listening.links
    )


CHECKER = Checker(
    name="comes_back",
    requirement="RECON-4",
    says="within a bound after the last fault healed the client is back at the Event hub",
    find=find,
)
