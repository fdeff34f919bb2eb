"""Covering: which sold contracts go with which bought ones, so that all of them cost the least.

A flow of least cost, found by the best improving path at a time: one more bought contract covers a
sold one, whose cover was another's before, which takes another in turn, and so on. In this order no
later step makes an earlier one wrong, and quantities move as a whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

_NOUGHT = Decimal(0)


@dataclass(frozen=True, slots=True)
class _Way:
    """How one more of a bought kind is had: `sold` is moved from it to `to`; -1, it is free."""

    gain: Decimal = _NOUGHT
    sold: int = -1
    to: int = -1


def least_cost(
    sold: Sequence[tuple[int, Decimal]],
    bought: Sequence[int],
    pairs: Sequence[Sequence[Decimal]],
) -> Decimal:
    """What all that is sold costs at the least.

    `sold` are quantities, each with the cost of one that nothing covers; `pairs[i][j]` is the cost
    of one of `sold[i]` that one of `bought[j]` covers. Quantities are above nought.
    """
    bare, free = [qty for qty, _ in sold], list(bought)
    used = [[0] * len(free) for _ in sold]
    total = sum((qty * alone for qty, alone in sold), _NOUGHT)
    while True:
        ways = _ways(free, used, pairs)
        ends = [
            (way.gain + sold[one][1] - pairs[one][place], one, place)
            for place, way in ways.items()
            for one, qty in enumerate(bare)
            if qty
        ]
        gain, one, place = max(ends, default=(_NOUGHT, 0, 0))
        if gain <= 0:
            return total
        total -= gain * _move(bare, free, used, ways, (one, place))


def _ways(
    free: Sequence[int], used: Sequence[Sequence[int]], pairs: Sequence[Sequence[Decimal]]
) -> dict[int, _Way]:
    """The best way to one more of each bought kind that can be had, by its place."""
    ways = {place: _Way() for place, qty in enumerate(free) if qty}
    covered = [(one, place) for one, row in enumerate(used) for place, qty in enumerate(row) if qty]
    changed = list(ways)
    while changed:
        to = changed.pop(0)
        for one, place in covered:
            gain = ways[to].gain + pairs[one][place] - pairs[one][to]
            if place not in ways or gain > ways[place].gain:
                ways[place] = _Way(gain, one, to)
                changed.append(place)
    return ways


def _move(
    bare: list[int],
    free: list[int],
    used: list[list[int]],
    ways: dict[int, _Way],
    end: tuple[int, int],
) -> int:
    """Go a way as often as it can be gone, and say how often that is."""
    one, place = end
    moves = []
    while (way := ways[place]).sold >= 0:
        moves.append((way.sold, place, way.to))
        place = way.to
    times = min(bare[one], free[place], *(used[sold][of] for sold, of, _ in moves))
    bare[one] -= times
    free[place] -= times
    used[one][end[1]] += times
    for sold, of, to in moves:
        used[sold][of] -= times
        used[sold][to] += times
    return times
