"""Preparation jobs: a Start call begins one, and some time later it comes to a plan or fails.

A job goes on whatever becomes of the call that started it, and its end is told twice: in the record
of its key and as an event. A client that lost one must be able to find the other. On an account
whose agent is offline it waits until that is back, and then takes its time once more.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Protocol

from hubproof.contract.mesolive.models import Event, PreparationStatus
from hubproof.contract.mesolive.wiremodel import WireModel
from hubproof.simulator.world.desk import Desk
from hubproof.simulator.world.exec_plans import ExecPlan
from hubproof.simulator.world.facts import JobChanged
from hubproof.simulator.world.idempotency import Claim, Record
from hubproof.simulator.world.job_kinds import Kind
from hubproof.simulator.world.refusal import Refused, not_found
from hubproof.simulator.world.setup import StrategySetup
from hubproof.simulator.world.turn import Turn

FAILURE = "No contract matches the strategy's legs."
"""Why a job fails that the setup lets fail."""

CANCELLED = "The preparation was cancelled."
"""Why a job fails that a client gave up."""

_OVER = (PreparationStatus.Completed, PreparationStatus.Failed, PreparationStatus.Cancelled)

Build = Callable[[Turn, str], tuple[ExecPlan, WireModel]]
"""Makes the plan of the job with this id, and its result; raises Refused where there is none."""


class OfJob(Protocol):
    """Arguments that name a job."""

    @property
    def JobId(self) -> str:  # noqa: N802  # the name on the wire
        """The job that a Start call named."""


class CancelsJob(OfJob, Protocol):
    """Arguments that give a job up."""

    @property
    def IdempotencyKey(self) -> str:  # noqa: N802  # the name on the wire
        """The client's name for one intent."""


@dataclass(slots=True, kw_only=True)
class Job:
    """One job while it lives."""

    id: str
    kind: Kind
    strategy: StrategySetup
    account_id: str
    build: Build
    record: Record
    created_at: datetime
    updated_at: datetime
    status: PreparationStatus = PreparationStatus.Running
    result: WireModel | None = None
    error: str | None = None
    exec_plan_id: int | None = None


class Jobs:
    """All jobs of all kinds, by id; the `failing` ones are counted from 1."""

    def __init__(self, desk: Desk, failing: tuple[int, ...]) -> None:
        self._desk = desk
        self._failing = failing
        self._by_id: dict[str, Job] = {}

    def begin(
        self, turn: Turn, kind: Kind, claim: Claim, *, of: tuple[StrategySetup, str], build: Build
    ) -> None:
        """Begin a job `of` a strategy on an account under a claimed key, and answer its JobId."""
        desk = self._desk
        number = len(self._by_id) + 1
        record = desk.records.open(turn, claim, job_id=f"job-{number}")
        strategy, account_id = of
        job = Job(
            id=f"job-{number}",
            kind=kind,
            strategy=strategy,
            account_id=account_id,
            build=build,
            record=record,
            created_at=turn.time,
            updated_at=turn.time,
        )
        self._by_id[job.id] = job
        _note(turn, job)
        desk.records.answer(turn, record, kind.started(JobId=job.id))
        end = self._complete
        if number in self._failing or desk.fates.is_doomed(turn.ticket):
            end = partial(self._fail, error=FAILURE)
        desk.fates.after(turn, desk.delays.job_us(), partial(end, job=job))

    def status(self, kind: Kind, _turn: Turn, args: OfJob) -> WireModel:
        """How a job of this kind stands.

        Raises:
            Refused: There is none of this id and kind.
        """
        job = self._named(kind, args)
        return kind.status(
            JobId=job.id,
            Status=job.status,
            Result=job.result,
            Error=job.error,
            CreatedAt=job.created_at,
            UpdatedAt=job.updated_at,
        )

    def cancel(self, kind: Kind, turn: Turn, args: CancelsJob) -> None:
        """Give a job up; one that has ended stays as it is (assumption `job.cancelled`).

        Raises:
            Refused: The key is used, or there is no job of this id and kind.
        """
        records = self._desk.records
        claim = records.claim(kind.cancels, args)
        job = self._named(kind, args)
        record = records.open(turn, claim)
        if job.status not in _OVER:
            self._fail(turn, job, CANCELLED, status=PreparationStatus.Cancelled)
        records.complete(turn, record)
        records.answer(turn, record, kind.cancelled(JobId=job.id, Status=job.status))

    def statuses(self) -> dict[str, str]:
        """Every job and its status, oldest first."""
        return {job.id: job.status.value for job in self._by_id.values()}

    def _named(self, kind: Kind, args: OfJob) -> Job:
        job = self._by_id.get(args.JobId)
        if job is None or job.kind is not kind:
            raise not_found("job", args.JobId)
        return job

    def _complete(self, turn: Turn, job: Job) -> None:
        if job.status in _OVER:
            return
        desk = self._desk
        if desk.agents.holds_back(desk.accounts.named(job.account_id)):
            desk.agents.when_back(partial(self._begin_again, job=job))
            return
        try:
            plan, job.result = job.build(turn, job.id)
        except Refused as refusal:
            self._fail(turn, job, str(refusal))
            return
        job.exec_plan_id = job.record.exec_plan_id = plan.id
        self._end(turn, job, PreparationStatus.Completed)
        desk.records.complete(turn, job.record, job_result=job.result)
        self._publish(turn, job, job.kind.completed, Result=job.result)

    def _begin_again(self, turn: Turn, job: Job) -> None:
        due = turn.now + self._desk.delays.job_us()
        self._desk.schedule.put(due, partial(self._complete, job=job))

    def _fail(
        self,
        turn: Turn,
        job: Job,
        error: str,
        *,
        status: PreparationStatus = PreparationStatus.Failed,
    ) -> None:
        if job.status in _OVER:
            return
        job.error = error
        self._end(turn, job, status)
        self._desk.records.fail(turn, job.record, error, job_status=status)
        self._publish(turn, job, job.kind.failed, Error=error)

    def _end(self, turn: Turn, job: Job, status: PreparationStatus) -> None:
        job.status = status
        job.updated_at = turn.time
        _note(turn, job)

    def _publish(self, turn: Turn, job: Job, event: Callable[..., Event], **told: object) -> None:
        payload = event(
            EventTime=turn.time,
            JobId=job.id,
            StrategyId=job.strategy.id,
            StrategyName=job.strategy.name,
            BrokerAccountId=job.account_id,
            **told,
        )
        self._desk.log.publish(turn, payload, strategy_id=job.strategy.id, reference=job.id)


def _note(turn: Turn, job: Job) -> None:
    turn.note(
        JobChanged(
            at_us=turn.now,
            job_id=job.id,
            key=job.record.claim.key,
            strategy_id=job.strategy.id,
            broker_account_id=job.account_id,
            status=job.status.value,
            exec_plan_id=job.exec_plan_id,
        )
    )
