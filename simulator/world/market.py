"""The market: what every provider quotes for every underlying, at any instant.

A quote is a function of the seed, the provider and the tick it was born at, so that asking costs
nothing where nobody asks, and asking twice, or never, changes nothing for anybody else. Providers
follow one mid path, each at its own moments, and are never more than two steps of price apart.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from hubproof.contract.mesolive.models import DataProviderType
from hubproof.simulator.world.ids import child
from hubproof.simulator.world.setup import WorldSetup

TICK_US = 500_000
"""Between two quotes of one provider for one underlying."""

HALF_SPREAD = 2
"""From the mid to either side, in steps."""

_STEPS_PER_POINT = 20
"""A step of price is 0.05 points."""

# When in each half second a provider speaks: no two of them at one instant.
_SPEAKS_AT_US = {
    DataProviderType.InteractiveBrokers: 130_000,
    DataProviderType.Tastytrade: 370_000,
}

PROVIDERS = tuple(_SPEAKS_AT_US)


@dataclass(frozen=True, slots=True)
class Quote:
    """Both sides and the last trade, in points; new at `born_us` of the run's clock."""

    bid: Decimal
    ask: Decimal
    last: Decimal
    born_us: int


class _Walk:
    """Whole numbers by tick, each drawn once and kept; `after` makes one of the last and a draw."""

    def __init__(self, rng: random.Random, start: int, after: Callable[[int, float], int]) -> None:
        self._rng = rng
        self._after = after
        self._values = [start]

    def at(self, tick: int) -> int:
        while len(self._values) <= tick:
            self._values.append(self._after(self._values[-1], self._rng.random()))
        return self._values[tick]


def _one_step(last: int, drawn: float) -> int:
    return last + int(drawn * 3) - 1


def _nought_or_one(_last: int, drawn: float) -> int:
    return int(drawn * 2)


class Market:
    """The underlyings of a setup's strategies, by symbol."""

    def __init__(self, setup: WorldSetup, seed: str) -> None:
        self._seed = seed
        self._starts = {
            one.underlying: round(one.underlying_price * _STEPS_PER_POINT)
            for one in setup.strategies
        }
        self._paths: dict[str, _Walk] = {}
        self._offsets: dict[tuple[str, str], _Walk] = {}

    def knows(self, symbol: str) -> bool:
        """Whether anybody quotes this symbol."""
        return symbol in self._starts

    def quote(self, provider: DataProviderType, symbol: str, now: int) -> Quote:
        """What `provider` says of a known symbol at `now` (microseconds)."""
        tick, born_us = _tick(provider, now)
        mid = self._path(symbol).at(tick) + self._offset(provider, symbol).at(tick)
        return Quote(_points(mid - HALF_SPREAD), _points(mid + HALF_SPREAD), _points(mid), born_us)

    def _path(self, symbol: str) -> _Walk:
        path = self._paths.get(symbol)
        if path is None:
            rng = child(self._seed, f"market/{symbol}")
            path = self._paths[symbol] = _Walk(rng, self._starts[symbol], _one_step)
        return path

    def _offset(self, provider: DataProviderType, symbol: str) -> _Walk:
        """Nought or one step: how a provider differs from the path."""
        offset = self._offsets.get((provider, symbol))
        if offset is None:
            rng = child(self._seed, f"market/{symbol}/{provider.value}")
            offset = self._offsets[provider, symbol] = _Walk(rng, 0, _nought_or_one)
        return offset


def next_tick(provider: DataProviderType, now: int) -> int:
    """When `provider` speaks next, after `now`."""
    tick, _ = _tick(provider, now)
    following = _SPEAKS_AT_US[provider] + tick * TICK_US
    return following if following > now else following + TICK_US


def _tick(provider: DataProviderType, now: int) -> tuple[int, int]:
    """The tick that is current at `now`, and when it was; before the first one, the start."""
    tick = (now - _SPEAKS_AT_US[provider]) // TICK_US
    return (tick, _SPEAKS_AT_US[provider] + tick * TICK_US) if tick >= 0 else (0, 0)


def _points(steps: int) -> Decimal:
    return Decimal(steps * 5).scaleb(-2)
