"""One intent per key: two intents never share a key (IDEM-10).

Two equal orders can be two intents, and then both must happen. Under one key the broker takes the
second for a repetition of the first, and it never does.
"""

from collections.abc import Iterator

from hubproof.harness.checkers.checker import Checker, Finding
from hubproof.harness.oracle import Oracle
from hubproof.harness.oracle.steps import CANCEL, EXECUTIONS, PREPARE, Submission
from hubproof.harness.oracle.traffic import Call


def find(oracle: Oracle) -> Iterator[Finding]:
    """Keys that were used for a second intent."""
    for submission in oracle.submissions:
        other = next((c for c in submission.calls if _is_another_intent(submission, c)), None)
        if other is not None:
            yield Finding(
                message=(
                    f"used key {submission.key} for two intents: first for "
                    f"{oracle.where(submission)}, then again for another one"
                ),
                at_us=other.at_us,
            )
            continue
        yield from _reused_later(oracle, submission)


def _is_another_intent(submission: Submission, call: Call) -> bool:
    """Whether the call names another strategy, account, plan or order than the first one did."""
    first = submission.first
    if first.method != call.method:
        return False
    if call.method == CANCEL:
        return first.args.get("OrderId") != call.args.get("OrderId")
    names = ("ExecPlanId",) if call.method in EXECUTIONS else ("StrategyId",)
    return any(first.args.get(n) != call.args.get(n) for n in (*names, "BrokerAccountId"))


def _reused_later(oracle: Oracle, submission: Submission) -> Iterator[Finding]:
    """A key sent again for a later On period of its own pair, which got no work of its own."""
    intent = oracle.intent_of(submission)
    done_us = intent.acted_us() if intent is not None else None
    if submission.method != PREPARE or intent is None or done_us is None:
        return
    for later in oracle.intents[intent.number :]:
        if later.pair != intent.pair or later.prepares or later.on_us < done_us:
            continue
        again = next((c for c in submission.calls if later.is_on(c.at_us)), None)
        if again is not None:
            yield Finding(
                message=(
                    f"used key {submission.key} again for the next signal of {later.where}, "
                    "so the broker took a new intent for a repetition and did nothing"
                ),
                at_us=again.at_us,
            )


CHECKER = Checker(
    name="one_intent_per_key",
    requirement="IDEM-10",
    says="a key belongs to one intent, even where two intents look the same",
    find=find,
)
