"""`hubproof replay`: a stored plan once more, with the subject and mode it was stored with.

A plan file holds everything that decides a run but the subject; a run's directory knows that too. What
is replayed is the plan's own list of faults, whatever its scenario would draw today.
"""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

from hubproof.harness import plan as plans
from hubproof.harness.cli import artifacts
from hubproof.harness.cli.exits import Exit, UsageError
from hubproof.harness.cli.run import (
    Order,
    carry_out_all,
    scenario_named,
    subject_of,
    terms_of,
)
from hubproof.harness.plan import Plan, PlanError


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A plan as it was found, with the subject and mode where they are known."""

    plan: Plan
    subject: str = "reference"
    mode: str = "sim"


def replay(options: argparse.Namespace) -> tuple[Exit, dict[str, object]]:
    """Carry out `hubproof replay`; the status, and the object that --json prints."""
    stored = _read(Path(options.path))
    if stored.subject == "command" and options.command is None and options.subject is None:
        raise UsageError(
            f"{options.path} was a run of a command; give that command again after --"
        )
    scenario = scenario_named(stored.plan.scenario)
    order = Order(
        plans=((scenario, stored.plan),),
        total=1,
        subject=subject_of(options, stored.subject),
        terms=terms_of(options, stored.mode),
        out=artifacts.prepare(options.out) if options.out is not None else None,
        is_json=options.json,
        path=options.path,
    )
    return carry_out_all(order)


def _read(path: Path) -> Stored:
    is_run = path.is_dir()
    file = path / artifacts.PLAN if is_run else path
    try:
        plan = plans.decode(file.read_bytes())
    except OSError as error:
        raise UsageError(
            f"cannot read {str(file)!r}: {error.strerror}; give a plan.json, or a directory"
            " that hubproof run --out made for a run"
        ) from error
    except PlanError as error:
        raise UsageError(f"{file}: {error}") from error
    if not is_run:
        return Stored(plan=plan)
    return _with_subject(plan, path / artifacts.VERDICT)


def _with_subject(plan: Plan, file: Path) -> Stored:
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        return Stored(plan=plan, subject=str(told["subject"]), mode=str(told["mode"]))
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise UsageError(
            f"{file} does not say which subject was run ({error}); replay its {artifacts.PLAN}"
            " with --subject instead"
        ) from error
