"""Preparation jobs: a Start call begins one, and some time later it comes to a plan or fails.

A job goes on whatever becomes of the call that started it, and its end is told twice: in the record
of its key and as an event. A client that lost one must be able to find the other. On an account
whose agent is offline it waits until that is back, and then takes its time once more.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from hubproof.contract.mesolive.models import (
    GetPreparePositionEntryStatusArgs,
    GetPreparePositionEntryStatusResult,
    IdempotencyOperation,
    PositionEntryPreparationCompletedEvent,
    PositionEntryPreparationFailedEvent,
    PreparationStatus,
    PreparePositionEntryArgs,
    PreparePositionEntryResult,
    StartPreparePositionEntryResult,
)
from hubproof.simulator.world.desk import Desk
from hubproof.simulator.world.entry_result import entry_result
from hubproof.simulator.world.facts import JobChanged
from hubproof.simulator.world.idempotency import Record
from hubproof.simulator.world.refusal import invalid, not_found
from hubproof.simulator.world.setup import StrategySetup
from hubproof.simulator.world.turn import Turn

FAILURE = "No contract matches the strategy's legs."
"""Why a job fails that the setup lets fail."""


@dataclass(slots=True, kw_only=True)
class Job:
    """One job while it lives."""

    id: str
    args: PreparePositionEntryArgs
    strategy: StrategySetup
    record: Record
    created_at: datetime
    updated_at: datetime
    status: PreparationStatus = PreparationStatus.Running
    result: PreparePositionEntryResult | None = None
    exec_plan_id: int | None = None


class EntryJobs:
    """All jobs that prepare an entry, by id; the `failing` ones are counted from 1."""

    def __init__(self, desk: Desk, failing: tuple[int, ...]) -> None:
        self._desk = desk
        self._failing = failing
        self._by_id: dict[str, Job] = {}

    def start(self, turn: Turn, args: PreparePositionEntryArgs) -> None:
        """StartPreparePositionEntry: answers at once with the JobId.

        Raises:
            Refused: The key is used, or the account or strategy cannot be entered.
        """
        desk = self._desk
        claim = desk.records.claim(IdempotencyOperation.StartPreparePositionEntry, args)
        strategy = self._checked(args)
        number = len(self._by_id) + 1
        record = desk.records.open(turn, claim, job_id=f"job-{number}")
        job = Job(
            id=f"job-{number}",
            args=args,
            strategy=strategy,
            record=record,
            created_at=turn.time,
            updated_at=turn.time,
        )
        self._by_id[job.id] = job
        _note(turn, job)
        desk.records.answer(turn, record, StartPreparePositionEntryResult(JobId=job.id))
        end = self._fail if number in self._failing else self._complete
        desk.schedule.put(turn.now + desk.delays.job_us(), partial(end, job=job))

    def status(
        self, _turn: Turn, args: GetPreparePositionEntryStatusArgs
    ) -> GetPreparePositionEntryStatusResult:
        """GetPreparePositionEntryStatus."""
        job = self._by_id.get(args.JobId)
        if job is None:
            raise not_found("job", args.JobId)
        return GetPreparePositionEntryStatusResult(
            JobId=job.id,
            Status=job.status,
            Result=job.result,
            Error=FAILURE if job.status is PreparationStatus.Failed else None,
            CreatedAt=job.created_at,
            UpdatedAt=job.updated_at,
        )

    def statuses(self) -> dict[str, str]:
        """Every job and its status, oldest first."""
        return {job.id: job.status.value for job in self._by_id.values()}

    def _checked(self, args: PreparePositionEntryArgs) -> StrategySetup:
        account = self._desk.accounts.named(args.BrokerAccountId)
        strategy = self._desk.strategies.named(args.StrategyId)
        if not args.PositionName:
            raise invalid("PositionName", "A PositionName is needed.")
        if account.id not in strategy.active_on:
            message = f"Strategy {strategy.id} is not active on {account.id}."
            raise invalid("BrokerAccountId", message)
        return strategy

    def _complete(self, turn: Turn, job: Job) -> None:
        desk = self._desk
        if desk.agents.holds_back(desk.accounts.named(job.args.BrokerAccountId)):
            desk.agents.when_back(partial(self._begin_again, job=job))
            return
        plan = desk.plans.make(turn, job.id, job.strategy, job.args)
        job.result = entry_result(turn, plan, desk.strategies)
        job.exec_plan_id = job.record.exec_plan_id = plan.id
        self._end(turn, job, PreparationStatus.Completed)
        desk.records.complete(turn, job.record, job_result=job.result)
        event = PositionEntryPreparationCompletedEvent(
            EventTime=turn.time,
            JobId=job.id,
            StrategyId=job.strategy.id,
            StrategyName=job.strategy.name,
            BrokerAccountId=job.args.BrokerAccountId,
            Result=job.result,
        )
        desk.log.publish(turn, event, strategy_id=job.strategy.id, reference=job.id)

    def _begin_again(self, turn: Turn, job: Job) -> None:
        due = turn.now + self._desk.delays.job_us()
        self._desk.schedule.put(due, partial(self._complete, job=job))

    def _fail(self, turn: Turn, job: Job) -> None:
        self._end(turn, job, PreparationStatus.Failed)
        self._desk.records.fail(turn, job.record, FAILURE)
        event = PositionEntryPreparationFailedEvent(
            EventTime=turn.time,
            JobId=job.id,
            StrategyId=job.strategy.id,
            StrategyName=job.strategy.name,
            BrokerAccountId=job.args.BrokerAccountId,
            Error=FAILURE,
        )
        self._desk.log.publish(turn, event, strategy_id=job.strategy.id, reference=job.id)

    def _end(self, turn: Turn, job: Job, status: PreparationStatus) -> None:
        job.status = status
        job.updated_at = turn.time
        _note(turn, job)


def _note(turn: Turn, job: Job) -> None:
    turn.note(
        JobChanged(
            at_us=turn.now,
            job_id=job.id,
            key=job.record.claim.key,
            strategy_id=job.strategy.id,
            broker_account_id=job.args.BrokerAccountId,
            status=job.status.value,
            exec_plan_id=job.exec_plan_id,
        )
    )
