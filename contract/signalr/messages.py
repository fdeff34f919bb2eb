"""The nine SignalR hub messages as frozen structs, in the field names of the JSON encoding.

A message that breaks the protocol cannot be built from bytes: required fields, their types and the
rule that a completion carries a result or an error but never both are checked while decoding.
Payloads stay `msgspec.Raw`, JSON text that nobody has parsed yet, so that a wrong argument fails
one call and not the connection.

Source: the SignalR hub protocol (HubProtocol.md, "JSON Encoding"), read as ASP.NET Core reads it.
"""

from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import UNSET, Meta, Raw, UnsetType

if TYPE_CHECKING:
    AbsentText = str | None
    AbsentList = list[str] | None
else:
    # In memory None means that the field is absent. On the wire an explicit null is an error, and
    # msgspec refuses it only where the declared type has no room for null.
    AbsentText = str
    AbsentList = list[str]


Id = Annotated[str, Meta(min_length=1)]
"""An id that must not be empty."""

SequenceId = Annotated[int, Meta(ge=-(1 << 63), le=(1 << 63) - 1)]


class _Message(
    msgspec.Struct,
    frozen=True,
    gc=False,
    tag_field="type",
    rename="camel",
    omit_defaults=True,
    forbid_unknown_fields=True,
):
    """What all nine share: the integer `type` on the wire and camel-case names.

    A field of another message is no reason to refuse one, but it has to be right as well: whoever
    meets one reads the message anew (json_reading).
    """


class Invocation(_Message, frozen=True, gc=False, tag=1):
    """A call of `target`. Without an `invocation_id`, or with an empty one, nobody answers it."""

    target: str
    arguments: list[Raw]
    invocation_id: AbsentText = None
    stream_ids: AbsentList = None


class StreamItem(_Message, frozen=True, gc=False, tag=2):
    """One item of a stream; `item` is its JSON text."""

    invocation_id: Id
    item: Raw


class Completion(_Message, frozen=True, gc=False, tag=3):
    """The end of a call or a stream: a result, an error, or (streams) neither."""

    invocation_id: Id
    result: Raw | UnsetType = UNSET
    error: AbsentText = None

    def __post_init__(self) -> None:
        if self.error is not None and self.result is not UNSET:
            raise ValueError("a completion carries a result or an error, not both")


class StreamInvocation(_Message, frozen=True, gc=False, tag=4):
    """A call of `target` that is answered by a stream."""

    invocation_id: Id
    target: str
    arguments: list[Raw]
    stream_ids: AbsentList = None


class CancelInvocation(_Message, frozen=True, gc=False, tag=5):
    """The caller wants no more items of this stream."""

    invocation_id: Id


class Ping(_Message, frozen=True, gc=False, tag=6):
    """Proof of life. Nobody answers it."""


class Close(_Message, frozen=True, gc=False, tag=7):
    """The sender ends the connection; `allow_reconnect` invites the peer to come back by itself."""

    error: AbsentText = None
    allow_reconnect: bool = False


class Ack(_Message, frozen=True, gc=False, tag=8):
    """Everything up to `sequence_id` has arrived (stateful reconnect)."""

    sequence_id: SequenceId


class Sequence(_Message, frozen=True, gc=False, tag=9):
    """After a stateful reconnect: the first message to be repeated has this id."""

    sequence_id: SequenceId


Message = (
    Invocation
    | StreamItem
    | Completion
    | StreamInvocation
    | CancelInvocation
    | Ping
    | Close
    | Ack
    | Sequence
)

PING = Ping()
"""A ping has no content, so one is enough."""


class Unbindable(msgspec.Struct, frozen=True):
    """A call whose arguments cannot be taken apart; it fails alone, in the words of `says`.

    Only MessagePack has it: there the target is known before the arguments are read.
    """

    target: str
    invocation_id: str | None
    says: str
    streaming: bool = False


AnyMessage = Message | Unbindable
"""What a reader hands out."""
