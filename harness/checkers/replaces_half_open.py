"""Replaces half-open connections: silence is noticed, and another connection is made (RECON-6).

Nobody closes a half-open connection, so only a time-out ends it. The client is given the server
time-out and then one bound. It is judged only where it had a reason to come: an event that it
asked for, or an entry that it had begun. One that closed the connection itself cannot be told from
one that hangs on to it; both must be back for that reason. Who polls is not judged: nobody pings a
poll, so its silence says nothing.
"""

from collections.abc import Iterator

from hubproof.harness.checkers.checker import Checker, Finding
from hubproof.harness.oracle import Oracle, seconds
from hubproof.harness.oracle.traffic import Link


def find(oracle: Oracle) -> Iterator[Finding]:
    """Connections that stalled and were not replaced while nothing passed on them."""
    for link in oracle.traffic.links:
        if link.stalled_us is None or not link.is_pinged:
            continue
        due_us = oracle.due_us(link.stalled_us, oracle.act_within_us)
        if _is_judged(oracle, link, due_us) and not _is_replaced(oracle, link, due_us):
            yield Finding(
                message=(
                    f"hung on to a half-open connection: nothing had passed to or from the "
                    f"{link.hub} hub since {seconds(link.stalled_us)}, no ping either, and "
                    f"{seconds(due_us - link.stalled_us)} later it had made no other"
                ),
                at_us=due_us,
            )


def _is_judged(oracle: Oracle, link: Link, due_us: int) -> bool:
    is_over = due_us > oracle.end_us or oracle.traffic.flows_again_us(link) <= due_us
    has_ended = link.life.ended_us is not None and link.life.ended_us <= due_us
    return not is_over and not has_ended and _is_needed(oracle, link, due_us)


def _is_needed(oracle: Oracle, link: Link, due_us: int) -> bool:
    """Whether the subject had something to do at this hub, a whole bound before it was due."""
    assert link.stalled_us is not None
    if link.hub == "event":
        return any(
            link.stalled_us <= event.at_us <= due_us - oracle.act_within_us
            and oracle.listening.concerns(event)
            for event in oracle.listening.events.values()
        )
    for intent in oracle.intents:
        acted_us = intent.acted_us()
        is_open = acted_us is None or acted_us > due_us
        if intent.prepares and is_open and intent.is_on(due_us) and not intent.is_failed():
            return True
    return False


def _is_replaced(oracle: Oracle, link: Link, due_us: int) -> bool:
    """Whether it had, or made, another connection to the same hub on which things passed."""
    return any(
        other is not link
        and other.hub == link.hub
        and other.opened_us <= due_us
        and other.is_open_until(link.stalled_us or 0)
        for other in oracle.traffic.links
    )


CHECKER = Checker(
    name="replaces_half_open",
    requirement="RECON-6",
    says="a connection on which nothing passes any more is noticed and replaced within a bound",
    find=find,
)
