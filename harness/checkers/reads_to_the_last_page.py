"""Reads to the last page: a page with a token is followed by the next one (EVT-2).

Only the token says whether there is more. The next page is asked for with exactly that token, or
from the last id that was read or an earlier one; anything else leaves a hole that nothing will
fill.
"""

from collections.abc import Iterator

from hubproof.harness.checkers.checker import Checker, Finding
from hubproof.harness.oracle import Oracle, seconds
from hubproof.harness.oracle.events import Page


def find(oracle: Oracle) -> Iterator[Finding]:
    """Pages that were followed by none, or by the wrong one."""
    issued: list[str] = []
    last_on: dict[int, Page] = {}
    for page in oracle.listening.pages:
        previous = last_on.get(page.call.link.number)
        if previous is not None and not _follows(previous, page, issued):
            yield Finding(
                message=(
                    f"read the history up to event {_last(previous)} and went on after "
                    f"{page.since}{' with another token' if page.token else ''}, leaving a hole"
                ),
                at_us=page.call.at_us,
            )
        last_on[page.call.link.number] = page
        if page.next_token:
            issued.append(page.next_token)
    for page in last_on.values():
        yield from _left_off(oracle, page)


def _last(page: Page) -> int:
    return max(page.seq_ids, default=page.since)


def _follows(previous: Page, page: Page, issued: list[str]) -> bool:
    """Whether nothing lies between two pages that were asked for one after the other."""
    if page.token is not None:
        return page.token in issued
    # What the first page said may be unknown, and after the last page anything goes.
    return previous.next_token is None or page.since <= _last(previous)


def _left_off(oracle: Oracle, page: Page) -> Iterator[Finding]:
    told_us = page.call.told_us
    if page.next_token is None or told_us is None:
        return
    due_us = told_us + oracle.act_within_us
    if due_us <= oracle.end_us and page.call.link.is_open_until(due_us):
        yield Finding(
            message=(
                f"stopped reading the history at event {_last(page)} at {seconds(told_us)}, "
                "although the page said that there is more"
            ),
            at_us=told_us,
        )


CHECKER = Checker(
    name="reads_to_the_last_page",
    requirement="EVT-2",
    says="the history is read until a page carries no token",
    find=find,
)
