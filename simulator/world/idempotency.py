"""Idempotency records: what became of every keyed operation.

A key belongs for ever to the operation and payload it first came with, and its operation happens
once. Terminal records never change: a client that lost an answer reads there what the world has
done, and a record that moved after it had said Completed would send it off to trade again.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from hubproof.contract.mesolive import wire
from hubproof.contract.mesolive.assumed import assumed_status
from hubproof.contract.mesolive.dialect import OURS, Dialect
from hubproof.contract.mesolive.models import (
    GetIdempotencyRecordArgs,
    IdempotencyOperation,
    IdempotencyRecord,
    IdempotencyRecordStatus,
    JsonElement,
    MesoLiveApiResponse,
    PreparationStatus,
    StatusCode,
)
from hubproof.contract.mesolive.wiremodel import WireModel
from hubproof.simulator.world.effects import Response
from hubproof.simulator.world.facts import RecordChanged
from hubproof.simulator.world.payload import payload_hash
from hubproof.simulator.world.refusal import invalid, refused
from hubproof.simulator.world.turn import Turn

_PROCESSING = IdempotencyRecordStatus.Processing
_FAILED = IdempotencyRecordStatus.Failed

_UNKNOWN_KEY = assumed_status("idempotency.unknown_key")
_REUSED = assumed_status("idempotency.reused_for_another_request")
_RESEND_OF_FAILED = assumed_status("idempotency.resend_of_failed")


class Keyed(Protocol):
    """The arguments of a keyed operation."""

    @property
    def IdempotencyKey(self) -> str:  # noqa: N802  # the name on the wire
        """The client's name for one intent."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A key that nothing has used yet, and what it is to be used for."""

    key: str
    operation: IdempotencyOperation
    payload_hash: str


@dataclass(slots=True)
class Record:
    """One record while it lives; `ticket` is the call that made it and that gets its answer."""

    claim: Claim
    ticket: int
    created_at: datetime
    updated_at: datetime
    status: IdempotencyRecordStatus = _PROCESSING
    exec_plan_id: int | None = None
    order_ids: tuple[int, ...] = ()
    error: str | None = None
    job_id: str | None = None
    job_status: PreparationStatus | None = None
    job_result: WireModel | None = None
    response: Response | None = None


class Records:
    """All records of one user, by key; what they quote of answers is in `dialect`."""

    def __init__(self, dialect: Dialect = OURS) -> None:
        self._dialect = dialect
        self._by_key: dict[str, Record] = {}

    def claim(self, operation: IdempotencyOperation, args: Keyed) -> Claim:
        """Check that the key of a call is free; nothing is recorded until `open`.

        Raises:
            Refused: The key is empty, its operation goes on or is over, or it was another's.
        """
        claim = Claim(args.IdempotencyKey, operation, payload_hash(args))
        if not claim.key:
            raise invalid("IdempotencyKey", "An IdempotencyKey is needed.")
        record = self._by_key.get(claim.key)
        if record is None:
            return claim
        if record.claim != claim:
            raise refused(_REUSED, "This key was used for another request.")
        if record.status is _PROCESSING:
            raise refused(StatusCode.Conflict, "The operation with this key is still going on.")
        if record.status is _FAILED:
            raise refused(_RESEND_OF_FAILED, "The operation with this key has failed.")
        raise refused(StatusCode.DuplicateRequest, "The operation with this key is completed.")

    def open(
        self,
        turn: Turn,
        claim: Claim,
        *,
        exec_plan_id: int | None = None,
        job_id: str | None = None,
    ) -> Record:
        """Take a claimed key for the call of this turn: from now on it is Processing."""
        record = Record(claim, turn.ticket, turn.time, turn.time)
        record.exec_plan_id = exec_plan_id
        record.job_id = job_id
        if job_id is not None:
            record.job_status = PreparationStatus.Running
        self._by_key[claim.key] = record
        _note(turn, record)
        return record

    def answer(self, turn: Turn, record: Record, result: WireModel) -> None:
        """Answer the call that made the record, with Success."""
        record.response = MesoLiveApiResponse(Status=StatusCode.Success, Data=result)
        turn.reply(record.ticket, record.response)

    def complete(
        self,
        turn: Turn,
        record: Record,
        *,
        order_ids: tuple[int, ...] = (),
        job_result: WireModel | None = None,
    ) -> None:
        """The operation is done; a job leaves its result."""
        record.order_ids = order_ids
        if record.job_id is not None:
            record.job_status, record.job_result = PreparationStatus.Completed, job_result
        self._end(turn, record, IdempotencyRecordStatus.Completed)

    def fail(
        self,
        turn: Turn,
        record: Record,
        error: str,
        *,
        job_status: PreparationStatus = PreparationStatus.Failed,
        provider: str | None = None,
    ) -> None:
        """The operation came to nothing; a call that still waits is told so, and by whose fault."""
        record.error = error
        if record.job_id is not None:
            record.job_status = job_status
        self._end(turn, record, _FAILED)
        if record.response is None:
            record.response = refused(StatusCode.ProviderError, error, provider).response
            turn.reply(record.ticket, record.response)

    def _end(self, turn: Turn, record: Record, status: IdempotencyRecordStatus) -> None:
        assert record.status is _PROCESSING, "a terminal record never changes"
        record.status = status
        record.updated_at = turn.time
        _note(turn, record)

    def read(self, _turn: Turn, args: GetIdempotencyRecordArgs) -> IdempotencyRecord:
        """GetIdempotencyRecord.

        Raises:
            Refused: Nothing was ever done under this key.
        """
        record = self._by_key.get(args.IdempotencyKey)
        if record is None:
            raise refused(_UNKNOWN_KEY, f"Nothing was done under key {args.IdempotencyKey}.")
        return _view(record, self._dialect)

    def statuses(self) -> dict[str, str]:
        """Every key and the status of its record, in the order of their first use."""
        return {key: record.status.value for key, record in self._by_key.items()}


def _note(turn: Turn, record: Record) -> None:
    turn.note(
        RecordChanged(
            at_us=turn.now,
            key=record.claim.key,
            operation=record.claim.operation.value,
            status=record.status.value,
            payload_hash=record.claim.payload_hash,
            exec_plan_id=record.exec_plan_id,
            order_ids=record.order_ids,
            job_id=record.job_id,
        )
    )


def _view(record: Record, dialect: Dialect) -> IdempotencyRecord:
    response = record.response
    data = response.Data if response else None
    return IdempotencyRecord(
        IdempotencyKey=record.claim.key,
        Operation=record.claim.operation,
        Status=record.status,
        CreatedAt=record.created_at,
        UpdatedAt=record.updated_at,
        RequestHash=record.claim.payload_hash,
        LiveExecPlanId=record.exec_plan_id,
        LiveOrderIds=list(record.order_ids) or None,
        ErrorMessage=record.error,
        JobId=record.job_id,
        JobStatus=record.job_status,
        JobResult=_as_json(record.job_result, dialect),
        JobErrorMessage=record.error if record.job_id is not None else None,
        ResponseStatus=response.Status if response else None,
        ResponseMessage=response.Message if response else None,
        ResponseError=response.Error if response else None,
        ResponseData=wire.encode(data, dialect).decode() if data is not None else None,
    )


def _as_json(result: WireModel | None, dialect: Dialect) -> JsonElement | None:
    return None if result is None else wire.decode(wire.encode(result, dialect), JsonElement)
