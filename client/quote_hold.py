"""The quote hold: an entry waits here for prices that it may be made on.

It is passed right before an order is sent for the first time, with nothing to wait for in between:
what was fresh a reconnection ago is not fresh any more. An entry whose signal goes Off while it
waits is dropped. Where the providers differ a person is told, and the streams start over before
anything that they say is believed again (QUOTE-5).
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence

from hubproof.client.context import Context
from hubproof.client.quote_gate import QuoteGate, Sample
from hubproof.client.stream_monitor import StreamMonitor

LOOK_AGAIN_S = 0.25
"""Between looks at the quotes: twice as often as they come."""

PATIENCE_S = 3.0
"""How long quotes may be missing before a person is told; a restarted stream needs less."""


class SignalGoneError(Exception):
    """The signal went Off while its entry waited for quotes."""


class QuoteHold:
    """Lets an entry pass while the gate allows it."""

    def __init__(self, context: Context, monitor: StreamMonitor, gate: QuoteGate) -> None:
        self._context = context
        self._monitor = monitor
        self._gate = gate

    async def until_agreed(self, intent: str, symbol: str, is_wanted: Callable[[], bool]) -> None:
        """Wait until the quotes of `symbol` allow an entry.

        Raises:
            SignalGoneError: `is_wanted` turned False first.
            MesoLiveSignalRError: the connection to the Control hub has ended for good.
        """
        clock = self._context.clock
        self._monitor.watch(symbol)
        tell_at_s = clock.monotonic() + PATIENCE_S
        has_told = False
        while True:
            samples = await self.look(symbol)
            # The order would wait for this too, and its quotes would grow old meanwhile.
            await self._context.control.connected()
            now_s = clock.monotonic()
            refusal = self._gate.why_not(samples, now_s)
            if refusal is None:
                return
            if not is_wanted():
                reason = "the signal went Off before the quotes allowed the entry"
                raise SignalGoneError(f"{reason}: {refusal.reason}")
            if not has_told and (refusal.is_divergence or now_s >= tell_at_s):
                has_told = True
                self._context.surface(intent, f"the entry waits: {refusal.reason}")
            if refusal.is_divergence:
                self._monitor.resync(symbol)
            await asyncio.sleep(LOOK_AGAIN_S)

    async def look(self, symbol: str) -> Mapping[str, Sequence[Sample]]:
        """The newest samples of `symbol` by provider: those that the streams brought."""
        return self._monitor.samples(symbol)
