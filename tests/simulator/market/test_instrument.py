"""Instruments: what a contract of the wire names, or why it names none."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from hubproof.contract.mesolive.enums import MesoContractType, MesoOptionType
from hubproof.contract.mesolive.market import LiveContract, LiveUnderlying
from hubproof.simulator.market.instrument import Instrument, Right, instrument_of

NOW = datetime(2026, 1, 5, 14, 30, tzinfo=UTC)


def contract(**changes: Any) -> LiveContract:
    fields: dict[str, Any] = {
        "ContractType": MesoContractType.Options,
        "Underlying": LiveUnderlying(Symbol="SPX"),
        "Root": "SPXW",
        "OptionType": MesoOptionType.Put,
        "Expiration": NOW,
        "Strike": Decimal(4900),
        "Multiplier": Decimal(100),
    }
    return LiveContract(**fields | changes)


def test_a_contract_of_the_wire_becomes_an_instrument() -> None:
    right = Right(is_call=False, strike=Decimal(4900), expires_at=NOW)
    assert instrument_of(contract()) == Instrument(
        kind=MesoContractType.Options, symbol="SPX", multiplier=Decimal(100), right=right
    )
    future = instrument_of(
        contract(ContractType=MesoContractType.Futures, OptionType=None, Multiplier=None)
    )
    assert future == Instrument(kind=MesoContractType.Futures, symbol="SPX")
    assert [future.is_margined, instrument_of(contract()).is_margined] == [True, False]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"Strike": None}, "an option on SPX needs"),
        ({"OptionType": None}, "an option on SPX needs"),
        ({"Expiration": None}, "an option on SPX needs"),
        ({"Multiplier": Decimal(0)}, "the multiplier 0 of SPX"),
        ({"Underlying": LiveUnderlying(Symbol="")}, "the underlying '' is no symbol"),
        ({"Underlying": LiveUnderlying()}, "the underlying None is no symbol"),
    ],
)
def test_a_contract_that_makes_no_sense_is_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        instrument_of(contract(**changes))
