"""Leaves failed keys: what was told Failed is never sent again under its old key (IDEM-7).

The key is used up: sent again it can bring nothing but DuplicateRequest, and whoever waits for more
waits for ever. Told: an answer said so, or the job's event was delivered, to the same life, on a
connection that lived long enough for it to be read.
"""

from collections.abc import Iterator

from hubproof.harness.checkers.checker import Checker, Finding
from hubproof.harness.oracle import Oracle, seconds
from hubproof.harness.oracle.steps import READ_RECORD, Submission
from hubproof.harness.oracle.traffic import READ_US, Life

# Between hearing of it and knowing better: a call that was already on its way is not held against
# it.
KNOWN_US = 1_000_000


def find(oracle: Oracle) -> Iterator[Finding]:
    """Calls under a key of which the client knew that it had failed."""
    for submission in oracle.submissions:
        if submission.failed_us is None:
            continue
        told = dict(_tellings(oracle, submission))
        for call in submission.calls:
            told_us = told.get(call.life.number)
            if told_us is not None and told_us + KNOWN_US <= call.at_us:
                yield Finding(
                    message=(
                        f"sent {submission.method} of {oracle.where(submission)} again under "
                        f"{submission.key}, which it had been told at {seconds(told_us)} had failed"
                    ),
                    at_us=call.at_us,
                )


def _tellings(oracle: Oracle, submission: Submission) -> Iterator[tuple[int, int]]:
    """The lives that were told of the failure, and when each was first."""
    first: dict[int, int] = {}
    for life, at_us in (*_answers(submission), *_events(oracle, submission)):
        first[life.number] = min(at_us, first.get(life.number, at_us))
    yield from first.items()


def _answers(submission: Submission) -> Iterator[tuple[Life, int]]:
    for call in submission.references:
        result = (call.answer.result if call.answer else None) or {}
        is_read = call.method == READ_RECORD or call.method.endswith("Status")
        if is_read and result.get("Status") == "Failed" and call.told_us is not None:
            yield call.life, call.told_us


def _events(oracle: Oracle, submission: Submission) -> Iterator[tuple[Life, int]]:
    jobs = {change.job_id for change in submission.jobs}
    for event in oracle.listening.events.values():
        if event.reference not in jobs or not event.kind.endswith("Failed"):
            continue
        for delivery in event.deliveries:
            if delivery.link.is_open_until(delivery.at_us + READ_US):
                yield delivery.link.life, delivery.at_us


CHECKER = Checker(
    name="leaves_failed_keys",
    requirement="IDEM-7",
    says="nothing is sent under a key that is known to have failed",
    find=find,
)
