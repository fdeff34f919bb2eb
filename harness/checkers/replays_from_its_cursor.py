"""Replays from its cursor: every new Event connection begins with the history (EVT-1).

A subscription starts at the instant it is made and a reconnect keeps none, so what happened in
between is only in the history. Where a subject's cursor stands is its own business; what is known
is how far it can have got, and that is the latest point a replay may start from.
"""

from collections.abc import Iterator

from hubproof.harness.checkers.checker import Checker, Finding
from hubproof.harness.oracle import Oracle, seconds
from hubproof.harness.oracle.events import Page
from hubproof.harness.oracle.traffic import Link


def find(oracle: Oracle) -> Iterator[Finding]:
    """New connections without a replay, or with one that begins too late."""
    listening = oracle.listening
    if listening.first_cursor is None:
        return  # it never listened at all, so there is nothing that it resumes
    for link in listening.links[1:]:
        first = next((page for page in listening.pages if page.call.link is link), None)
        if first is None:
            yield from _without(oracle, link)
        else:
            yield from _too_late(oracle, link, first)


def _without(oracle: Oracle, link: Link) -> Iterator[Finding]:
    due_us = link.opened_us + oracle.act_within_us
    if due_us > oracle.end_us or not link.is_open_until(due_us):
        return
    seen = oracle.listening.seen_before(link.opened_us)
    is_caught_up = any(
        call.link is link and latest <= seen for call, latest in oracle.listening.latest
    )
    reads_elsewhere = any(
        link.opened_us <= page.call.at_us <= due_us for page in oracle.listening.pages
    )
    if not is_caught_up and not reads_elsewhere:
        yield Finding(
            message=(
                f"came back to the Event hub at {seconds(link.opened_us)} and did not read the "
                "history: whatever happened while it was away is lost to it"
            ),
            at_us=link.opened_us,
        )


def _too_late(oracle: Oracle, link: Link, first: Page) -> Iterator[Finding]:
    seen = _reach(oracle, link, first)
    if first.token is None and first.since > seen:
        yield Finding(
            message=(
                f"came back to the Event hub at {seconds(link.opened_us)} and asked for events "
                f"after {first.since}, although it had been given none beyond {seen}"
            ),
            at_us=first.call.at_us,
        )


def _reach(oracle: Oracle, link: Link, first: Page) -> int:
    """How far the cursor can have got by the first read: what was seen, and what joins on to it.

    A push on the new connection counts only where no event lies between; numbers may have holes.
    """
    seen = oracle.listening.seen_before(link.opened_us)
    for event in oracle.listening.events.values():
        if event.seq_id <= seen:
            continue
        if not any(link.opened_us <= one.at_us < first.call.at_us for one in event.deliveries):
            break
        seen = event.seq_id
    return seen


CHECKER = Checker(
    name="replays_from_its_cursor",
    requirement="EVT-1",
    says="every new Event connection reads the history from at or before the cursor",
    find=find,
)
