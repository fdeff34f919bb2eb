"""The world of a run comes from its seed, and differs between seeds in what a client may assume."""

from datetime import UTC, datetime

from hubproof.harness.setting import PAGE_SIZES, USER, world_of
from hubproof.simulator.world.habits import PROMPT, BrokerHabits

EPOCH = datetime(2026, 1, 5, tzinfo=UTC)


def page_size(seed: int) -> int:
    return world_of(seed, EPOCH)._setup.page_size_max


def test_the_same_seed_gives_the_same_world() -> None:
    assert world_of(7, EPOCH).snapshot() == world_of(7, EPOCH).snapshot()
    assert page_size(7) == page_size(7)


def test_every_page_size_comes_up() -> None:
    assert {page_size(seed) for seed in range(1, 41)} == set(PAGE_SIZES)


def test_the_world_belongs_to_the_user_whose_key_it_is() -> None:
    assert world_of(1, EPOCH).strategies(USER) == [101, 102, 103, 104]


def test_orders_fill_as_the_scenario_says_and_promptly_where_it_says_nothing() -> None:
    habits = BrokerHabits(unfilled_share=0.5)
    assert world_of(1, EPOCH, habits)._setup.habits == habits
    assert world_of(1, EPOCH)._setup.habits == PROMPT
