"""`hubproof serve` is a place to develop against: the reference client trades and lives on."""

import argparse
import asyncio
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from hubproof.client.sdk import MesoLiveEventHubClient, models
from hubproof.client.sdk.exceptions import MesoLiveApiException
from hubproof.contract.mesolive.dialect import OURS, Dialect
from hubproof.contract.mesolive.enums import DataProviderType
from hubproof.harness.cli.exits import Exit
from hubproof.harness.cli.serve import Place, attend
from hubproof.harness.cli.serve import serve as serve_as_told
from hubproof.harness.nemesis import expand
from hubproof.scenarios import SCENARIOS
from hubproof.simulator.market.tape import Tick
from hubproof.simulator.world.retention import Retention

pytestmark = pytest.mark.live

FAST_S = 0.5
Start = Callable[..., "subprocess.Popen[str]"]
Until = Callable[[Callable[[], bool]], Any]


class Served:
    """Hubs in this process, and what was said about them."""

    def __init__(self, place: Place) -> None:
        self.lines: list[str] = []
        self._stopped = asyncio.Event()
        self._task = asyncio.create_task(attend(place, self.lines.append, self._stopped))

    def count(self, pattern: str) -> int:
        return len(self.find(pattern))

    def find(self, pattern: str) -> list[str]:
        return [line for line in self.lines if re.search(pattern, line)]

    @property
    def exports(self) -> dict[str, str]:
        return dict(line.removeprefix("export ").split("=", 1) for line in self.lines[:2])

    async def stop(self) -> None:
        self._stopped.set()
        await self._task


@pytest.fixture
async def serve(until: Until) -> AsyncIterator[Callable[[Place], Any]]:
    served: list[Served] = []

    async def started(place: Place) -> Served:
        one = Served(place)
        served.append(one)
        await until(lambda: len(one.lines) >= 3)
        return one

    yield started
    for one in served:
        await one.stop()


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[Callable[..., Any]]:
    """Starts the reference client as a process, always with the same memory."""
    running: list[asyncio.subprocess.Process] = []

    async def started(exports: dict[str, str], **more: str) -> asyncio.subprocess.Process:
        state = {"HUBPROOF_STATE_DIR": str(tmp_path)}
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "hubproof.client",
            env={**os.environ, **exports, **state, **more},
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        running.append(process)
        return process

    yield started
    for process in running:
        if process.returncode is None:
            process.kill()
        await process.wait()


def entered(served: Served) -> list[str]:
    """Strategy and account of every preparation that was asked for, one for each key."""
    asked = served.find("<- StartPreparePositionEntry")
    return list(dict.fromkeys(line.partition(")")[2] for line in asked))


async def test_the_reference_client_enters_on_paper_and_live_signals(
    serve: Callable[..., Any], client: Callable[..., Any], until: Until, free_port: int
) -> None:
    dialect = Dialect.parse("camel,integers,strings,ticks")
    place = Place(port=free_port, key="its-own", every_s=FAST_S, dialect=dialect)
    served = await serve(place)
    assert served.count("the hubs write camel,integers,strings,ticks")
    assert served.exports == {
        "MESOLIVE_INSTANCE": f"http://127.0.0.1:{free_port}",
        "MESOLIVE_API_KEY": "its-own",
    }
    process = await client(served.exports)
    await until(lambda: served.count("<- ApplyPaperFills") > 0 < served.count("<- SendOrder"))
    await until(lambda: served.count(r"order \d+: Filled") >= 2)
    for line in ("-> OnEntrySignal", "-> OnOrderUpdate", "record of .*: Completed", "key=prep_"):
        assert served.count(line)
    process.terminate()
    assert await process.wait() == 0


async def test_a_client_that_was_killed_enters_on_no_signal_twice(
    serve: Callable[..., Any], client: Callable[..., Any], until: Until, free_port: int
) -> None:
    served = await serve(Place(port=free_port, key="dev-key", every_s=FAST_S))
    process = await client(served.exports)
    await until(lambda: served.count("<- (ApplyPaperFills|SendOrder)") >= 2)
    process.kill()
    await process.wait()
    ordered = served.count(r"order \d+: .* filled")
    process = await client(served.exports)
    await until(lambda: served.count(r"order \d+: .* filled") > ordered + 2)
    process.terminate()
    await process.wait()
    entries = entered(served)
    signals = served.count("entry signal of .*: On")
    assert len(served.find("execution plan ")) <= len(entries) <= signals
    accounts = [re.sub(r" key=.*", "", one) for one in entries]
    signalled = [
        f" StrategyId={strategy} BrokerAccountId={account}"
        for strategy, account in re.findall(
            r"entry signal of strategy (\d+) on (\w+): On", "\n".join(served.lines)
        )
    ]
    assert all(accounts.count(one) <= signalled.count(one) for one in accounts)


async def test_a_developer_streams_quotes_and_takes_a_snapshot(
    serve: Callable[..., Any], until: Until, free_port: int
) -> None:
    served = await serve(Place(port=free_port, key="dev-key", every_s=60.0))
    url = f"http://127.0.0.1:{free_port}/hubs/data/v1"
    asked = [{"Symbol": "SPX", "Provider": "Tastytrade"}]
    items = 0
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(url, params={"access_token": "dev-key"}) as socket,
    ):
        for message in (
            {"protocol": "json", "version": 1},
            {"type": 4, "invocationId": "1", "target": "StreamUnderlyingData", "arguments": asked},
            {"type": 1, "invocationId": "2", "target": "GetUnderlyingSnapshot", "arguments": asked},
        ):
            await socket.send_str(json.dumps(message) + "\x1e")
        while items < 3:
            items += (await socket.receive_str()).count('"type":2')
        await socket.send_str('{"type":5,"invocationId":"1"}\x1e')
        await until(lambda: served.count("-> call 1: the stream ended") > 0)
    assert served.count(r"<- StreamUnderlyingData \(call 1\) Symbol=SPX Provider=Tastytrade") == 1
    assert served.count(r"-> call 2: SPX by Tastytrade: \d+\.\d\d x \d+\.\d\d, \d+ ms old") == 1
    assert served.count("by Tastytrade") == 1  # the items of the stream are not shown
    assert served.count(r"ended \(cancelled\)") == 1


async def test_a_wrong_key_is_not_let_in(
    serve: Callable[..., Any], client: Callable[..., Any], free_port: int
) -> None:
    served = await serve(Place(port=free_port, key="right", every_s=60.0))
    process = await client(served.exports, MESOLIVE_API_KEY="wrong")
    assert await process.wait() == 3
    assert len(served.lines) == 3


async def test_a_storm_waits_for_a_listener_and_asks_for_kills(
    serve: Callable[..., Any], client: Callable[..., Any], until: Until, free_port: int
) -> None:
    plan = expand(SCENARIOS["killed_between_store_submit_and_answer"], 1)
    served = await serve(Place(port=free_port, key="dev-key", plan=plan))
    assert f"seed 1, with {len(plan.faults)} faults begins when a client listens" in served.lines[2]
    assert not served.find("-- storm")
    await client(served.exports)
    await until(lambda: served.count(">> +now kill your client") > 0)
    assert served.count("-- storm") == 1
    assert served.count("!! the storm: kill") == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_it_cleanly(start: Start, free_port: int, number: signal.Signals) -> None:
    process = start("serve", "--port", str(free_port), "--key", "a'b")
    assert process.stdout is not None
    first, second, third = (process.stdout.readline() for _ in range(3))
    assert first == f"export MESOLIVE_INSTANCE=http://127.0.0.1:{free_port}\n"
    pasted = subprocess.run(
        ["sh", "-c", f'{second} echo "$MESOLIVE_API_KEY"'],
        capture_output=True,
        text=True,
        check=True,
    )
    assert pasted.stdout == "a'b\n"
    assert third == (
        "serving; an entry signal every 4 s, on ML1001 (paper) and U2001 (live) in turn;"
        " Ctrl-C stops\n"
    )
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (0, "stopped\n", "")


async def test_a_taken_port_is_one_sentence(
    serve: Callable[..., Any], start: Start, free_port: int
) -> None:
    await serve(Place(port=free_port, key="dev-key", every_s=60.0))
    process = start("serve", "--port", str(free_port))
    out, err = await asyncio.to_thread(process.communicate, timeout=10)
    assert (process.returncode, out) == (3, "")
    assert err == f"hubproof: port {free_port} is taken; choose another with --port\n"


def test_whoever_reads_no_further_stops_it(free_port: int) -> None:
    script = f"{sys.executable} -m hubproof serve --port {free_port} | head -1; echo $PIPESTATUS"
    done = subprocess.run(
        ["bash", "-c", script], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stdout.splitlines()[0].startswith("export MESOLIVE_INSTANCE")
    assert (done.stdout.splitlines()[1:], done.stderr) == (["0"], "")


@pytest.mark.parametrize("name", ["steady_state", "unknown_outcome_of_a_cancel"])
def test_a_served_scenario_fills_orders_as_it_says(
    monkeypatch: pytest.MonkeyPatch, free_port: int, name: str
) -> None:
    places: list[Place] = []

    async def note(place: Place, *_: object) -> None:
        places.append(place)

    monkeypatch.setattr("hubproof.harness.cli.serve.attend", note)
    options = argparse.Namespace(
        port=free_port, key="dev-key", seed=1, scenario=name, ticks=None, dialect=OURS, keep=9
    )
    assert serve_as_told(options) is Exit.VALID
    assert [place.broker for place in places] == [SCENARIOS[name].broker]
    assert places[0].retention == Retention(events=9)


async def test_a_history_that_keeps_little_refuses_an_older_cursor(
    serve: Callable[..., Any], until: Until, free_port: int
) -> None:
    keeping = Retention(events=2)
    served = await serve(Place(port=free_port, key="k", every_s=0.02, retention=keeping))
    assert served.count("the history keeps the newest 2 events")
    await until(lambda: served.count("entry signal of strategy") >= 4)
    async with MesoLiveEventHubClient(served.exports["MESOLIVE_INSTANCE"], "k") as client:
        with pytest.raises(MesoLiveApiException) as refused:
            await client.get_events_since(models.GetEventsSinceArgs(SinceEventSeqId=0))
    assert refused.value.error is not None
    assert refused.value.error.Code == "EventsExpired"


async def test_a_file_of_ticks_is_told_in_place_of_drawn_quotes(
    serve: Callable[..., Any], free_port: int
) -> None:
    at = Decimal("4321.25")
    tick = Tick(0, DataProviderType.Tastytrade, "SPX", at, at + 1, None)
    served = await serve(Place(port=free_port, key="k", every_s=60.0, ticks=(tick,)))
    assert served.lines[3] == "quotes of SPX come from the file: 1 in all"
    asked = {"Symbol": "SPX", "Provider": "Tastytrade"}
    call = {"type": 1, "invocationId": "1", "target": "GetUnderlyingSnapshot", "arguments": [asked]}
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(
            f"http://127.0.0.1:{free_port}/hubs/data/v1", params={"access_token": "k"}
        ) as socket,
    ):
        await socket.send_str('{"protocol":"json","version":1}\x1e')
        assert await socket.receive_str() == "{}\x1e"
        await socket.send_str(json.dumps(call) + "\x1e")
        prices = json.loads((await socket.receive_str())[:-1])["result"]["Data"]["Prices"]
    assert [prices[base] for base in ("Bid", "Ask", "Last", "LastAgeMs")] == [
        4321.25,
        4322.25,
        None,
        None,
    ]


def test_a_file_that_holds_no_ticks_is_one_sentence(start: Start, tmp_path: Path) -> None:
    process = start("serve", "--ticks", str(tmp_path / "gone.csv"))
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (3, "")
    assert err == f"hubproof: {tmp_path / 'gone.csv'} cannot be read: No such file or directory\n"
