"""What Allure is given: the rows as labels and steps, and all that a run left behind; no key."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from hubproof.harness import plan as plans
from hubproof.harness.nemesis import expand
from hubproof.harness.pytest_plugin import allure_results
from hubproof.harness.requirements import REQUIREMENTS
from hubproof.harness.trial import Finished
from hubproof.scenarios import SCENARIOS

STORM = "unknown_outcome_of_an_order"
NAMED = f"hubproof.scenarios.{STORM}"
BUG = "mutant:new_key_on_retry"
FILES = ("plan.json", "history.jsonl", "verdict.json", "verdict.txt", "replay.txt")

Run = Callable[..., tuple[Any, Path]]
Read = Callable[[Path], list[dict[str, Any]]]


@dataclass(frozen=True)
class Result:
    """One result as it lies in the folder."""

    told: dict[str, Any]
    folder: Path
    said: Any

    def label(self, name: str) -> list[str]:
        return sorted(one["value"] for one in self.told["labels"] if one["name"] == name)

    @property
    def attached(self) -> dict[str, str]:
        return {
            one["name"]: (self.folder / one["source"]).read_text(encoding="utf-8")
            for one in self.told.get("attachments", ())
        }


@pytest.fixture(scope="module")
def one(with_allure: Run, results: Read) -> Callable[..., Result]:
    """Runs one scenario with Allure, and reads its result back."""

    def run(*arguments: str) -> Result:
        said, folder = with_allure(*arguments)
        (told,) = results(folder)
        return Result(told, folder, said)

    return run


@pytest.fixture(scope="module")
def convict(one: Callable[..., Result]) -> Result:
    return one(NAMED, "--hubproof-subject", BUG)


@pytest.fixture(scope="module")
def series(one: Callable[..., Result]) -> Result:
    return one(NAMED, "--hubproof-subject", BUG, "--hubproof-seeds", "2-3")


def test_a_test_stands_below_its_requirements(convict: Result) -> None:
    named = SCENARIOS[STORM].requirements
    assert set(convict.label("feature")) == {"IDEM", "SAFE"}
    stories = [f"{row}: a client {REQUIREMENTS[row].says}" for row in named]
    assert convict.label("story") == sorted(stories)
    assert convict.label("severity") == ["critical"]
    assert convict.label("parentSuite") == ["hubproof scenarios"]
    assert convict.label("suite") == [STORM]
    assert convict.told["description"].startswith(SCENARIOS[STORM].says)


def test_a_conviction_is_a_failure_with_the_whole_story(convict: Result) -> None:
    assert convict.told["status"] == "failed"
    details = convict.told["statusDetails"]
    assert details["message"].startswith("AssertionError: invalid: IDEM-")
    assert " USD at risk beyond" in details["trace"]
    assert details["trace"].splitlines()[-1] == convict.attached["replay.txt"].strip()
    assert "pytest_plugin" not in details["trace"]


def test_what_the_run_left_is_attached(convict: Result, convicted: Finished) -> None:
    attached = convict.attached
    assert [name for name in attached if name != "subject.log"] == [
        *("plan.json", "history.jsonl", "verdict.json", "verdict.txt", "replay.txt")
    ]
    assert plans.decode(attached["plan.json"].encode()) == expand(SCENARIOS[STORM], 1)
    assert attached["history.jsonl"].encode() == convicted.record.history.encode()
    assert '"verdict": "invalid"' in attached["verdict.json"]
    assert attached["verdict.txt"].startswith(f"INVALID {STORM}  seed 1  {BUG}")
    assert attached["verdict.txt"].endswith(attached["replay.txt"])
    assert attached["replay.txt"].endswith(f"hubproof run {STORM} --seed 1 --subject {BUG}\n")
    kinds = {one["name"]: one["type"] for one in convict.told["attachments"]}
    assert kinds["plan.json"] == kinds["verdict.json"] == "application/json"
    assert kinds["history.jsonl"] == kinds["verdict.txt"] == kinds["replay.txt"] == "text/plain"


def test_the_rows_are_steps(convict: Result) -> None:
    steps = {one["name"].partition(":")[0]: one for one in convict.told["steps"]}
    assert set(SCENARIOS[STORM].requirements) <= set(steps)
    assert {steps["IDEM-2"]["status"], steps["IDEM-8"]["status"]} == {"failed"}
    assert "entered strategy" in steps["IDEM-8"]["statusDetails"]["message"]
    assert steps["IDEM-4"]["status"] == "passed"
    assert steps["IDEM-2"]["name"].endswith(" (MUST)")
    assert "Traceback" not in str(steps)


def test_a_test_is_the_same_with_other_seeds_and_another_with_another_subject(
    one: Callable[..., Result], convict: Result, series: Result
) -> None:
    reference = one(NAMED)
    assert reference.told["status"] == "passed"
    assert convict.told["historyId"] == series.told["historyId"]
    assert convict.told["historyId"] != reference.told["historyId"]
    assert convict.told["testCaseId"] == series.told["testCaseId"] == reference.told["testCaseId"]
    assert convict.told["fullName"] == f"hubproof.scenarios.{STORM}#{STORM}"
    parameters = {one["name"]: one for one in series.told["parameters"]}
    assert {name: one["value"] for name, one in parameters.items()} == {
        "subject": f"'{BUG}'",
        "mode": "'sim'",
        "seeds": "'seeds 2-3'",
    }
    assert [name for name, one in parameters.items() if one.get("excluded")] == ["seeds"]
    assert set(FILES) <= set(reference.attached)


def test_of_several_seeds_each_failed_run_is_attached_by_its_seed(series: Result) -> None:
    for seed in (2, 3):
        assert {f"seed {seed}: {name}" for name in FILES} <= set(series.attached)
        plan = plans.decode(series.attached[f"seed {seed}: plan.json"].encode())
        assert plan.seed == seed


@pytest.mark.parametrize("mode", ["sim", "live"])
def test_the_key_is_in_nothing_that_is_written(one: Callable[..., Result], mode: str) -> None:
    done = one(NAMED, "--hubproof-subject", "py:bots:talks", "--hubproof-mode", mode)
    assert done.told["status"] == "failed"
    key = (done.folder.parent / "key").read_text()
    log = done.attached["subject.log"]
    for way in ("printed", "printed too", "logged", "warned", "raised"):
        assert f"{way} (key)" in log
    assert len(key) > 8
    texts = [path.read_bytes() for path in done.folder.iterdir()]
    assert len(texts) > len(FILES)
    assert [text for text in texts if key.encode() in text] == []
    assert key not in done.said.text


def test_a_key_that_was_sent_in_a_call_is_in_no_file_either(convicted: Finished) -> None:
    sent = "ApplyPaperFills"
    whole = dict(pair[:2] for pair in allure_results.files(convicted, "again"))
    assert [name for name in whole if sent in whole[name]] == [*FILES[:4]]
    told = replace(convicted, record=replace(convicted.record, key=sent))
    assert [name for name, text, _ in allure_results.files(told, "again") if sent in text] == []


def test_a_row_that_the_scenario_is_not_about_gets_its_story_when_it_breaks(
    one: Callable[..., Result],
) -> None:
    named = "hubproof.scenarios.resume_after_a_cut_with_duplicates"
    done = one(named, "--hubproof-subject", "mutant:no_dedupe")
    broken = {
        one["name"].partition(":")[0] for one in done.told["steps"] if one["status"] != "passed"
    }
    beyond = broken - set(SCENARIOS[named.rpartition(".")[2]].requirements)
    assert "RECON-3" in beyond
    for row in beyond:
        assert allure_results.story(row) in done.label("story")
        assert allure_results.family(row) in done.label("feature")


def test_a_failure_of_ours_is_broken_with_what_repeats_it(
    with_allure: Run, results: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "breaks_us.py").write_text(
        "def pytest_configure():\n"
        "    from hubproof.harness.modes import sim\n"
        "    def fails(*_, **__): raise RuntimeError('the world stood still')\n"
        "    sim.run = fails\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    said, folder = with_allure(NAMED, "-p", "breaks_us")
    assert "1 error" in said.out
    (told,) = results(folder)
    done = Result(told, folder, said)
    assert done.told["status"] == "broken"
    assert "the world stood still" in done.told["statusDetails"]["message"]
    assert list(done.attached) == ["replay.txt"]
    assert [one["name"] for one in told["parameters"]] == ["subject", "mode", "seeds"]


def test_allures_own_selection_finds_them(with_allure: Run) -> None:
    def selected(*arguments: str) -> list[str]:
        said, _ = with_allure("hubproof.scenarios", "--co", "-q", *arguments)
        return [line.rpartition("::")[2] for line in said.ids]

    about_events = [one.name for one in SCENARIOS.values() if "EVT" in str(one.requirements)]
    assert 0 < len(about_events) < len(SCENARIOS)
    assert selected("--allure-features", "EVT") == sorted(about_events)
    assert selected("--allure-severities", "critical") == sorted(SCENARIOS)
    assert selected("--allure-severities", "minor") == []


def test_severity_is_that_of_the_strictest_row() -> None:
    assert {REQUIREMENTS[row].level for row in ("OPS-1", "IDEM-1")} == {"SHOULD", "MUST"}
    assert allure_results.severity(("OPS-1",)) == "minor"
    assert allure_results.severity(("OPS-1", "IDEM-1")) == "critical"
