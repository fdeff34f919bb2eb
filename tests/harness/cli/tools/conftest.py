"""The operator's tools before a whole simulator in virtual time, and what they print."""

import asyncio
import io
import itertools
import random
import subprocess
import threading
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from hubproof.client.sdk.models import SignalState
from hubproof.contract.mesolive.dialect import OURS, Dialect
from hubproof.harness.cli.tools.access import Access
from hubproof.harness.cli.tools.sheet import Sheet
from hubproof.harness.cli.tools.watch import Watch
from hubproof.harness.virtual import VirtualLoop, virtual_loop
from hubproof.simulator.app import Simulator
from hubproof.simulator.faults import AnyFault
from hubproof.simulator.outside import Outside
from hubproof.simulator.world.commands import Announce, Command
from hubproof.simulator.world.setup import WorldSetup
from hubproof.simulator.world.world import World

EPOCH = datetime(2026, 1, 5, 14, 30, tzinfo=UTC)
KEY = "the-key-of-this-test"
HORIZON_S = 900.0


@dataclass
class Paper:
    """A sheet in memory; `watch` is the one that a reader who leaves would end."""

    is_json: bool = False
    seconds: float = 5.0
    key: str = KEY
    out: io.StringIO = field(default_factory=io.StringIO)
    err: io.StringIO = field(default_factory=io.StringIO)

    def __post_init__(self) -> None:
        self.watch = Watch(self.seconds)
        self.sheet = Sheet(
            out=self.out,
            err=self.err,
            key=self.key,
            is_json=self.is_json,
            on_left=self.watch.end,
        )

    @property
    def lines(self) -> list[str]:
        return self.out.getvalue().splitlines()

    @property
    def notes(self) -> list[str]:
        return self.err.getvalue().splitlines()


class Hubs:
    """A serving simulator."""

    def __init__(self, loop: VirtualLoop, simulator: Simulator, access: Access) -> None:
        self.loop = loop
        self.simulator = simulator
        self.access = access

    def announce(self, strategy: int = 101, state: str = "On") -> None:
        """Announce an entry signal as soon as the loop turns."""
        command = Announce(strategy, "ML1001", SignalState(state))
        self.simulator.announce(command, at=self.loop.now_us())

    def happen(self, command: Command) -> None:
        """Let something happen in the world."""
        self.simulator._apply(command)

    def after(self, seconds: float, action: Callable[[], object]) -> None:
        """Do something while a tool looks on."""
        self.loop.call_later(seconds, action)

    async def storm(self) -> None:
        """Let the faults on quotes begin, which the first signal of a storm does."""
        self.simulator.begin_storm()
        self.announce()
        await asyncio.sleep(0.1)

    def fall(self) -> "asyncio.Task[None]":
        """Stop serving."""
        return asyncio.ensure_future(self.simulator.stop())


Act = Callable[[Hubs], Awaitable[None]]


@pytest.fixture(params=(OURS, Dialect.parse("camel,integers,strings,ticks")), ids=str)
def dialect(request: pytest.FixtureRequest) -> Dialect:
    """The dialect of the hubs: a second one differs in everything."""
    assert isinstance(request.param, Dialect)
    return request.param


@pytest.fixture
def perform(dialect: Dialect) -> Callable[..., None]:
    """Lets a test act before hubs in virtual time; settings are the world's."""

    def run(act: Act, *, faults: Sequence[AnyFault] = (), **setup: Any) -> None:
        ids = itertools.count(1)
        with virtual_loop(rng=random.Random(1), horizon_s=HORIZON_S) as loop:
            simulator = Simulator(
                World(WorldSetup(user="ann", dialect=dialect, **setup), random.Random(2), EPOCH),
                key=KEY,
                user="ann",
                outside=Outside(clock=loop.now_us, token=lambda: f"id{next(ids)}"),
                faults=faults,
            )

            async def main() -> None:
                port = await simulator.start("127.0.0.1", 0)
                access = Access(instance=f"http://127.0.0.1:{port}", key=KEY)
                try:
                    await act(Hubs(loop, simulator, access))
                finally:
                    await simulator.stop()

            loop.run_until_complete(main())

    return run


class Served:
    """`hubproof serve` as a process; `exports` are the lines to paste."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        self._process = process
        self.exports = "".join(process.stdout.readline() for _ in range(2))
        self.origin = self.exports.split()[1].partition("=")[2]
        # It tells all that happens: what nobody reads would fill the pipe and hold it up.
        self._reader = threading.Thread(target=process.stdout.read)
        self._reader.start()

    def kill(self) -> None:
        """End it, as a crash would."""
        self._process.kill()
        self._process.wait()
        self._reader.join()


@pytest.fixture
def served(start: Callable[..., Any], free_port: int) -> Iterator[Callable[[str], Served]]:
    """Starts a real server with a key."""
    running: list[Served] = []

    def run(key: str) -> Served:
        running.append(Served(start("serve", "--port", str(free_port), "--key", key)))
        return running[-1]

    yield run
    for one in running:
        one.kill()


@pytest.fixture
def paper() -> type[Paper]:
    """Makes sheets to print on."""
    return Paper
