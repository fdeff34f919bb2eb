"""Contracts: what anything that can be traded is quoted at, by any provider, at any instant.

A contract's quote is made from that of its underlying and is as old: it is worked out for the
instant at which that was born, so that two who ask between two ticks are told the same. Whoever has
heard another quote of the underlying, a frozen one for instance, asks what a contract is worth by
that.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal

from hubproof.contract.mesolive.models import DataProviderType, LiveContract
from hubproof.simulator.market.greeks import Greeks
from hubproof.simulator.market.instrument import Instrument
from hubproof.simulator.market.listing import check_listed
from hubproof.simulator.market.quote import Quote
from hubproof.simulator.market.valuation import Valuation, combined_quote
from hubproof.simulator.world.market import Market
from hubproof.simulator.world.setup import WorldSetup


class Contracts:
    """Everything that is traded on the symbols of a market; `time` turns instants into UTC."""

    def __init__(self, setup: WorldSetup, market: Market, time: Callable[[int], datetime]) -> None:
        self._market = market
        self._valuation = Valuation(setup.market.model, setup.market.step)
        self._time = time
        self._multipliers: dict[str, set[Decimal]] = {}
        for one in setup.strategies:
            self._multipliers.setdefault(one.underlying, set()).add(Decimal(one.multiplier))

    def check(self, contract: LiveContract, now: int) -> None:
        """See that there is such a contract at `now`.

        Raises:
            ValueError: There is none; the sentence says why.
        """
        own = self._multipliers.get(str(contract.Underlying.Symbol), ())
        check_listed(contract, self._time(now), own)

    def knows(self, instrument: Instrument) -> bool:
        """Whether anybody quotes what the instrument is on."""
        return self._market.knows(instrument.symbol)

    def quote(self, provider: DataProviderType, instrument: Instrument, now: int) -> Quote:
        """What one of the market's providers says of an instrument on a known symbol."""
        return self.worth(instrument, self._market.quote(provider, instrument.symbol, now))

    def worth(self, instrument: Instrument, underlying: Quote) -> Quote:
        """What the instrument is quoted at by who quotes its underlying so."""
        return self._valuation.quote(instrument, underlying, self._time(underlying.born_us))

    def greeks(self, instrument: Instrument, underlying: Quote) -> Greeks | None:
        """How the instrument answers to its underlying; None while that has no mark."""
        return self._valuation.greeks(instrument, underlying, self._time(underlying.born_us))

    def combination(
        self, provider: DataProviderType, units: Mapping[Instrument, int], now: int
    ) -> Quote:
        """What one unit of several instruments, so many signed contracts of each, is quoted at."""
        names = {str(place): one for place, one in enumerate(units)}
        return combined_quote(
            {name: units[one] for name, one in names.items()},
            {name: self.quote(provider, one, now) for name, one in names.items()},
        )
