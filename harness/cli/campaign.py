"""A campaign: every run of an order, shown, kept and summed up.

Of a finished run only what is printed stays in memory: histories of a long campaign would not fit.
Ctrl-C and a failure of our own end it early, and both keep what was finished and say so.
"""

import gc
from collections.abc import Generator
from contextlib import closing

from hubproof.harness.cli import artifacts, blinding, objects, words
from hubproof.harness.cli.exits import BrokenOffError, Exit, exit_of
from hubproof.harness.cli.interruption import Interruption
from hubproof.harness.cli.objects import Told
from hubproof.harness.cli.order import Order
from hubproof.harness.cli.screen import Screen
from hubproof.harness.plan import Plan
from hubproof.harness.pool import Pool
from hubproof.harness.scenario import Scenario
from hubproof.harness.trial import Finished, carry_out
from hubproof.harness.verdict import Verdict, worst

FAILURES_SHOWN_MAX = 5
"""Failures printed in full; the others are counted, and kept with --out."""

LINES_SHOWN_MAX = 20
"""Up to so many runs each has a line of its own; beyond, only the first failures have."""

COLLECT_EVERY = 25
"""Runs between two collections of what they left in cycles, a third of a megabyte each: Python's
own collector rests during runs, and does not get round to the oldest generation in between."""


class Campaign:
    """Takes runs in one after the other, and can say at any time what they amount to."""

    def __init__(self, order: Order, screen: Screen) -> None:
        self._order = order
        self._screen = screen
        self._runs: dict[int, Told] = {}
        self._not_judged: dict[str, None] = {}
        self._failures: list[list[str]] = []
        self.counts = dict.fromkeys(Verdict, 0)

    def runs(self) -> Generator[tuple[int, Finished], None, None]:
        """Every run as it ends, with its place among the plans: live ones several at a time.

        Raises:
            BrokenOffError: One failed, and not by its subject.
        """
        order = self._order
        if order.terms.mode == "sim":
            for place, (scenario, plan) in enumerate(order.plans):
                yield place, self._carry_out(scenario, plan)
            return
        with Pool(order.subject, order.terms, width=min(order.at_once, order.total)) as pool:
            for ended in pool.ended(order.plans, self._begins):
                if ended.finished is None:
                    raise self._broken_off(ended.plan, ended.error)
                yield ended.place, ended.finished

    def _carry_out(self, scenario: Scenario, plan: Plan) -> Finished:
        self._begins(scenario, plan)
        try:
            return carry_out(plan, scenario, self._order.subject, self._order.terms)
        except Exception as error:
            raise self._broken_off(plan, error) from error

    def _begins(self, scenario: Scenario, plan: Plan) -> None:
        self._screen.begins(plan, self._order.terms.mode, scenario.live_bound_s)

    def _broken_off(self, plan: Plan, error: Exception | None) -> BrokenOffError:
        assert error is not None, "a run that did not finish failed with something"
        return BrokenOffError(words.of_our_own(error), self._order.again(plan))

    def take(self, place: int, finished: Finished) -> None:
        """Show a finished run, keep it, and add it up."""
        verdict = finished.judgement.verdict
        told = objects.run(finished)
        if self._order.out is not None:
            try:
                artifacts.keep(finished, told, self._order.out)
            except OSError as error:
                sentence = f"cannot write into {str(self._order.out)!r}: {error.strerror}"
                raise BrokenOffError(sentence, self._order.again(finished.record.plan)) from error
        self._runs[place] = told
        self.counts[verdict] += 1
        self._not_judged.update(dict.fromkeys(finished.judgement.not_judged))
        if verdict is not Verdict.VALID and len(self._failures) < FAILURES_SHOWN_MAX:
            again = self._order.again(finished.record.plan)
            self._failures.append(words.failure(finished, again))
            is_shown = self._order.total > 1
        else:
            is_shown = self._order.total <= LINES_SHOWN_MAX
        self._screen.finished(words.headline(finished), verdict, is_shown=is_shown)
        for remark in self._order.remarks(finished):
            self._screen.line(remark)
        if len(self._runs) % COLLECT_EVERY == 0:
            gc.collect()

    def told(self, *, is_whole: bool) -> Told:
        """The object that --json prints; what was broken off is unknown."""
        verdicts = [verdict for verdict, count in self.counts.items() if count]
        rest = [] if is_whole else [Verdict.UNKNOWN]
        runs = [self._runs[place] for place in sorted(self._runs)]
        return objects.campaign(worst([*verdicts, *rest]), [*self._not_judged], runs)

    def tell(self, told: Told, *, is_interrupted: bool, error: str | None) -> None:
        """Sum up on the screen, and in the directory the user named."""
        order = self._order
        if order.out is not None:
            more = {"error": error} if error is not None else {}
            summary = {**told, "interrupted": is_interrupted, **more}
            artifacts.summarise(summary, order.out)
        finished = sum(self.counts.values())
        self._screen.line(words.total(self.counts, order.total, order.subject.text))
        blind = blinding.warning()
        if blind is not None:
            self._screen.line(blind)
        if self._not_judged:
            self._screen.line(words.left_unjudged(self._not_judged, order.terms.judging))
        if is_interrupted or error is not None:
            how = "interrupted" if is_interrupted else "broken off"
            self._screen.line(words.cut_short(how, finished, order.total, order.out))
        failed = finished - self.counts[Verdict.VALID]
        if failed > len(self._failures):
            self._screen.line(f"the first {len(self._failures)} of {failed} failures follow")
        for failure in self._failures:
            self._screen.failure(failure)


def carry_out_all(order: Order) -> tuple[Exit, Told]:
    """Run every plan of an order, show and keep what comes out.

    Raises:
        BrokenOffError: A run failed, and not by its subject.
    """
    is_interrupted = False
    broken: BrokenOffError | None = None
    with Screen(total=order.total, is_json=order.is_json) as screen:
        campaign = Campaign(order, screen)
        with Interruption(order.terms.mode) as interruption:
            try:
                with closing(campaign.runs()) as runs:
                    for place, finished in runs:
                        interruption.check()
                        campaign.take(place, finished)
            except KeyboardInterrupt:
                is_interrupted = True
            except BrokenOffError as error:
                is_interrupted = interruption.is_asked
                broken = None if is_interrupted else error
        screen.stop_progress()
        told = campaign.told(is_whole=broken is None and not is_interrupted)
        campaign.tell(
            told,
            is_interrupted=is_interrupted,
            error=None if broken is None else str(broken),
        )
    if broken is not None:
        raise broken
    return exit_of(Verdict(told["verdict"])), told
