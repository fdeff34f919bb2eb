"""Connections over real sockets: what is said arrives, and every end is the end it should be."""

import asyncio
import json
from typing import Any

import pytest
from aiohttp import WSMsgType

from hubproof.simulator.session.errors import SOCKET_FAULTED

HANDSHAKE = '{"protocol":"json","version":1}\x1e'


def call(target: str, *arguments: Any, invocation_id: str | None = "1") -> str:
    message = {"type": 1, "target": target, "arguments": arguments}
    if invocation_id is not None:
        message["invocationId"] = invocation_id
    return json.dumps(message) + "\x1e"


async def read(socket: Any) -> list[Any]:
    """Everything until the end: parsed messages, then the type of what ended it and its code."""
    heard: list[Any] = []
    async with asyncio.timeout(30):
        while True:
            message = await socket.receive()
            if message.type is not WSMsgType.TEXT:
                return [*heard, (message.type, socket.close_code)]
            heard += [json.loads(text) for text in message.data.split("\x1e")[:-1]]


async def test_a_call_is_answered_and_the_connection_is_numbered_per_hub(serve: Any) -> None:
    place = await serve()
    first = await place.socket()
    await place.socket()
    await place.socket(path="/events")
    await first.send_str(call("Echo", {"a": [1]}))
    assert json.loads((await first.receive_str())[:-1])["result"] == {"a": [1]}
    assert place.hub.seen[:3] == [
        ("opened", "control", 1, "ann"),
        ("opened", "control", 2, "ann"),
        ("opened", "event", 1, "ann"),
    ]


async def test_messages_may_be_cut_and_joined_and_come_in_binary_frames(serve: Any) -> None:
    place = await serve()
    socket = await place.socket(shake=False)
    everything = (HANDSHAKE + call("Echo", 1) + call("Echo", 2)).encode()
    await socket.send_bytes(everything[:50])
    await socket.send_str(everything[50:].decode())
    heard = ""
    while heard.count("\x1e") < 3:
        heard += await socket.receive_str(timeout=30)
    assert [json.loads(text).get("result") for text in heard.split("\x1e")[:-1]] == [None, 1, 2]


async def test_a_socket_ping_is_answered_and_none_is_sent(serve: Any) -> None:
    place = await serve()
    socket = await place.socket(autoping=False)
    await socket.ping(b"hello")
    message = await socket.receive()
    assert (message.type, message.data) == (WSMsgType.PONG, b"hello")


async def test_compression_is_not_agreed_to(serve: Any) -> None:
    place = await serve()
    socket = await place.socket(compress=15)
    assert socket.compress == 0


async def test_a_cut_before_the_answer_gives_neither_answer_nor_goodbye(serve: Any) -> None:
    place = await serve()
    socket = await place.socket()
    await socket.send_str(call("AnswerAndReset"))
    heard = await read(socket)
    assert heard[0][1] == 1006
    assert place.hub.seen[-1] == ("closed", 1, None, "cut")


async def test_a_cut_after_flush_delivers_everything_first_and_then_no_goodbye(serve: Any) -> None:
    place = await serve()
    socket = await place.socket()
    await socket.send_str(call("AnswerAndCut"))
    *told, answer, end = await read(socket)
    assert [message["arguments"][0] for message in told] == list(range(100))
    assert answer == {"type": 3, "invocationId": "1", "result": 1}
    assert end[1] == 1006
    assert place.hub.seen[-1] == ("closed", 1, None, "cut")


async def test_a_cut_after_flush_reaches_a_peer_that_is_still_sending(serve: Any) -> None:
    place = await serve()
    socket = await place.socket()
    await socket.send_str(call("AnswerAndCut"))
    for _ in range(200):
        await socket.send_str('{"type":6}\x1e')
    heard = await read(socket)
    assert len(heard) == 102


async def test_a_cut_from_outside_a_call_is_told_at_once(serve: Any) -> None:
    place = await serve()
    await place.socket()
    connection = place.hub.open["control", 1]
    connection.cut()
    assert not connection.is_open
    assert place.hub.seen[-1] == ("closed", 1, None, "cut")


async def test_the_hubs_goodbye_comes_with_a_normal_close_frame(serve: Any) -> None:
    place = await serve()
    socket = await place.socket()
    await socket.send_str(call("Leave"))
    assert await read(socket) == [
        {"type": 7, "error": "enough", "allowReconnect": True},
        (WSMsgType.CLOSE, 1000),
    ]
    assert place.hub.seen[-1] == ("closed", 1, "enough", "server")


async def test_a_clients_goodbye_is_answered(serve: Any) -> None:
    place = await serve()
    socket = await place.socket()
    await socket.send_str('{"type":7}\x1e')
    assert await read(socket) == [{"type": 7}, (WSMsgType.CLOSE, 1000)]
    assert place.hub.seen[-1] == ("closed", 1, None, "client")


@pytest.mark.parametrize("code", [1000, 1001, 3000])
async def test_a_close_frame_is_answered_with_1000(serve: Any, code: int) -> None:
    place = await serve()
    socket = await place.socket(autoclose=False)
    await socket.close(code=code)
    assert socket.close_code == 1000
    await place.seen(("closed", 1, None, "client"))


async def test_a_client_that_is_gone_without_a_word_is_lost(serve: Any) -> None:
    place = await serve()
    socket = await place.socket()
    await socket.send_str(call("Wait"))
    await place.seen(("invoked", "Wait"))
    connection = place.hub.open["control", 1]
    socket._response.connection.transport.abort()
    await place.seen(("closed", 1, None, "lost"))
    connection.complete("1", result=b"1")
    connection.invoke("Told", [])
    assert not connection.is_open


async def test_nonsense_ends_the_connection_with_an_error(serve: Any) -> None:
    place = await serve()
    socket = await place.socket()
    await socket.send_str("nonsense\x1e")
    goodbye, end = await read(socket)
    assert goodbye["error"] == "Connection closed with an error."
    assert end == (WSMsgType.CLOSE, 1000)
    assert place.hub.seen[-1][3] == "protocol"


async def test_a_frame_that_breaks_websockets_own_rules_is_the_end(serve: Any) -> None:
    place = await serve()
    socket = await place.socket()
    socket._response.connection.transport.write(b"\xff\xff\xff\xff")
    await read(socket)
    await place.seen(("closed", 1, SOCKET_FAULTED, "lost"))


async def test_a_handshake_that_never_comes_ends_in_time_and_tells_the_hub_nothing(
    serve: Any,
) -> None:
    place = await serve(handshake_timeout_s=0.05)
    socket = await place.socket(shake=False)
    assert await read(socket) == [{"error": "Handshake was canceled."}, (WSMsgType.CLOSE, 1000)]
    assert place.hub.seen == []


async def test_pings_and_silence_are_timed(serve: Any) -> None:
    place = await serve(keep_alive_s=0.05, client_timeout_s=0.12)
    socket = await place.socket()
    await socket.send_str('{"type":6}\x1e')
    heard = await read(socket)
    assert heard[:2] == [{"type": 6}] * 2
    assert heard[-2] == {
        "type": 7,
        "error": "Connection closed with an error.",
        "allowReconnect": True,
    }
    assert place.hub.seen[-1] == ("closed", 1, None, "timeout")


async def test_what_arrives_behind_a_waiting_call_is_read_when_its_turn_comes(serve: Any) -> None:
    place = await serve()
    socket = await place.socket()
    await socket.send_str(call("Wait", invocation_id="w") + call("Echo", 0))
    for number in range(1, 41):
        await socket.send_str(call("Echo", "x" * 5_000, number, invocation_id=str(number)))
    await place.seen(("invoked", "Wait"))
    place.hub.open["control", 1].complete("w")
    heard = ""
    while heard.count("\x1e") < 42:
        heard += await socket.receive_str(timeout=30)
    ids = [json.loads(text)["invocationId"] for text in heard.split("\x1e")[:-1]]
    assert ids == ["w", "1", *map(str, range(1, 41))]


async def test_a_hub_that_fails_ends_the_connection_and_not_the_server(serve: Any) -> None:
    place = await serve()
    failures: list[Any] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: failures.append(context))
    place.hub.is_broken = True
    socket = await place.socket()
    await socket.send_str(call("Echo"))
    assert await read(socket) == [
        {"type": 7, "error": "Connection closed with an error."},
        (WSMsgType.CLOSE, 1000),
    ]
    assert [str(failure["exception"]) for failure in failures] == ["the hub is broken"]
    place.hub.is_broken = False
    await place.socket()


async def test_who_pinged_and_falls_silent_is_let_go_however_late_the_next_ping_is(
    serve: Any,
) -> None:
    place = await serve(keep_alive_s=60, client_timeout_s=0.05)
    socket = await place.socket()
    await socket.send_str('{"type":6}\x1e')
    assert (await read(socket))[-1] == (WSMsgType.CLOSE, 1000)


async def test_a_stop_cuts_everybody_without_a_goodbye(serve: Any) -> None:
    place = await serve()
    sockets = [await place.socket(), await place.socket(path="/events")]
    await place.server.stop()
    for socket in sockets:
        assert (await read(socket))[0][1] == 1006
    assert [event[3] for event in place.hub.seen if event[0] == "closed"] == ["stopped"] * 2


async def test_a_stop_does_not_wait_for_a_peer_that_reads_nothing(serve: Any) -> None:
    place = await serve()
    socket = await place.socket()
    socket._response.connection.transport.pause_reading()
    connection = place.hub.open["control", 1]
    for _ in range(12):
        connection.invoke("Told", [b'"' + b"x" * 1_000_000 + b'"'])
    assert connection.is_open
    async with asyncio.timeout(4):
        await place.server.stop()


async def test_a_peer_that_reads_nothing_at_all_is_given_up(serve: Any) -> None:
    place = await serve()
    socket = await place.socket()
    socket._response.connection.transport.pause_reading()
    connection = place.hub.open["control", 1]
    for _ in range(40):
        connection.invoke("Told", [b'"' + b"x" * 1_000_000 + b'"'])
    assert not connection.is_open
    assert place.hub.seen[-1] == ("closed", 1, None, "stuck")


async def test_a_reset_leaves_half_a_message_that_nobody_reads_as_one(serve: Any) -> None:
    place = await serve()
    socket = await place.socket()
    place.hub.open["control", 1].reset(torn=b'{"type":1,"target":"Told","arguments":[1]}\x1e')
    assert place.hub.seen[-1] == ("closed", 1, None, "reset")
    heard = await read(socket)
    assert [end[1] for end in heard] == [1006]


async def test_a_stalled_connection_hears_and_says_nothing_until_it_is_healed(serve: Any) -> None:
    place = await serve()
    socket = await place.socket()
    connection = place.hub.open["control", 1]
    connection.stall()
    connection.stall()
    connection.invoke("Told", [b"1"])
    await socket.send_str(call("Echo", 2))
    with pytest.raises(TimeoutError):
        await socket.receive(timeout=0.05)
    assert connection.is_stalled
    assert connection.is_open
    assert ("invoked", "Echo") not in place.hub.seen
    connection.heal()
    heard = ""
    while heard.count("\x1e") < 2:
        heard += await socket.receive_str(timeout=30)
    told, answer = (json.loads(text) for text in heard.split("\x1e")[:-1])
    assert told["arguments"] == [1]
    assert answer["result"] == 2


async def test_a_stalled_connection_that_the_server_ended_is_reset_when_it_is_healed(
    serve: Any,
) -> None:
    place = await serve()
    socket = await place.socket()
    connection = place.hub.open["control", 1]
    connection.stall()
    connection.cut()
    assert place.hub.seen[-1] == ("closed", 1, None, "cut")
    with pytest.raises(TimeoutError):
        await socket.receive(timeout=0.05)
    connection.heal()
    assert (await read(socket))[0][1] == 1006


async def test_a_server_that_stops_ends_what_is_stalled_too(serve: Any) -> None:
    place = await serve()
    socket = await place.socket()
    place.hub.open["control", 1].stall()
    await place.server.stop()
    assert (await read(socket))[0][1] == 1006
