"""The sentences in which a hub refuses or fails, exactly as ASP.NET Core words them.

Bots match on these texts, so a paraphrase would be a server nobody has met. A method is named as
the hub spells it, however the caller did. Details of exceptions stay hidden, as they are by
default; only a hub's own refusal (HubException) is shown.

Source: recordings of ASP.NET Core 10; the numbers are those of the behaviours they show.
"""

from hubproof.contract.signalr.errors import ProtocolError
from hubproof.simulator.session.options import SessionOptions

CLOSED_WITH_AN_ERROR = "Connection closed with an error."
"""The error of every Close that is not a farewell (83, 86, 89, 90)."""

HANDSHAKE_CANCELED = "Handshake was canceled."
"""No handshake in time, or too long a one (40)."""

HANDSHAKE_FAILED = "An unexpected error occurred during connection handshake."
"""The handshake made no sense (40)."""


ARGUMENTS = (
    "Make sure that the types of the provided values match the types of the hub method being"
    " invoked."
)
"""What every sentence about arguments of the wrong type ends with (54)."""

SILENT = "Client hasn't sent a message/ping within the configured ClientTimeoutInterval."
"""Why a silent client is let go (83)."""


SOCKET_FAULTED = (
    "An exception caused the WebSocket to enter the Aborted state."
    " Please see the InnerException, if present, for more details."
)
"""What a hub hears of a client whose frames are no WebSocket's."""


def socket_faulted() -> ProtocolError:
    """The end of a client whose frames are no WebSocket's."""
    return ProtocolError(SOCKET_FAULTED, "WebSocketException")


def detailed(sentence: str, named: str, says: str) -> str:
    """A sentence with what was wrong behind it, for who asked for details."""
    return f"{sentence} {named}: {says}"


def explained(sentence: str, error: ProtocolError, options: SessionOptions) -> str:
    """A sentence with the error behind it, where details are told."""
    return detailed(sentence, error.named, str(error)) if options.has_details else sentence


def format_not_supported(protocol: str) -> str:
    """39: a binary protocol on a transport that carries only text."""
    return (
        f"Cannot use the '{protocol}' protocol on the current transport."
        " The transport does not support 'Binary' transfer format."
    )


def protocol_not_supported(protocol: str) -> str:
    """38: a hub protocol that is not spoken here."""
    return f"The protocol '{protocol}' is not supported."


def version_not_supported(protocol: str, version: int) -> str:
    """39: a version of the protocol that is too new."""
    return f"The server does not support version {version} of the '{protocol}' protocol."


def method_does_not_exist(target: str) -> str:
    """51: nothing of that name; the caller's spelling, for lack of another."""
    return f"{failed_to_invoke(target)} HubException: Method does not exist."


def failed_to_invoke(method: str) -> str:
    """53, 54: the arguments do not fit, in number or in type."""
    return f"Failed to invoke '{method}' due to an error on the server."


def unexpected_error(method: str) -> str:
    """55, 60: the method failed and does not say why."""
    return f"An unexpected error occurred invoking '{method}' on the server."


def refused(method: str, says: str) -> str:
    """55: the method refused in words of its own (HubException)."""
    return f"{unexpected_error(method)} HubException: {says}"


def unauthorized(method: str) -> str:
    """56: this user may not call the method. There is no full stop."""
    return f"Failed to invoke '{method}' because user is unauthorized"


def plain_invocation_of_a_streaming_method(method: str) -> str:
    """57: type 1 where type 4 was needed."""
    return (
        f"The client attempted to invoke the streaming '{method}' method"
        " with a non-streaming invocation."
    )


def streaming_invocation_of_a_plain_method(method: str) -> str:
    """57: type 4 where type 1 was needed."""
    return (
        f"The client attempted to invoke the non-streaming '{method}' method"
        " with a streaming invocation."
    )


def stream_failed(says: str | None = None) -> str:
    """60: the stream broke off; `says` are the hub's own words (HubException)."""
    told = "" if says is None else f" HubException: {says}"
    return f"An error occurred on the server while streaming results.{told}"


def not_a_stream(method: str) -> str:
    """60: a streaming method gave nothing to stream."""
    return (
        f"The value returned by the streaming method '{method}' is not a ChannelReader<> or"
        " IAsyncEnumerable<>."
    )


def argument_count(sent: int, expected: int) -> str:
    """53: the detail of a wrong number of arguments."""
    return f"Invocation provides {sent} argument(s) but target expects {expected}."


def invocation_id_in_use(invocation_id: str) -> str:
    """64: this id is streaming already."""
    return f"Invocation ID '{invocation_id}' is already in use."


def wrong_number_of_uploads(method: str, sent: int, expected: int = 0) -> str:
    """70: the call came with more or fewer upload streams than the method reads."""
    return refused(method, f"Client sent {sent} stream(s), Hub method expects {expected}.")


def not_to_be_answered(connection_id: str, invocation_id: str) -> str:
    """75: somebody else was asked."""
    return f"Connection ID '{connection_id}' is not valid for invocation ID '{invocation_id}'."
