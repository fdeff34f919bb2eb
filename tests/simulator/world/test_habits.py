"""Which limit orders fill slowly, in part or never is the seed's, and disturbs no other draw."""

import random
from collections import Counter
from typing import Any

import pytest

from hubproof.simulator.world.facts import Filled, OrderChanged
from hubproof.simulator.world.habits import PROMPT, BrokerHabits, fills_by_habit

FILLS = [(0.5, 1), (0.7, 1), (0.9, 1)]


def with_habits(habits: BrokerHabits, seed: int = 1) -> list[tuple[float, int]]:
    return fills_by_habit(list(FILLS), habits, random.Random(seed))


def test_a_prompt_broker_changes_nothing() -> None:
    assert [with_habits(PROMPT, seed) for seed in range(20)] == [FILLS] * 20


def test_an_unfilled_order_gets_nothing() -> None:
    assert with_habits(BrokerHabits(unfilled_share=1.0)) == []


def test_a_slow_order_gets_all_of_it_at_its_own_pace() -> None:
    fills = with_habits(BrokerHabits(slow_share=1.0, slow_fill_s=(4.0, 6.0)))
    assert [qty for _after_s, qty in fills] == [1, 1, 1]
    assert all(4.0 <= after_s <= 6.0 for after_s, _qty in fills)
    assert len({after_s for after_s, _qty in fills}) == 3


@pytest.mark.parametrize(
    ("fills", "part"),
    [
        ([(0.5, 1), (0.7, 1), (0.9, 1)], [(0.5, 1), (0.7, 1)]),
        ([(0.5, 3)], [(0.5, 2)]),
        ([(0.5, 2), (0.7, 1)], [(0.5, 2)]),
        ([(0.5, -2)], [(0.5, -1)]),
        ([(0.5, -1), (0.7, -1)], [(0.5, -1)]),
        ([(0.5, 1)], []),
    ],
)
def test_a_part_is_all_but_the_last_unit(
    fills: list[tuple[float, int]], part: list[tuple[float, int]]
) -> None:
    habits = BrokerHabits(partial_share=1.0)
    assert fills_by_habit(fills, habits, random.Random(1)) == part


def test_the_shares_are_kept() -> None:
    habits = BrokerHabits(unfilled_share=0.5, partial_share=0.3, slow_share=0.1)
    rng = random.Random(1)
    sizes: Counter[str] = Counter()
    for _ in range(2000):
        fills = fills_by_habit(list(FILLS), habits, rng)
        is_prompt = fills == FILLS
        sizes["prompt" if is_prompt else f"{len(fills)} parts"] += 1
    found = {name: round(times / 2000, 1) for name, times in sizes.items()}
    assert found == {"0 parts": 0.5, "2 parts": 0.3, "3 parts": 0.1, "prompt": 0.1}


@pytest.mark.parametrize(
    "wrong",
    [
        {"unfilled_share": -0.1},
        {"unfilled_share": 0.6, "partial_share": 0.6},
        {"slow_fill_s": (2.0, 1.0)},
        {"slow_fill_s": (-1.0, 1.0)},
    ],
)
def test_habits_that_cannot_be_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"share|slow_fill_s"):
        BrokerHabits(**wrong)


def test_an_order_at_the_market_fills_whatever_the_habits(drive: Any) -> None:
    world = drive(habits=BrokerHabits(unfilled_share=1.0))
    plan = world.prepared(101, "U2001")
    world.send("market", plan)
    world.send("limit", plan, order_type="Limit", limit="12.40")
    world.settle()
    assert {fill.key for fill in world.facts(Filled)} == {"market"}


def test_habits_shift_nothing_but_the_fills_they_are_about(drive: Any) -> None:
    accepted: list[list[int]] = []
    for habits in (PROMPT, BrokerHabits(unfilled_share=0.5, slow_share=0.5)):
        world = drive(habits=habits)
        for number in range(6):
            plan = world.prepared(101, "U2001")
            began = world.now
            world.send(f"k{number}", plan, order_type="Limit", limit="12.40")
            world.settle()
            first = next(f for f in world.facts(OrderChanged) if f.key == f"k{number}")
            accepted.append([number, first.at_us - began])
    assert accepted[:6] == accepted[6:]
