"""Names and generators are derived from the seed and from nothing else."""

import random

from hypothesis import given
from hypothesis import strategies as st

from hubproof.simulator.world.ids import child, event_id, world_seed


def test_the_same_seed_gives_the_same_names_for_ever() -> None:
    assert str(event_id("seed", 1)) == "15b9b542-c247-4c92-82fc-496e1bc79368"
    assert world_seed(random.Random(1)) == "044cb63e46dd61"
    assert child("seed", "fills").random() == 0.1286098232256856


@given(st.integers(1, 10_000), st.integers(1, 10_000))
def test_no_two_events_share_a_name(one: int, other: int) -> None:
    assert (event_id("seed", one) == event_id("seed", other)) is (one == other)


def test_another_seed_has_other_names_and_other_draws() -> None:
    assert event_id("seed", 1) != event_id("other", 1)
    assert child("seed", "fills").random() != child("other", "fills").random()
    assert child("seed", "fills").random() != child("seed", "jobs").random()
