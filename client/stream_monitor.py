"""The stream monitor: one stream of quotes for each provider, kept running.

Streams are no ledger: items are dropped, a stream can fail, and the worst of them is silent while
its connection looks healthy. Each feed is therefore looked after by a task of its own, so that one
failed stream stops no other: it opens the stream again, with growing delays, after an error, a
reconnection or a silence beyond the limit (DATA-1, DATA-7), and reads a snapshot after each start
and every so often in between (DATA-2).
"""

import asyncio
import logging
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from hubproof.client.backoff import Backoff
from hubproof.client.context import Context
from hubproof.client.quote_gate import QuoteGate, Sample
from hubproof.client.sdk import MesoLiveDataHubClient, models
from hubproof.client.sdk.exceptions import MesoLiveApiException, MesoLiveSignalRError
from hubproof.client.settings import QuoteLimits

RESTART_BASE_S = 0.25
RESTART_CAP_S = 4.0
"""Pauses before a stream is opened again: a hub that refuses it is not asked more often, and a feed
that is back is not missed for long."""

LEFT = "it was silent, or its quotes are not believed any more"
"""Why we end a stream ourselves; every other end comes from the hub or the connection."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Feed:
    """One provider's quotes of one symbol; `bound` is when the silence of its stream ends it."""

    provider: models.DataProviderType
    symbol: str
    samples: deque[Sample]
    bound: asyncio.Timeout | None = None
    restarted_s: float = field(default=float("-inf"))

    @property
    def name(self) -> str:
        """How logs call it."""
        return f"{self.symbol} by {self.provider.value}"


class StreamMonitor:
    """Keeps the newest samples of every symbol that was asked for."""

    def __init__(
        self, context: Context, hub: MesoLiveDataHubClient, gate: QuoteGate, limits: QuoteLimits
    ) -> None:
        self._context = context
        self._hub = hub
        self._gate = gate
        self._limits = limits
        self._feeds: dict[str, dict[str, Feed]] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._is_started = False
        self._flows = asyncio.Event()

    def watch(self, symbol: str) -> None:
        """Keep the quotes of `symbol` by every provider from now on."""
        if symbol in self._feeds:
            return
        feeds = self._feeds[symbol] = {
            provider: Feed(
                models.DataProviderType(provider), symbol, deque(maxlen=self._limits.samples)
            )
            for provider in self.providers()
        }
        if self._is_started:
            self._keep_all(feeds)

    def providers(self) -> Sequence[str]:
        """Whose quotes are taken: everybody's, as no provider vouches for itself (QUOTE-1)."""
        return self._limits.providers

    def samples(self, symbol: str) -> Mapping[str, Sequence[Sample]]:
        """The newest samples of `symbol` by provider, oldest first."""
        return {name: feed.samples for name, feed in self._feeds.get(symbol, {}).items()}

    def start(self) -> None:
        """Open the streams; the connection is there or on its way. Once is enough."""
        if self._is_started:
            return
        self._is_started = True
        for feeds in self._feeds.values():
            self._keep_all(feeds)

    async def flowing(self) -> None:
        """Wait until every feed has told a price."""
        if self._feeds:
            await self._flows.wait()

    def resync(self, symbol: str) -> None:
        """Believe nothing of what is known of `symbol`, and start its streams over (QUOTE-5).

        Asked again within the bound on silence it does nothing: a new stream needs its time.
        """
        now_s = asyncio.get_running_loop().time()
        for feed in self._feeds.get(symbol, {}).values():
            bound = feed.bound
            if bound is not None and now_s - feed.restarted_s >= self._limits.silence_max_s:
                feed.restarted_s, feed.bound = now_s, None
                feed.samples.clear()
                if not bound.expired():
                    bound.reschedule(now_s)

    async def stop(self) -> None:
        """Leave every stream."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # One feed

    def _keep_all(self, feeds: Mapping[str, Feed]) -> None:
        loop = asyncio.get_running_loop()
        self._tasks += [
            loop.create_task(self.keep(feed), name=feed.name) for feed in feeds.values()
        ]

    async def keep(self, feed: Feed) -> None:
        """Keep one stream running until its hub is gone for good."""
        backoff = Backoff(self._context.rng, base_s=RESTART_BASE_S, cap_s=RESTART_CAP_S)
        while True:
            try:
                await self._hub.connected()
            except MesoLiveSignalRError as error:
                _log.info("%s: not streamed any more: %s", feed.name, error)
                return
            reason = await self.stream(feed, backoff)
            delay_s = backoff.next_delay_s()
            _log.info("%s: %s; the stream starts again in %.1f s", feed.name, reason, delay_s)
            await asyncio.sleep(delay_s)

    async def stream(self, feed: Feed, backoff: Backoff) -> str:
        """Read one stream from its start to its end; returns why it ended."""
        loop = asyncio.get_running_loop()
        resyncing = loop.create_task(self.resync_regularly(feed), name=f"{feed.name}, snapshots")
        args = models.StreamUnderlyingDataArgs(Symbol=feed.symbol, Provider=feed.provider)
        try:
            async with (
                asyncio.timeout_at(self.silent_at(loop.time())) as bound,
                aclosing(self._hub.stream_underlying_data(args)) as items,
            ):
                feed.bound = bound
                async for data in items:
                    if feed.bound is not bound or bound.expired():
                        continue  # it is ending, and what it says is not believed any more
                    bound.reschedule(self.silent_at(loop.time()))
                    backoff.reset()
                    self.take(feed, data)
        except TimeoutError:
            return LEFT
        except MesoLiveSignalRError as error:
            return str(error)
        finally:
            feed.bound = None
            resyncing.cancel()
        return "the hub completed it"

    def silent_at(self, now_s: float) -> float | None:
        """When a stream that says nothing more from now on counts as silent (DATA-7)."""
        return now_s + self._limits.silence_max_s

    async def resync_regularly(self, feed: Feed) -> None:
        """Read a snapshot now and every so often, for as long as the stream runs (DATA-2)."""
        backoff = self._context.backoff()
        while True:
            pause_s = self._limits.resync_every_s
            try:
                await self.read_snapshot(feed)
                backoff.reset()
            except (MesoLiveApiException, MesoLiveSignalRError) as error:
                pause_s = backoff.next_delay_s()
                _log.info("%s: no snapshot: %s", feed.name, error)
            await asyncio.sleep(pause_s)

    async def read_snapshot(self, feed: Feed) -> None:
        """Ask once for the quote as it stands, and keep it.

        Raises:
            MesoLiveApiException: the hub answered with another Status than Success.
            MesoLiveSignalRError: there was no answer.
        """
        args = models.GetUnderlyingSnapshotArgs(Symbol=feed.symbol, Provider=feed.provider)
        self.take(feed, await self._hub.get_underlying_snapshot(args))

    def take(self, feed: Feed, data: models.UnderlyingData) -> None:
        """Keep a quote, where it holds a price."""
        clock = self._context.clock
        sample = self._gate.sample(data.Prices, clock.monotonic(), clock.utc_now())
        if sample is not None:
            feed.samples.append(sample)
            if not self._flows.is_set() and all(map(_has_told, self._feeds.values())):
                self._flows.set()


def _has_told(feeds: Mapping[str, Feed]) -> bool:
    return all(feed.samples for feed in feeds.values())
