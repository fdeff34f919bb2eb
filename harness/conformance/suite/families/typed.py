"""Behaviours 103 and 104: typed members, and how JSON writes text and numbers.

Rule: results are compared byte for byte: the same value in another form is another answer.
"""

from functools import partial
from typing import Any

from hubproof.harness.conformance.suite.case import Sentence, cases
from hubproof.harness.conformance.suite.packing import Ext
from hubproof.harness.conformance.suite.scene import Scene
from hubproof.harness.conformance.suite.speech import call, close, error, told
from hubproof.harness.conformance.suite.talk import Talk
from hubproof.harness.conformance.suite.trial import DepartedError, demand, expect, shown
from hubproof.harness.conformance.suite.ways import EVERY_TRANSPORT, PACKED

INNER = (
    '{"count":1,"big":0,"ratio":0,"price":0,"open":false,"name":null,"nothing":null,"side":0,'
    '"maybeSide":null,"when":"0001-01-01T00:00:00","moment":"0001-01-01T00:00:00+00:00",'
    '"day":"0001-01-01","span":"00:00:00","key":"00000000-0000-0000-0000-000000000000",'
    '"bytes":null,"numbers":null,"byNumber":null,"byName":null,"inner":null}'
)
PARCEL = (
    '{"count":7,"big":9007199254740993,"ratio":0.1,"price":1.10,"open":true,"name":"é<&>",'
    '"nothing":null,"side":1,"maybeSide":null,"when":"2026-01-02T03:04:05.678Z",'
    '"moment":"2026-01-02T03:04:05-05:00","day":"2026-01-16","span":"1.01:01:01.0010000",'
    '"key":"01234567-89ab-cdef-0123-456789abcdef","bytes":"AAH+/w==","numbers":[1,2,3],'
    '"byNumber":{"1":"one","-2":"minus two"},"byName":{"A b":0.10},"inner":' + INNER + "}"
)
FAILED = "Failed to invoke 'EchoParcel' due to an error on the server."
CLOSED = "Connection closed with an error."
DEEPEST = 62
"""Lists within the argument list of a message: it and the message itself make 64."""


async def written(s: Scene, target: str, result: str, *arguments: Any) -> None:
    a = await s.join()
    await a.say(call("1", target, *arguments))
    await a.hears_bytes(f'{{"type":3,"invocationId":"1","result":{result}}}'.encode())


async def told_parcel(s: Scene) -> None:
    a = await s.join()
    await a.say(call("1", "TellParcel"))
    text = f'{{"type":1,"target":"Told","arguments":[{PARCEL},null,1.5]}}'
    await a.hears_bytes(text.encode())
    await a.hears({"type": 3, "invocationId": "1", "result": None})


async def _parcel(a: Talk) -> dict[str, Any]:
    result = (await a.next_told("a parcel")).get("result")
    if not isinstance(result, dict):
        raise DepartedError("a parcel", shown(result))
    return result


async def echoed(s: Scene, sent: dict[str, Any], **wanted: Any) -> None:
    """A parcel goes there and comes back: these members are as they should be."""
    a = await s.join()
    await a.say(call("1", "EchoParcel", sent))
    parcel = await _parcel(a)
    expect("its members", wanted, {name: parcel.get(name) for name in wanted})


async def refused(s: Scene, sent: dict[str, Any]) -> None:
    a = await s.join()
    await a.say(call("1", "EchoParcel", sent))
    await a.hears(error("1", FAILED))
    await a.still_answers()


async def depth(s: Scene, lists: int, *, is_read: bool) -> None:
    a = await s.join()
    text = "[" * lists + "]" * lists
    start = b'{"type":1,"invocationId":"1","target":"EchoObject","arguments":['
    await a.say_bytes(start + text.encode() + b"]}\x1e")
    if is_read:
        await a.hears_bytes(f'{{"type":3,"invocationId":"1","result":{text}}}'.encode())
    else:
        await a.closes(close(CLOSED, again=True))


async def packed_members(s: Scene) -> None:
    """Every kind of member, as MessagePack has it."""
    a = await s.join()
    await a.say(call("1", "SampleParcel"))
    parcel = await _parcel(a)
    wanted = {
        "Count": 7,
        "Big": 9007199254740993,
        "Ratio": 0.1,
        "Price": "1.10",
        "Open": True,
        "Name": "é<&>",
        "Nothing": None,
        "Side": "Sell",
        "MaybeSide": None,
        "When": Ext((-1, bytes.fromhex("a1a5d600695735a5"))),
        "Moment": [Ext((-1, bytes.fromhex("695735a5"))), -300],
        "Key": "01234567-89ab-cdef-0123-456789abcdef",
        "Bytes": b"\x00\x01\xfe\xff",
        "Numbers": [1, 2, 3],
        "ByNumber": {1: "one", -2: "minus two"},
        "ByName": {"A b": "0.10"},
    }
    for name, value in wanted.items():
        came = parcel.get(name)
        same = type(value) is type(came) and value == came
        demand(same, f"{name}: {shown(value)}", came)
    demand("count" not in parcel, "names as they are declared", sorted(map(str, parcel)))


async def packed_told(s: Scene) -> None:
    a = await s.join()
    await a.say(call("1", "ToCaller", "é漢😀\u2028"))
    await a.hears(told("é漢😀\u2028"), {"type": 3, "invocationId": "1", "result": None})


ODD = '"<a>&\'\\"é漢\\uD83D\\uDE00\\u2028\\u0001\\\\/"'


def _written(number: int, name: str, says: str, target: str, *told: Any) -> Sentence:
    result, *arguments = told

    async def play(s: Scene) -> None:
        await written(s, target, result, *arguments)

    return Sentence(number, name, says, play)


def _echoed(name: str, says: str, sent: dict[str, Any], /, **wanted: Any) -> Sentence:
    return Sentence(103, name, says, partial(echoed, sent=sent, **wanted))


def _refused(name: str, says: str, /, **sent: Any) -> Sentence:
    return Sentence(103, name, f"{says} is refused", partial(refused, sent=sent))


CASES = (
    *cases(
        EVERY_TRANSPORT,
        _written(
            103, "parcel", "Every kind of member is written as JSON has it", "SampleParcel", PARCEL
        ),
        Sentence(103, "told", "Every kind of member is told as JSON has it", told_parcel),
        _echoed(
            "names",
            "JSON names of members ignore case",
            {"COUNT": 3, "nAME": "n"},
            count=3,
            name="n",
        ),
        _echoed("unknown", "Unknown members are skipped", {"x": 1, "count": 3}, count=3),
        _echoed("keys", "Integer keys are text", {"byNumber": {"5": "x"}}, byNumber={"5": "x"}),
        _echoed("beyond", "A number that no member of an enum has is kept", {"side": 9}, side=9),
        _refused("enum-name", "The name of an enum's member", side="Sell"),
        _refused("decimal-text", "A decimal in quotes", price="1.10"),
        _refused("date", "A time that is none", when="yesterday"),
        _refused("bytes", "Text that is no base64", bytes="%%%"),
        _written(104, "text", "Little is escaped, and what it is by its number", "Odd", ODD),
        _written(104, "decimal", "A decimal keeps its zeros", "Price", "1.10"),
        _written(104, "whole", "1.0 is written 1", "Ratio", "1", 2),
        _written(104, "large", "1e21 is written 1E+21", "Ratio", "1E+21", 1),
        _written(104, "fraction", "0.1 is written 0.1", "Ratio", "0.1", 0),
        _written(104, "null", "Nulls are written", "Null", "null"),
        Sentence(
            104, "deep", "64 levels of JSON are read", partial(depth, lists=DEEPEST, is_read=True)
        ),
        Sentence(
            104,
            "too-deep",
            "66 levels of JSON are not read",
            partial(depth, lists=DEEPEST + 2, is_read=False),
        ),
    ),
    *cases(
        PACKED,
        Sentence(
            103, "members", "Every kind of member is written as MessagePack has it", packed_members
        ),
        _echoed(
            "case",
            "MessagePack names of members do not ignore case",
            {"count": 3, "NAME": "n"},
            Count=0,
            Name=None,
        ),
        _refused("enum-number", "The number of an enum's member", Side=1),
        Sentence(103, "text", "Text of any plane is told as it was", packed_told),
    ),
)
