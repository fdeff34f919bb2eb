"""The example bots, run as a user would run them: real processes, real sockets, and convicted.

Both retry under a new key when an answer was lost. They stand for the bots that hubproof is made
for, so they must be convicted of entering twice, in money, and not of some accident of their own.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCENARIO = "unknown_outcome_of_an_order"
BOUND_S = 150


def judged(repository: Path, *command: str) -> dict[str, object]:
    """What `hubproof run --json -- COMMAND` prints, run in the repository."""
    finished = subprocess.run(
        [sys.executable, "-m", "hubproof", "run", SCENARIO, "--json", "--", *command],
        cwd=repository,
        capture_output=True,
        text=True,
        timeout=BOUND_S,
        check=False,
    )
    assert finished.returncode == 1, finished.stderr
    told: dict[str, object] = json.loads(finished.stdout)
    return told


def assert_entered_twice(told: dict[str, object]) -> None:
    runs = told["runs"]
    assert isinstance(runs, list)
    (run,) = runs
    assert run["verdict"] == "invalid"
    assert run["faults_fired"] == run["faults_planned"]
    twice = [one for one in run["violations"] if one["requirement"] == "IDEM-8"]
    assert twice, run["violations"]
    assert all(float(one["exposure"]) > 0 for one in twice)
    assert "twice" in twice[0]["message"]


@pytest.mark.live
def test_the_javascript_bot_enters_twice(repository: Path, node: str) -> None:
    assert_entered_twice(judged(repository, node, "examples/bot.mjs"))


@pytest.mark.live
def test_the_pysignalr_bot_enters_twice(repository: Path) -> None:
    assert_entered_twice(judged(repository, sys.executable, "examples/bot_pysignalr.py"))
