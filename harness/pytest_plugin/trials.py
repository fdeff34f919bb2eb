"""The trials of one scenario: every seed, one after the other, and what is kept of them.

All seeds run, whatever comes out; a report needs to know how many fail. Histories of a long series
would not fit into memory, so only those runs stay that a report shows.
"""

import gc
from collections.abc import Iterator
from dataclasses import dataclass

from hubproof.harness.cli import words
from hubproof.harness.cli.campaign import COLLECT_EVERY
from hubproof.harness.cli.exits import BrokenOffError
from hubproof.harness.cli.interruption import Interruption
from hubproof.harness.nemesis import expand
from hubproof.harness.pytest_plugin.apart import apart
from hubproof.harness.pytest_plugin.asked import Asked
from hubproof.harness.scenario import Scenario
from hubproof.harness.trial import Finished, carry_out
from hubproof.harness.verdict import Verdict, worst

KEPT_MAX = 5
"""Failed runs that are kept whole; the others are named."""

_URGENCY = {Verdict.INVALID: 0, Verdict.UNKNOWN: 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A run that was not valid, in short."""

    seed: int
    verdict: Verdict
    reason: str | None


class Trials:
    """Takes runs in, and can say what they amount to."""

    def __init__(self) -> None:
        self.count = 0
        self.failed: list[Failed] = []
        self.not_judged: dict[str, None] = {}
        self._kept: list[Finished] = []
        self._valid: Finished | None = None

    def take(self, finished: Finished) -> None:
        """Add a finished run."""
        judgement = finished.judgement
        self.count += 1
        self.not_judged.update(dict.fromkeys(judgement.not_judged))
        if judgement.verdict is Verdict.VALID:
            self._valid = self._valid or finished
            return
        seed = finished.record.plan.seed
        self.failed.append(Failed(seed=seed, verdict=judgement.verdict, reason=judgement.reason))
        self._kept.append(finished)
        self._kept.sort(key=lambda one: _URGENCY[one.judgement.verdict])
        del self._kept[KEPT_MAX:]

    @property
    def verdict(self) -> Verdict:
        """The verdict on all of them."""
        return worst(one.verdict for one in self.failed)

    @property
    def shown(self) -> list[Finished]:
        """The runs to show: the one that decides first, or the first run where all are valid."""
        return self._kept or ([self._valid] if self._valid is not None else [])


def carry_out_all(scenario: Scenario, asked: Asked) -> Trials:
    """Run a scenario with every seed that was asked for.

    Raises:
        BrokenOffError: A run failed, and not by its subject.
        KeyboardInterrupt: It was asked for; nothing is left running.
    """
    trials = Trials()
    with apart(), Interruption(asked.terms.mode) as interruption:
        for finished in _finished(scenario, asked):
            interruption.check()
            trials.take(finished)
            if trials.count % COLLECT_EVERY == 0:
                gc.collect()
    return trials


def _finished(scenario: Scenario, asked: Asked) -> Iterator[Finished]:
    for seed in asked.seeds:
        plan = expand(scenario, seed, asked.dialect)
        try:
            yield carry_out(plan, scenario, asked.subject, asked.terms)
        except Exception as error:
            raise BrokenOffError(words.of_our_own(error), asked.again(plan)) from error
