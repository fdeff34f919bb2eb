"""Conviction: whether a mutant is found guilty of its own bug, and of nothing it did not do.

A mutant's file says what it breaks, in which scenarios that shows, and what follows from it. All of
these are claims: the first must be seen within the seeds it is given in each of the scenarios, each
of the others at least once, and no third row may ever be convicted.
"""

import gc
from dataclasses import dataclass, field

from hubproof.harness.cli.blinding import checkers_in_force
from hubproof.harness.mutants import MUTANTS
from hubproof.harness.mutants.mutant import Mutant
from hubproof.harness.nemesis import expand
from hubproof.harness.subjects.naming import parse
from hubproof.harness.trial import Terms, carry_out
from hubproof.scenarios import SCENARIOS

SEEDS = 50
"""Seeds within which a mutant must be convicted of everything that its file claims."""


@dataclass(slots=True)
class Trials:
    """What a mutant was convicted of, in so many runs: the first seed of each requirement.

    `places` are the same convictions as pairs of requirement and scenario.
    """

    mutant: Mutant
    runs: int = 0
    convictions: dict[str, int] = field(default_factory=dict)
    places: dict[tuple[str, str], None] = field(default_factory=dict)

    def is_shown(self) -> bool:
        """Whether everything that the mutant's file claims was seen."""
        row, scenarios = self.mutant.row, self.mutant.scenarios
        is_own_row_shown = all((row, scenario) in self.places for scenario in scenarios)
        return is_own_row_shown and all(row in self.convictions for row in self.mutant.also)

    def complaints(self, expected: Mutant | None = None) -> list[str]:
        """Whatever a mutant's file claims and the runs did not show, or the reverse.

        The claims are the mutant's own, or those of `expected`.
        """
        mutant, found = expected or self.mutant, self.convictions
        name = self.mutant.name
        told = []
        told += [
            f"{name} was never convicted of {mutant.row} in {scenario} ({self.runs} runs)"
            for scenario in mutant.scenarios
            if (mutant.row, scenario) not in self.places
        ]
        told += [
            f"{name} lists {row}, of which it was never convicted in {self.runs} runs"
            for row in mutant.also
            if row not in found
        ]
        told += [
            f"{name} was convicted of {row} (seed {seed}), which does not follow from its bug"
            for row, seed in found.items()
            if row != mutant.row and row not in mutant.also
        ]
        return told


def try_mutant(name: str, *, seeds: int = SEEDS, seeds_min: int | None = None) -> Trials:
    """Run mutant `name` over at most `seeds` seeds of its scenarios.

    With `seeds_min` it ends after so many, once everything was seen that the mutant's file claims.
    """
    mutant = MUTANTS[name]
    trials = Trials(mutant)
    terms = Terms(checkers=checkers_in_force())
    subject = parse(f"mutant:{name}")
    for seed in range(1, seeds + 1):
        if seeds_min is not None and seed > seeds_min and trials.is_shown():
            break
        for scenario in mutant.scenarios:
            plan = expand(SCENARIOS[scenario], seed)
            finished = carry_out(plan, SCENARIOS[scenario], subject, terms)
            trials.runs += 1
            for violation in finished.judgement.violations:
                trials.convictions.setdefault(violation.requirement, seed)
                trials.places[violation.requirement, scenario] = None
    # A kill makes the garbage of its run old, and Python's own collector hardly looks at that.
    gc.collect()
    return trials
