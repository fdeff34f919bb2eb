"""An inquiry: what a call of the Data hub asks figures of, and how a frame of them is made.

One kind for each pair of a stream and its snapshot, which therefore never differ. What is asked of
is looked at anew for every frame: a position keeps up with its fills.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from hubproof.contract.mesolive import models
from hubproof.contract.mesolive.models import DataProviderType, LiveDataInclude
from hubproof.simulator.hubs.frame import Figures
from hubproof.simulator.hubs.told import Told
from hubproof.simulator.market.instrument import Instrument
from hubproof.simulator.world.exchange import Units

FeedKey = tuple[DataProviderType, str]
"""A provider, and a symbol that it quotes."""

TellsByProvider = Mapping[DataProviderType, Told]
"""What everybody says whom an inquiry is about, at one instant."""


class Inquiry(Protocol):
    """One call's question."""

    def feeds(self) -> Sequence[FeedKey]:
        """Whose quotes of what it is answered by."""
        ...

    def positions(self) -> Sequence[int]:
        """The ids of the positions whose fills change the answer."""
        ...

    def answer(self, told: TellsByProvider) -> Figures:
        """The answer by what the providers of its `feeds` say."""
        ...


@dataclass(frozen=True, slots=True)
class OfUnderlying:
    """The quotes of a symbol."""

    args: models.StreamUnderlyingDataArgs | models.GetUnderlyingSnapshotArgs
    provider: DataProviderType

    def feeds(self) -> Sequence[FeedKey]:
        """One feed."""
        return ((self.provider, self.args.Symbol),)

    def positions(self) -> Sequence[int]:
        """None."""
        return ()

    def answer(self, told: TellsByProvider) -> Figures:
        """An UnderlyingData."""
        symbol, said = self.args.Symbol, told[self.provider]
        prices = said.teller.prices(said.symbol(symbol), self.args.PriceFields)
        data = models.UnderlyingData(Symbol=symbol, Provider=self.provider, Prices=prices)
        return Figures(says=data, prices=prices, provider=self.provider.value, symbol=symbol)


@dataclass(frozen=True, slots=True)
class OfContract:
    """The figures of one instrument."""

    args: models.StreamContractDataArgs | models.GetContractSnapshotArgs
    provider: DataProviderType
    instrument: Instrument

    def feeds(self) -> Sequence[FeedKey]:
        """One feed."""
        return ((self.provider, self.instrument.symbol),)

    def positions(self) -> Sequence[int]:
        """None."""
        return ()

    def answer(self, told: TellsByProvider) -> Figures:
        """A ContractData."""
        prices, greeks = _free(told[self.provider], ((self.instrument, 1),), self.args)
        data = models.ContractData(
            Contract=self.args.Contract, Provider=self.provider, Prices=prices, Greeks=greeks
        )
        of = f"a contract on {self.instrument.symbol}"
        return Figures(says=data, prices=prices, provider=self.provider.value, of=of)


@dataclass(frozen=True, slots=True)
class OfCombo:
    """The figures of one unit of several instruments."""

    args: models.StreamComboContractsDataArgs | models.GetComboContractsSnapshotArgs
    provider: DataProviderType
    units: Units

    def feeds(self) -> Sequence[FeedKey]:
        """One feed for each symbol."""
        return [(self.provider, one) for one in self._symbols()]

    def positions(self) -> Sequence[int]:
        """None."""
        return ()

    def answer(self, told: TellsByProvider) -> Figures:
        """A ComboContractsData."""
        prices, greeks = _free(told[self.provider], self.units, self.args)
        data = models.ComboContractsData(
            Contracts=self.args.Contracts, Provider=self.provider, Prices=prices, Greeks=greeks
        )
        of = f"{len(self.units)} contracts on {', '.join(self._symbols())}"
        return Figures(says=data, prices=prices, provider=self.provider.value, of=of)

    def _symbols(self) -> list[str]:
        return list(dict.fromkeys(one.symbol for one, _qty in self.units))


_Free = (
    models.StreamContractDataArgs
    | models.GetContractSnapshotArgs
    | models.StreamComboContractsDataArgs
    | models.GetComboContractsSnapshotArgs
)


def _free(
    said: Told, units: Units, wanted: _Free
) -> tuple[models.LivePrices | None, models.LiveGreeks | None]:
    blocks, prices, greeks = wanted.Include.parts, None, None
    if LiveDataInclude.Prices in blocks:
        prices = said.teller.prices(said.combination(units), wanted.PriceFields)
    if LiveDataInclude.Greeks in blocks:
        greeks = said.teller.greeks(said.greeks(units), wanted.GreekFields)
    return prices, greeks
