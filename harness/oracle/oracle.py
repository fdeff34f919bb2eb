"""The oracle: what a correct client must, may and must not have done, from the history alone.

It puts the record in the order in which questions are asked of it, once per run; checkers only
read. Every bound is extended by what was broken meanwhile, so that a correct client is never
short of time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hubproof.harness.history import History
from hubproof.harness.oracle.decisions import Account, accounts_of
from hubproof.harness.oracle.events import Listening, listening_of
from hubproof.harness.oracle.intents import Intent, attribute, intents_of
from hubproof.harness.oracle.jobs import Job, jobs_of
from hubproof.harness.oracle.money import Exposure, exposures_of
from hubproof.harness.oracle.offs import known_offs
from hubproof.harness.oracle.orders import WorkedOrder, mark_taken_back, orders_of
from hubproof.harness.oracle.quotes import Quoting, quoting_of
from hubproof.harness.oracle.steps import (
    EXECUTIONS,
    PREPARE,
    SecondKey,
    Submission,
    second_keys,
    submissions_of,
)
from hubproof.harness.oracle.traffic import Traffic, read
from hubproof.harness.scenario import Limits

US_PER_S = 1_000_000


@dataclass(frozen=True, slots=True)
class Oracle:
    """One run, ready to be judged."""

    limits: Limits
    traffic: Traffic
    intents: Sequence[Intent]
    submissions: Sequence[Submission]
    prepares: Sequence[Submission]
    executions: Sequence[Submission]
    orders: Mapping[int, WorkedOrder]
    second_keys: Sequence[SecondKey]
    listening: Listening
    jobs: Sequence[Job]
    exposures: Sequence[Exposure]
    accounts: Sequence[Account]
    quoting: Quoting
    _by_number: Mapping[int, Intent]

    @classmethod
    def of(cls, history: History, limits: Limits | None = None) -> "Oracle":
        """Read a history; `limits` are those of its scenario."""
        limits = limits or Limits()
        server_timeout_us = round(limits.server_timeout_s * US_PER_S)
        call_timeout_us = round(limits.call_timeout_s * US_PER_S)
        traffic = read(
            history.entries, server_timeout_us=server_timeout_us, call_timeout_us=call_timeout_us
        )
        submissions = submissions_of(traffic)
        prepares = [one for one in submissions if one.method == PREPARE]
        executions = [one for one in submissions if one.method in EXECUTIONS]
        intents = intents_of(traffic.signals)
        listening = listening_of(traffic)
        known_us = known_offs(traffic, listening)
        attribute(intents, prepares, lambda *of: known_us(*of) is not None)
        by_number = {intent.number: intent for intent in intents}
        _give_executions(by_number, prepares, executions)
        patience_s = limits.cancel_unfilled_after_s
        patience_us = None if patience_s is None else round(patience_s * US_PER_S)
        orders = orders_of(traffic, submissions, patience_us)
        mark_taken_back(submissions, orders)
        return cls(
            limits=limits,
            traffic=traffic,
            intents=intents,
            submissions=submissions,
            prepares=prepares,
            executions=executions,
            orders=orders,
            second_keys=second_keys(
                [
                    *_steps(intents, prepares, executions),
                    *(order.cancels for order in orders.values()),
                ]
            ),
            listening=listening,
            jobs=jobs_of(traffic, listening, prepares, intents),
            exposures=exposures_of(intents, prepares, traffic.trades),
            accounts=accounts_of(traffic),
            quoting=quoting_of(traffic, executions, limits.quotes),
            _by_number=by_number,
        )

    @property
    def act_within_us(self) -> int:
        """The bound within which a client acts, in microseconds."""
        return round(self.limits.act_within_s * US_PER_S)

    @property
    def end_within_us(self) -> int:
        """The bound within which an intent ends, in microseconds.

        Where orders that do not fill are to be cancelled, its order may have to be waited for.
        """
        patience_s = self.limits.cancel_unfilled_after_s
        if patience_s is None:
            return self.act_within_us
        return 2 * self.act_within_us + round(patience_s * US_PER_S)

    @property
    def end_us(self) -> int:
        """When the run ended; nothing that was due later can be judged."""
        return self.traffic.end_us

    def due_us(self, at_us: int, within_us: int) -> int:
        """When something is due that was asked for at `at_us`.

        The bound starts anew with every disturbance that falls into it, from where that was healed.
        """
        due = at_us + within_us
        for disturbance in self.traffic.disturbances:
            if disturbance.at_us > due:
                break
            if disturbance.healed_us >= at_us:
                due = max(due, disturbance.healed_us + within_us)
        return due

    def intent_of(self, submission: Submission) -> Intent | None:
        """The intent that a submission belongs to; None where no signal called for it."""
        return self._by_number.get(submission.intent_number or 0)

    def where(self, submission: Submission) -> str:
        """The place of a submission, for a sentence."""
        intent = self.intent_of(submission)
        if intent is not None:
            return intent.where
        if submission.pair is not None:
            return f"strategy {submission.pair[0]} on account {submission.pair[1]}"
        return f"plan {submission.plan_id}"

    def exposure_of(self, intent: Intent | None) -> Exposure | None:
        """The money of an intent, where any was put at risk."""
        return next((one for one in self.exposures if one.intent is intent), None)


def _give_executions(
    by_number: Mapping[int, Intent],
    prepares: Sequence[Submission],
    executions: Sequence[Submission],
) -> None:
    of_plan = {one.made.exec_plan_id: one for one in prepares if one.made}
    for execution in executions:
        prepare = of_plan.get(execution.plan_id or 0)
        if prepare is not None:
            prepare.executed_by.append(execution)
            execution.intent_number = prepare.intent_number
        intent = by_number.get(execution.intent_number or 0)
        if intent is not None:
            intent.executions.append(execution)


def _steps(
    intents: Sequence[Intent],
    prepares: Sequence[Submission],
    executions: Sequence[Submission],
) -> list[list[Submission]]:
    """All steps, each with the submissions that tried it, in the order of time."""
    steps = [intent.prepares for intent in intents]
    without: dict[tuple[int, str] | None, list[Submission]] = {}
    for prepare in prepares:
        if prepare.intent_number is None:
            without.setdefault(prepare.pair, []).append(prepare)
    groups: dict[tuple[int | None, int | None], list[Submission]] = {}
    for execution in executions:
        groups.setdefault((execution.plan_id, execution.group), []).append(execution)
    return [*steps, *without.values(), *groups.values()]


def seconds(at_us: int) -> str:
    """A time of the run or a duration as people write it: `3.2 s`."""
    return f"{at_us / US_PER_S:.1f} s"
