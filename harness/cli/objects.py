"""The JSON that the command line prints and keeps: one shape for runs, and one for errors.

It is a contract with scripts: names and meanings change only with the version in it.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from hubproof.harness.plan import Plan
from hubproof.harness.trial import Finished
from hubproof.harness.verdict import Verdict, Violation

VERSION = 1
US_PER_S = 1_000_000

Told = dict[str, Any]
"""An object as it is printed: JSON's own types only."""


def campaign(verdict: Verdict, not_judged: Sequence[str], runs: Sequence[Told]) -> Told:
    """Everything that was run, the verdict on all of it, and the rows that some run left open."""
    return {
        "version": VERSION,
        "verdict": str(verdict),
        "not_judged": list(not_judged),
        "runs": list(runs),
    }


def error(sentence: str) -> Told:
    """What is printed instead when nothing could be run."""
    return {"version": VERSION, "error": sentence}


def run(finished: Finished) -> Told:
    """One run; `history_sha256` only where the same plan gives the same history."""
    record, judgement = finished.record, finished.judgement
    return {
        "scenario": record.plan.scenario,
        "mode": record.mode,
        "subject": record.subject,
        "seed": record.plan.seed,
        "plan": plan(record.plan),
        "verdict": str(judgement.verdict),
        "reason": judgement.reason,
        "violations": [violation(one) for one in judgement.violations],
        "faults_planned": len(record.plan.faults),
        "faults_fired": finished.faults_fired,
        "calls": finished.calls,
        "history_sha256": record.history.sha256() if record.mode == "sim" else None,
        "simulated_s": round(record.ran_s, 6),
        "wall_s": round(record.wall_s, 6),
    }


def plan(one: Plan) -> Told:
    """The plan as the object that its file holds."""
    return dict(msgspec.to_builtins(one))


def violation(one: Violation) -> Told:
    """A broken requirement; money is decimal text, the time is in seconds of the run."""
    return {
        "requirement": one.requirement,
        "level": one.level,
        "checker": one.checker,
        "message": one.message,
        "exposure": None if one.exposure is None else str(one.exposure),
        "at_s": one.at_us / US_PER_S,
    }
