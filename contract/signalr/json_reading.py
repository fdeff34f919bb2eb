"""A JSON message that is not the plain one: read member by member, as ASP.NET Core reads it.

Rules: the members are taken in their order, a later one over an earlier of its name, and the first
that is wrong ends it, also one that belongs to another type of message; what is not known is
skipped, and whatever follows the object. Only asked when the quick reader has refused a message.

Source: recordings `json/*` and `handshake/*`.
"""

from collections.abc import Callable
from typing import Any

from msgspec import UNSET, Raw

from hubproof.contract.signalr.errors import ProtocolError
from hubproof.contract.signalr.json_tokens import JsonSyntaxError, JsonTokens, UnreadableTextError
from hubproof.contract.signalr.messages import (
    PING,
    Ack,
    CancelInvocation,
    Close,
    Completion,
    Invocation,
    Message,
    Sequence,
    StreamInvocation,
    StreamItem,
)

INT32, INT64 = 32, 64

Members = dict[str, Any]
"""What a message says, by the names of its members."""

_KINDS = {"StartObject": "Object", "StartArray": "Array"}


def read_message(text: bytes) -> Message | None:
    """The message in `text`, or None where its type is unknown.

    Raises:
        ProtocolError: it is none.
    """
    try:
        members = _read_members(JsonTokens(text), _READERS)
    except JsonSyntaxError as error:
        raise ProtocolError("Error reading JSON.") from error
    if "type" not in members:
        raise ProtocolError("Missing required property 'type'.")
    build = _BUILDERS.get(members["type"])
    return None if build is None else build(members)


def read_handshake(text: bytes) -> tuple[str, int]:
    """The protocol and the version that a handshake asks for.

    Raises:
        ProtocolError: it is none.
    """
    try:
        members = _read_members(JsonTokens(text), _HANDSHAKE_READERS)
    except JsonSyntaxError as error:
        raise ProtocolError(str(error), "JsonReaderException") from error
    for name in ("protocol", "version"):
        if members.get(name) is None:
            content = text.decode(errors="replace")
            raise ProtocolError(f"Missing required property '{name}'. Message content: {content}")
    return members["protocol"], members["version"]


def _read_members(
    tokens: JsonTokens, readers: dict[str, Callable[[JsonTokens, str], Any]]
) -> Members:
    tokens.read()
    if tokens.kind != "StartObject":
        kind = _KINDS.get(tokens.kind, tokens.kind)
        raise ProtocolError(f"Unexpected JSON Token Type '{kind}'. Expected a JSON Object.")
    members: Members = {}
    while True:
        tokens.read()
        if tokens.kind == "EndObject":
            return members
        try:
            name = tokens.text()
        except UnreadableTextError:
            name = ""  # none of ours
        read = readers.get(name)
        if read is None:
            tokens.skip()
        else:
            members[name] = read(tokens, name)


# The members.


def _text(tokens: JsonTokens, name: str) -> str:
    tokens.read()
    if tokens.kind != "String":
        raise ProtocolError(f"Expected '{name}' to be of type String.")
    return _told(tokens)


def _told(tokens: JsonTokens) -> str:
    try:
        return tokens.text()
    except UnreadableTextError as error:
        raise ProtocolError(str(error), "InvalidOperationException") from error


def _whole(bits: int) -> Callable[[JsonTokens, str], int | None]:
    def read(tokens: JsonTokens, name: str) -> int | None:
        tokens.read()
        if tokens.kind == "Null":
            return None
        if tokens.kind != "Number":
            raise ProtocolError(f"Expected '{name}' to be of type Number.")
        digits = tokens.data[tokens.begin : tokens.end]
        is_whole = digits.lstrip(b"-").isdigit() and len(digits) <= bits
        number = int(digits) if is_whole else None
        if number is None or not -(1 << bits - 1) <= number < 1 << bits - 1:
            raise ProtocolError(
                "Either the JSON value is not in a supported format, or is out of bounds for an"
                f" Int{bits}.",
                "FormatException",
            )
        return number

    return read


def _type(tokens: JsonTokens, name: str) -> int:
    number = _whole(INT32)(tokens, name)
    if number is None:
        raise ProtocolError(f"Expected '{name}' to be of type Number.")
    return number


def _flag(tokens: JsonTokens, name: str) -> bool:
    tokens.read()
    if tokens.kind not in ("True", "False"):
        raise ProtocolError(f"Expected '{name}' to be true or false.")
    return tokens.kind == "True"


def _payload(tokens: JsonTokens, _: str) -> Raw:
    tokens.read()
    return _value(tokens)


def _value(tokens: JsonTokens) -> Raw:
    """The value that has begun, as it stands there."""
    begun = tokens.begin - (tokens.kind == "String")
    tokens.skip()
    return Raw(tokens.data[begun : tokens.place])


def _begin_list(tokens: JsonTokens, name: str) -> None:
    tokens.read()
    if tokens.kind != "StartArray":
        raise ProtocolError(f"Expected '{name}' to be of type Array.")


def _values(tokens: JsonTokens, name: str) -> list[Raw]:
    _begin_list(tokens, name)
    values = []
    while tokens.read() and tokens.kind != "EndArray":
        values.append(_value(tokens))
    return values


def _ids(tokens: JsonTokens, name: str) -> list[str]:
    _begin_list(tokens, name)
    ids = []
    while tokens.read() and tokens.kind != "EndArray":
        if tokens.kind == "Null":
            raise ProtocolError(f"Null value for '{name}' is not valid.")
        ids.append(_told(tokens))
    return ids


def _headers(tokens: JsonTokens, name: str) -> None:
    """Headers are for others; here they only have to be right."""
    tokens.read()
    if tokens.kind != "StartObject":
        raise ProtocolError(f"Expected '{name}' to be of type StartObject.")
    while tokens.read() and tokens.kind != "EndObject":
        header = _told(tokens)
        tokens.read()
        if tokens.kind != "String":
            raise ProtocolError(f"Expected header '{header}' to be of type String.")
        _told(tokens)


_READERS: dict[str, Callable[[JsonTokens, str], Any]] = {
    "type": _type,
    "invocationId": _text,
    "streamIds": _ids,
    "target": _text,
    "error": _text,
    "allowReconnect": _flag,
    "result": _payload,
    "item": _payload,
    "arguments": _values,
    "headers": _headers,
    "sequenceId": _whole(INT64),
}
_HANDSHAKE_READERS: dict[str, Callable[[JsonTokens, str], Any]] = {
    "protocol": _text,
    "version": _whole(INT32),
}


# The messages.


def _needed(members: Members, *names: str) -> None:
    for name in names:
        if name not in members:
            raise ProtocolError(f"Missing required property '{name}'.")


def _id(members: Members) -> str:
    told = members.get("invocationId")
    if not told:
        raise ProtocolError("Missing required property 'invocationId'.")
    return str(told)


def _invocation(members: Members) -> Message:
    _needed(members, "target", "arguments")
    return Invocation(
        members["target"],
        members["arguments"],
        members.get("invocationId"),
        members.get("streamIds"),
    )


def _stream_invocation(members: Members) -> Message:
    _needed(members, "target")
    invocation_id = _id(members)
    _needed(members, "arguments")
    return StreamInvocation(
        invocation_id, members["target"], members["arguments"], members.get("streamIds")
    )


def _item(members: Members) -> Message:
    invocation_id = _id(members)
    _needed(members, "item")
    return StreamItem(invocation_id, members["item"])


def _completion(members: Members) -> Message:
    invocation_id, error = _id(members), members.get("error")
    if error is not None and "result" in members:
        raise ProtocolError("The 'error' and 'result' properties are mutually exclusive.")
    return Completion(invocation_id, members.get("result", UNSET), error)


def _sequence_id(members: Members) -> int:
    number: int | None = members.get("sequenceId")
    if number is None:
        raise ProtocolError("Missing required property 'sequenceId'.")
    return number


_BUILDERS: dict[int, Callable[[Members], Message]] = {
    1: _invocation,
    2: _item,
    3: _completion,
    4: _stream_invocation,
    5: lambda members: CancelInvocation(_id(members)),
    6: lambda _: PING,
    7: lambda members: Close(members.get("error"), members.get("allowReconnect", False)),
    8: lambda members: Ack(_sequence_id(members)),
    9: lambda members: Sequence(_sequence_id(members)),
}
