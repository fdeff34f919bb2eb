"""Figures of contracts that no position holds: of one, or of several as a combination.

They are free-standing: the hub refuses them without a provider. Nobody holds them, so there is no
PnL.
"""

from decimal import Decimal

from hubproof.contract.mesolive import market
from hubproof.contract.mesolive.enums import DataProviderType
from hubproof.contract.mesolive.fields import LiveDataInclude, LiveQuoteFields
from hubproof.contract.mesolive.provenance import ASSUMED, DOCUMENTED, INFERRED, Provenance, known
from hubproof.contract.mesolive.wiremodel import WireModel

_DATA = "docs:python-sdk/data-hub"
_PROVIDER = Provenance(DOCUMENTED, _DATA)


class _Wanted(WireModel, kw_only=True, frozen=True):
    """Whose figures are wanted, which blocks of them, and which bases in each."""

    Provider: DataProviderType | None = None
    Include: LiveDataInclude = LiveDataInclude.All
    PriceFields: LiveQuoteFields = LiveQuoteFields.All
    GreekFields: LiveQuoteFields = LiveQuoteFields.All


@known(ASSUMED, _DATA)
class ComboContract(WireModel, kw_only=True, frozen=True):
    """One contract of a combination; Qty is signed and counts it in one unit."""

    Contract: market.LiveContract
    Qty: Decimal


class _OfContract(_Wanted, kw_only=True, frozen=True):
    """What of which contract is wanted."""

    Contract: market.LiveContract


class _OfCombo(_Wanted, kw_only=True, frozen=True):
    """What of which combination is wanted."""

    Contracts: list[ComboContract]


@known(INFERRED, _DATA, parts=ASSUMED, Provider=_PROVIDER)
class StreamContractDataArgs(_OfContract, kw_only=True, frozen=True):
    """A contract whose figures are to be streamed."""


@known(INFERRED, _DATA, parts=ASSUMED, Provider=_PROVIDER)
class GetContractSnapshotArgs(_OfContract, kw_only=True, frozen=True):
    """A contract whose figures are to be read."""


@known(ASSUMED, _DATA)
class ContractData(WireModel, kw_only=True, frozen=True):
    """What a provider says of a contract."""

    Contract: market.LiveContract
    Provider: DataProviderType
    Prices: market.LivePrices | None = None
    Greeks: market.LiveGreeks | None = None


@known(INFERRED, _DATA, parts=ASSUMED, Provider=_PROVIDER)
class StreamComboContractsDataArgs(_OfCombo, kw_only=True, frozen=True):
    """A combination whose figures are to be streamed."""


@known(INFERRED, _DATA, parts=ASSUMED, Provider=_PROVIDER)
class GetComboContractsSnapshotArgs(_OfCombo, kw_only=True, frozen=True):
    """A combination whose figures are to be read."""


@known(ASSUMED, _DATA)
class ComboContractsData(WireModel, kw_only=True, frozen=True):
    """What a provider says of one unit of a combination; its price has the sign of an order's."""

    Contracts: list[ComboContract]
    Provider: DataProviderType
    Prices: market.LivePrices | None = None
    Greeks: market.LiveGreeks | None = None
