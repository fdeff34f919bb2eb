"""Cursor behind handling: the persisted cursor never passes an event that was not handled (EVT-7).

The cursor is in the subject's store, out of sight. What shows is a kill: the event had been
delivered, the next life asked only for later ones, and nobody ever acted on it.
"""

from collections.abc import Iterator

from hubproof.harness.checkers.checker import Checker, Finding
from hubproof.harness.oracle import Oracle
from hubproof.harness.oracle.intents import Intent
from hubproof.harness.oracle.traffic import Life


def find(oracle: Oracle) -> Iterator[Finding]:
    """Signals that a life received, a kill wiped out, and the next life's cursor had passed."""
    for life, following in zip(oracle.traffic.lives, oracle.traffic.lives[1:], strict=False):
        if not life.is_killed:
            continue
        since = _since(oracle, following)
        for intent in oracle.intents:
            if since is not None and _is_skipped(oracle, intent, life, following, since):
                yield Finding(
                    message=(
                        f"was killed before it had handled the signal of {intent.where} (event "
                        f"{intent.event_seq_ids[0]}), asked for events after {since} in its next "
                        "life, and never entered: the cursor was saved before the event was handled"
                    ),
                    at_us=following.started_us,
                )


def _since(oracle: Oracle, life: Life) -> int | None:
    """The earliest event id that a life asked the history from."""
    asked = [
        page.since
        for page in oracle.listening.pages
        if page.call.life is life and page.token is None
    ]
    return min(asked, default=None)


def _is_skipped(oracle: Oracle, intent: Intent, life: Life, following: Life, since: int) -> bool:
    first = intent.event_seq_ids[0]
    if first > since or intent.prepares:
        return False
    event = oracle.listening.events.get(first)
    was_delivered = event is not None and any(one.link.life is life for one in event.deliveries)
    if not was_delivered:
        return False
    due_us = oracle.due_us(following.ready_us or following.started_us, oracle.act_within_us)
    return due_us <= oracle.end_us and intent.is_on(due_us)


CHECKER = Checker(
    name="cursor_behind_handling",
    requirement="EVT-7",
    says="after a kill no event is skipped that had arrived and was not handled",
    find=find,
    # What a subject chose to let go by was handled too; only its own log could tell.
    needs_every_signal=True,
)
