"""`hubproof replay`: a stored plan once more, with the subject and mode it was stored with.

A plan file holds everything that decides a run but the subject; a run's folder knows that too, and
what happened then, so that a replay can say whether the same thing happened again. What is replayed
is the plan's own list of faults, whatever its scenario would draw today.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import msgspec

from hubproof.harness import plan as plans
from hubproof.harness.cli import artifacts
from hubproof.harness.cli.campaign import carry_out_all
from hubproof.harness.cli.exits import Exit, UsageError
from hubproof.harness.cli.objects import Told
from hubproof.harness.cli.order import Order, scenario_named, subject_of, terms_of
from hubproof.harness.plan import Plan, PlanError
from hubproof.harness.record import ModeName
from hubproof.harness.redaction import redacted
from hubproof.harness.trial import Finished

LINE_SHOWN_MAX = 200
"""How much of a line of a history is shown where two histories part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A plan as it was found, with what else is known where it lay in the folder of a run."""

    plan: Plan
    subject: str = "reference"
    mode: ModeName = "sim"
    history: bytes | None = None

    def compare(self, finished: Finished) -> Iterator[str]:
        """Lines that say whether the same happened again, where that can be expected."""
        record = finished.record
        is_same_run = record.subject == self.subject and record.mode == self.mode == "sim"
        if self.history is None or not is_same_run:
            return
        fresh = redacted(record.history.encode().decode(), record.key).encode()
        if fresh == self.history:
            yield "same history as the stored run, to the byte"
        else:
            yield from _parting(self.history, fresh)


def replay(options: argparse.Namespace) -> tuple[Exit, Told]:
    """Carry out `hubproof replay`; the status, and the object that --json prints.

    Raises:
        UsageError: There is nothing there that can be replayed.
        BrokenOffError: The run failed, and not by its subject.
    """
    if not options.path:
        raise UsageError("give a plan.json, or the folder of one run, to replay")
    stored = _read(Path(options.path))
    if stored.subject == "command" and options.command is None and options.subject is None:
        raise UsageError(f"{options.path} was a run of a command; give that command again after --")
    scenario = scenario_named(stored.plan.scenario)
    order = Order(
        plans=((scenario, stored.plan),),
        total=1,
        subject=subject_of(options, stored.subject),
        terms=terms_of(options, stored.mode),
        out=artifacts.prepare(options.out) if options.out is not None else None,
        is_json=options.json,
        path=options.path,
        remarks=stored.compare,
    )
    return carry_out_all(order)


def _read(path: Path) -> Stored:
    file = path
    try:
        is_run = path.is_dir()
        file = path / artifacts.PLAN if is_run else path
        plan = plans.decode(file.read_bytes())
    except OSError as error:
        raise UsageError(
            f"cannot read {str(file)!r}: {error.strerror}; give a plan.json, or the folder of one"
            " run in what hubproof run --out made"
        ) from error
    except PlanError as error:
        raise UsageError(f"{file}: {error}") from error
    if not is_run:
        return Stored(plan=plan)
    return _with_subject(plan, path)


class _Kept(msgspec.Struct):
    """What a run's verdict says about the run itself."""

    subject: str
    mode: ModeName


def _with_subject(plan: Plan, folder: Path) -> Stored:
    verdict, file = folder / artifacts.VERDICT, folder / artifacts.HISTORY
    try:
        kept = msgspec.json.decode(verdict.read_bytes(), type=_Kept)
        history = file.read_bytes() if file.is_file() else None
    except (OSError, msgspec.DecodeError) as error:
        raise UsageError(
            f"{verdict} does not say which subject was run ({error}); replay"
            f" {folder / artifacts.PLAN} with --subject instead"
        ) from error
    return Stored(
        plan=plan,
        subject=kept.subject,
        mode=kept.mode,
        history=history,
    )


def _parting(stored: bytes, fresh: bytes) -> Iterator[str]:
    """Where two histories part, and how each goes on."""
    pairs = zip_longest(stored.splitlines(), fresh.splitlines(), fillvalue=b"(its end)")
    for number, (then, now) in enumerate(pairs, start=1):
        if then != now:
            yield (
                f"the history differs: from line {number} on this is not what was stored; the"
                " subject, hubproof or Python has changed, or the subject draws for itself"
            )
            yield f"  then: {_shortened(then)}"
            yield f"  now:  {_shortened(now)}"
            return


def _shortened(line: bytes) -> str:
    text = line.decode(errors="replace")
    return text if len(text) <= LINE_SHOWN_MAX else text[:LINE_SHOWN_MAX] + "..."
