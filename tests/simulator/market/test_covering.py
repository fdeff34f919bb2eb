"""Which sold contracts bought ones cover: never worse than any other way to pair them."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import permutations

import hypothesis.strategies as st
from hypothesis import given

from hubproof.simulator.market.covering import least_cost

COSTS = st.integers(0, 9).map(Decimal)
KINDS = st.integers(0, 3)


def units(qtys: Sequence[int]) -> list[int]:
    """The place of every single contract's kind."""
    return [place for place, qty in enumerate(qtys) for _ in range(qty)]


def by_trying(
    sold: Sequence[tuple[int, Decimal]], bought: Sequence[int], pairs: Sequence[Sequence[Decimal]]
) -> Decimal:
    """The least cost of all ways there are, contract by contract."""
    ones, covers = units([qty for qty, _ in sold]), [*units(bought)]
    covers += [-1] * len(ones)
    return min(
        sum(
            (sold[one][1] if by < 0 else pairs[one][by] for one, by in zip(ones, way, strict=True)),
            Decimal(0),
        )
        for way in {*permutations(covers, len(ones))}
    )


@given(data=st.data(), sold=KINDS, bought=KINDS)
def test_nothing_costs_less(data: st.DataObject, sold: int, bought: int) -> None:
    draw = data.draw
    ones = [(draw(st.integers(1, 2 if sold < 3 else 1)), draw(COSTS)) for _ in range(sold)]
    covers = [draw(st.integers(1, 2 if bought < 3 else 1)) for _ in range(bought)]
    pairs = [[draw(COSTS) for _ in covers] for _ in ones]
    assert least_cost(ones, covers, pairs) == by_trying(ones, covers, pairs)


def test_many_contracts_move_as_a_whole() -> None:
    sold = [(10**9, Decimal(7)), (10**9, Decimal(5))]
    pairs = [[Decimal(1), Decimal(3)], [Decimal(0), Decimal(4)]]
    # The first is covered by the second, so that the other is by the first: 3 and nought.
    assert least_cost(sold, [10**9, 10**9], pairs) == 3 * 10**9
    assert least_cost(sold, [10**9], [row[:1] for row in pairs]) == 6 * 10**9
    assert least_cost(sold, [], [[], []]) == 12 * 10**9
    assert least_cost([], [5], []) == 0
