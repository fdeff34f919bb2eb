"""What a call to a hub can end in, other than its result.

    Exception
     ├── MesoLiveApiException        the hub answered with a Status other than Success
     └── MesoLiveSignalRError        there is no answer to go by
          ├── HubError               the hub refused or broke off the invocation
          ├── NotConnected           there was no connection, so nothing was sent
          ├── CallTimeout            no answer within the call's time
          ├── ConnectionLost         the connection ended before the answer came
          ├── UnreadableAnswer       an answer came that the contract does not allow
          ├── ConnectFailed          a connection could not be made
          └── AuthenticationFailed   the hub does not accept the key

Every MesoLiveSignalRError says by `indeterminate` whether the call may have had its effect all the
same. Where it is True nobody may assume either outcome: a keyed operation is recovered by its key.
MesoLiveApiException and MesoLiveSignalRError are the vendor's names; the others are ours.
"""

from hubproof.contract.mesolive.enums import StatusCode
from hubproof.contract.mesolive.envelope import MesoLiveApiError

NEVER_RAN = "Failed to invoke"
"""How ASP.NET Core begins the error of an invocation whose method never ran (wrong name, arguments
or permission). Any other hub error may come from the middle of a method."""


class MesoLiveApiException(Exception):  # noqa: N818  # the vendor's name
    """The hub answered with a Status other than Success."""

    def __init__(
        self, status: StatusCode, message: str | None = None, error: MesoLiveApiError | None = None
    ) -> None:
        detail = message or (error.Detail if error is not None else None)
        super().__init__(f"{status.value}: {detail}" if detail else status.value)
        self.status = status
        self.message = message
        self.error = error


class MesoLiveSignalRError(Exception):
    """A call, a stream or a connection failed below the level of answers."""

    indeterminate: bool = False


class HubError(MesoLiveSignalRError):
    """The completion carried an error instead of a result."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.indeterminate = not text.startswith(NEVER_RAN)


class NotConnected(MesoLiveSignalRError):  # noqa: N818  # reads as the claim it makes
    """There was no connection: the call was certainly not sent."""


class CallTimeout(MesoLiveSignalRError):  # noqa: N818  # the same
    """No answer came in time. The hub may still be at it."""

    indeterminate = True


class ConnectionLost(MesoLiveSignalRError):  # noqa: N818  # the same
    """The connection ended between call and answer."""

    indeterminate = True


class UnreadableAnswer(MesoLiveSignalRError):  # noqa: N818  # the same
    """The call was answered in a form that the contract does not allow."""

    indeterminate = True


class ConnectFailed(MesoLiveSignalRError):  # noqa: N818  # the same
    """Negotiation, upgrade or handshake failed; worth another attempt later."""


class AuthenticationFailed(MesoLiveSignalRError):  # noqa: N818  # the same
    """The hub refused the key. Trying again with the same key cannot help."""
