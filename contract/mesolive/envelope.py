"""The envelope around every answer of a hub method that is not a stream.

Data is there only with Status Success; Error explains every other status.
"""

from typing import Generic, TypeVar

from hubproof.contract.mesolive.enums import StatusCode
from hubproof.contract.mesolive.provenance import DOCUMENTED, INFERRED, Provenance, known
from hubproof.contract.mesolive.wiremodel import WireModel

Payload = TypeVar("Payload")

_RECORD = Provenance(INFERRED, "docs:signalr-reference/models/idempotency-record")


@known(DOCUMENTED, "docs:signalr-reference/models/meso-live-api-error")
class MesoLiveApiError(WireModel, kw_only=True, frozen=True):
    """Why a call failed; ValidationErrors gives the messages for each field path."""

    Code: str | None = None
    Detail: str | None = None
    Provider: str | None = None
    ValidationErrors: dict[str, list[str]] | None = None


@known(
    DOCUMENTED,
    "docs:signalr-reference/event-hub",
    Message=_RECORD,
    Error=_RECORD,
    Data=_RECORD,
)
class MesoLiveApiResponse(WireModel, Generic[Payload], kw_only=True, frozen=True):
    """How a call went, and what it brought."""

    Status: StatusCode
    Message: str | None = None
    Error: MesoLiveApiError | None = None
    Data: Payload | None = None
