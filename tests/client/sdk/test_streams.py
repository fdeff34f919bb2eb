import asyncio
from collections.abc import Callable
from contextlib import aclosing
from typing import Any

import pytest
from aiohttp import web
from msgspec import Raw

from hubproof.client.sdk import exceptions, models
from hubproof.client.sdk.streams import ITEMS_MAX, Stream

ARGS = models.StreamUnderlyingDataArgs(
    Symbol="SPX", Provider=models.DataProviderType.InteractiveBrokers
)


def item(call: dict[str, Any], last: float | str) -> dict[str, Any]:
    quote = {"Symbol": "SPX", "Provider": "InteractiveBrokers", "Prices": {"Last": last}}
    return {"type": 2, "invocationId": call["invocationId"], "item": quote}


def end(call: dict[str, Any], **members: str) -> dict[str, Any]:
    return {"type": 3, "invocationId": call["invocationId"], **members}


def streams(peer: Any, *messages: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Answer every stream invocation with these messages."""

    async def answer(socket: web.WebSocketResponse, call: dict[str, Any]) -> None:
        assert call["type"] == 4
        await peer.send(socket, *[message(call) for message in messages])

    peer.answers["StreamUnderlyingData"] = answer


def items(*lasts: float | str) -> list[Callable[[dict[str, Any]], dict[str, Any]]]:
    return [lambda call, last=last: item(call, last) for last in lasts]  # type: ignore[misc]


async def until(said: Callable[[], bool]) -> None:
    async with asyncio.timeout(30.0):
        while not said():  # noqa: ASYNC110  # what is waited for is in the peer's list
            await asyncio.sleep(0.005)


async def read(data: Any) -> list[str]:
    return [str(one.Prices.Last) async for one in data.stream_underlying_data(ARGS)]


async def test_items_come_in_order_and_the_hub_s_completion_ends_them(peer: Any, data: Any) -> None:
    streams(peer, *items(1.5, 2.5), end)
    await data.connect()
    assert await read(data) == ["1.5", "2.5"]
    assert peer.received[0]["arguments"][0]["Provider"] == "InteractiveBrokers"
    await asyncio.sleep(0.02)
    assert [one["type"] for one in peer.received] == [4]


async def test_a_refused_stream_raises_what_the_hub_says(peer: Any, data: Any) -> None:
    streams(peer, lambda call: end(call, error="Failed to invoke: no Provider"))
    await data.connect()
    with pytest.raises(exceptions.MesoLiveSignalRError, match="no Provider"):
        await read(data)


async def test_what_came_before_an_error_is_read_first(peer: Any, data: Any) -> None:
    streams(peer, *items(1.5), lambda call: end(call, error="the feed broke"))
    await data.connect()
    async with aclosing(data.stream_underlying_data(ARGS)) as quotes:
        assert str((await anext(quotes)).Prices.Last) == "1.5"
        with pytest.raises(exceptions.HubError, match="the feed broke"):
            await anext(quotes)


async def test_a_stream_is_lost_with_its_connection_and_can_be_opened_on_the_next(
    peer: Any, data: Any
) -> None:
    streams(peer, *items(1.5))
    await data.connect()
    async with aclosing(data.stream_underlying_data(ARGS)) as quotes:
        await anext(quotes)
        peer.cut(peer.sockets[0])
        with pytest.raises(exceptions.ConnectionLost, match="the connection broke"):
            await anext(quotes)
    await data.connected()
    streams(peer, *items(3.5), end)
    assert await read(data) == ["3.5"]
    assert [one["type"] for one in peer.received] == [4, 4]


async def test_without_a_connection_a_stream_was_certainly_not_asked_for(data: Any) -> None:
    with pytest.raises(exceptions.NotConnected):
        await read(data)


async def test_a_reader_that_leaves_tells_the_hub_and_hears_nothing_more(
    peer: Any, data: Any
) -> None:
    streams(peer, *items(1.5, 2.5, 3.5))
    await data.connect()
    async with aclosing(data.stream_underlying_data(ARGS)) as quotes:
        async for _ in quotes:
            break
    await until(lambda: len(peer.received) > 1)
    assert peer.received[1] == {"type": 5, "invocationId": peer.received[0]["invocationId"]}
    await peer.send(peer.sockets[0], item(peer.received[0], 4.5), end(peer.received[0]))
    streams(peer, *items(5.5), end)
    assert await read(data) == ["5.5"]


async def test_a_reader_that_is_cancelled_tells_the_hub_too(peer: Any, data: Any) -> None:
    streams(peer)
    await data.connect()
    reader = asyncio.ensure_future(read(data))
    await until(lambda: len(peer.received) == 1)
    reader.cancel()
    await until(lambda: len(peer.received) == 2)
    assert peer.received[1]["type"] == 5


async def test_two_streams_do_not_disturb_each_other_nor_a_call(peer: Any, data: Any) -> None:
    async def snapshot(socket: web.WebSocketResponse, call: dict[str, Any]) -> None:
        await peer.succeed(socket, call, item(call, 9.5)["item"])

    streams(peer)
    peer.answers["GetUnderlyingSnapshot"] = snapshot
    await data.connect()
    first, second = (asyncio.ensure_future(read(data)) for _ in range(2))
    await until(lambda: len(peer.received) == 2)
    args = models.GetUnderlyingSnapshotArgs(Symbol="SPX", Provider=ARGS.Provider)
    assert str((await data.get_underlying_snapshot(args)).Prices.Last) == "9.5"
    one, other = peer.received[:2]
    await peer.send(peer.sockets[0], item(other, 2.5), end(other))
    assert await second == ["2.5"]
    await peer.send(peer.sockets[0], item(one, 1.5), end(one))
    assert await first == ["1.5"]


async def test_an_item_that_cannot_be_read_is_skipped(peer: Any, data: Any) -> None:
    streams(peer, *items(1.5, "NaN", "much", 2.5), end)
    await data.connect()
    assert await read(data) == ["1.5", "2.5"]


async def test_a_slow_reader_loses_the_oldest_and_still_learns_of_the_end() -> None:
    stream = Stream(lambda: None)
    for number in range(ITEMS_MAX + 5):
        stream.put(Raw(b"%d" % number))
    stream.end()
    first = await stream.next()
    assert first is not None
    assert bytes(first) == b"5"
    assert stream.dropped == 5
    rest = [await stream.next() for _ in range(ITEMS_MAX)]
    assert rest[-1] is None
    assert None not in rest[:-1]


async def test_a_stream_that_was_left_is_left_once() -> None:
    told: list[str] = []
    stream = Stream(lambda: told.append("left"))
    reader = asyncio.ensure_future(stream.next())
    await asyncio.sleep(0)
    stream.leave()
    stream.leave()
    assert told == ["left"]
    assert await reader is None
