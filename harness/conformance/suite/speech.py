"""Hub messages as plain data, and how they are written and read in both encodings.

Rule: a message is the object that it is in JSON; MessagePack is told as the same object, so that a
case says once what it expects. Nothing is left out and nothing is smoothed over: a message of
another shape is a ValueError.
"""

import json
from collections.abc import Sequence
from typing import Any

from hubproof.harness.conformance.placeholders import split_prefixed, with_prefix
from hubproof.harness.conformance.suite.packing import pack, unpack

SEPARATOR = b"\x1e"

Told = dict[str, Any]
"""One hub message."""

ERROR, VOID, RESULT = 1, 2, 3
"""Kinds of a completion in MessagePack."""

PING: Told = {"type": 6}


def call(invocation_id: str | None, target: str, *arguments: Any, streams: Any = ()) -> Told:
    """An invocation; without an id nobody answers. `streams` are the ids of its uploads."""
    return _invoking(1, invocation_id, target, arguments, streams)


def stream(invocation_id: str, target: str, *arguments: Any, streams: Any = ()) -> Told:
    """A call of a streaming method."""
    return _invoking(4, invocation_id, target, arguments, streams)


def item(invocation_id: str, value: Any) -> Told:
    """An item of a stream."""
    return {"type": 2, "invocationId": invocation_id, "item": value}


def done(invocation_id: str) -> Told:
    """The end of a stream: a completion with nothing in it."""
    return {"type": 3, "invocationId": invocation_id}


def result(invocation_id: str, value: Any) -> Told:
    """The result of a call."""
    return {"type": 3, "invocationId": invocation_id, "result": value}


def error(invocation_id: str, sentence: str) -> Told:
    """The failure of a call or a stream."""
    return {"type": 3, "invocationId": invocation_id, "error": sentence}


def cancel(invocation_id: str) -> Told:
    """The rest of a stream is not wanted."""
    return {"type": 5, "invocationId": invocation_id}


def told(*arguments: Any) -> Told:
    """What the test hub tells its clients."""
    return {"type": 1, "target": "Told", "arguments": list(arguments)}


def close(sentence: str | None = None, *, again: bool = False) -> Told:
    """A goodbye; `again` allows the client to come back."""
    told: Told = {"type": 7}
    if sentence is not None:
        told["error"] = sentence
    if again:
        told["allowReconnect"] = True
    return told


def ack(number: int) -> Told:
    """Everything up to this number has arrived."""
    return {"type": 8, "sequenceId": number}


def sequence(number: int) -> Told:
    """The number of the message that comes next."""
    return {"type": 9, "sequenceId": number}


def encode(message: Told, *, is_packed: bool) -> bytes:
    """A message with its separator or its length."""
    if is_packed:
        return with_prefix(pack(_as_list(message)))
    text = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
    return text.encode(errors="surrogatepass") + SEPARATOR


def decode(data: bytes, *, is_packed: bool) -> Any:
    """What a message says; JSON without its separator, MessagePack with its length.

    Raises:
        ValueError: it is none, or one of a shape that no server should send.
    """
    if not is_packed:
        return json.loads(data)
    (body,) = split_prefixed(data)
    return _as_object(unpack(body))


def same(expected: Any, came: Any) -> bool:
    """Whether two values are equal, and of the same kinds: 1 is neither true nor 1.0."""
    if type(expected) is not type(came):
        return False
    if isinstance(expected, dict):
        return expected.keys() == came.keys() and all(
            same(value, came[key]) for key, value in expected.items()
        )
    if isinstance(expected, list):
        return len(expected) == len(came) and all(map(same, expected, came))
    return bool(expected == came)


def _invoking(
    kind: int, invocation_id: str | None, target: str, arguments: Sequence[Any], streams: Any
) -> Told:
    told: Told = {"type": kind, "target": target, "arguments": list(arguments)}
    if invocation_id is not None:
        told["invocationId"] = invocation_id
    if streams:
        told["streamIds"] = list(streams)
    return told


def _as_list(message: Told) -> list[Any]:
    kind, invocation_id = message["type"], message.get("invocationId")
    if kind in (1, 4):
        streams = message.get("streamIds", [])
        return [kind, {}, invocation_id, message["target"], message["arguments"], streams]
    if kind == 2:  # noqa: PLR2004  # types are known by their numbers
        return [kind, {}, invocation_id, message["item"]]
    if kind == 3:  # noqa: PLR2004
        return [kind, {}, invocation_id, *_completion(message)]
    if kind == 7:  # noqa: PLR2004
        return [kind, message.get("error"), message.get("allowReconnect", False)]
    rest: dict[int, list[Any]] = {5: [{}, invocation_id], 6: []}
    return [kind, *rest.get(kind, [message.get("sequenceId")])]


def _completion(message: Told) -> list[Any]:
    if "error" in message:
        return [ERROR, message["error"]]
    return [RESULT, message["result"]] if "result" in message else [VOID]


def _as_object(parts: Any) -> Told:  # noqa: PLR0911  # one return per type of message
    match parts:
        case [1, dict(), None, str(target), list(arguments), []]:
            return {"type": 1, "target": target, "arguments": arguments}
        case [1, dict(), str(name), str(target), list(arguments), []]:
            return {"type": 1, "invocationId": name, "target": target, "arguments": arguments}
        case [2, dict(), str(name), value]:
            return item(name, value)
        case [3, dict(), str(name), 1, str(sentence)]:
            return error(name, sentence)
        case [3, dict(), str(name), 2]:
            return done(name)
        case [3, dict(), str(name), 3, value]:
            return result(name, value)
        case [6]:
            return PING
        case [7, None | str() as sentence, bool(again)]:
            return close(sentence, again=again)
        case [8 | 9 as kind, int(number)]:
            return {"type": kind, "sequenceId": number}
        case _:
            raise ValueError(f"no server should send {parts!r}")
