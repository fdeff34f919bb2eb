"""The runbook's lines as they stand, in a shell that pasted our line, before a real server."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from hubproof.harness.cli.tools.arguments import SUBJECTS
from hubproof.harness.cli.tools.example import PACKAGE, main
from hubproof.harness.cli.tools.shell import STAND_IN

RUNBOOK = """
python -m mesolive_sdk_examples.agents_example list
python -m mesolive_sdk_examples.accounts_example list --limit 50
python -m mesolive_sdk_examples.strategies_example list --limit 50
python -m mesolive_sdk_examples.data_example underlying stream --symbol SPX --seconds 1
python -m mesolive_sdk_examples.events_example dump --seconds 5
python -m mesolive_sdk_examples.events_example dump --strategy-id 101 --strategy-id 102 --seconds 1
python -m mesolive_sdk_examples.events_example --help
"""
SUMMARIES = ("1 agent: 1 online", "2 accounts", "4 strategies", "SPX in 1.0 s: ")


def test_the_stand_in_has_a_module_for_every_subject() -> None:
    names = sorted(one.stem for one in (STAND_IN / PACKAGE).glob("*.py"))
    assert names == sorted(["__init__", *(f"{subject}_example" for subject in SUBJECTS)])


def test_a_mistake_is_answered_under_the_name_that_was_called(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main("accounts", ["list", "--limit", "0"]) == 3
    said = capsys.readouterr()
    assert "python -m mesolive_sdk_examples.accounts_example list --help shows" in said.err
    assert main("agents", ["list", "--api-key", "very-secret"]) == 3
    said = capsys.readouterr()
    assert "unrecognized arguments: --api-key ...;" in said.err
    assert "secret" not in said.err


def test_whoever_only_imports_a_module_starts_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"import {PACKAGE}.events_example"],
        env=os.environ | {"PYTHONPATH": str(STAND_IN)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout + done.stderr == ""


@pytest.mark.live
def test_the_lines_of_the_runbook_run_unchanged(served: Any, tmp_path: Path) -> None:
    hubproof = f"{sys.executable} -m hubproof"
    script = f'{served("a-key").exports}set -e\neval "$({hubproof} tools)"\n{RUNBOOK}'
    done = subprocess.run(
        ["/bin/sh", "-c", script],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},  # knows nothing of us
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    lines = done.stdout.splitlines()
    for summary in SUMMARIES:
        assert [line for line in lines if line.startswith(summary)]
    assert len([line for line in lines if "; subscribed to " in line]) == 2
    assert [line for line in lines if line.endswith("subscribed to strategies: 101, 102")]
    assert [line for line in lines if line.startswith("usage: python -m mesolive_sdk_examples.")]
