"""What the Data hub understands of a call's arguments, and what it refuses."""

import random
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from hubproof.contract.mesolive import models
from hubproof.contract.mesolive.wiremodel import END_OF_TIME
from hubproof.simulator.hubs.inquiries import Inquiries
from hubproof.simulator.hubs.inquiry import OfCombo, OfContract
from hubproof.simulator.market.setup import QUIET, SymbolSetup
from hubproof.simulator.world.refusal import Refused
from hubproof.simulator.world.setup import WorldSetup
from hubproof.simulator.world.world import World

IB, TT = models.DataProviderType.InteractiveBrokers, models.DataProviderType.Tastytrade
STOCK = models.MesoContractType.Stock
EPOCH = datetime(2026, 1, 5, tzinfo=UTC)
PUT = models.LiveContract(
    ContractType=models.MesoContractType.Options,
    Underlying=models.LiveUnderlying(Symbol="SPX"),
    Root="SPX",
    OptionType=models.MesoOptionType.Put,
    Expiration=datetime(2026, 2, 20, 21, tzinfo=UTC),
    Strike=Decimal(4900),
    Multiplier=Decimal(100),
)
INDEX = replace(
    PUT,
    ContractType=models.MesoContractType.Index,
    OptionType=None,
    Expiration=None,
    Strike=None,
    Multiplier=None,
)


@pytest.fixture
def inquiries() -> Inquiries:
    market = replace(QUIET, symbols=(SymbolSetup(symbol="NDX", price=Decimal(21000)),))
    world = World(WorldSetup(market=market), random.Random(1), EPOCH)
    return Inquiries(world.contracts, world.market, world.portfolio, lambda: 0)


def contract(one: models.LiveContract, **more: Any) -> models.GetContractSnapshotArgs:
    return models.GetContractSnapshotArgs(Contract=one, **{"Provider": IB, **more})


def combo(*units: tuple[models.LiveContract, str]) -> models.StreamComboContractsDataArgs:
    contracts = [models.ComboContract(Contract=one, Qty=Decimal(qty)) for one, qty in units]
    return models.StreamComboContractsDataArgs(Contracts=contracts, Provider=IB)


def test_a_contract_is_followed_by_the_quotes_of_what_it_is_on(inquiries: Inquiries) -> None:
    one = inquiries.of(contract(PUT, Provider=TT))
    assert isinstance(one, OfContract)
    assert list(one.feeds()) == [(TT, "SPX")]
    assert list(one.positions()) == []
    assert one.instrument.right is not None
    index = inquiries.of(contract(INDEX))
    assert isinstance(index, OfContract)
    assert index.instrument.right is None


def test_a_combination_may_be_on_several_symbols(inquiries: Inquiries) -> None:
    other = replace(PUT, Underlying=models.LiveUnderlying(Symbol="NDX"), Root="NDXP")
    one = inquiries.of(combo((PUT, "1"), (other, "-2"), (INDEX, "3")))
    assert isinstance(one, OfCombo)
    assert list(one.feeds()) == [(IB, "SPX"), (IB, "NDX")]
    assert [qty for _, qty in one.units] == [1, -2, 3]


@pytest.mark.parametrize(
    ("args", "path", "says"),
    [
        (contract(PUT, Provider=None), "Provider", "A data provider is required"),
        (contract(replace(PUT, Strike=None)), "Contract", "an option on SPX needs a type"),
        (contract(replace(PUT, Strike=Decimal(0))), "Contract", "the strike 0 is not above 0"),
        (contract(replace(PUT, Strike=Decimal("1E+400"))), "Contract", r"the strike 1E\+400 is"),
        (contract(replace(PUT, Expiration=END_OF_TIME)), "Contract", "expires after the year 2200"),
        (contract(replace(PUT, Multiplier=Decimal(-1))), "Contract", "the multiplier -1 of SPX"),
        (contract(replace(PUT, Multiplier=Decimal(7))), "Contract", "have the multiplier 100, not"),
        (contract(replace(PUT, Root="AAPL")), "Contract", "the root 'AAPL' is none of SPX"),
        (contract(replace(PUT, Expiration=EPOCH)), "Contract", "it expired at 2026-01-05 00:00"),
        (contract(replace(PUT, ContractType=STOCK)), "Contract", "Stock has no OptionType"),
        (
            contract(replace(PUT, Underlying=models.LiveUnderlying(Symbol=7))),
            "Contract",
            "the underlying 7 is no symbol",
        ),
        (combo(), "Contracts", "A combination needs a contract"),
        (combo((PUT, "1"), (PUT, "0")), "Contracts[1].Qty", "Qty 0 is no whole number"),
        (combo((PUT, "0.5")), "Contracts[0].Qty", "Qty 0.5 is no whole number"),
        (combo((PUT, "-1001")), "Contracts[0].Qty", "Qty -1001 is no whole number"),
        (combo((replace(PUT, Expiration=None), "1")), "Contracts[0].Contract", "needs a type"),
        (models.StreamLegsDataArgs(LegIds=[]), "LegIds", "The id of a leg is required"),
    ],
)
def test_the_field_at_fault_is_named(inquiries: Inquiries, args: Any, path: str, says: str) -> None:
    with pytest.raises(Refused, match=says) as refused:
        inquiries.of(args)
    response = refused.value.response
    assert response.Status is models.StatusCode.ValidationError
    assert response.Error is not None
    assert list(response.Error.ValidationErrors or ()) == [path]


@pytest.mark.parametrize("make", [contract, lambda one: combo((INDEX, "1"), (one, "1"))])
def test_what_is_on_an_unknown_symbol_is_not_found(
    inquiries: Inquiries, make: Callable[[models.LiveContract], Any]
) -> None:
    unknown = replace(PUT, Underlying=models.LiveUnderlying(Symbol="DAX"))
    with pytest.raises(Refused, match=r"There is no underlying DAX\.") as refused:
        inquiries.of(make(unknown))
    assert refused.value.response.Status is models.StatusCode.NotFound
