"""What a hub remembers of a keyed operation: the way out of an unknown outcome.

Status says whether to wait, to carry on or to stop; everything else is how the first call went.
"""

from datetime import datetime

from hubproof.contract.mesolive import enums
from hubproof.contract.mesolive.envelope import MesoLiveApiError
from hubproof.contract.mesolive.provenance import DOCUMENTED, known
from hubproof.contract.mesolive.wiremodel import JsonElement, WireModel


@known(DOCUMENTED, "seed:000_55f365fef96fb07d.txt")
class GetIdempotencyRecordArgs(WireModel, kw_only=True, frozen=True):
    """The key to look up."""

    IdempotencyKey: str


@known(DOCUMENTED, "docs:signalr-reference/models/idempotency-record")
class IdempotencyRecord(WireModel, kw_only=True, frozen=True):
    """The fate of one key; ResponseData is the first answer's payload, as JSON text."""

    IdempotencyKey: str
    Operation: enums.IdempotencyOperation
    Status: enums.IdempotencyRecordStatus
    CreatedAt: datetime
    UpdatedAt: datetime
    RequestHash: str | None = None
    LiveExecPlanId: int | None = None
    LiveOrderIds: list[int] | None = None
    ErrorMessage: str | None = None
    JobId: str | None = None
    JobStatus: enums.PreparationStatus | None = None
    JobResult: JsonElement | None = None
    JobErrorMessage: str | None = None
    ResponseStatus: enums.StatusCode | None = None
    ResponseMessage: str | None = None
    ResponseError: MesoLiveApiError | None = None
    ResponseData: str | None = None
