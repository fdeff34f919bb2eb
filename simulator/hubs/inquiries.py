"""Inquiries: from the arguments of a call of the Data hub to what it asks, or its refusal.

Who asks for what is held need not name a provider, as it follows from the account; who asks for
anything else has to (contract `provider-optional`, `provider-required`). A provider that is named
is taken at its word.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from hubproof.contract.mesolive import models
from hubproof.contract.mesolive.models import DataProviderType, LiveContract
from hubproof.simulator.hubs.held import OfLeg, OfLegs, OfPosition
from hubproof.simulator.hubs.inquiry import Inquiry, OfCombo, OfContract, OfUnderlying
from hubproof.simulator.market.instrument import Instrument, instrument_of
from hubproof.simulator.world.contracts import Contracts
from hubproof.simulator.world.market import Market
from hubproof.simulator.world.portfolio import Portfolio
from hubproof.simulator.world.refusal import invalid, not_found

UnderlyingArgs = models.StreamUnderlyingDataArgs | models.GetUnderlyingSnapshotArgs
ContractArgs = models.StreamContractDataArgs | models.GetContractSnapshotArgs
ComboArgs = models.StreamComboContractsDataArgs | models.GetComboContractsSnapshotArgs
PositionArgs = models.StreamPositionDataArgs | models.GetPositionSnapshotArgs
LegArgs = models.StreamLegDataArgs | models.GetLegSnapshotArgs
LegsArgs = models.StreamLegsDataArgs | models.GetLegsSnapshotArgs

AnyArgs = UnderlyingArgs | ContractArgs | ComboArgs | PositionArgs | LegArgs | LegsArgs
"""The arguments of every method of the Data hub."""

QTY_MAX = 1_000
"""Contracts of one instrument in a unit: a slip of the keyboard is refused."""


class Inquiries:
    """Understands what is asked, in one user's world; `clock` is its microseconds."""

    def __init__(
        self, contracts: Contracts, market: Market, portfolio: Portfolio, clock: Callable[[], int]
    ) -> None:
        self._contracts = contracts
        self._market = market
        self._portfolio = portfolio
        self._clock = clock

    def of(self, args: AnyArgs) -> Inquiry:
        """What a call with these arguments asks.

        Raises:
            Refused: A provider is missing or quotes nothing here, there is no such thing, or it is
                none that could be quoted.
        """
        found: Callable[[Any], Inquiry] = self._leg
        if isinstance(args, UnderlyingArgs):
            found = self._underlying
        elif isinstance(args, ContractArgs):
            found = self._contract
        elif isinstance(args, ComboArgs):
            found = self._combo
        elif isinstance(args, PositionArgs):
            found = self._position
        elif isinstance(args, LegsArgs):
            found = self._legs
        return found(args)

    def _underlying(self, args: UnderlyingArgs) -> Inquiry:
        provider = self._named(args.Provider)
        self._require(args.Symbol)
        return OfUnderlying(args, provider)

    def _contract(self, args: ContractArgs) -> Inquiry:
        provider = self._named(args.Provider)
        return OfContract(args, provider, self._instrument("Contract", args.Contract))

    def _combo(self, args: ComboArgs) -> Inquiry:
        provider = self._named(args.Provider)
        if not args.Contracts:
            raise invalid("Contracts", "A combination needs a contract.")
        units = tuple(
            (
                self._instrument(f"Contracts[{place}].Contract", one.Contract),
                _whole(f"Contracts[{place}].Qty", one.Qty),
            )
            for place, one in enumerate(args.Contracts)
        )
        return OfCombo(args, provider, units)

    def _position(self, args: PositionArgs) -> Inquiry:
        position = self._portfolio.position(args.PositionId)
        provider = self._followed(args.Provider, position.plan.broker_account_id)
        return OfPosition(args, provider, position)

    def _leg(self, args: LegArgs) -> Inquiry:
        (leg,) = self._portfolio.legs([args.LegId])
        return OfLeg(args, self._followed(args.Provider, leg.account_id), leg)

    def _legs(self, args: LegsArgs) -> Inquiry:
        if not args.LegIds:
            raise invalid("LegIds", "The id of a leg is required.")
        legs = self._portfolio.legs(args.LegIds)
        return OfLegs(args, [(self._followed(args.Provider, leg.account_id), leg) for leg in legs])

    def _named(self, provider: DataProviderType | None) -> DataProviderType:
        if provider is None:
            raise invalid("Provider", "A data provider is required.")
        if provider not in self._market.providers:
            raise invalid("Provider", f"{provider.value} is not connected.")
        return provider

    def _followed(self, provider: DataProviderType | None, account_id: str) -> DataProviderType:
        return self._named(provider or self._portfolio.provider(account_id))

    def _instrument(self, path: str, contract: LiveContract) -> Instrument:
        try:
            instrument = instrument_of(contract)
            self._require(instrument.symbol)
            self._contracts.check(contract, self._clock())
        except ValueError as error:
            raise invalid(path, f"Nobody quotes such a contract: {error}.") from error
        return instrument

    def _require(self, symbol: str) -> None:
        if not self._market.knows(symbol):
            raise not_found("underlying", symbol)


def _whole(path: str, qty: Decimal) -> int:
    if not 0 < abs(qty) <= QTY_MAX or qty != qty.to_integral_value():
        raise invalid(path, f"Qty {qty} is no whole number of contracts from 1 to {QTY_MAX}.")
    return int(qty)
