"""`hubproof parity`: for how many plans virtual time and real sockets come to the same verdict.

Virtual time is only worth its speed while it tells what real sockets would have told. Every plan is
run in both modes, the verdicts are counted, and each plan on which they differ is explained. All
of virtual time comes first: it sets things of this process that a live subject would inherit.
"""

import argparse
from collections.abc import Generator
from contextlib import closing
from dataclasses import replace

from hubproof.harness.cli import objects, reproduce, words
from hubproof.harness.cli.exits import BrokenOffError, Exit, UsageError
from hubproof.harness.cli.interruption import Interruption
from hubproof.harness.cli.objects import Told
from hubproof.harness.cli.order import scenario_named, subject_of, terms_of
from hubproof.harness.cli.screen import Screen
from hubproof.harness.nemesis import expand
from hubproof.harness.parity import Difference, Outline, compare, outline
from hubproof.harness.plan import SEED_MAX, Plan
from hubproof.harness.pool import Pool
from hubproof.harness.record import ModeName
from hubproof.harness.scenario import Scenario
from hubproof.harness.subjects.naming import Named
from hubproof.harness.trial import Terms, carry_out
from hubproof.scenarios import SCENARIOS


def parity(options: argparse.Namespace) -> tuple[Exit, Told]:
    """Carry out `hubproof parity`; the status, and the object that --json prints.

    Raises:
        UsageError: What was asked for cannot be run in both modes.
        BrokenOffError: A run failed, and not by its subject.
    """
    if options.command is not None:
        raise UsageError("a command runs in real time only: there is nothing to compare it with")
    names = dict.fromkeys(options.scenarios or SCENARIOS)
    if options.seed + options.seeds - 1 > SEED_MAX:
        raise UsageError(f"the last seed would be above {SEED_MAX}; choose a smaller --seed")
    seeds = range(options.seed, options.seed + options.seeds)
    plans = [
        (one, expand(one, seed, options.dialect))
        for one in map(scenario_named, names)
        for seed in seeds
    ]
    with Screen(total=len(plans), is_json=options.json) as screen:
        comparison = Comparison(subject_of(options), terms_of(options), screen)
        is_whole = comparison.make(plans, at_once=options.at_once)
        screen.stop_progress()
        comparison.tell(len(plans), is_whole=is_whole)
    if not is_whole:
        return Exit.UNKNOWN, comparison.told(len(plans))
    return Exit.INVALID if comparison.differences else Exit.VALID, comparison.told(len(plans))


class Comparison:
    """Runs plans in both modes, and remembers where the verdicts differ."""

    def __init__(self, subject: Named, terms: Terms, screen: Screen) -> None:
        self._subject = subject
        self._terms = terms
        self._screen = screen
        self.compared = 0
        self.differences: list[Difference] = []

    def make(self, plans: list[tuple[Scenario, Plan]], *, at_once: int) -> bool:
        """Compare all of them; whether nobody interrupted it.

        Raises:
            BrokenOffError: A run failed, and not by its subject.
        """
        with Interruption("live"):
            try:
                simulated = [self._simulated(scenario, plan) for scenario, plan in plans]
                with closing(self._live(plans, min(at_once, len(plans)))) as ends:
                    for place, live in ends:
                        self._take(plans[place][1], simulated[place], live)
            except KeyboardInterrupt:
                return False
        return True

    def tell(self, total: int, *, is_whole: bool) -> None:
        """Sum up on the screen, and explain each difference."""
        agree = self.compared - len(self.differences)
        share = f" ({100 * agree / self.compared:.1f} %)" if self.compared else ""
        self._screen.line(
            f"{agree} of {self.compared} plans{share}: the same verdict in sim and live,"
            f" {self._subject.text}"
        )
        if not is_whole:
            self._screen.line(f"interrupted: {self.compared} of {total} plans were compared")
        for one in self.differences:
            self._screen.failure(self._lines(one))

    def told(self, total: int) -> Told:
        """The object that --json prints."""
        return {
            "version": objects.VERSION,
            "subject": self._subject.text,
            "plans": total,
            "compared": self.compared,
            "agree": self.compared - len(self.differences),
            "differences": [
                {
                    "scenario": one.plan.scenario,
                    "seed": one.plan.seed,
                    "plan": objects.plan(one.plan),
                    "sim": {"verdict": str(one.sim.verdict), "reason": one.sim.reason},
                    "live": {"verdict": str(one.live.verdict), "reason": one.live.reason},
                    "why": list(one.why),
                }
                for one in self.differences
            ],
        }

    def _simulated(self, scenario: Scenario, plan: Plan) -> Outline:
        try:
            return outline(
                carry_out(plan, scenario, self._subject, replace(self._terms, mode="sim"))
            )
        except Exception as error:
            raise BrokenOffError(words.of_our_own(error), self._again(plan, "sim")) from error

    def _live(
        self, plans: list[tuple[Scenario, Plan]], width: int
    ) -> Generator[tuple[int, Outline], None, None]:
        with Pool(self._subject, replace(self._terms, mode="live"), width=width) as pool:
            for ended in pool.ended(plans, self._begins):
                if ended.finished is None:
                    assert ended.error is not None, "what did not finish failed"
                    raise BrokenOffError(
                        words.of_our_own(ended.error), self._again(ended.plan, "live")
                    ) from ended.error
                yield ended.place, outline(ended.finished)

    def _begins(self, scenario: Scenario, plan: Plan) -> None:
        self._screen.begins(plan, "live", scenario.live_bound_s)

    def _take(self, plan: Plan, sim: Outline, live: Outline) -> None:
        self.compared += 1
        difference = compare(plan, sim, live)
        if difference is not None:
            self.differences.append(difference)
        says = "the same" if difference is None else "NOT THE SAME"
        line = f"{plan.scenario}  seed {plan.seed}  sim {sim.verdict}, live {live.verdict}: {says}"
        self._screen.finished(line, live.verdict, is_shown=True)

    def _lines(self, one: Difference) -> list[str]:
        plan = one.plan
        return [
            f"{plan.scenario}  seed {plan.seed}: sim {one.sim.verdict}, live {one.live.verdict}",
            *(f"  {mode}: {end.reason}" for mode, end in _reasons(one)),
            *(f"  {line}" for line in one.why),
            self._again(plan, "sim"),
            self._again(plan, "live"),
        ]

    def _again(self, plan: Plan, mode: ModeName) -> str:
        return reproduce.command(plan, self._subject, mode, self._terms.judging)


def _reasons(one: Difference) -> list[tuple[str, Outline]]:
    return [(mode, end) for mode, end in (("sim", one.sim), ("live", one.live)) if end.reason]
