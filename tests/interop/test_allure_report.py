"""Allure 3, which nobody here wrote, makes a report of our results, and our words are in it."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hubproof.harness.requirements import REQUIREMENTS
from hubproof.scenarios import SCENARIOS

PACKAGES = Path(__file__).parent / "allure"
STORM = "unknown_outcome_of_an_order"
CHOSEN = ["signals_flap", "steady_state", STORM]
BUG = "mutant:new_key_on_retry"


@pytest.fixture(scope="session")
def allure(npm_ci: Callable[[Path], None], node: str) -> list[str]:
    """The command that is Allure 3."""
    npm_ci(PACKAGES)
    return [node, str(PACKAGES / "node_modules" / ".bin" / "allure")]


@pytest.fixture(scope="module")
def report(
    allure: list[str], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, Any]]:
    """The tests of a report on a client with a bug, by name, as its pages read them."""
    root = tmp_path_factory.mktemp("report")
    judged = ["--pyargs", "hubproof.scenarios", "-k", " or ".join(CHOSEN)]
    judged += ["--hubproof-subject", BUG]
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *judged, "--alluredir", "results"],
        cwd=root,
        capture_output=True,
        check=False,  # the client has a bug
    )
    subprocess.run(
        [*allure, "awesome", "results", "--output", "report"],
        cwd=root,
        capture_output=True,
        check=True,
        timeout=120,
    )
    assert (root / "report" / "index.html").is_file()
    pages = (root / "report" / "data" / "test-results").glob("*.json")
    told = [json.loads(one.read_text(encoding="utf-8")) for one in pages]
    for one in told:
        for attached in one["attachments"]:
            link = attached["link"]
            file = root / "report" / "data" / "attachments" / f"{link['id']}{link['ext']}"
            link["text"] = file.read_text(encoding="utf-8")
    return {one["name"]: one for one in told}


def test_a_scenario_is_in_the_report_with_its_outcome(report: dict[str, Any]) -> None:
    assert sorted(report) == CHOSEN
    assert report["steady_state"]["status"] == "passed"
    assert report[STORM]["status"] == "failed"
    assert "invalid: IDEM-" in report[STORM]["error"]["message"]


def test_the_requirements_are_its_stories(report: dict[str, Any]) -> None:
    for name, told in report.items():
        rows = SCENARIOS[name].requirements
        named = {f"{row}: a client {REQUIREMENTS[row].says}" for row in rows}
        assert named <= set(told["groupedLabels"]["story"])
        assert told["groupedLabels"]["severity"] == ["critical"]


def test_the_files_of_a_run_can_be_read_in_it(report: dict[str, Any]) -> None:
    links = {one["link"]["name"]: one["link"] for one in report[STORM]["attachments"]}
    assert all(not one["missed"] for one in links.values())
    assert json.loads(links["plan.json"]["text"])["scenario"] == STORM
    lines = links["history.jsonl"]["text"].splitlines()
    assert len([json.loads(line) for line in lines]) > 100
    assert links["replay.txt"]["text"].endswith(f"run {STORM} --seed 1 --subject {BUG}\n")


def test_the_rows_are_its_steps(report: dict[str, Any]) -> None:
    shown = [one for one in report[STORM]["steps"] if one["type"] == "step"]
    steps = {one["name"].partition(":")[0]: one["status"] for one in shown}
    assert set(SCENARIOS[STORM].requirements) <= set(steps)
    assert (steps["IDEM-2"], steps["IDEM-4"]) == ("failed", "passed")
