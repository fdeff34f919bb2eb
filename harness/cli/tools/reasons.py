"""Why nothing was seen: an error of a hub's client as a sentence that says what to do about it.

Names of classes and numbers of the system stay out of it where people have a word.
"""

import errno
import socket

import aiohttp

from hubproof.client.sdk.exceptions import (
    ConnectFailed,
    HubError,
    MesoLiveApiException,
    NotConnected,
)

REMEDY = "is the server running, and is MESOLIVE_INSTANCE its origin?"


def reason(error: Exception, url: str) -> str:
    """What `error` says of the hub at `url`."""
    if isinstance(error, NotConnected) and isinstance(error.__cause__, ConnectFailed):
        return f"cannot connect to {url}: {_why(error.__cause__)}; {REMEDY}"
    if isinstance(error, MesoLiveApiException):
        return f"{url} answered {error}{_details(error)}"
    if isinstance(error, HubError):
        return f"{url} refused: {error}"
    return f"{url}: {error}"


def _why(failed: ConnectFailed) -> str:
    """The reason of a connection that was not made, as people call it."""
    cause = failed.__cause__
    if isinstance(cause, aiohttp.ClientConnectorDNSError | socket.gaierror):
        return "no host of that name is known"
    if isinstance(cause, OSError) and cause.errno == errno.ECONNREFUSED:
        return "the connection was refused"
    return str(failed)


def _details(error: MesoLiveApiException) -> str:
    """What the hub says of single fields."""
    fields = (error.error.ValidationErrors if error.error is not None else None) or {}
    return "".join(f"; {name}: {' '.join(messages)}" for name, messages in fields.items())
