"""Steps and their keys: what was submitted under which key, and why a step got a second one.

A step is one thing to be done once: the preparation of an intent, the execution of one leg group of
one plan, or the cancel of one order. A submission is everything sent under one idempotency key.
Which row a second key breaks depends on why it came, and that is decided here, once, so that no two
checkers tell the same bug apart in two ways.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from hubproof.harness.oracle.traffic import Call, Traffic
from hubproof.simulator.world.facts import Filled, JobChanged, OrderChanged, PlanMade, RecordChanged

PREPARE = "StartPreparePositionEntry"
EXECUTIONS = ("SendOrder", "ApplyPaperFills")
CANCEL = "CancelOrder"
READ_RECORD = "GetIdempotencyRecord"

# Answers after which the operation stands or fell with its record; any other one refused the call.
ABOUT_THE_RECORD = ("Success", "DuplicateRequest", "Conflict")

ORDER_ENDED = ("Filled", "Cancelled", "Rejected")

# A call without an answer for this long may have been given up by its client, however it is built.
GIVEN_UP_US = 500_000

# A client that was told an answer this long before it was killed had all the time it needs to
# store it.
STORED_US = 250_000


@dataclass(slots=True)
class Submission:
    """Everything sent under one key, and what became of it in the world.

    One that `is_taken_back` made orders which the client cancelled before they could fill.
    """

    key: str
    method: str
    calls: list[Call] = field(default_factory=list)
    records: list[RecordChanged] = field(default_factory=list)
    jobs: list[JobChanged] = field(default_factory=list)
    made: PlanMade | None = None
    orders: dict[int, OrderChanged] = field(default_factory=dict)
    fills: list[Filled] = field(default_factory=list)
    references: list[Call] = field(default_factory=list)
    executed_by: list["Submission"] = field(default_factory=list)
    intent_number: int | None = None
    is_taken_back: bool = False

    @property
    def first(self) -> Call:
        """The first call under the key."""
        return self.calls[0]

    @property
    def first_us(self) -> int:
        """When the key was first seen."""
        return self.calls[0].at_us

    @property
    def pair(self) -> tuple[int, str] | None:
        """Strategy and account, where the call names both."""
        strategy = self.first.whole("StrategyId")
        account = self.first.text("BrokerAccountId")
        return (strategy, account) if strategy is not None and account else None

    @property
    def plan_id(self) -> int | None:
        """The plan it executes."""
        return self.first.whole("ExecPlanId")

    @property
    def group(self) -> int | None:
        """The leg group it executes; None for the whole plan."""
        return self.first.whole("LegGroupId")

    @property
    def order_id(self) -> int | None:
        """The order it cancels."""
        return self.first.whole("OrderId")

    @property
    def is_unfilled(self) -> bool:
        """Whether it made orders, and they are over with nothing filled."""
        orders = self.orders.values()
        return bool(orders) and all(
            one.state in {"Cancelled", "Rejected"} and not one.filled_qty for one in orders
        )

    @property
    def is_out_of_reach(self) -> bool:
        """Whether it made orders that could not fill at the prices they named, and did not."""
        orders = self.orders.values()
        return bool(orders) and all(one.is_away and not one.filled_qty for one in orders)

    @property
    def accepted_us(self) -> int | None:
        """When the world took the operation on."""
        return self.records[0].at_us if self.records else None

    @property
    def failed_us(self) -> int | None:
        """When the operation, or the job it started, came to nothing."""
        times = [one.at_us for one in self.records if one.status == "Failed"]
        times += [one.at_us for one in self.jobs if one.status in {"Failed", "Cancelled"}]
        return min(times, default=None)

    @property
    def is_given_up(self) -> bool:
        """Whether it started a job that the client cancelled."""
        return any(one.status == "Cancelled" for one in self.jobs)

    @property
    def has_effect(self) -> bool:
        """Whether the operation was taken on and did not fail."""
        return self.accepted_us is not None and self.failed_us is None

    def status_at(self, at_us: int) -> str | None:
        """The record's status at `at_us`; None while there is no record."""
        status = None
        for record in self.records:
            if record.at_us <= at_us:
                status = record.status
        return status

    def is_answered_by(self, at_us: int) -> bool:
        """Whether any answer was written under the key by `at_us`, read or not."""
        return any(call.answer is not None and call.answer.at_us <= at_us for call in self.calls)

    def is_closed_by(self, at_us: int) -> bool:
        """Whether a new key is allowed from `at_us` on: it failed, was refused, or ended short."""
        failed_us = self.failed_us
        if failed_us is not None and failed_us <= at_us:
            return True
        refused = any(
            call.answer is not None
            and call.answer.at_us <= at_us
            and call.status not in ABOUT_THE_RECORD
            for call in self.calls
        )
        if (refused and self.status_at(at_us) is None) or self.ended_short_by(at_us):
            return True
        # A plan whose order ended short is spent: to try again takes a new one, at new prices.
        made = [one for one in self.executed_by if one.orders and one.first_us <= at_us]
        return bool(made) and all(one.ended_short_by(at_us) for one in made)

    def ended_short_by(self, at_us: int) -> bool:
        """Whether its orders were over by `at_us`, each with quantity unfilled."""
        orders = list(self.orders.values())
        return bool(orders) and all(
            order.at_us <= at_us
            and order.state in {"Cancelled", "Rejected"}
            and abs(order.filled_qty) < abs(order.qty)
            for order in orders
        )


class Why(StrEnum):
    """Why a step got another key."""

    RETRY = "retry"  # the outcome under the first key was unknown, and it was given up
    KILL = "kill"  # the same, with a kill in between
    REFUSAL = "refusal"  # Conflict or DuplicateRequest was taken for the end of the first key
    REPEAT = "repeat"  # the first key was alive and well: the work was begun a second time


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondKey:
    """A step that had a key nobody had closed, and got another one."""

    earlier: Submission
    later: Submission
    why: Why

    @property
    def is_prepare(self) -> bool:
        """Whether the step is a preparation."""
        return self.later.method == PREPARE


def submissions_of(traffic: Traffic) -> list[Submission]:
    """All submissions, in the order in which their keys were first seen, and their outcomes."""
    by_key: dict[str, Submission] = {}
    for call in traffic.calls:
        if call.key is None or call.method == READ_RECORD:
            continue
        if call.key not in by_key:
            by_key[call.key] = Submission(call.key, call.method)
        by_key[call.key].calls.append(call)
    _add_outcomes(by_key, traffic)
    _add_references(by_key, traffic.calls)
    return list(by_key.values())


def _add_outcomes(by_key: dict[str, Submission], traffic: Traffic) -> None:
    for record in traffic.records:
        if record.key in by_key:
            by_key[record.key].records.append(record)
    of_job: dict[str, Submission] = {}
    for job in traffic.jobs:
        if job.key in by_key:
            by_key[job.key].jobs.append(job)
            of_job[job.job_id] = by_key[job.key]
    for plan in traffic.plans:
        if plan.job_id in of_job:
            of_job[plan.job_id].made = plan
    for trade in traffic.trades:
        if trade.key not in by_key:
            continue
        if isinstance(trade, OrderChanged):
            by_key[trade.key].orders[trade.order_id] = trade
        else:
            by_key[trade.key].fills.append(trade)


def _add_references(by_key: dict[str, Submission], calls: Sequence[Call]) -> None:
    """Give every submission the calls that speak of its key, its job, its plan or its orders."""
    of_job = {job.job_id: one for one in by_key.values() for job in one.jobs}
    of_plan = {one.made.exec_plan_id: one for one in by_key.values() if one.made}
    of_order = {order: one for one in by_key.values() for order in one.orders}
    for call in calls:
        named = [
            by_key.get(call.key or ""),
            of_job.get(call.text("JobId") or ""),
            of_plan.get(call.whole("ExecPlanId") or call.whole("LiveExecPlanId") or 0),
            of_order.get(call.whole("OrderId") or 0),
        ]
        for submission in named:
            if submission is not None:
                submission.references.append(call)


def second_keys(steps: Iterable[Sequence[Submission]]) -> list[SecondKey]:
    """Every later key of a step that came while an earlier one was not closed."""
    found: list[SecondKey] = []
    for step in steps:
        for number, later in enumerate(step):
            still_open = [
                one
                for one in step[:number]
                if not one.is_closed_by(later.first_us) and not _replaces(later, one)
            ]
            if still_open:
                earlier = still_open[-1]
                found.append(SecondKey(earlier=earlier, later=later, why=_why(earlier, later)))
    return found


def _replaces(later: Submission, earlier: Submission) -> bool:
    return later.first.whole("ReplacesOrder") in earlier.orders


def _why(earlier: Submission, later: Submission) -> Why:
    at_us, number = later.first_us, later.first.number
    before = [call for call in earlier.references if call.number < number]
    if max(call.life.number for call in before) < later.first.life.number:
        return _why_across_a_kill(earlier)
    if earlier.references[-1].number > number:
        return Why.REPEAT
    last = earlier.calls[-1]
    # Whoever went on after the refusal, to the record or to the next step, took it for what it is.
    if last is before[-1] and last.status in {"Conflict", "DuplicateRequest"}:
        return Why.REFUSAL
    if earlier.is_answered_by(at_us):
        return Why.REPEAT
    is_lost = not last.link.is_open_until(at_us) or at_us - last.at_us >= GIVEN_UP_US
    return Why.RETRY if is_lost else Why.REPEAT


def _why_across_a_kill(earlier: Submission) -> Why:
    """What was spoken of again in any later life, or had long been answered, was not lost."""
    first_life = earlier.first.life.number
    if any(call.life.number > first_life for call in earlier.references):
        return Why.REPEAT
    for call in earlier.calls:
        ended_us = call.life.ended_us
        if call.told_us is not None and (ended_us is None or ended_us - call.told_us > STORED_US):
            return Why.REPEAT
    return Why.KILL
