"""Allure: what its report shows of a scenario, where allure-pytest is there and asked to write.

Labels are marks, so that its own selection by feature, story or severity finds them. Nothing here
is needed by those who do not use it: without allure-pytest nothing of it is imported.
"""

import importlib
import itertools
import uuid
from collections.abc import Iterator, Sequence

import pytest

from hubproof.harness.cli import artifacts, objects, words
from hubproof.harness.pytest_plugin.asked import Asked
from hubproof.harness.pytest_plugin.trials import Trials
from hubproof.harness.redaction import redacted
from hubproof.harness.requirements import REQUIREMENTS
from hubproof.harness.scenario import Scenario
from hubproof.harness.trial import Finished
from hubproof.harness.verdict import Judgement, Level, Row, Verdict

SEVERITY: dict[Level, str] = {"MUST": "critical", "SHOULD": "minor"}

SUITE = "hubproof scenarios"

TEXT, JSON = "text/plain", "application/json"

Attached = tuple[str, str, str]
"""An attachment: its name, its text, its type."""


class AllureResults:
    """The Allure side of one test; it does nothing where nobody asked for it."""

    def __init__(self, config: pytest.Config, scenario: Scenario) -> None:
        self._scenario = scenario
        self._is_installed = config.pluginmanager.has_plugin("allure_pytest")
        self._is_asked = config.pluginmanager.has_plugin("allure_listener")

    def marks(self) -> Iterator[pytest.MarkDecorator]:
        """What can be said before the run: labels and a description."""
        if not self._is_installed:
            return
        for kind, value in labels(self._scenario):
            yield pytest.mark.allure_label(value, label_type=kind)
        module = importlib.import_module(f"hubproof.scenarios.{self._scenario.name}")
        yield pytest.mark.allure_description(f"{self._scenario.says}\n\n{module.__doc__}")

    def begins(self, asked: Asked) -> None:
        """Tell the parameters; other seeds make no other test, another subject does."""
        if not self._is_asked:
            return
        import allure  # loaded by allure-pytest already

        allure.dynamic.parameter("subject", asked.subject_text)
        allure.dynamic.parameter("mode", asked.terms.mode)
        allure.dynamic.parameter("seeds", asked.seeds_text, excluded=True)
        if asked.terms.judging.selective:
            allure.dynamic.parameter("selective", value=True, excluded=True)

    def broke_off(self, again: str) -> None:
        """Attach what repeats a run that failed, and not by its subject."""
        self._attach([("replay.txt", f"{again}\n", TEXT)])

    def show(self, trials: Trials, asked: Asked) -> None:
        """Attach the runs that are shown, and the rows of the first of them as steps."""
        if not self._is_asked:
            return
        from allure_commons import plugin_manager

        first = trials.shown[0]
        for requirement in _beyond(first.judgement, self._scenario):
            plugin_manager.hook.add_label(label_type="feature", labels=[family(requirement)])
            plugin_manager.hook.add_label(label_type="story", labels=[story(requirement)])
        for row in rows(first.judgement, self._scenario):
            _step(row, first)
        for finished in trials.shown:
            name = f"seed {finished.record.plan.seed}: " if trials.count > 1 else ""
            again = asked.again(finished.record.plan)
            self._attach((name + file, text, kind) for file, text, kind in files(finished, again))

    def _attach(self, attachments: "Iterator[Attached] | list[Attached]") -> None:
        if not self._is_asked:
            return
        import allure

        for name, text, kind in attachments:
            allure.attach(text, name=name, attachment_type=kind, extension=name.rpartition(".")[2])


def labels(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """The labels of a scenario's test: feature and story by requirement, severity by level."""
    named = scenario.requirements
    for feature in dict.fromkeys(map(family, named)):
        yield "feature", feature
    for requirement in named:
        yield "story", story(requirement)
    yield "severity", severity(named)
    yield "parentSuite", SUITE
    yield "suite", scenario.name


def severity(named: Sequence[str]) -> str:
    """By the strictest level among requirements."""
    levels = [REQUIREMENTS[one].level for one in named]
    return SEVERITY["MUST" if "MUST" in levels else "SHOULD"]


def family(requirement: str) -> str:
    """IDEM, of IDEM-8."""
    return requirement.partition("-")[0]


def story(requirement: str) -> str:
    """The id with its sentence."""
    return f"{requirement}: a client {REQUIREMENTS[requirement].says}"


def rows(judgement: Judgement, scenario: Scenario) -> Iterator[Row]:
    """The rows to show: those that the scenario is about, and whatever is not valid beside."""
    beyond = _beyond(judgement, scenario)
    for row in judgement.rows:
        if row.requirement in scenario.requirements or row.requirement in beyond:
            yield row


def files(finished: Finished, again: str) -> Iterator[Attached]:
    """What is attached of one run; the key is in none of it."""
    for file, text in artifacts.files(finished, objects.run(finished)):
        if text:
            yield file, text, JSON if file.endswith(".json") else TEXT
    is_valid = finished.judgement.verdict is Verdict.VALID
    told = [words.headline(finished)] if is_valid else words.failure(finished, again)
    yield "verdict.txt", redacted("\n".join(told) + "\n", finished.record.key), TEXT
    yield "replay.txt", f"{again}\n", TEXT


def _beyond(judgement: Judgement, scenario: Scenario) -> list[str]:
    broken = (one.requirement for one in judgement.violations)
    open_ = (one.requirement for one in judgement.rows if one.verdict is not Verdict.VALID)
    found = dict.fromkeys(itertools.chain(broken, open_))
    return [one for one in found if one not in scenario.requirements]


def _step(row: Row, finished: Finished) -> None:
    from allure_commons import plugin_manager

    requirement = REQUIREMENTS[row.requirement]
    reason = redacted(row.reason or "", finished.record.key)
    error = _error(row.verdict, reason)
    title = f"{story(row.requirement)} ({requirement.level})"
    if error is None and reason:
        title += f"; broken, which decides nothing: {reason}"
    one = str(uuid.uuid4())
    plugin_manager.hook.start_step(uuid=one, title=title, params={})
    # By hand, because raising inside of allure.step would show a stack trace of ours.
    kind = None if error is None else type(error)
    plugin_manager.hook.stop_step(uuid=one, exc_type=kind, exc_val=error, exc_tb=None)


def _error(verdict: Verdict, reason: str) -> Exception | None:
    if verdict is Verdict.VALID:
        return None
    return AssertionError(reason) if verdict is Verdict.INVALID else LookupError(reason)
