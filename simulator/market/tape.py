"""A tape: quotes that were recorded somewhere, told again at the pace they had.

The first tick is told as the run begins. Before a provider's first tick it has said nothing, and
after the last one that stands and grows old. The hours of a setup do not concern it: whoever was
closed when it was recorded says nothing meanwhile.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from hubproof.contract.mesolive.enums import DataProviderType
from hubproof.simulator.market.quote import NOTHING, Quote


@dataclass(frozen=True, slots=True)
class Tick:
    """All that a provider says of a symbol from `at_us` on; a price it does not have is None."""

    at_us: int
    provider: DataProviderType
    symbol: str
    bid: Decimal | None
    ask: Decimal | None
    last: Decimal | None


@dataclass(slots=True)
class _Track:
    times: list[int] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)


class Tape:
    """Ticks in the order of their times, which are microseconds of the run's clock."""

    def __init__(self, ticks: Iterable[Tick] = ()) -> None:
        self._tracks: dict[tuple[DataProviderType, str], _Track] = {}
        for tick in ticks:
            track = self._tracks.setdefault((tick.provider, tick.symbol), _Track())
            track.times.append(tick.at_us)
            track.quotes.append(Quote(tick.bid, tick.ask, tick.last, tick.at_us))
        self.providers = tuple(dict.fromkeys(provider for provider, _symbol in self._tracks))
        self.symbols = tuple(dict.fromkeys(symbol for _provider, symbol in self._tracks))

    def knows(self, symbol: str) -> bool:
        """Whether anybody ever quotes this symbol."""
        return symbol in self.symbols

    def quote(self, provider: DataProviderType, symbol: str, now: int) -> Quote:
        """What `provider` says of a symbol at `now`; of several at one time, the last."""
        track = self._tracks.get((provider, symbol))
        place = bisect_right(track.times, now) if track is not None else 0
        return NOTHING if track is None or place == 0 else track.quotes[place - 1]

    def next_tick(self, provider: DataProviderType, symbol: str, now: int) -> int | None:
        """When `provider` says something of a symbol next, after `now`; None if never again."""
        track = self._tracks.get((provider, symbol))
        if track is None:
            return None
        place = bisect_right(track.times, now)
        return track.times[place] if place < len(track.times) else None
