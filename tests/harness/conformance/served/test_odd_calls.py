"""Odd calls of the test hub: nulls that .NET minds, what cannot be said, who need not wait."""

import asyncio
import json
from typing import Any

import pytest

from hubproof.harness.conformance.served.platform import DOTLESS_I
from hubproof.harness.conformance.sockets import CLOSE, TEXT, Socket, upgrade
from hubproof.harness.conformance.wire import ask
from tests.harness.conformance.stage import Stage, staged

HANDSHAKE = b'{"protocol":"json","version":1}\x1e'


def call(target: str, *arguments: Any, **more: Any) -> dict[str, Any]:
    return {"type": 1, "target": target, "arguments": list(arguments), "invocationId": "1", **more}


def joined(*messages: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(one).encode() + b"\x1e" for one in messages)


async def heard_by(socket: Socket) -> list[dict[str, Any]]:
    """What comes within three seconds or before the end, without the handshake's answer."""
    told = b""
    try:
        async with asyncio.timeout(3):
            async for frame in socket.frames():
                if frame.opcode == CLOSE:
                    break
                told += frame.payload
    except TimeoutError:
        pass
    return [json.loads(one) for one in told.split(b"\x1e")[1:-1]]


def answers(path: str, *messages: dict[str, Any]) -> tuple[list[dict[str, Any]], list[str]]:
    """What a client of an endpoint hears, and the hub's log."""
    heard: list[dict[str, Any]] = []
    log: list[str] = []

    async def attack(stage: Stage) -> None:
        _, socket = await upgrade(stage.address, f"{path}?tag=t", {})
        socket.send(TEXT, [HANDSHAKE + joined(*messages)])
        heard.extend(await heard_by(socket))
        socket.reset()
        await asyncio.sleep(1)
        log.extend(json.loads(await (await ask(stage.address, "GET", "/log/t")).body()))

    staged(attack)
    return heard, log


FAILED = "An unexpected error occurred invoking '{}' on the server."
NULL = " ArgumentNullException: Value cannot be null. (Parameter '{}')"
NO_OBJECT = " NullReferenceException: Object reference not set to an instance of an object."


@pytest.mark.parametrize(
    ("target", "arguments", "why"),
    [
        ("Join", [None], NULL.format("groupName")),
        ("Leave", [None], NULL.format("groupName")),
        ("ToGroup", [None, "x"], NULL.format("groupName")),
        ("ToGroupExcept", [None, [], "x"], NULL.format("groupName")),
        ("ToOthersInGroup", [None, "x"], NULL.format("groupName")),
        ("ToClient", [None, "x"], NULL.format("connectionId")),
        ("ToClients", [None, "x"], NULL.format("source")),
        ("ToUsers", [None, "x"], NULL.format("source")),
        ("ToAllExcept", [None, "x"], NULL.format("source")),
        ("ToGroups", [None, "x"], NO_OBJECT),
        (
            "ToGroups",
            [["a", ""], "x"],
            " InvalidOperationException: Cannot send to an empty group name.",
        ),
        ("TextLength", [None], NO_OBJECT),
        ("MyHeader", [None], NO_OBJECT),
        ("MyQuery", [None], NULL.format("key")),
        (
            "Slow",
            [-2],
            (
                " ArgumentOutOfRangeException: The value needs to be either -1 (signifying an"
                " infinite timeout), 0 or a positive integer. (Parameter 'millisecondsDelay')"
            ),
        ),
    ],
)
def test_what_the_platform_minds_is_told_with_details(
    target: str, arguments: list[Any], why: str
) -> None:
    heard, _ = answers("/detailed", call(target, *arguments))
    assert heard == [{"type": 3, "invocationId": "1", "error": FAILED.format(target) + why}]


@pytest.mark.parametrize(
    ("target", "arguments"),
    [
        ("ToGroupExcept", ["nobody's", None, "x"]),
        ("ToUser", ["", "x"]),
        ("Join", [""]),
        ("Note", [None]),
        ("Keep", [None]),
    ],
)
def test_other_nulls_and_nothings_do_no_harm(target: str, arguments: list[Any]) -> None:
    heard, log = answers("/hub", call(target, *arguments))
    assert heard == [{"type": 3, "invocationId": "1", "result": None}]
    assert log[1:-1] == (["note: "] if target == "Note" else [])


def test_a_stream_whose_method_takes_no_token_is_not_cancelled() -> None:
    heard, _ = answers(
        "/hub",
        {**call("Shout", streamIds=["r"]), "type": 4},
        {"type": 2, "invocationId": "r", "item": "a"},
        {"type": 5, "invocationId": "1"},
        {"type": 2, "invocationId": "r", "item": "b"},
        {"type": 3, "invocationId": "r"},
    )
    items = [{"type": 2, "invocationId": "1", "item": one} for one in "AB"]
    assert heard == [*items, {"type": 3, "invocationId": "1"}]


@pytest.mark.parametrize("token", [None, 1, "x", []])
def test_what_is_no_token_is_taken_for_none(token: Any) -> None:
    (heard,), _ = answers("/hub", call("Cancellable", 1, token))
    assert heard["error"] == "Failed to invoke 'Cancellable' due to an error on the server."


def test_a_token_that_was_sent_cancels_nothing() -> None:
    told = call("Cancellable", 1, {"isCancellationRequested": True})
    heard, _ = answers("/hub", told, {"type": 5, "invocationId": "1"})
    assert heard == [{"type": 3, "invocationId": "1", "result": "finished"}]


def test_asking_nobody_is_refused_where_it_is_tried() -> None:
    heard, _ = answers("/hub", call("AskOther", None, 1))
    assert heard == [{"type": 3, "invocationId": "1", "result": NULL.format("connectionId")[1:]}]


@pytest.mark.parametrize(("target", "whom"), [("ToUser", None), ("ToUsers", [None])])
def test_who_has_no_name_is_addressed_by_null(target: str, whom: Any) -> None:
    heard, _ = answers("/hub", call(target, whom, "x"))
    assert [one["type"] for one in heard] == [1, 3]


def test_a_call_that_is_refused_does_not_wait_for_a_place() -> None:
    heard, _ = answers(
        "/hub",
        call("Slow", 300),
        call("Nowhere", invocationId="2"),
        call("Add", 1, invocationId="3"),
        call("Add", 1, "x", invocationId="4"),
        call("Sum", invocationId="5"),
        call("Add", 1, 2, invocationId="6", streamIds=["q"]),
        call("Nowhere", invocationId="7"),
    )
    assert [one["invocationId"] for one in heard] == ["2", "3", "4", "5", "1", "6", "7"]
    assert "expects 0" in heard[5]["error"]


def test_an_upload_may_be_of_nulls() -> None:
    heard, _ = answers(
        "/detailed",
        call("Concat", None, streamIds=["q"]),
        *[{"type": 2, "invocationId": "q", "item": item} for item in (None, "a", None)],
        {"type": 3, "invocationId": "q"},
        {**call("Shout", streamIds=["r"], invocationId="2"), "type": 4},
        *[{"type": 2, "invocationId": "r", "item": item} for item in (f"ßa{DOTLESS_I}", None)],
    )
    assert heard == [
        {"type": 3, "invocationId": "1", "result": "a"},
        {"type": 2, "invocationId": "2", "item": f"ßA{DOTLESS_I}"},
        {
            "type": 3,
            "invocationId": "2",
            "error": f"An error occurred on the server while streaming results.{NO_OBJECT}",
        },
    ]


def test_what_cannot_be_written_ends_the_connection_and_the_hub_hears_why() -> None:
    heard, log = answers("/detailed", call("EchoObject", "\ud800"))
    says = "JsonException: The object or value could not be serialized. Path: $."
    assert heard == [
        {
            "type": 7,
            "error": f"Connection closed with an error. {says}",
            "allowReconnect": True,
        }
    ]
    assert log == ["connected", f"disconnected: {says}"]


def test_a_stream_that_cannot_be_written_does_not_either() -> None:
    heard, log = answers("/hub", call("Ratio", 3))
    assert heard == [
        {"type": 7, "error": "Connection closed with an error.", "allowReconnect": True}
    ]
    assert log[1].startswith("disconnected: ArgumentException: .NET number values such as")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ({"error": ""}, "HubException: "),
        (
            {},
            (
                "HubException: Exception of type 'Microsoft.AspNetCore.SignalR.HubException' was"
                " thrown."
            ),
        ),
        (
            {"result": 2.5},
            (
                "HubException: Error trying to deserialize result to Int32. The JSON"
                " value could not be converted to System.Int32. Path: $ | LineNumber: 0 |"
                " BytePositionInLine: 3."
            ),
        ),
    ],
)
def test_an_answer_says_what_it_says(error: dict[str, Any], told: str) -> None:
    answer = {"type": 3, "invocationId": "s1", **error}
    heard, _ = answers("/detailed", call("Ask", 1), answer)
    assert heard[1]["error"] == f"{FAILED.format('Ask')} {told}"


def test_who_answers_for_another_hears_why_it_must_go() -> None:
    async def attack(stage: Stage) -> None:
        _, asked = await upgrade(stage.address, "/detailed?tag=a", {})
        _, liar = await upgrade(stage.address, "/detailed?tag=b", {})
        asked.send(TEXT, [HANDSHAKE + joined(call("Ask", 1))])
        liar.send(TEXT, [HANDSHAKE + joined(call("Me"))])
        await asyncio.sleep(0.1)
        liar.send(TEXT, [joined({"type": 3, "invocationId": "s1", "result": 2})])
        me, close = await heard_by(liar)
        why = (
            f"InvalidOperationException: Connection ID '{me['result']}' is not valid for"
            " invocation ID 's1'."
        )
        assert close["error"] == f"Connection closed with an error. {why}"
        log = json.loads(await (await ask(stage.address, "GET", "/log/b")).body())
        assert log == ["connected", f"disconnected: {why}"]
        asked.reset()
        liar.reset()

    staged(attack)


def test_who_greets_and_leaves_in_one_frame_is_parted_from_once() -> None:
    heard, log = answers("/hub", {"type": 7, "error": "bye"})
    assert heard == [{"type": 7}]
    assert log == ["connected", "disconnected: HubException: bye"]


@pytest.mark.parametrize("is_polite", [False, True])
def test_who_leaves_within_a_message_is_missed_for_it(
    is_polite: bool,  # noqa: FBT001  # a parameter of the test
) -> None:
    async def attack(stage: Stage) -> None:
        _, socket = await upgrade(stage.address, "/hub?tag=t", {})
        socket.send(TEXT, [HANDSHAKE + b'{"type":1,"tar'])
        await asyncio.sleep(1)
        if is_polite:
            socket.close(1000)
        else:
            socket.reset()
        await asyncio.sleep(1)
        log = json.loads(await (await ask(stage.address, "GET", "/log/t")).body())
        says = "Connection terminated while reading a message."
        assert log == ["connected", f"disconnected: InvalidDataException: {says}"]
        socket.reset()

    staged(attack)
