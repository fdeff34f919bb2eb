"""A scenario as a test: the storm and its verdict.

Unknown fails, too: a run that nobody could judge has not passed. A failure of hubproof's own is no
verdict; the session makes an error of it.
"""

from pathlib import Path
from typing import Any

import pytest

from hubproof.harness.cli.exits import BrokenOffError
from hubproof.harness.pytest_plugin import told
from hubproof.harness.pytest_plugin.allure_results import AllureResults
from hubproof.harness.pytest_plugin.asked import Asked
from hubproof.harness.pytest_plugin.hooks import NOT_JUDGED
from hubproof.harness.pytest_plugin.trials import carry_out_all
from hubproof.harness.verdict import Verdict
from hubproof.scenarios import SCENARIOS

ASKED = pytest.StashKey[Asked]()
"""Where a session keeps what was asked for."""

REFUSED = pytest.StashKey[str]()
"""Where a session that cannot end by itself keeps why nothing can be run."""


class ScenarioItem(pytest.Item):
    """One scenario with every seed that was asked for. `told` is what is said of a failure."""

    def __init__(self, **members: Any) -> None:
        super().__init__(**members)
        self.scenario = SCENARIOS[self.name]
        self.told: told.Told | None = None
        self.extra_keyword_matches.update(self.scenario.requirements)
        self._allure = AllureResults(self.config, self.scenario)
        for mark in self._allure.marks():
            self.add_marker(mark)

    def setup(self) -> None:
        """Say what is known before the run."""
        if REFUSED in self.config.stash:
            pytest.fail(self.config.stash[REFUSED], pytrace=False)
        asked = self.config.stash[ASKED]
        self.told = None
        self.user_properties[:] = [
            *(("requirement", one) for one in self.scenario.requirements),
            ("subject", asked.subject_text),
            ("mode", asked.terms.mode),
            ("seeds", asked.seeds_text),
        ]
        self._allure.begins(asked)

    def runtest(self) -> None:
        """Run the scenario and judge it.

        Raises:
            AssertionError: The verdict is not valid.
            BrokenOffError: A run failed, and not by its subject.
        """
        asked = self.config.stash[ASKED]
        try:
            trials = carry_out_all(self.scenario, asked)
        except BrokenOffError as error:
            self.told = told.broken_off(str(error), error.again)
            self.user_properties.append(("replay", error.again))
            self._allure.broke_off(error.again)
            raise
        self.user_properties += [
            ("verdict", str(trials.verdict)),
            *(("replay", asked.again(one.record.plan)) for one in trials.shown),
            *((NOT_JUDGED, row) for row in trials.not_judged),
        ]
        self._allure.show(trials, asked)
        if trials.verdict is not Verdict.VALID:
            self.told = told.failure(trials, asked)
            raise AssertionError(self.told.reprcrash.message)

    def reportinfo(self) -> tuple[Path, None, str]:
        """Where it stands, and its heading among the failures."""
        return self.path, None, self.name
