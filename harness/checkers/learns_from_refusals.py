"""Learns from refusals: Conflict and DuplicateRequest are news of one's own operation (IDEM-4).

They say that the first attempt arrived. A client that takes them for a failure drops an order it
has, and one that answers them by sending again never stops; the outcome stands in the record.
"""

from collections.abc import Iterator

from hubproof.harness.checkers.checker import Checker, Finding
from hubproof.harness.oracle import US_PER_S, Oracle, seconds
from hubproof.harness.oracle.decisions import given_up_us
from hubproof.harness.oracle.steps import CANCEL, EXECUTIONS, Submission, Why
from hubproof.harness.oracle.traffic import Call

REFUSALS = ("Conflict", "DuplicateRequest")

# A resend after DuplicateRequest can only bring the same answer: a few are carelessness, more a
# loop.
DUPLICATES_MAX = 10

# Resending while Conflict says "wait" is a way of polling: ten times a second for all the record
# wait is the most that still looks like waiting.
CONFLICTS_PER_S_MAX = 10

# Reads by which a client can learn what became of an execution without asking for the record.
OTHER_READS = ("GetOrder", "ListOrders", "ListPositions")


def find(oracle: Oracle) -> Iterator[Finding]:
    """Refusals after which a client gave up, took a new key, or could not stop."""
    replaced: list[str] = []
    for second in oracle.second_keys:
        if second.why is Why.REFUSAL:
            replaced.append(second.earlier.key)
            yield Finding(
                message=(
                    f"took {second.earlier.calls[-1].status} on {second.earlier.key} for a failure "
                    f"and submitted {oracle.where(second.later)} again under {second.later.key}"
                ),
                at_us=second.later.first_us,
            )
    for submission in oracle.submissions:
        refused = [c for c in submission.calls if c.status in REFUSALS and c.told_us is not None]
        if refused and submission.key not in replaced:
            yield from _given_up(oracle, submission, refused[-1])
        yield from _endless(oracle, submission, refused)


def _given_up(oracle: Oracle, submission: Submission, last: Call) -> Iterator[Finding]:
    told_us = last.told_us or last.at_us
    intent = oracle.intent_of(submission)
    is_failed = submission.failed_us is not None or (
        intent is not None and (intent.is_failed() or intent.is_unfilled())
    )
    # What became of a cancel shows in its order, and whether anybody looked is for other rows.
    if is_failed or not submission.records or submission.method == CANCEL:
        return
    gave_up_us = given_up_us(oracle.accounts, submission.key)
    is_in_doubt = submission.status_at(told_us + _wait_us(oracle)) == "Processing"
    if gave_up_us is not None and told_us <= gave_up_us and not is_in_doubt:
        yield Finding(
            message=(
                f"was told {last.status} on {submission.key} for {oracle.where(submission)}, which "
                "only says that the broker has the operation, and gave the intent up as failed"
            ),
            at_us=gave_up_us,
        )
    elif not _goes_on(oracle, submission, last, told_us):
        yield Finding(
            message=(
                f"was told {last.status} on {submission.key} for {oracle.where(submission)} and "
                "never asked what had become of it"
            ),
            at_us=told_us,
        )


def _wait_us(oracle: Oracle) -> int:
    return round(oracle.limits.record_wait_s * US_PER_S)


def _goes_on(oracle: Oracle, submission: Submission, last: Call, told_us: int) -> bool:
    """Whether anything shows that the client learned the outcome, or it still had time to."""
    if oracle.due_us(told_us, _wait_us(oracle)) > oracle.end_us:
        return True
    if any(call.at_us > told_us for call in submission.references):
        return True
    if submission.method not in EXECUTIONS:
        intent = oracle.intent_of(submission)
        return intent is None or intent.acted_us() is not None
    if last.status == "DuplicateRequest":  # the refusal itself says that it is done
        return True
    reads = any(c.at_us > told_us and c.method in OTHER_READS for c in oracle.traffic.calls)
    return reads or _is_told_by_events(oracle, submission, told_us)


def _is_told_by_events(oracle: Oracle, submission: Submission, told_us: int) -> bool:
    orders = [f"order {number}" for number in submission.orders]
    return any(
        event.reference in orders and any(one.at_us >= told_us for one in event.deliveries)
        for event in oracle.listening.events.values()
    )


def _endless(oracle: Oracle, submission: Submission, refused: list[Call]) -> Iterator[Finding]:
    conflicts_max = round(oracle.limits.record_wait_s * CONFLICTS_PER_S_MAX)
    for status, most in (("Conflict", conflicts_max), ("DuplicateRequest", DUPLICATES_MAX)):
        times = [call.at_us for call in refused if call.status == status]
        if len(times) > most:
            yield Finding(
                message=(
                    f"sent {submission.key} for {oracle.where(submission)} {len(times)} times into "
                    f"{status} within {seconds(times[-1] - times[0])} instead of reading its record"
                ),
                at_us=times[most],
            )


CHECKER = Checker(
    name="learns_from_refusals",
    requirement="IDEM-4",
    says="Conflict and DuplicateRequest lead to the record, not to failure or endless resending",
    find=find,
)
