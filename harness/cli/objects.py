"""The JSON that the command line prints and keeps: one shape for runs, and one for errors.

It is a contract with scripts: names and meanings change only with the version in it.
"""

import json
from collections.abc import Sequence
from typing import Any

import msgspec

from hubproof.harness.plan import Plan
from hubproof.harness.trial import Finished
from hubproof.harness.verdict import Verdict, Violation, worst

VERSION = 1
US_PER_S = 1_000_000


def campaign(runs: Sequence[Finished], *, is_interrupted: bool = False) -> dict[str, Any]:
    """Everything that was run, and the verdict on all of it."""
    told: dict[str, Any] = {
        "version": VERSION,
        "verdict": str(verdict_of(runs, is_interrupted=is_interrupted)),
        "not_judged": not_judged(runs),
        "runs": [run(one) for one in runs],
    }
    if is_interrupted:
        told["interrupted"] = True
    return told


def error(sentence: str) -> dict[str, Any]:
    """What is printed instead when nothing could be run."""
    return {"version": VERSION, "error": sentence}


def verdict_of(runs: Sequence[Finished], *, is_interrupted: bool) -> Verdict:
    """The worst verdict; what was broken off, or never run, is unknown."""
    verdicts = [one.judgement.verdict for one in runs]
    if is_interrupted or not runs:
        verdicts.append(Verdict.UNKNOWN)
    return worst(verdicts)


def not_judged(runs: Sequence[Finished]) -> list[str]:
    """The rows that no run could judge for want of evidence, in the order of their first mention."""
    named = (row for one in runs for row in one.judgement.not_judged)
    return list(dict.fromkeys(named))


def run(finished: Finished) -> dict[str, Any]:
    """One run; `history_sha256` only where the same seed gives the same history."""
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


def plan(one: Plan) -> dict[str, Any]:
    """The plan as the object that its file holds."""
    return dict(msgspec.to_builtins(one))


def violation(one: Violation) -> dict[str, Any]:
    """A broken requirement; money is decimal text, the time is in seconds of the run."""
    return {
        "requirement": one.requirement,
        "level": one.level,
        "checker": one.checker,
        "message": one.message,
        "exposure": None if one.exposure is None else str(one.exposure),
        "at_s": one.at_us / US_PER_S,
    }


def dump(told: dict[str, Any]) -> str:
    """One line of JSON."""
    return json.dumps(told, ensure_ascii=False)
