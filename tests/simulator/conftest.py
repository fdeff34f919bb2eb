"""A whole simulator in virtual time: what a test does to it, and the journal that it leaves."""

import asyncio
import itertools
import json
import random
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, TypeVar

import aiohttp
import pytest

from hubproof.client.sdk import (
    ConnectionOptions,
    MesoLiveControlHubClient,
    MesoLiveDataHubClient,
    MesoLiveEventHubClient,
    models,
)
from hubproof.contract.mesolive.dialect import OURS, Dialect
from hubproof.harness.virtual import VirtualLoop, virtual_loop
from hubproof.simulator.app import Simulator
from hubproof.simulator.faults import AnyFault
from hubproof.simulator.journal import Entry
from hubproof.simulator.outside import Outside
from hubproof.simulator.script import Appointment
from hubproof.simulator.world.commands import Announce
from hubproof.simulator.world.setup import WorldSetup
from hubproof.simulator.world.world import World

EPOCH = datetime(2026, 1, 5, 14, 30, tzinfo=UTC)
KEY = "the-key-of-this-test"
HORIZON_S = 7_200.0
IB = "InteractiveBrokers"

# A client whose call was swallowed finds out in seconds, and comes back within one.
OPTIONS = ConnectionOptions(call_timeout_s=5.0)

Line = TypeVar("Line")
Client = TypeVar("Client", MesoLiveControlHubClient, MesoLiveDataHubClient, MesoLiveEventHubClient)


def of(entries: Sequence[Entry], kind: type[Line]) -> list[Line]:
    return [entry for entry in entries if isinstance(entry, kind)]


def in_our_words(told: Any, dialect: Dialect) -> Any:
    """An answer or item about quotes, written by hand from its dialect into ours.

    Read by no model of the contract: what a bad feed says would not pass through one.
    """
    if isinstance(told, list):
        return [in_our_words(one, dialect) for one in told]
    if not isinstance(told, dict) or dialect == OURS:
        return told
    said = {key[:1].upper() + key[1:]: in_our_words(one, dialect) for key, one in told.items()}
    for base in ("Bid", "Ask", "Last", "Mark"):
        if isinstance(said.get(base), str) and said[base] != "NaN":
            said[base] = Decimal(said[base])
    for name, enum in (("Status", models.StatusCode), ("Provider", models.DataProviderType)):
        if isinstance(said.get(name), int):
            said[name] = [*enum][said[name]].value
    return said


class Reader:
    """A bare reader of the Data hub: it keeps every message, with when it came in seconds."""

    def __init__(
        self,
        loop: VirtualLoop,
        socket: aiohttp.ClientWebSocketResponse[bool],
        dialect: Dialect,
    ) -> None:
        self.socket = socket
        self._dialect = dialect
        self._loop = loop
        self._heard: list[tuple[float, dict[str, Any]]] = []
        self._ids = map(str, itertools.count(1))
        self._news = asyncio.Event()
        self._reading = asyncio.create_task(self._read())

    async def stream(self, provider: str | None = IB, symbol: str = "SPX", **more: Any) -> str:
        """Ask for a stream; its id."""
        return await self._ask(4, "StreamUnderlyingData", provider, symbol, **more)

    async def snapshot(
        self, provider: str | None = IB, symbol: str = "SPX", **more: Any
    ) -> dict[str, Any]:
        """Ask for a snapshot; the whole response."""
        asked = await self._ask(1, "GetUnderlyingSnapshot", provider, symbol, **more)
        while (end := self.end(asked)) is None:
            self._news.clear()
            await self._news.wait()
        response: dict[str, Any] = end["result"]
        return response

    async def cancel(self, stream: str) -> None:
        await self.say({"type": 5, "invocationId": stream})

    async def say(self, message: dict[str, Any]) -> None:
        await self.socket.send_str(json.dumps(message) + "\x1e")

    def items(self, stream: str) -> list[tuple[float, dict[str, Any]]]:
        """The prices of every item of a stream, with when it came."""
        return [
            (at, one["item"]["Prices"])
            for at, one in self._heard
            if one["type"] == 2 and one["invocationId"] == stream
        ]

    def end(self, call: str) -> dict[str, Any] | None:
        """The completion of a call or a stream, if it came; a second one fails the test."""
        ends = [one for _, one in self._heard if one["type"] == 3 and one["invocationId"] == call]
        assert len(ends) <= 1
        return ends[0] if ends else None

    async def _ask(
        self, kind: int, target: str, provider: str | None, symbol: str, **more: Any
    ) -> str:
        args = {"Symbol": symbol, "Provider": provider, **more}
        number = next(self._ids)
        await self.say(
            {"type": kind, "invocationId": number, "target": target, "arguments": [args]}
        )
        return number

    async def _read(self) -> None:
        async for message in self.socket:
            for text in str(message.data).split("\x1e")[:-1]:
                heard = json.loads(text, parse_float=Decimal, parse_constant=pytest.fail)
                for part in ("item", "result"):
                    if part in heard:
                        heard[part] = in_our_words(heard[part], self._dialect)
                self._heard.append((self._loop.time(), heard))
                self._news.set()


class Stage:
    """A serving simulator, and clients that are closed when the test's act is over."""

    def __init__(self, loop: VirtualLoop, simulator: Simulator, closing: AsyncExitStack) -> None:
        self.loop = loop
        self.simulator = simulator
        self.dialect = simulator._world.dialect
        self.key = KEY
        self.origin = ""
        self._closing = closing

    def lines(self, kind: type[Line]) -> list[Line]:
        """The journal's entries of one kind so far."""
        return of(self.simulator.journal.entries(), kind)

    async def control(self) -> MesoLiveControlHubClient:
        """A connected client of the Control hub."""
        return await self.connected(MesoLiveControlHubClient(self.origin, KEY, **self._options()))

    async def data(self) -> MesoLiveDataHubClient:
        """A connected client of the Data hub."""
        return await self.connected(MesoLiveDataHubClient(self.origin, KEY, **self._options()))

    async def event(
        self, heard: list[Any] | None = None, *, subscribe: bool = False
    ) -> MesoLiveEventHubClient:
        """A connected client of the Event hub; the entry signals it hears go to `heard`."""
        client = MesoLiveEventHubClient(self.origin, KEY, **self._options())
        if heard is not None:
            client.on_entry_signal(heard.append)
        await self.connected(client)
        if subscribe:
            await client.subscribe_to_strategies(models.SubscribeToStrategiesArgs())
        return client

    async def connected(self, client: Client) -> Client:
        await self._closing.enter_async_context(client)
        return client

    async def socket(self, hub: str) -> aiohttp.ClientWebSocketResponse[bool]:
        """A WebSocket that has shaken hands, for what no client of ours would send."""
        session = await self._closing.enter_async_context(aiohttp.ClientSession())
        socket: aiohttp.ClientWebSocketResponse[bool] = await session.ws_connect(
            f"{self.origin}/hubs/{hub}/v1", params={"access_token": KEY}
        )
        await socket.send_str('{"protocol":"json","version":1}\x1e')
        assert await socket.receive_str() == "{}\x1e"
        return socket

    async def quotes(self) -> Reader:
        """A bare reader of the Data hub."""
        return Reader(self.loop, await self.socket("data"), self.dialect)

    async def prepared(self, control: MesoLiveControlHubClient, account: str) -> Any:
        """Prepare an entry to its end; the job's result."""
        started = await control.start_prepare_position_entry(self.entry(f"prep_{account}", account))
        status = models.GetPreparePositionEntryStatusArgs(JobId=started.JobId)
        while True:
            job = await control.get_prepare_position_entry_status(status)
            if job.Result is not None:
                return job.Result
            await asyncio.sleep(0.5)

    @staticmethod
    def entry(key: str, account: str = "ML1001") -> models.PreparePositionEntryArgs:
        return models.PreparePositionEntryArgs(
            IdempotencyKey=key,
            PositionName="entry",
            StrategyId=101,
            BrokerAccountId=account,
            LegSelectionConstraint=models.LiveLegSelectionConstraint.UniqueInPosition,
            Underlying=models.LiveUnderlying(Symbol="SPX"),
            DataProvider=None,
        )

    @staticmethod
    def fills(key: str, plan: Any) -> models.ApplyPaperFillsArgs:
        return models.ApplyPaperFillsArgs(
            IdempotencyKey=key,
            BrokerAccountId="ML1001",
            ExecPlanId=plan.ExecPlanId,
            QtyMultiplier=None,
            Fills=[
                models.PaperFill(LegName=name, Price=Decimal("1.10")) for name in plan.LegPrices
            ],
        )

    @staticmethod
    def order(key: str, plan: Any) -> models.SendOrderArgs:
        return models.SendOrderArgs(
            IdempotencyKey=key,
            ReplacesOrder=None,
            BrokerAccountId="U2001",
            ExecPlanId=plan.ExecPlanId,
            QtyMultiplier=None,
            LegGroupId=1,
            LegGroupOrder=models.LegGroupOrder(
                OrderType=models.OrderType.Market, LegNames=list(plan.SelectedLegs)
            ),
        )

    def announce(
        self,
        strategy: int = 101,
        state: str = "On",
        *,
        account: str = "ML1001",
        again: bool = False,
    ) -> None:
        """Announce an entry signal as soon as the loop turns."""
        command = Announce(strategy, account, models.SignalState(state), again)
        self.simulator.announce(command, at=self.loop.now_us())

    def _options(self) -> dict[str, Any]:
        return {"options": OPTIONS, "rng": random.Random(5)}


Act = Callable[[Any], Awaitable[None]]


DIALECTS = (OURS, Dialect.parse("camel,integers,strings,ticks"))
"""What the hubs of a test speak, one after the other: a second dialect differs in everything."""


@pytest.fixture(params=DIALECTS, ids=str)
def dialect(request: pytest.FixtureRequest) -> Dialect:
    """The dialect of the hubs that a test acts on."""
    assert isinstance(request.param, Dialect)
    return request.param


@pytest.fixture
def perform(dialect: Dialect) -> Callable[..., list[Entry]]:
    """Lets a test act on a stage in virtual time; returns the journal. Settings are the world's.

    Every test with it runs once in each of the dialects.
    """

    def run(
        act: Act,
        *,
        faults: Sequence[AnyFault] = (),
        script: Sequence[Appointment] = (),
        outside: dict[str, Any] | None = None,
        **setup: Any,
    ) -> list[Entry]:
        ids = itertools.count(1)
        failures: list[dict[str, Any]] = []
        with virtual_loop(rng=random.Random(1), horizon_s=HORIZON_S) as loop:
            loop.set_exception_handler(lambda _, context: failures.append(context))
            simulator = Simulator(
                World(WorldSetup(user="ann", dialect=dialect, **setup), random.Random(2), EPOCH),
                key=KEY,
                user="ann",
                outside=Outside(
                    clock=loop.now_us, token=lambda: f"id{next(ids)}", **(outside or {})
                ),
                script=script,
                faults=faults,
            )

            async def main() -> None:
                async with AsyncExitStack() as closing:
                    stage = Stage(loop, simulator, closing)
                    port = await simulator.start("127.0.0.1", 0)
                    closing.push_async_callback(simulator.stop)
                    stage.origin = f"http://127.0.0.1:{port}"
                    await act(stage)

            loop.run_until_complete(main())
        assert failures == []
        return list(simulator.journal.entries())

    return run
