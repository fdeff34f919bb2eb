"""Which contracts there are, of all that could be written down."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from hubproof.contract.mesolive.enums import MesoContractType, MesoOptionType
from hubproof.contract.mesolive.market import LiveContract, LiveUnderlying
from hubproof.simulator.market.listing import check_listed

NOW = datetime(2026, 1, 5, 14, 30, tzinfo=UTC)
SPOT = {"OptionType": None, "Expiration": None, "Strike": None, "Multiplier": None}
STOCK = {**SPOT, "ContractType": MesoContractType.Stock}
FUTURE = {**STOCK, "ContractType": MesoContractType.Futures, "Expiration": NOW}


def contract(**changes: Any) -> LiveContract:
    fields: dict[str, Any] = {
        "ContractType": MesoContractType.Options,
        "Underlying": LiveUnderlying(Symbol="SPX"),
        "Root": "SPXW",
        "OptionType": MesoOptionType.Put,
        "Expiration": NOW + timedelta(seconds=1),
        "Strike": Decimal(4900),
        "Multiplier": Decimal(100),
    }
    return LiveContract(**fields | changes)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"Root": None, "Multiplier": None},
        {"Multiplier": Decimal(10)},
        {"Multiplier": Decimal("1e2")},
        {"Underlying": LiveUnderlying(Symbol="^SPX")},
        STOCK,
        {**STOCK, "Multiplier": Decimal("1.0"), "Root": "SPX"},
        {**STOCK, "ContractType": MesoContractType.Index},
        {**FUTURE, "Root": "ES", "Multiplier": Decimal(50)},
        {"ContractType": MesoContractType.FuturesOptions, "Root": "EW", "Multiplier": Decimal(50)},
    ],
)
def test_contracts_that_are_traded_are_listed(changes: dict[str, Any]) -> None:
    check_listed(contract(**changes), NOW, [Decimal(10)])


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"Expiration": NOW}, "it expired at 2026-01-05 14:30 UTC"),
        ({"Expiration": None}, "an option on SPX needs"),
        ({"Strike": Decimal(0)}, "the strike 0 is not above 0"),
        ({"Strike": Decimal("1E+400")}, r"the strike 1E\+400 is not above 0, or is too far away"),
        ({"Expiration": datetime(2201, 1, 1, tzinfo=UTC)}, "it expires after the year 2200"),
        ({"Root": "NDX"}, "the root 'NDX' is none of SPX"),
        ({"Root": ""}, "the root '' is none of SPX"),
        ({"Multiplier": Decimal(50)}, "Options on SPX have the multiplier 10 or 100, not 50"),
        ({**STOCK, "Multiplier": Decimal(100)}, "Stock on SPX have the multiplier 1, not 100"),
        ({**STOCK, "Strike": Decimal(5)}, "Stock has no Strike, and null is written for it"),
        ({**STOCK, "OptionType": MesoOptionType.Put}, "Stock has no OptionType"),
        ({**STOCK, "Expiration": NOW}, "Stock has no Expiration"),
        ({**FUTURE, "Strike": Decimal(5)}, "Futures has no Strike"),
        (
            {"ContractType": MesoContractType.FuturesOptions, "Expiration": NOW},
            "it expired at 2026-01-05 14:30 UTC",
        ),
    ],
)
def test_what_cannot_be_traded_is_not(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        check_listed(contract(**changes), NOW, [Decimal(10)])
