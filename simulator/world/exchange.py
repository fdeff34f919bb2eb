"""The exchange: the market that orders meet, as the broker's own provider tells it.

What feeds get wrong is told to clients and never traded at. One's own working orders stand in the
book that is shown, and nobody trades with himself: so there are two quotes of a thing, the one that
orders meet and the one that is shown. Who bids a step above the best bid and finds himself there
moves the price against himself.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from hubproof.contract.mesolive.models import AgentConnector, DataProviderType
from hubproof.simulator.market import book
from hubproof.simulator.market.greeks import Greeks
from hubproof.simulator.market.instrument import Instrument
from hubproof.simulator.market.quote import NOTHING, Quote
from hubproof.simulator.market.valuation import combined_quote
from hubproof.simulator.market.working import WorkingOrder
from hubproof.simulator.world.contracts import Contracts
from hubproof.simulator.world.market import Market
from hubproof.simulator.world.refusal import invalid

Units = tuple[tuple[Instrument, int], ...]
"""What one order trades: so many signed contracts of each instrument make one unit of it."""


@dataclass(frozen=True, slots=True)
class Showing:
    """An order in the book, and what it trades."""

    units: Units
    order: WorkingOrder


class Exchange:
    """Everything that can be traded; `connector` says whose prices the live broker deals at."""

    def __init__(self, contracts: Contracts, market: Market, connector: AgentConnector) -> None:
        self._contracts = contracts
        self._market = market
        self._own: dict[int, Showing] = {}
        known, usual = market.providers, DataProviderType(connector.value)
        self.provider = usual if usual in known or not known else known[0]

    def chosen(self, provider: DataProviderType | None) -> DataProviderType:
        """The provider that a caller wants prices of; the broker's own where he names none.

        Raises:
            Refused: It quotes nothing here.
        """
        if provider is None:
            return self.provider
        if provider not in self._market.providers:
            raise invalid("DataProvider", f"{provider.value} is not connected.")
        return provider

    def underlying(self, symbol: str, now: int, provider: DataProviderType | None = None) -> Quote:
        """What a symbol is quoted at; nothing where nobody quotes it."""
        if not self._market.knows(symbol) or not self._market.providers:
            return NOTHING
        return self._market.traded(provider or self.provider, symbol, now)

    def quote(self, units: Units, now: int, provider: DataProviderType | None = None) -> Quote:
        """What one unit is quoted at without one's own orders."""
        legs = {str(place): one for place, (one, _qty) in enumerate(units)}
        quotes = {
            name: self._contracts.worth(one, self.underlying(one.symbol, now, provider))
            for name, one in legs.items()
        }
        return combined_quote({str(place): qty for place, (_, qty) in enumerate(units)}, quotes)

    def shown(self, units: Units, now: int, provider: DataProviderType | None = None) -> Quote:
        """What one unit is quoted at with one's own orders among the others."""
        return self.with_own(self.quote(units, now, provider), units, now)

    def with_own(self, quote: Quote, units: Units, now: int) -> Quote:
        """A quote of one unit with one's own orders on just that put into it."""
        if not self._own:
            return quote
        wanted = frozenset(units)
        own = [one.order for one in self._own.values() if frozenset(one.units) == wanted]
        return book.shown(quote, own, now) if own else quote

    def greeks(
        self, instrument: Instrument, now: int, provider: DataProviderType | None = None
    ) -> Greeks | None:
        """How an instrument answers to its underlying; None where nobody quotes that."""
        underlying = self.underlying(instrument.symbol, now, provider)
        return self._contracts.greeks(instrument, underlying)

    def instants(self, symbol: str, now: int) -> Iterator[int]:
        """`now`, and every later instant at which the broker hears of a symbol."""
        at: int | None = now
        if not self._market.knows(symbol) or not self._market.providers:
            return
        while at is not None:
            yield at
            at = self._market.next_tick(self.provider, symbol, at)

    def is_open(self, symbol: str, now: int) -> bool:
        """Whether anybody trades."""
        return self._market.hours.is_open(symbol, now)

    def session_end(self, now: int) -> int | None:
        """When a day's orders end; None where no session ever does."""
        return self._market.hours.session_end(now)

    def put(self, units: Units, order: WorkingOrder) -> None:
        """An order stands in the book as it is now."""
        self._own[order.id] = Showing(units, order)

    def remove(self, order_id: int) -> None:
        """An order stands in the book no longer."""
        self._own.pop(order_id, None)
