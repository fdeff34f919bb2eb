"""Each mutant is convicted of what its file says, within 50 seeds, and of nothing else.

Every run also looks for convictions that do not follow from the bug, and each mutant gets some runs
more than its conviction takes. `make blind` runs this file with one checker shut at a time.
"""

import pytest

from hubproof.harness.checkers import CHECKERS
from hubproof.harness.cli.blinding import VARIABLE
from hubproof.harness.mutants import MUTANTS
from hubproof.harness.proof.conviction import SEEDS, try_mutant

SEEDS_MIN = 8
"""Seeds that every mutant is run over, however soon it is convicted of everything."""


@pytest.mark.parametrize("name", MUTANTS)
def test_a_mutant_is_convicted_of_its_bug_and_no_other_mutant_s_claims_fit(name: str) -> None:
    trials = try_mutant(name, seeds=SEEDS, seeds_min=SEEDS_MIN)
    assert trials.complaints() == []
    fitting = [other.name for other in MUTANTS.values() if not trials.complaints(other)]
    assert fitting == [name]


@pytest.mark.parametrize("checker", CHECKERS)
def test_a_checker_is_proved_by_a_mutant_that_it_convicts(checker: str) -> None:
    row = CHECKERS[checker].requirement

    assert any(row in (mutant.row, *mutant.also) for mutant in MUTANTS.values()), row


@pytest.mark.parametrize(
    ("mutant", "checker"),
    [("does_nothing", "acts_on_every_signal"), ("ends_twice", "one_terminal_state")],
)
def test_a_blind_checker_acquits_and_is_noticed(
    mutant: str, checker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = CHECKERS[checker].requirement
    monkeypatch.setenv(VARIABLE, checker)

    trials = try_mutant(mutant, seeds=1)

    told = f"{mutant} was never convicted of {row} in steady_state (1 runs)"
    assert trials.complaints() == [told]
