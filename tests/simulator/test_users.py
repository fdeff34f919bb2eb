"""What one user's hubs say reaches that user's connections, and nobody else's."""

import asyncio
import itertools
import json
import random
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import aiohttp
import hypothesis.strategies as st
import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from hubproof.contract.mesolive import models
from hubproof.harness.virtual import VirtualLoop, virtual_loop
from hubproof.simulator.app import Simulator
from hubproof.simulator.faults import AnyFault
from hubproof.simulator.faults.network_reset import NetworkReset
from hubproof.simulator.outside import Outside
from hubproof.simulator.users import Users
from hubproof.simulator.world.commands import Announce, SetError
from hubproof.simulator.world.setup import PAPER, STRATEGIES, WorldSetup
from hubproof.simulator.world.world import World

EPOCH = datetime(2026, 1, 5, 14, 30, tzinfo=UTC)
IDS = {"ann": 101, "bob": 201}
"""The one strategy of each user."""


class House:
    """Two users at one address: their simulators, and every text written to their sockets."""

    def __init__(self, loop: VirtualLoop, faults: dict[str, list[AnyFault]]) -> None:
        ids = itertools.count(1)
        self.loop = loop
        self.users = Users(clock=loop.now_us, token=lambda: f"id{next(ids)}")
        self.simulators = {
            user: Simulator(
                World(_setup(user), random.Random(number), EPOCH),
                key=f"key-of-{user}",
                user=user,
                outside=Outside(clock=loop.now_us, token=lambda: "never used", users=self.users),
                faults=faults.get(user, []),
            )
            for number, user in enumerate(IDS)
        }
        self.texts: dict[str, list[str]] = {user: [] for user in IDS}
        self.sockets: dict[tuple[str, str], aiohttp.ClientWebSocketResponse[bool]] = {}
        self.tokens: list[str] = []
        self._reading: list[asyncio.Task[None]] = []

    async def open(self, port: int, session: aiohttp.ClientSession) -> None:
        """One socket to two hubs for each of them."""
        for user, hub in itertools.product(IDS, ("event", "control")):
            socket = await session.ws_connect(
                f"http://127.0.0.1:{port}/hubs/{hub}/v1",
                params={"access_token": f"key-of-{user}"},
            )
            await socket.send_str('{"protocol":"json","version":1}\x1e')
            self.sockets[user, hub] = socket
            self._reading.append(asyncio.create_task(self._read(user, socket)))

    async def _read(self, user: str, socket: aiohttp.ClientWebSocketResponse[bool]) -> None:
        async for message in socket:
            self.texts[user].append(str(message.data))
            for part in str(message.data).split("\x1e")[:-1]:
                data = json.loads(part).get("result", {}).get("Data") or {}
                if data.get("ContinuationToken"):
                    self.tokens.append(data["ContinuationToken"])

    async def ask(self, user: str, hub: str, target: str, **args: Any) -> None:
        """Call a method; whatever is answered is among the texts a moment later."""
        call = {"type": 1, "invocationId": "1", "target": target, "arguments": [args]}
        await self.sockets[user, hub].send_str(json.dumps(call) + "\x1e")
        await asyncio.sleep(0.01)

    def said(self, user: str) -> str:
        return "".join(self.texts[user])


def _setup(user: str) -> WorldSetup:
    account = replace(PAPER, id=f"{user}-paper")
    strategy = replace(
        STRATEGIES[0], id=IDS[user], name=f"strategy of {user}", active_on=(account.id,)
    )
    return WorldSetup(user=user, accounts=(account,), strategies=(strategy,), page_size_max=2)


def live(act: Callable[[House], Any], faults: dict[str, list[AnyFault]] | None = None) -> House:
    """Let both of them live under one roof in virtual time."""
    with virtual_loop(rng=random.Random(1), horizon_s=600.0) as loop:
        house = House(loop, faults or {})

        async def main() -> None:
            port = await house.simulators["ann"].start("127.0.0.1", 0)
            async with aiohttp.ClientSession() as session:
                await house.open(port, session)
                await act(house)
                await asyncio.sleep(1)
            for simulator in house.simulators.values():
                await simulator.stop()

        loop.run_until_complete(main())
    return house


async def happen(house: House, user: str, deed: str) -> None:
    """One of the things that a user, or the world of one, may do; all of it knows the other."""
    other = next(one for one in IDS if one != user)
    simulator = house.simulators[user]
    if deed == "signal":
        place = (IDS[user], f"{user}-paper")
        command = Announce(*place, models.SignalState.On, same_state_ok=True)
        simulator.announce(command, at=house.loop.now_us())
        await asyncio.sleep(0.01)
    elif deed == "error":
        simulator._apply(SetError(IDS[user], models.ErrorState.Active))
    elif deed == "subscribe to all":
        await house.ask(user, "event", "SubscribeToStrategies", Strategies=None)
    elif deed == "subscribe to both":
        await house.ask(user, "event", "SubscribeToStrategies", Strategies=[*IDS.values()])
    elif deed == "read":
        await house.ask(user, "event", "GetEventsSince", SinceEventSeqId=0)
    elif deed == "read on with any token":
        for token in house.tokens[-2:]:
            args = {"SinceEventSeqId": 0, "ContinuationToken": token}
            await house.ask(user, "event", "GetEventsSince", **args)
    elif deed == "list":
        for method in ("ListAccounts", "ListStrategies", "ListPositions", "ListOrders"):
            await house.ask(user, "control", method)
    else:
        await house.ask(user, "control", "GetStrategy", StrategyId=IDS[other])
        await house.ask(user, "control", "GetIdempotencyRecord", IdempotencyKey=f"key {deed}")


DEEDS = (
    "signal",
    "error",
    "subscribe to all",
    "subscribe to both",
    "read",
    "read on with any token",
    "list",
    "look for the other's",
)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([*IDS]), st.sampled_from(DEEDS)), max_size=25))
def test_nothing_of_one_user_is_ever_written_to_another(deeds: list[tuple[str, str]]) -> None:
    async def act(house: House) -> None:
        for user, deed in deeds:
            await happen(house, user, deed)

    house = live(act)
    for user, other in (("ann", "bob"), ("bob", "ann")):
        assert f"{other}-paper" not in house.said(user)
        assert f"strategy of {other}" not in house.said(user)


def test_each_of_them_is_told_what_is_theirs() -> None:
    async def act(house: House) -> None:
        for deed in ("subscribe to both", "signal", "list", "read", "read"):
            for user in IDS:
                await happen(house, user, deed)
        for _ in range(2):
            await happen(house, "ann", "signal")
        await happen(house, "ann", "read")
        await happen(house, "bob", "read on with any token")

    house = live(act)
    for user, own in IDS.items():
        told = house.said(user)
        assert f"strategy of {user}" in told
        others = [number for number in IDS.values() if number != own]
        assert f'"SuccessfulStrategies":[{own}],"FailedStrategies":{others}' in told
    assert "OnEntrySignal" in house.said("bob")
    assert "This ContinuationToken was not given out here." in house.said("bob")


def test_a_fault_of_one_user_leaves_the_connections_of_the_others_alone() -> None:
    reset = NetworkReset(hub="event", method="GetEventsSince", ordinal=1, phase="answered")

    async def act(house: House) -> None:
        house.simulators["ann"].begin_storm()
        await happen(house, "ann", "read")
        await asyncio.sleep(0.1)
        closed = {place: socket.closed for place, socket in house.sockets.items()}
        assert closed == {place: place[0] == "ann" for place in house.sockets}
        await happen(house, "bob", "list")

    assert "bob-paper" in live(act, {"ann": [reset]}).said("bob")


def test_nobody_is_admitted_twice_and_a_strange_key_not_at_all() -> None:
    users = Users(clock=lambda: 0, token=lambda: "id")
    host: Any = object()
    users.admit("a key", "ann", host)
    for key, user in (("a key", "bob"), ("another", "ann")):
        with pytest.raises(ValueError, match=f"{user} or the key is admitted already"):
            users.admit(key, user, host)

    async def act(house: House) -> None:
        url = f"http://127.0.0.1:{house.users.server._runner.addresses[0][1]}"  # type: ignore[union-attr]  # it serves
        async with aiohttp.ClientSession() as session:
            answer = await session.post(f"{url}/hubs/event/v1/negotiate?access_token=strange")
            assert answer.status == 401

    live(act)
