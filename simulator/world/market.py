"""The market of a world: what every provider quotes for every symbol, at any instant.

The world asks here and nowhere else. What is on the tape comes from there, for every provider;
everything else is drawn from the seed. Nothing that is asked changes what anybody is told later.
"""

from collections.abc import Sequence
from functools import partial

from hubproof.contract.mesolive.models import DataProviderType
from hubproof.simulator.market.hours import Hours
from hubproof.simulator.market.quote import NOTHING, Quote
from hubproof.simulator.market.seeded import SeededMarket
from hubproof.simulator.market.tape import Tape, Tick
from hubproof.simulator.world.ids import child
from hubproof.simulator.world.setup import WorldSetup


class Market:
    """The underlyings of a setup's strategies, the symbols of its market, and those of `ticks`.

    `week_us` is how far into a UTC week the run began, in microseconds since Monday's midnight.
    """

    def __init__(
        self, setup: WorldSetup, seed: str, *, week_us: int = 0, ticks: Sequence[Tick] = ()
    ) -> None:
        starts = {one.symbol: one.price for one in setup.market.symbols}
        starts |= {one.underlying: one.underlying_price for one in setup.strategies}
        self._tape = Tape(ticks)
        self._drawn = tuple(one.provider for one in setup.market.providers)
        self._boots = {one.provider: one.boot_frames for one in setup.market.providers}
        self._providers = tuple(dict.fromkeys((*self._drawn, *self._tape.providers)))
        self._hours = Hours(setup.market.sessions, setup.market.halts, week_us)
        self._seeded = SeededMarket(setup.market, starts, self._hours, partial(child, seed))
        self._silent_from: dict[DataProviderType, int] = {}

    @property
    def providers(self) -> tuple[DataProviderType, ...]:
        """Everybody who quotes, those of the setup first."""
        return self._providers

    def boot_frames(self, provider: DataProviderType) -> int:
        """How many frames of each of its streams hold nought, before the first price."""
        return self._boots.get(provider, 0)

    @property
    def hours(self) -> Hours:
        """When anybody trades."""
        return self._hours

    def knows(self, symbol: str) -> bool:
        """Whether anybody quotes this symbol."""
        return self._tape.knows(symbol) or self._seeded.knows(symbol)

    def silence(self, provider: DataProviderType, now: int) -> None:
        """From `now` on nothing new is heard of a provider (assumption `agent.quotes_go_stale`)."""
        self._silent_from[provider] = now

    def unsilence(self, provider: DataProviderType) -> None:
        """A provider is heard again."""
        self._silent_from.pop(provider, None)

    def quote(self, provider: DataProviderType, symbol: str, now: int) -> Quote:
        """What one of the `providers` says of a known symbol at `now` (microseconds).

        While it is silenced that is what it said last, and grows old.
        """
        return self.traded(provider, symbol, min(now, self._silent_from.get(provider, now)))

    def traded(self, provider: DataProviderType, symbol: str, now: int) -> Quote:
        """What is traded at where a provider takes its quotes from, whether it is heard or not."""
        if self._tape.knows(symbol):
            return self._tape.quote(provider, symbol, now)
        if provider not in self._drawn:
            return NOTHING
        return self._seeded.quote(provider, symbol, now)

    def next_tick(self, provider: DataProviderType, symbol: str, now: int) -> int | None:
        """When one of the `providers` speaks of a known symbol next, after `now`; None if never."""
        if self._tape.knows(symbol):
            return self._tape.next_tick(provider, symbol, now)
        if provider not in self._drawn:
            return None
        return self._seeded.next_tick(provider, symbol, now)
