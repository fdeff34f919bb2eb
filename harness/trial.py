"""A trial: one plan, one subject, one mode; run, recorded and judged.

It is the whole product as one function. Everything that runs more than one plan calls this.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from msgspec.structs import replace

from hubproof.harness.checkers import CHECKERS, Checker
from hubproof.harness.judge import DEFAULT, Judging, judge
from hubproof.harness.modes import live, sim
from hubproof.harness.plan import Plan
from hubproof.harness.record import ModeName, Record
from hubproof.harness.redaction import redacted
from hubproof.harness.scenario import Scenario
from hubproof.harness.subjects.naming import Named
from hubproof.harness.verdict import Judgement
from hubproof.simulator.journal import FaultFired, Received


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A run and the verdict on it."""

    record: Record
    judgement: Judgement

    @property
    def faults_fired(self) -> int:
        """How many of the plan's faults acted; one that acts twice counts once."""
        return len(
            {one.fault for one in self.record.history.entries if isinstance(one, FaultFired)}
        )

    @property
    def calls(self) -> int:
        """How many invocations the hubs received."""
        return sum(isinstance(one, Received) for one in self.record.history.entries)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How trials are run and judged, whatever the plan."""

    mode: ModeName = "sim"
    judging: Judging = DEFAULT
    checkers: Mapping[str, Checker] = field(default_factory=lambda: CHECKERS)
    state_root: Path | None = None


def carry_out(plan: Plan, scenario: Scenario, subject: Named, terms: Terms) -> Finished:
    """Run `subject` through `plan` and judge it."""
    mode = sim if terms.mode == "sim" else live
    return judged(mode.run(plan, scenario, subject, state_root=terms.state_root), scenario, terms)


def judged(record: Record, scenario: Scenario, terms: Terms) -> Finished:
    """The verdict on a run of `scenario` that is over."""
    judgement = judge(
        record.history,
        scenario,
        judging=terms.judging,
        trouble=record.trouble,
        checkers=terms.checkers,
    )
    return Finished(record=record, judgement=_without(record.key, judgement))


def _without(key: str, judgement: Judgement) -> Judgement:
    """The judgement in words that may go anywhere: a subject may have put its key into names."""

    def clean(text: str | None) -> str | None:
        return None if text is None else redacted(text, key)

    return replace(
        judgement,
        reason=clean(judgement.reason),
        rows=tuple(replace(row, reason=clean(row.reason)) for row in judgement.rows),
        violations=tuple(
            replace(one, message=redacted(one.message, key)) for one in judgement.violations
        ),
    )
