"""Running a call: a stream leaves the others their turns, and whatever ends it ends its uploads."""

import asyncio
from asyncio import CancelledError
from collections.abc import AsyncIterator
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import pytest

from hubproof.contract.signalr.protocols import JSON
from hubproof.simulator.hubs.typed import Hub
from hubproof.simulator.hubs.typed.client import Client
from hubproof.simulator.hubs.typed.running import ITEMS_AT_ONCE, Call, run, stream
from hubproof.simulator.hubs.typed.signatures import signatures_of
from hubproof.simulator.hubs.typed.values import values_of

MANY = 4 * ITEMS_AT_ONCE


def client_of(connection: Any) -> Client:
    nobody: Any = None  # no method here asks who calls
    return Client(connection, nobody, values_of(JSON))


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
    call = Call(client_of(connection), manners, "s", signatures_of(Counting)["count"])
    await stream(call, Counting(), [])
    other.cancel()
    assert told == [*(b"%d" % number for number in range(MANY)), ("s",)]
    assert turns == [0, *range(ITEMS_AT_ONCE, MANY + 1, ITEMS_AT_ONCE)]


async def test_a_stream_that_nobody_wants_gives_up_its_uploads() -> None:
    ended: list[str] = []
    connection: Any = SimpleNamespace(protocol=JSON)
    manners: Any = None
    call = Call(
        client_of(connection),
        manners,
        "s",
        signatures_of(Counting)["wait"],
        on_end=lambda: ended.append("uploads"),
    )
    task = asyncio.create_task(stream(call, Counting(), []))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    assert ended == ["uploads"]


class Broken(Hub):
    """Awaits what somebody else has cancelled, or answers with what nobody can write."""

    def at_once(self) -> int:
        raise CancelledError

    async def later(self) -> int:
        await asyncio.sleep(0)
        raise CancelledError

    def items(self) -> list[int]:
        return object()  # type: ignore[return-value]  # that is what is wrong

    async def items_later(self) -> list[int]:
        return self.items()

    async def flow(self) -> AsyncIterator[int]:
        yield 1
        raise CancelledError


class Heard:
    """A connection, and the manners of its hub, that keep what they are told."""

    def __init__(self) -> None:
        self.told: list[Any] = []
        self.connection: Any = SimpleNamespace(
            protocol=JSON,
            is_full=False,
            complete=lambda _, result=None, error=None: self.told.append(
                result if error is None else {"error": error}
            ),
            item=lambda _, item: self.told.append(item),
            end_stream=lambda _, error=None: self.told.append({"error": error}),
        )
        self.manners: Any = SimpleNamespace(
            says=lambda outcome: type(outcome.error).__name__,
            break_off=lambda _, error: self.told.append(type(error).__name__),
            clients_of=lambda *_: None,
        )

    def call(self, method: str) -> Call:
        signature = signatures_of(Broken)[method]
        return Call(client_of(self.connection), self.manners, "1", signature)


@pytest.mark.parametrize(
    ("method", "told"),
    [
        ("atonce", {"error": "CancelledError"}),
        ("later", {"error": "CancelledError"}),
        ("items", "TypeError"),
        ("itemslater", "TypeError"),
    ],
)
async def test_whatever_goes_wrong_inside_its_caller_hears_of_it(method: str, told: Any) -> None:
    heard = Heard()
    waiting = run(heard.call(method), Broken(), [])
    if waiting is not None:
        await asyncio.create_task(waiting)
    assert heard.told == [told]


async def test_a_stream_that_awaits_what_is_cancelled_ends_with_an_error() -> None:
    heard = Heard()
    await asyncio.create_task(stream(heard.call("flow"), Broken(), []))
    assert heard.told == [b"1", {"error": "CancelledError"}]


async def test_a_call_that_is_cancelled_itself_says_nothing() -> None:
    heard = Heard()
    waiting = run(heard.call("later"), Broken(), [])
    assert waiting is not None
    task = asyncio.create_task(waiting)
    await asyncio.sleep(0)
    task.cancel()
    with suppress(CancelledError):
        await task
    assert (task.cancelled(), heard.told) == (True, [])
