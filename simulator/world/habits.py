"""The broker's habits with limit orders: which of them it fills slowly, in part, or never.

A fair price is no promise of a fill: others stand in the queue before. A client that never met an
order which does not fill has never had anything to cancel. Orders at the market always trade.
"""

from collections.abc import Iterator
from random import Random

import msgspec

Fill = tuple[float, int]
"""Seconds after the fill before it (the first: after the acceptance), and the signed quantity."""


class BrokerHabits(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of limit orders at a fair price, in shares of all of them; the rest fill soon.

    `unfilled_share` of them never fill, `partial_share` fill in part and no further, and between
    the fills of `slow_share` pass `slow_fill_s` seconds.

    Raises:
        ValueError: The shares are no shares of one whole, or the seconds are no range.
    """

    unfilled_share: float = 0.0
    partial_share: float = 0.0
    slow_share: float = 0.0
    slow_fill_s: tuple[float, float] = (2.0, 5.0)

    def __post_init__(self) -> None:
        shares = (self.unfilled_share, self.partial_share, self.slow_share)
        if min(shares) < 0 or sum(shares) > 1:
            raise ValueError(f"the habits have shares of {shares}; none below 0, at most 1 in all")
        low, high = self.slow_fill_s
        if not 0 <= low <= high:
            raise ValueError(f"slow_fill_s is {self.slow_fill_s}; it must be 0 <= low <= high")


PROMPT = BrokerHabits()
"""Every order at a fair price fills soon and wholly."""


def fills_by_habit(fills: list[Fill], habits: BrokerHabits, rng: Random) -> list[Fill]:
    """The fills that one order gets, where a prompt broker would have given it `fills`.

    It takes one draw, and one more for every fill of a slow order.
    """
    partial_from = habits.unfilled_share
    slow_from = partial_from + habits.partial_share
    prompt_from = slow_from + habits.slow_share
    drawn = rng.random()
    if drawn < partial_from:
        return []
    if drawn < slow_from:
        return list(_in_part(fills))
    if drawn < prompt_from:
        low, high = habits.slow_fill_s
        return [(low + (high - low) * rng.random(), qty) for _after_s, qty in fills]
    return fills


def _in_part(fills: list[Fill]) -> Iterator[Fill]:
    """All but the last unit; nothing of an order that has only one."""
    left = sum(qty for _after_s, qty in fills)
    left -= 1 if left > 0 else -1
    for after_s, qty in fills:
        part = min(abs(qty), abs(left))
        if part:
            signed = part if qty > 0 else -part
            left -= signed
            yield after_s, signed
