"""Closes the gap: nothing falls between the last replayed page and the subscription (EVT-14).

What the log gains in between is in no page that was read and is called back to nobody. Whoever
reads once more after subscribing, subscribes first, or polls, has it; how is the client's affair.
"""

from collections.abc import Iterator

from hubproof.harness.checkers.checker import Checker, Finding
from hubproof.harness.oracle import Oracle, seconds
from hubproof.harness.oracle.events import SUBSCRIBE, Event, Page
from hubproof.harness.oracle.traffic import Call


def find(oracle: Oracle) -> Iterator[Finding]:
    """Events of the gap that the client can be seen to have passed over."""
    for call in oracle.traffic.calls:
        if call.method != SUBSCRIBE or call.status != "Success":
            continue
        page = _last_page(oracle, call)
        for event in _in_the_gap(oracle, page, call) if page else ():
            if _is_passed_over(oracle, event, call):
                yield Finding(
                    message=(
                        f"event {event.seq_id} ({event.kind}) of {seconds(event.at_us)} fell "
                        "between the last page of history and the subscription, and was never "
                        "looked for"
                    ),
                    at_us=event.at_us,
                )


def _last_page(oracle: Oracle, subscribe: Call) -> Page | None:
    """The page that was read last on the connection before it subscribed, if it was the end.

    A page that says that there is more leaves a hole of another kind (EVT-2).
    """
    before = [
        page
        for page in oracle.listening.pages
        if page.call.link is subscribe.link and page.call.number < subscribe.number
    ]
    last = before[-1] if before else None
    is_end = last is not None and last.call.status == "Success" and last.next_token is None
    return last if is_end else None


def _in_the_gap(oracle: Oracle, page: Page, subscribe: Call) -> Iterator[Event]:
    """What the log gained after the page was made and before the subscription was confirmed."""
    assert subscribe.answer is not None
    read = max((page.since, *page.seq_ids))
    for event in oracle.listening.events.values():
        is_between = page.call.at_us <= event.at_us <= subscribe.answer.at_us
        if event.seq_id > read and is_between and oracle.listening.concerns(event):
            yield event


def _is_passed_over(oracle: Oracle, event: Event, subscribe: Call) -> bool:
    """Whether it asked for later events only, or had its time and the connection, unheard."""
    heard_us = min((one.at_us for one in event.deliveries), default=None)
    for page in oracle.listening.pages:
        is_later = page.call.number > subscribe.number and page.token is None
        if is_later and page.since >= event.seq_id:
            return heard_us is None or heard_us > page.call.at_us
    due_us = oracle.due_us(event.at_us, oracle.act_within_us)
    had_its_time = due_us <= oracle.end_us and subscribe.link.is_open_until(due_us)
    return had_its_time and (heard_us is None or heard_us > due_us)


CHECKER = Checker(
    name="closes_the_gap",
    requirement="EVT-14",
    says="no event is lost between the last replayed page and the subscription",
    find=find,
)
