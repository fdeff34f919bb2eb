"""A quote: a side that nobody gave stays none, whatever is made of it."""

from decimal import Decimal

from hubproof.simulator.market.quote import NOTHING, Quote

ONE, TWO, THREE = Decimal(1), Decimal(2), Decimal(3)


def test_the_mark_is_halfway_and_needs_both_sides() -> None:
    assert Quote(ONE, TWO, None, 0).mark == Decimal("1.5")
    assert Quote(ONE, None, TWO, 0).mark is Quote(None, ONE, TWO, 0).mark is NOTHING.mark is None


def test_a_shift_moves_what_is_there() -> None:
    assert Quote(ONE, None, TWO, 7).shifted(ONE) == Quote(TWO, None, THREE, 7)
    assert NOTHING.shifted(ONE) == NOTHING
