"""What a mutant's file claims and what its runs showed are compared in both directions."""

import gc
from dataclasses import replace

import pytest

from hubproof.client.runtime import Parts
from hubproof.harness.mutants.mutant import Mutant
from hubproof.harness.proof.conviction import Trials, try_mutant
from hubproof.harness.virtual import VirtualLoop

MUTANT = Mutant(
    name="planted",
    says="does something wrong",
    row="IDEM-2",
    also=("SAFE-1",),
    scenarios=("steady_state",),
    parts=Parts(),
)


@pytest.mark.parametrize(
    ("convictions", "complaints"),
    [
        ({"IDEM-2": 1, "SAFE-1": 3}, []),
        ({"SAFE-1": 3}, ["planted was never convicted of IDEM-2 in steady_state (5 runs)"]),
        ({"IDEM-2": 1}, ["planted lists SAFE-1, of which it was never convicted in 5 runs"]),
        (
            {"IDEM-2": 1, "SAFE-1": 1, "EVT-7": 4},
            ["planted was convicted of EVT-7 (seed 4), which does not follow from its bug"],
        ),
    ],
)
def test_claims_and_convictions_must_agree(
    convictions: dict[str, int], complaints: list[str]
) -> None:
    places = {(row, "steady_state"): None for row in convictions}
    trials = Trials(MUTANT, runs=5, convictions=convictions, places=places)

    assert trials.complaints() == complaints
    assert trials.is_shown() == ("IDEM-2" in convictions and "SAFE-1" in convictions)


def test_its_own_row_must_be_seen_in_each_of_its_scenarios() -> None:
    two = replace(MUTANT, also=(), scenarios=("steady_state", "numbers_with_holes"))
    trials = Trials(two, runs=8, convictions={"IDEM-2": 1})
    trials.places["IDEM-2", "steady_state"] = None

    told = "planted was never convicted of IDEM-2 in numbers_with_holes (8 runs)"
    assert trials.complaints() == [told]
    assert not trials.is_shown()
    trials.places["IDEM-2", "numbers_with_holes"] = None
    assert trials.complaints() == []
    assert trials.is_shown()


def test_a_mutant_that_is_convicted_of_everything_is_not_run_any_longer() -> None:
    trials = try_mutant("does_nothing", seeds=50, seeds_min=2)

    assert trials.runs == 2
    assert trials.convictions == {"SAFE-4": 1}


def test_what_the_runs_of_a_mutant_left_in_cycles_is_collected() -> None:
    def loops() -> int:
        return sum(isinstance(one, VirtualLoop) for one in gc.get_objects())

    gc.collect()
    before = loops()
    gc.disable()
    try:
        try_mutant("does_nothing", seeds=1)
        assert loops() <= before
    finally:
        gc.enable()
