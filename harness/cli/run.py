"""`hubproof run`: scenarios, a subject, seeds; verdicts.

Every plan is expanded before its run starts, and every finished run is kept at once, so that breaking
off in the middle loses nothing that was learned.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hubproof.harness.cli import artifacts, objects, reproduce, words
from hubproof.harness.cli.blinding import checkers_in_force
from hubproof.harness.cli.exits import Exit, UsageError, exit_of
from hubproof.harness.cli.screen import Screen
from hubproof.harness.judge import Judging
from hubproof.harness.nemesis import expand
from hubproof.harness.plan import SEED_MAX, Plan
from hubproof.harness.scenario import Scenario
from hubproof.harness.subjects import naming
from hubproof.harness.subjects.naming import Named
from hubproof.harness.subjects.subject import SubjectError
from hubproof.harness.trial import Finished, Terms, carry_out
from hubproof.harness.verdict import Verdict
from hubproof.scenarios import SCENARIOS

FAILURES_SHOWN_MAX = 5
"""Failures printed in full; the others are counted, and kept with --out."""

LINES_SHOWN_MAX = 20
"""Up to so many runs each has a line of its own; beyond, only what failed has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be run: the plans, by whom, how. `path` is the file a plan was read from."""

    plans: tuple[tuple[Scenario, Plan], ...] | Iterator[tuple[Scenario, Plan]]
    total: int
    subject: Named
    terms: Terms
    out: Path | None
    is_json: bool
    path: str | None = None


def run(options: argparse.Namespace) -> tuple[Exit, dict[str, object]]:
    """Carry out `hubproof run`; the status, and the object that --json prints."""
    scenarios = [scenario_named(name) for name in options.scenarios or SCENARIOS]
    if options.seed + options.seeds - 1 > SEED_MAX:
        raise UsageError(f"the last seed would be above {SEED_MAX}; choose a smaller --seed")
    seeds = range(options.seed, options.seed + options.seeds)
    order = Order(
        plans=((one, expand(one, seed)) for one in scenarios for seed in seeds),
        total=len(scenarios) * len(seeds),
        subject=subject_of(options),
        terms=terms_of(options),
        out=artifacts.prepare(options.out) if options.out is not None else None,
        is_json=options.json,
    )
    return carry_out_all(order)


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
        return naming.of_command(options.command)
    try:
        return naming.parse(options.subject or default)
    except SubjectError as error:
        raise UsageError(str(error)) from error


def terms_of(options: argparse.Namespace, default: str = "sim") -> Terms:
    """How to run and judge.

    Raises:
        UsageError: A command was to run in virtual time.
    """
    if options.command is not None and options.mode == "sim":
        raise UsageError("a command runs in real time only; leave out --mode sim")
    mode = "live" if options.command is not None else options.mode or default
    return Terms(
        mode="live" if mode == "live" else "sim",
        judging=Judging(
            selective=options.selective, require_decisions=options.require_decisions
        ),
        checkers=checkers_in_force(),
    )


def carry_out_all(order: Order) -> tuple[Exit, dict[str, object]]:
    """Run every plan of an order, show and keep what comes out."""
    runs: list[Finished] = []
    is_interrupted = False
    with Screen(total=order.total, is_json=order.is_json) as screen:
        try:
            for scenario, plan in order.plans:
                finished = carry_out(plan, scenario, order.subject, order.terms)
                runs.append(finished)
                if order.out is not None:
                    artifacts.keep(finished, order.out)
                is_valid = finished.judgement.verdict is Verdict.VALID
                screen.finished(finished, is_shown=is_valid and order.total <= LINES_SHOWN_MAX)
        except KeyboardInterrupt:
            is_interrupted = True
    told = objects.campaign(runs, is_interrupted=is_interrupted)
    if order.out is not None:
        artifacts.summarise(told, order.out)
    _tell(order, runs, screen, is_interrupted=is_interrupted)
    return exit_of(Verdict(told["verdict"])), told


def _tell(order: Order, runs: list[Finished], screen: Screen, *, is_interrupted: bool) -> None:
    failed = [one for one in runs if one.judgement.verdict is not Verdict.VALID]
    screen.line(_sum(order, runs))
    unjudged = words.left_unjudged(one.judgement for one in runs)
    if unjudged is not None:
        screen.line(unjudged)
    if is_interrupted:
        kept = f"; what is finished is kept in {order.out}" if order.out is not None else ""
        screen.line(f"interrupted after {len(runs)} of {order.total} runs{kept}")
    for one in failed[:FAILURES_SHOWN_MAX]:
        screen.line("")
        again = reproduce.command(
            one.record,
            order.subject,
            selective=order.terms.judging.selective,
            path=order.path,
        )
        screen.lines(words.failure(one, again), one.judgement.verdict)


def _sum(order: Order, runs: list[Finished]) -> str:
    counts = [
        f"{sum(one.judgement.verdict is verdict for one in runs)} {verdict}"
        for verdict in (Verdict.VALID, Verdict.INVALID, Verdict.UNKNOWN)
    ]
    hidden = len(runs) - sum(one.judgement.verdict is Verdict.VALID for one in runs)
    more = hidden - FAILURES_SHOWN_MAX
    tail = f"; the first {FAILURES_SHOWN_MAX} failures follow" if more > 0 else ""
    return f"{len(runs)} of {order.total} runs of {order.subject.text}: {', '.join(counts)}{tail}"
