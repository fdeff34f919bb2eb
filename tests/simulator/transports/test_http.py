"""Negotiation, authentication and refusals, as ASP.NET Core was recorded."""

import asyncio
import json
import logging
from typing import Any

import aiohttp
import pytest

from hubproof.simulator.transports.server import HubServer

KEY = "the-key-of-this-test"
HEADERS = {"Authorization": f"Bearer {KEY}"}
SOCKETS = [{"transport": "WebSockets", "transferFormats": ["Text", "Binary"]}]


async def ask(place: Any, method: str, path: str, **more: Any) -> tuple[int, str]:
    more.setdefault("headers", HEADERS)
    async with place.client.request(method, place.url + path, **more) as response:
        return response.status, await response.text()


async def test_version_1_gives_an_id_and_a_secret_token(serve: Any) -> None:
    place = await serve()
    status, text = await ask(place, "POST", "/control/negotiate?negotiateVersion=1")
    assert status == 200
    assert json.loads(text) == {
        "negotiateVersion": 1,
        "connectionId": "id1",
        "connectionToken": "id2",
        "availableTransports": SOCKETS,
    }


@pytest.mark.parametrize("path", ["/control/negotiate", "/CONTROL/Negotiate/"])
async def test_without_a_version_the_id_is_all_there_is(serve: Any, path: str) -> None:
    place = await serve()
    _, text = await ask(place, "POST", path)
    assert json.loads(text) == {
        "negotiateVersion": 0,
        "connectionId": "id1",
        "availableTransports": SOCKETS,
    }


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("?NEGOTIATEversion=1", '"negotiateVersion":1'),
        ("?negotiateVersion=99", '"negotiateVersion":1'),
        ("?negotiateVersion=one", "The client requested a non-integer protocol version."),
        ("?negotiateVersion=", "The client requested a non-integer protocol version."),
        ("?negotiateVersion=1.0", "The client requested a non-integer protocol version."),
        (
            "?negotiateVersion=1&negotiateVersion=1",
            "The client requested a non-integer protocol version.",
        ),
        (
            "?negotiateVersion=-1",
            "The client requested version '-1', but the server does not support this version.",
        ),
    ],
)
async def test_every_version_gets_its_answer_with_200(serve: Any, query: str, says: str) -> None:
    place = await serve()
    status, text = await ask(place, "POST", "/control/negotiate" + query)
    assert status == 200
    assert says in text


@pytest.mark.parametrize(
    ("method", "path", "status", "says"),
    [
        ("GET", "/control/negotiate", 405, ""),
        ("PUT", "/control/negotiate", 405, ""),
        ("POST", "/nowhere/negotiate", 404, ""),
        ("GET", "/", 404, ""),
        ("GET", "/control", 400, "Connection ID required"),
        ("POST", "/control", 400, "Connection ID required"),
        ("DELETE", "/control?id=", 400, "Connection ID required"),
        ("GET", "/control?id=nobody", 404, "No Connection with that ID"),
        ("POST", "/control?id=nobody", 404, "No Connection with that ID"),
        ("DELETE", "/control?ID=nobody", 404, "No Connection with that ID"),
        ("PATCH", "/control?id=nobody", 405, ""),
        ("HEAD", "/control", 405, ""),
    ],
)
async def test_what_is_not_served_is_refused_in_recorded_words(
    serve: Any, method: str, path: str, status: int, says: str
) -> None:
    place = await serve()
    assert await ask(place, method, path) == (status, says)


async def test_a_negotiated_id_opens_nothing_but_a_socket(serve: Any) -> None:
    place = await serve()
    await ask(place, "POST", "/control/negotiate")
    assert await ask(place, "GET", "/control?id=id1") == (
        404,
        "LongPolling transport not supported by this end point type",
    )
    events = HEADERS | {"Accept": "text/event-stream"}
    assert await ask(place, "GET", "/control?id=id1", headers=events) == (
        404,
        "ServerSentEvents transport not supported by this end point type",
    )
    # Whoever has negotiated may speak before attaching, whatever the transport will be.
    assert (await ask(place, "POST", "/control?id=id1"))[0] == 200
    assert (await ask(place, "DELETE", "/control?id=id1"))[0] == 400


async def test_an_id_with_a_socket_serves_nothing_else_and_lives_on(serve: Any) -> None:
    place = await serve()
    await ask(place, "POST", "/control/negotiate")
    socket = await place.socket("?id=id1")
    assert await ask(place, "POST", "/control?id=id1") == (
        405,
        "POST requests are not allowed for WebSocket connections.",
    )
    assert await ask(place, "DELETE", "/control?id=id1") == (
        400,
        "Cannot terminate this connection using the DELETE endpoint.",
    )
    # What the endpoint does not offer is said before what the connection cannot.
    assert await ask(place, "GET", "/control?id=id1") == (
        404,
        "LongPolling transport not supported by this end point type",
    )
    with pytest.raises(aiohttp.WSServerHandshakeError, match="409"):
        await place.socket("?id=id1")
    await socket.send_str('{"type":1,"target":"Echo","arguments":[4],"invocationId":"1"}\x1e')
    assert '"result":4' in await socket.receive_str()


@pytest.mark.parametrize("path", ["?id=nobody", "?id=id1"])
async def test_an_unknown_id_and_a_public_one_open_no_socket(serve: Any, path: str) -> None:
    place = await serve()
    await ask(place, "POST", "/control/negotiate?negotiateVersion=1")
    with pytest.raises(aiohttp.WSServerHandshakeError, match="404"):
        await place.socket(path)


@pytest.mark.parametrize(
    ("headers", "query", "status"),
    [
        ({}, "", 401),
        ({"Authorization": "Bearer wrong"}, "", 401),
        ({"Authorization": KEY}, "", 401),
        ({}, "?access_token=wrong", 401),
        ({"Authorization": "Bearer wrong"}, f"?access_token={KEY}", 401),
        ({"Authorization": f"bearer {KEY}"}, "", 200),
        ({"Authorization": f"Bearer {KEY}"}, "?access_token=wrong", 200),
        ({}, f"?Access_Token={KEY}", 200),
    ],
)
async def test_the_key_is_asked_for_on_negotiation_and_on_connection(
    serve: Any, headers: dict[str, str], query: str, status: int
) -> None:
    place = await serve()
    assert (await ask(place, "POST", "/control/negotiate" + query, headers=headers))[0] == status
    if status == 200:
        await place.socket(query, headers=headers)
    else:
        with pytest.raises(aiohttp.WSServerHandshakeError, match="401"):
            await place.socket(query, headers=headers)


async def test_the_key_is_in_no_log_and_no_answer_even_if_the_request_is_malformed(
    serve: Any, caplog: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    place = await serve()
    _, text = await ask(place, "POST", f"/control/negotiate?access_token={KEY}", headers={})
    assert KEY not in text
    reader, writer = await asyncio.open_connection("127.0.0.1", place.port)
    writer.write(f"POST /control HTTP/1.1\r\nAuthorization Bearer {KEY}\r\n\r\n".encode())
    assert b"400" in await reader.read()
    writer.close()
    await writer.wait_closed()
    assert KEY not in caplog.text


async def test_a_taken_port_is_an_error_that_leaves_nothing_behind(serve: Any) -> None:
    place = await serve()
    second = HubServer({}, authorize=lambda _: None, clock=lambda: 0, token=lambda: "")
    with pytest.raises(OSError, match="in use"):
        await second.start("127.0.0.1", place.port)
    await second.stop()


async def test_after_a_stop_the_port_is_free_again(serve: Any) -> None:
    place = await serve()
    await place.socket()
    await place.server.stop()
    assert ("closed", 1, None, "stopped") in place.hub.seen
    second = HubServer({}, authorize=lambda _: None, clock=lambda: 0, token=lambda: "")
    assert await second.start("127.0.0.1", place.port) == place.port
    await second.stop()


async def test_a_server_that_is_down_refuses_everything_and_forgets_what_was_negotiated(
    serve: Any,
) -> None:
    place = await serve()
    _, text = await ask(place, "POST", "/control/negotiate?negotiateVersion=1")
    token = json.loads(text)["connectionToken"]
    place.server.go_down()
    assert (await ask(place, "POST", "/control/negotiate?negotiateVersion=1"))[0] == 503
    with pytest.raises(aiohttp.WSServerHandshakeError, match="503"):
        await place.socket(f"?id={token}")
    place.server.come_up()
    with pytest.raises(aiohttp.WSServerHandshakeError, match="404"):
        await place.socket(f"?id={token}")
    await place.socket()
