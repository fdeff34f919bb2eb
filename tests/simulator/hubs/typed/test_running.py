"""Running a call: a stream leaves the others their turns, and whatever ends it ends its uploads."""

import asyncio
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

from hubproof.contract.signalr.protocols import JSON
from hubproof.simulator.hubs.typed import Hub
from hubproof.simulator.hubs.typed.running import ITEMS_AT_ONCE, Call, stream
from hubproof.simulator.hubs.typed.signatures import signatures_of
from hubproof.simulator.hubs.typed.values import values_of

MANY = 4 * ITEMS_AT_ONCE


class Counting(Hub):
    async def count(self) -> AsyncIterator[int]:
        for number in range(MANY):
            yield number

    async def wait(self) -> AsyncIterator[int]:
        await asyncio.Event().wait()
        yield 0


async def test_who_streams_without_a_pause_lets_others_in() -> None:
    told: list[Any] = []
    turns: list[int] = []
    connection: Any = SimpleNamespace(
        protocol=JSON,
        is_full=False,
        item=lambda _, item: told.append(item),
        end_stream=lambda *end: told.append(end),
    )

    async def somebody_else() -> None:
        while True:
            turns.append(len(told))
            await asyncio.sleep(0)

    other = asyncio.create_task(somebody_else())
    await asyncio.sleep(0)
    manners: Any = None  # nobody addresses anybody, and nothing fails
    call = Call(connection, values_of(JSON), "s", signatures_of(Counting)["count"], manners)
    await stream(call, Counting(), [])
    other.cancel()
    assert told == [*(b"%d" % number for number in range(MANY)), ("s",)]
    assert turns == [0, *range(ITEMS_AT_ONCE, MANY + 1, ITEMS_AT_ONCE)]


async def test_a_stream_that_nobody_wants_gives_up_its_uploads() -> None:
    ended: list[str] = []
    connection: Any = SimpleNamespace(protocol=JSON)
    manners: Any = None
    call = Call(
        connection,
        values_of(JSON),
        "s",
        signatures_of(Counting)["wait"],
        manners,
        on_end=lambda: ended.append("uploads"),
    )
    task = asyncio.create_task(stream(call, Counting(), []))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    assert ended == ["uploads"]
