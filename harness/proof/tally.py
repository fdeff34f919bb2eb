"""A tally: how many runs ended how, and how often each fault acted in each phase.

A campaign without a violation says little where half of its faults never fired; the tally is what
makes "valid" mean that something was tried.
"""

from dataclasses import dataclass, field

from hubproof.harness.trial import Finished
from hubproof.harness.verdict import Verdict
from hubproof.simulator.faults import FAULTS
from hubproof.simulator.journal import FaultFired

Cell = tuple[str, str]
"""A fault's name, and the phase it acted in."""

FAILURES_KEPT_MAX = 20
"""Reproduction lines kept by a campaign; after so many the pattern is clear."""


@dataclass(slots=True)
class Tally:
    """Counts over many runs; adds up over processes.

    `unfair` are the runs that a correct client may not end in: convicted, or unknown although
    something had been tried.
    """

    runs: int = 0
    verdicts: dict[str, int] = field(default_factory=dict)
    fired: dict[Cell, int] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    unfair: list[str] = field(default_factory=list)

    def add(self, finished: Finished) -> None:
        """Count one run."""
        verdict = finished.judgement.verdict
        self.runs += 1
        self.verdicts[verdict] = self.verdicts.get(verdict, 0) + 1
        for entry in finished.record.history.entries:
            if isinstance(entry, FaultFired):
                cell = (entry.name, entry.phase)
                self.fired[cell] = self.fired.get(cell, 0) + 1
        if verdict is Verdict.VALID:
            return
        line = _line(finished)
        if len(self.failures) < FAILURES_KEPT_MAX:
            self.failures.append(line)
        was_tried = verdict is Verdict.INVALID or finished.faults_fired > 0
        if was_tried and len(self.unfair) < FAILURES_KEPT_MAX:
            self.unfair.append(line)

    def merge(self, other: "Tally") -> None:
        """Count what another process counted."""
        self.runs += other.runs
        for verdict, count in other.verdicts.items():
            self.verdicts[verdict] = self.verdicts.get(verdict, 0) + count
        for cell, count in other.fired.items():
            self.fired[cell] = self.fired.get(cell, 0) + count
        self.failures += other.failures[: FAILURES_KEPT_MAX - len(self.failures)]
        self.unfair += other.unfair[: FAILURES_KEPT_MAX - len(self.unfair)]

    def rarely_fired(self, times_min: int = 1) -> list[Cell]:
        """The cells of the fault table in which less happened; without a number, nothing at all."""
        return [cell for cell in cells() if self.fired.get(cell, 0) < times_min]


def _line(finished: Finished) -> str:
    plan = finished.record.plan
    return (
        f"{finished.judgement.verdict}: {finished.judgement.reason}\n"
        f"  hubproof run {plan.scenario} --seed {plan.seed} --subject {finished.record.subject}"
    )


UNDRAWN = ("keep_half_message",)
"""What no scenario draws: it strikes only who can come back to a connection; few clients can."""


def cells() -> list[Cell]:
    """Every fault that scenarios draw, in every phase it declares."""
    drawn = {name: fault for name, fault in FAULTS.items() if name not in UNDRAWN}
    return [(name, phase) for name, fault in drawn.items() for phase in fault.phases]
