"""Commissions: by the contract, whatever the side and the split."""

from decimal import Decimal

import pytest

from hubproof.contract.mesolive.enums import MesoContractType
from hubproof.simulator.market.commissions import Commissions
from hubproof.simulator.market.instrument import Instrument


@pytest.mark.parametrize(
    ("kind", "each"),
    [("Options", "0.65"), ("FuturesOptions", "0.65"), ("Futures", "0.65"), ("Stock", "0.005")],
)
def test_every_contract_costs_the_same(kind: str, each: str) -> None:
    one = Instrument(kind=MesoContractType(kind), symbol="X")
    assert Commissions().on(one, 3) == Commissions().on(one, -3) == 3 * Decimal(each)


@pytest.mark.parametrize("charge", [Decimal(-1), Decimal("NaN")])
def test_a_charge_that_makes_no_sense_is_refused(charge: Decimal) -> None:
    with pytest.raises(ValueError, match="per_share is"):
        Commissions(per_share=charge)


def test_a_broker_may_charge_nothing() -> None:
    free = Commissions(per_contract=Decimal(0), per_share=Decimal(0))
    assert free.on(Instrument(kind=MesoContractType.Stock, symbol="X"), 100) == 0
