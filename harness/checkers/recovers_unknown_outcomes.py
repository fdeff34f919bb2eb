"""Recovers unknown outcomes: nothing stays stuck behind a call whose answer was lost (IDEM-5).

After a time-out or a drop the client asks for the record, resends under the same key, or goes on
from what it otherwise learns of the job. What it may not do is nothing.
"""

from collections.abc import Iterator

from hubproof.harness.checkers.checker import Checker, Finding
from hubproof.harness.oracle import US_PER_S, Oracle, seconds
from hubproof.harness.oracle.decisions import given_up_us
from hubproof.harness.oracle.intents import Intent
from hubproof.harness.oracle.orders import is_read_after
from hubproof.harness.oracle.steps import CANCEL, EXECUTIONS, Submission


def find(oracle: Oracle) -> Iterator[Finding]:
    """Submissions with a lost answer that were never spoken of again while still owed."""
    replaced = [second.earlier.key for second in oracle.second_keys]
    for submission in oracle.submissions:
        intent = oracle.intent_of(submission)
        if intent is None or submission.key in replaced or _is_spoken_of(submission):
            continue
        lost_us = _lost_us(oracle, submission)
        if submission.method == CANCEL:
            if not _leaves_its_order(oracle, submission, lost_us):
                continue
            end = "and never asked"
        elif _is_written_off(oracle, submission, intent):
            end = "and wrote the intent off as failed, without asking"
        elif _is_stuck(oracle, submission, intent, lost_us):
            end = "and never asked"
        else:
            continue
        yield Finding(
            message=(
                f"lost the answer to {submission.method} for {intent.where} at "
                f"{seconds(lost_us)} {end} what had become of {submission.key}"
            ),
            at_us=lost_us,
        )


def _is_spoken_of(submission: Submission) -> bool:
    """Whether the last attempt was answered, or anything after it speaks of the submission."""
    last = submission.calls[-1]
    return last.answer is not None or submission.references[-1].number > last.number


def _lost_us(oracle: Oracle, submission: Submission) -> int:
    """When the outcome of the last attempt became unknown."""
    last = submission.calls[-1]
    timeout_us = round(oracle.limits.call_timeout_s * US_PER_S)
    closed_us = last.link.closed_us
    return last.at_us + timeout_us if closed_us is None else max(closed_us, last.at_us)


def _is_written_off(oracle: Oracle, submission: Submission, intent: Intent) -> bool:
    is_over = intent.is_failed() or intent.is_unfilled()
    return given_up_us(oracle.accounts, submission.key) is not None and not is_over


def _leaves_its_order(oracle: Oracle, cancel: Submission, lost_us: int) -> bool:
    """Whether the order was never cancelled, and nobody looked whether it was."""
    order = oracle.orders[cancel.order_id or 0]
    due_us = oracle.due_us(lost_us, oracle.act_within_us)
    is_left = due_us <= oracle.end_us and order.ended_us is None
    return is_left and not is_read_after(oracle.traffic, order.id, cancel.calls[-1].number)


def _is_stuck(oracle: Oracle, submission: Submission, intent: Intent, lost_us: int) -> bool:
    due_us = oracle.due_us(lost_us, oracle.act_within_us)
    is_owed = due_us <= oracle.end_us and intent.is_on(due_us) and not intent.is_failed()
    is_done = submission.method in EXECUTIONS and submission.has_effect
    return is_owed and not is_done and intent.acted_us() is None


CHECKER = Checker(
    name="recovers_unknown_outcomes",
    requirement="IDEM-5",
    says="after a lost answer the outcome is found out or the call repeated, within a bound",
    find=find,
)
