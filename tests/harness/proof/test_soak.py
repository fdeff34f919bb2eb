"""The reference client is valid whatever happens to it, and everything does happen.

`make soak` does this over 1,000 seeds of every scenario.
"""

import pytest

from hubproof.harness.proof.soak import BATCH, _batches, soak
from hubproof.harness.scenario import Scenario
from hubproof.harness.unusual import UNUSUAL
from hubproof.harness.verdict import Verdict
from hubproof.scenarios import SCENARIOS

SEEDS = 30
UNUSUAL_SEEDS = 4
"""The soak takes 1,000, and 100 for the unusual clients: too long for every change."""


@pytest.mark.slow
def test_the_reference_client_is_valid_on_every_seed_and_every_fault_fires() -> None:
    tally = soak(SEEDS)

    assert tally.failures == []
    assert tally.verdicts == {Verdict.VALID: SEEDS * len(SCENARIOS)}
    assert tally.rarely_fired() == []


@pytest.mark.slow
@pytest.mark.parametrize("name", UNUSUAL)
def test_no_unusual_client_is_convicted_and_each_is_valid_wherever_a_fault_fired(
    name: str,
) -> None:
    tally = soak(UNUSUAL_SEEDS, subject=f"unusual:{name}")

    assert tally.unfair == []
    assert tally.runs == UNUSUAL_SEEDS * len(SCENARIOS)
    assert tally.verdicts[Verdict.VALID] > UNUSUAL_SEEDS


def test_a_failing_run_is_counted_and_can_be_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    only: dict[str, Scenario] = {"steady_state": SCENARIOS["steady_state"]}
    monkeypatch.setattr("hubproof.harness.proof.soak.SCENARIOS", only)

    tally = soak(1, subject="mutant:does_nothing", workers=1)

    assert tally.verdicts == {Verdict.INVALID: 1}
    (failure,) = tally.failures
    assert failure.startswith("invalid: SAFE-4: ")
    assert failure.endswith("hubproof run steady_state --seed 1 --subject mutant:does_nothing")


@pytest.mark.parametrize("seeds", [1, BATCH, BATCH + 1, 3 * BATCH])
def test_batches_cover_each_seed_of_each_scenario_once(seeds: int) -> None:
    covered = [
        (scenario, seed)
        for scenario, _, first, count in _batches(seeds, "reference")
        for seed in range(first, first + count)
    ]

    assert sorted(covered) == sorted(
        (scenario, seed) for scenario in SCENARIOS for seed in range(1, seeds + 1)
    )
