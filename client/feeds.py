"""The feeds: what a client that trades on quotes has beside its two other hubs.

The Data hub is connected after Control and before Event, and its quotes are seen to flow (OPS-1).
Where they do not, events are listened to all the same: entries wait, and what was ordered before
still has to be followed.
"""

import asyncio
from collections.abc import Iterable

from hubproof.client.context import Context
from hubproof.client.quote_gate import QuoteGate
from hubproof.client.quote_hold import QuoteHold
from hubproof.client.sdk import MesoLiveDataHubClient
from hubproof.client.settings import QuoteLimits
from hubproof.client.stream_monitor import StreamMonitor

FLOW_S = 5.0
"""How long the start waits for quotes: connecting takes a second, the first quotes another."""


class Feeds:
    """The Data hub, the monitor of its streams, and the hold that entries pass."""

    def __init__(  # noqa: PLR0913  # the parts that a variant of the client may replace
        self,
        context: Context,
        hub: MesoLiveDataHubClient,
        limits: QuoteLimits,
        *,
        gate: type[QuoteGate],
        monitor: type[StreamMonitor],
        hold: type[QuoteHold],
    ) -> None:
        self._context = context
        self._hub = hub
        decides = gate(limits)
        self._monitor = monitor(context, hub, decides, limits)
        self.hold = hold(context, self._monitor, decides)

    async def start(self, symbols: Iterable[str]) -> None:
        """Connect, stream the quotes of `symbols`, and see them flow, within a bound.

        Raises:
            AuthenticationFailed: the hub does not accept the key.
        """
        for symbol in symbols:
            self._monitor.watch(symbol)
        try:
            async with asyncio.timeout(FLOW_S):
                await self._hub.connect()
                self._monitor.start()
                await self._monitor.flowing()
        except TimeoutError:
            self._context.surface(None, f"no quotes within {FLOW_S:g} s: entries wait for them")
            self._monitor.start()

    async def ended(self) -> None:
        """Wait until the connection has ended for good.

        Raises:
            AuthenticationFailed: because the hub refused the key.
        """
        await self._hub.ended()

    async def stop(self) -> None:
        """Leave every stream, then the hub."""
        await self._monitor.stop()
        await self._hub.close()
