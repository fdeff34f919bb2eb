"""A refusal: the answer of a call that the world did not carry out.

Parts raise it before they change anything, so a refused call leaves no trace: no record, no fact,
no used key. Raised later it would leave half an operation behind.
"""

from collections.abc import Mapping

from hubproof.contract.mesolive.assumed import assumed_status
from hubproof.contract.mesolive.models import MesoLiveApiError, MesoLiveApiResponse, StatusCode
from hubproof.simulator.world.effects import Response

UNKNOWN_ID = assumed_status("request.unknown_id")
INVALID = assumed_status("request.invalid")


class Refused(Exception):  # noqa: N818  # it is an answer, no error of ours
    """Carries the response that the caller gets."""

    def __init__(self, status: StatusCode, message: str, error: MesoLiveApiError) -> None:
        super().__init__(message)
        self.response: Response = MesoLiveApiResponse(Status=status, Message=message, Error=error)


def refused(status: StatusCode, message: str, provider: str | None = None) -> Refused:
    """A refusal that concerns the call as a whole; `provider` names the broker behind it."""
    error = MesoLiveApiError(Code=status.value, Detail=message, Provider=provider)
    return Refused(status, message, error)


def not_found(what: str, which: object) -> Refused:
    """There is no such thing, or the user may not see it."""
    return refused(UNKNOWN_ID, f"There is no {what} {which}.")


def unpriced(symbol: str, provider: str) -> Refused:
    """Nothing on the symbol can be planned, because nobody says what it costs."""
    return refused(INVALID, f"{provider} quotes nothing on {symbol}.")


def invalid(path: str, message: str, *, status: StatusCode = INVALID) -> Refused:
    """The field at `path` cannot be accepted."""
    return all_invalid({path: message}, status=status)


def all_invalid(faults: Mapping[str, str], *, status: StatusCode = INVALID) -> Refused:
    """The fields at these paths cannot be accepted, each for its reason; there is one at least."""
    message = next(iter(faults.values()))
    errors = {path: [why] for path, why in faults.items()}
    error = MesoLiveApiError(Code=status.value, Detail=message, ValidationErrors=errors)
    return Refused(status, message, error)
