"""The monitor against a Data hub that does what a test tells it, in virtual time."""

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

from hubproof.client.backoff import Backoff
from hubproof.client.quote_gate import QuoteGate
from hubproof.client.sdk import models
from hubproof.client.sdk.exceptions import ConnectionLost, HubError, NotConnected
from hubproof.client.settings import Limits, QuoteLimits
from hubproof.client.stream_monitor import StreamMonitor
from hubproof.harness.virtual import virtual_loop

AT = datetime(2026, 1, 5, 14, 30, tzinfo=UTC)
A, B = "InteractiveBrokers", "Tastytrade"
LIMITS = QuoteLimits(silence_max_s=5.0, resync_every_s=20.0)


def data(provider: str, mid: str = "5000") -> models.UnderlyingData:
    return models.UnderlyingData(
        Symbol="SPX",
        Provider=models.DataProviderType(provider),
        Prices=models.LivePrices(
            SnapshotTime=AT, Bid=Decimal(mid), Ask=Decimal(mid), BidAgeMs=0, AskAgeMs=0
        ),
    )


class LoopClock:
    def monotonic(self) -> float:
        return asyncio.get_running_loop().time()

    def utc_now(self) -> datetime:
        return AT


@dataclass
class Hub:
    """`script` says by provider what each stream after the first does: items and ends."""

    log: list[tuple[float, str, str]] = field(default_factory=list)
    script: dict[str, list[list[Any]]] = field(default_factory=dict)
    snapshot_error: Exception | None = None
    is_gone: bool = False

    def note(self, what: str, provider: models.DataProviderType) -> None:
        self.log.append((round(asyncio.get_running_loop().time(), 2), what, provider.value))

    def times(self, what: str, provider: str = A) -> list[float]:
        return [at for at, told, of in self.log if (told, of) == (what, provider)]

    async def connected(self) -> None:
        if self.is_gone:
            raise NotConnected("stopped")

    async def stream_underlying_data(
        self, args: models.StreamUnderlyingDataArgs
    ) -> AsyncGenerator[models.UnderlyingData, None]:
        assert args.Provider is not None
        provider = args.Provider
        self.note("stream", provider)
        scripts = self.script.get(provider.value)
        try:
            for one in scripts.pop(0) if scripts else []:
                if isinstance(one, Exception):
                    raise one
                await asyncio.sleep(one)
                yield data(provider.value)
            while scripts is None or not scripts:
                await asyncio.sleep(0.5)
                yield data(provider.value)
        finally:
            self.note("left", provider)

    async def get_underlying_snapshot(
        self, args: models.GetUnderlyingSnapshotArgs
    ) -> models.UnderlyingData:
        assert args.Provider is not None
        self.note("snapshot", args.Provider)
        if self.snapshot_error is not None:
            raise self.snapshot_error
        return data(args.Provider.value)


@dataclass
class Ground:
    """What the monitor takes of a context."""

    rng: random.Random = field(default_factory=lambda: random.Random(1))
    clock: LoopClock = field(default_factory=LoopClock)
    limits: Limits = field(default_factory=Limits)

    def backoff(self) -> Any:
        return Backoff(self.rng, base_s=0.5, cap_s=4.0)


def watched(hub: Hub, act: Callable[[StreamMonitor], Awaitable[None]]) -> None:
    """Watch SPX, do what `act` does, and stop."""

    async def main() -> None:
        monitor = StreamMonitor(Ground(), hub, QuoteGate(LIMITS), LIMITS)  # type: ignore[arg-type]
        monitor.watch("SPX")
        monitor.start()
        await act(monitor)
        await monitor.stop()
        assert hub.is_gone or hub.times("left")[-1] >= hub.times("stream")[-1]

    with virtual_loop(rng=random.Random(1), horizon_s=600.0) as loop:
        loop.run_until_complete(main())


async def half_a_minute(_: StreamMonitor) -> None:
    await asyncio.sleep(30)


def test_each_provider_has_a_stream_and_the_newest_samples_are_kept() -> None:
    hub = Hub()

    async def act(monitor: StreamMonitor) -> None:
        assert not any(monitor.samples("SPX").values())
        await monitor.flowing()
        await asyncio.sleep(3.1)
        known = monitor.samples("SPX")
        assert [sample.born_s for sample in known[A]] == [2.0, 2.5, 3.0]
        assert len(known[B]) == 3
        assert monitor.samples("NDX") == {}

    watched(hub, act)
    assert hub.times("stream", A) == hub.times("stream", B) == [0.0]


def test_a_snapshot_is_read_at_the_start_and_regularly() -> None:
    hub = Hub()
    watched(hub, half_a_minute)
    assert hub.times("snapshot") == [0.0, 20.0]


def test_a_snapshot_that_fails_is_asked_for_again_soon_and_ends_no_stream() -> None:
    hub = Hub(snapshot_error=HubError("no"))
    watched(hub, half_a_minute)
    assert len(hub.times("snapshot")) > 5
    assert hub.times("stream") == [0.0]


def test_a_stream_that_fails_is_opened_again_with_a_snapshot_and_stops_no_other() -> None:
    hub = Hub(script={A: [[0.5, ConnectionLost("cut")], [0.5, HubError("broken")], []]})
    watched(hub, half_a_minute)
    started = hub.times("stream")
    assert len(started) == 3
    assert hub.times("snapshot")[:3] == started
    assert max(later - earlier for earlier, later in pairwise(started)) < 1.5
    assert hub.times("stream", B) == [0.0]


def test_a_stream_that_is_refused_is_asked_for_with_growing_delays() -> None:
    refusals = [[HubError("no such symbol")] for _ in range(40)]
    hub = Hub(script={A: refusals})
    watched(hub, half_a_minute)
    assert 8 < len(hub.times("stream")) < 30


def test_a_silent_stream_is_left_and_opened_again_within_its_bound() -> None:
    hub = Hub(script={A: [[0.5, 1000.0], []]})
    watched(hub, half_a_minute)
    first, second = hub.times("stream")
    assert first == 0.0
    assert 5.5 <= second <= 5.8
    assert hub.times("left")[0] == 5.5
    assert second in hub.times("snapshot")


def test_frames_without_a_price_are_signs_of_life_and_no_samples() -> None:
    hub = Hub()

    async def act(monitor: StreamMonitor) -> None:
        monitor._gate.sample = lambda *_: None  # type: ignore[method-assign]
        await asyncio.sleep(30)
        assert not any(monitor.samples("SPX").values())

    watched(hub, act)
    assert hub.times("stream") == [0.0]


def test_a_resync_starts_every_stream_of_the_symbol_over_and_not_again_at_once() -> None:
    hub = Hub()

    async def act(monitor: StreamMonitor) -> None:
        await asyncio.sleep(10)
        monitor.resync("SPX")
        assert not any(monitor.samples("SPX").values())
        await asyncio.sleep(2)
        monitor.resync("SPX")
        monitor.resync("NDX")
        assert all(monitor.samples("SPX").values())
        await asyncio.sleep(2)

    watched(hub, act)
    for provider in (A, B):
        assert len(hub.times("stream", provider)) == 2
        assert hub.times("snapshot", provider)[1] == hub.times("stream", provider)[1]


def test_a_hub_that_is_gone_for_good_ends_the_feed_quietly() -> None:
    hub = Hub(is_gone=True)
    watched(hub, half_a_minute)
    assert hub.log == []


def test_a_symbol_is_watched_once_also_when_asked_for_later() -> None:
    hub = Hub()

    async def act(monitor: StreamMonitor) -> None:
        monitor.watch("SPX")
        monitor.start()
        await asyncio.sleep(1)
        monitor.watch("SPX")
        await asyncio.sleep(1)

    watched(hub, act)
    assert hub.times("stream") == [0.0]
