"""An order: what the arguments ask to be run, checked before anything runs.

Whatever can be known to be impossible is refused here, in one sentence, and not in the middle of a
campaign.
"""

import argparse
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from hubproof.harness.cli import reproduce
from hubproof.harness.cli.blinding import checkers_in_force
from hubproof.harness.cli.exits import UsageError
from hubproof.harness.judge import Judging
from hubproof.harness.plan import Plan
from hubproof.harness.record import ModeName
from hubproof.harness.scenario import Scenario
from hubproof.harness.subjects import naming
from hubproof.harness.subjects.naming import Named
from hubproof.harness.subjects.subject import SubjectError
from hubproof.harness.trial import Finished, Terms
from hubproof.scenarios import SCENARIOS


def _no_remarks(_: Finished) -> Iterable[str]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be run: `total` plans, by whom, how, and where it is kept.

    `at_once` live runs go on at the same time. `path` is the file or folder that a plan was read
    from; `remarks` are lines to add on a run.
    """

    plans: Iterable[tuple[Scenario, Plan]]
    total: int
    subject: Named
    terms: Terms
    out: Path | None
    is_json: bool
    at_once: int = 1
    path: str | None = None
    remarks: Callable[[Finished], Iterable[str]] = _no_remarks

    def again(self, plan: Plan) -> str:
        """The command that runs one of the plans again."""
        return reproduce.command(
            plan, self.subject, self.terms.mode, self.terms.judging, path=self.path
        )


def scenario_named(name: str) -> Scenario:
    """The scenario of that name.

    Raises:
        UsageError: There is none.
    """
    scenario = SCENARIOS.get(name)
    if scenario is None:
        raise UsageError(f"there is no scenario {name!r}; there are {', '.join(SCENARIOS)}")
    return scenario


def subject_of(options: argparse.Namespace, default: str = "reference") -> Named:
    """The subject that the arguments name.

    Raises:
        UsageError: There is none of that name, or two were named.
    """
    if options.command is not None:
        if options.subject is not None:
            raise UsageError("name the subject with --subject or by a command after --, not both")
        return naming.of_command([_checked(options.command[0]), *options.command[1:]])
    try:
        return naming.parse(default if options.subject is None else options.subject)
    except SubjectError as error:
        raise UsageError(str(error)) from error


def _checked(program: str) -> str:
    if shutil.which(program) is not None:
        return program
    is_file = Path(program).is_file()
    why = "it is not executable" if is_file else "there is no such command here or on the PATH"
    raise UsageError(
        f"cannot run {program!r}: {why}; give the command that starts your client after --"
    )


def terms_of(options: argparse.Namespace, default: ModeName = "sim") -> Terms:
    """How to run and judge; `default` is the mode where the arguments name none.

    Raises:
        UsageError: A command was to run in virtual time.
    """
    if options.command is not None and options.mode == "sim":
        raise UsageError("a command runs in real time only; leave out --mode sim")
    mode: ModeName = options.mode or ("live" if options.command is not None else default)
    return Terms(
        mode=mode,
        judging=Judging(selective=options.selective, require_decisions=options.require_decisions),
        checkers=checkers_in_force(),
    )
