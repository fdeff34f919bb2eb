"""Greeks of several legs are the sums of theirs."""

from decimal import Decimal

from hubproof.simulator.market.greeks import Greeks, combined_greeks


def test_greeks_add_up() -> None:
    a = Greeks(delta=Decimal("0.5"), gamma=Decimal(1), theta=Decimal(2), vega=Decimal(3))
    b = Greeks(delta=Decimal("-0.25"), rho=Decimal(4))
    assert combined_greeks({"a": 2, "b": -1}, {"a": a, "b": b}) == Greeks(
        delta=Decimal("1.25"), gamma=Decimal(2), theta=Decimal(4), vega=Decimal(6), rho=Decimal(-4)
    )
