"""A seeded market: quotes drawn from named generators.

A quote is a function of the seed, the provider and the tick it was born at, so that asking costs
nothing where nobody asks, and asking twice, or never, changes nothing for anybody else. While
nobody trades, the last quote stands and grows old; the path goes on, and the opening shows a gap.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from hubproof.contract.mesolive.enums import DataProviderType
from hubproof.simulator.market.hours import US_PER_S, Hours
from hubproof.simulator.market.quote import Quote
from hubproof.simulator.market.setup import MarketSetup, ProviderSetup
from hubproof.simulator.market.walk import Walk, flicker, path, upto

RngOf = Callable[[str], random.Random]
"""The generator of one purpose."""


class SeededMarket:
    """Everything that is quoted, by symbol; `starts` are points."""

    def __init__(
        self, setup: MarketSetup, starts: Mapping[str, Decimal], hours: Hours, rng_of: RngOf
    ) -> None:
        self._setup = setup
        self._starts = {
            symbol: max(round(price / setup.step), 1) for symbol, price in starts.items()
        }
        self._hours = hours
        self._rng_of = rng_of
        self._paths: dict[str, Walk] = {}
        self._sources: dict[tuple[DataProviderType, str], _Source] = {}
        self._voices = {one.provider: _Voice(one, setup) for one in setup.providers}

    def knows(self, symbol: str) -> bool:
        """Whether anybody quotes this symbol."""
        return symbol in self._starts

    def quote(self, provider: DataProviderType, symbol: str, now: int) -> Quote:
        """What `provider` says of a known symbol at `now` (microseconds)."""
        source = self._sources.get((provider, symbol)) or self._source(provider, symbol)
        voice = source.voice
        tick, born_us = voice.tick(self._traded(symbol, now - voice.lag_us))
        mid = source.path.at(tick) + source.offset.at(tick)
        half = voice.setup.half_spread
        if source.jumps is not None:
            mid = max(mid + voice.setup.flicker_steps * source.jumps.at(tick), 1)
        points = self._setup.step
        return Quote(max(mid - half, 0) * points, (mid + half) * points, mid * points, born_us)

    def next_tick(self, provider: DataProviderType, symbol: str, now: int) -> int:
        """When `provider` is heard next of a known symbol, after `now`."""
        voice = self._voices[provider]
        following = voice.following(now - voice.lag_us)
        while not self._hours.is_open(symbol, following):
            following = voice.following(self._hours.next_open(symbol, following) - 1)
        return following + voice.lag_us

    def _traded(self, symbol: str, at: int) -> int:
        """The last instant up to `at` at which the symbol traded; before the run, if none."""
        last = self._hours.last_open(symbol, at) if at >= 0 else None
        return -1 if last is None else last

    def _source(self, provider: DataProviderType, symbol: str) -> "_Source":
        path_ = self._paths.get(symbol)
        if path_ is None:
            rng = self._rng_of(f"market/{symbol}")
            path_ = Walk(rng, self._starts[symbol], path(self._setup.stride))
            self._paths[symbol] = path_
        voice = self._voices[provider]
        name, one = f"market/{symbol}/{provider.value}", voice.setup
        source = self._sources[provider, symbol] = _Source(
            voice=voice,
            path=path_,
            offset=Walk(self._rng_of(name), 0, upto(one.wander)),
            jumps=(
                Walk(self._rng_of(f"{name}/flicker"), 0, flicker(one.flicker_share))
                if one.flicker_share
                else None
            ),
        )
        return source


class _Voice:
    """When one provider speaks."""

    def __init__(self, setup: ProviderSetup, market: MarketSetup) -> None:
        self.setup = setup
        self.lag_us = round(setup.lag_s * US_PER_S)
        self._tick_us = round(market.tick_s * US_PER_S)
        self._speaks_at_us = round(setup.speaks_at_s * US_PER_S)

    def tick(self, at: int) -> tuple[int, int]:
        """The tick that is current at `at`, and when it was; before the first one, the start."""
        tick = (at - self._speaks_at_us) // self._tick_us
        if tick < 0:
            return 0, 0
        tick -= tick % self.setup.every_ticks
        return tick, self._speaks_at_us + tick * self._tick_us

    def following(self, at: int) -> int:
        """When it speaks next after `at`."""
        tick = (at - self._speaks_at_us) // self._tick_us
        every = self.setup.every_ticks
        return self._speaks_at_us + max(tick - tick % every + every, 0) * self._tick_us


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """What one provider's quotes of one symbol are made of; without `jumps` it never flickers."""

    voice: _Voice
    path: Walk
    offset: Walk
    jumps: Walk | None
