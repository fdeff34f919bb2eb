"""A live run of a process: it is judged like any other, and its key is written nowhere."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.live

TELLS_EVERYTHING = """
import json, os, sys
print(dict(os.environ))
print("the key is", os.environ["MESOLIVE_API_KEY"], flush=True)
print("Authorization: Bearer " + os.environ["MESOLIVE_API_KEY"], file=sys.stderr)
with open(os.environ["HUBPROOF_DECISIONS"], "a") as log:
    log.write(json.dumps({"decision": "surfaced", "reason": os.environ["MESOLIVE_API_KEY"]}))
    log.write(chr(10))
with open(sys.argv[1], "w") as own:
    own.write(os.environ["MESOLIVE_API_KEY"])
sys.exit(f"failed with {os.environ['MESOLIVE_API_KEY']}")
"""


def test_the_key_stands_in_no_file_and_no_line(
    hubproof: Callable[..., Any], tmp_path: Path
) -> None:
    bot, own, out = tmp_path / "bot.py", tmp_path / "own", tmp_path / "out"
    bot.write_text(TELLS_EVERYTHING)
    said = hubproof(
        *("run", "steady_state", "--out", str(out), "--json"),
        *("--", sys.executable, str(bot), str(own)),
    )
    assert said.status == 2
    key = own.read_text()
    assert len(key) > 30
    files = [one for one in out.rglob("*") if one.is_file()]
    assert sorted(one.name for one in files) == [
        *("history.jsonl", "plan.json", "subject.log", "summary.json", "verdict.json")
    ]
    assert not [one.name for one in files if key.encode() in one.read_bytes()]
    assert key not in said.out + said.err
    (log,) = out.rglob("subject.log")
    assert "the key is (key)" in log.read_text()
    assert "Authorization: Bearer (key)" in log.read_text()


def test_a_command_that_ends_at_once_is_unknown_with_what_it_printed(
    hubproof: Callable[..., Any], tmp_path: Path
) -> None:
    bot = tmp_path / "my bot.sh"
    bot.write_text("#!/bin/sh\necho no account configured >&2\nexit 9\n")
    bot.chmod(0o755)
    said = hubproof("run", "steady_state", "--", str(bot))
    assert said.status == 2
    assert said.lines[0] == "running steady_state  seed 1, for 90 s at most"
    assert said.lines[-4:-1] == [
        "  the subject exited with status 9 before it was ready",
        "  the last lines that the subject printed:",
        "    no account configured",
    ]
    assert said.lines[-1].endswith(
        f"run steady_state --seed 1 -- '{bot}'  # real time: timing may differ"
    )


def test_a_live_run_of_the_reference_client_is_valid_and_has_no_hash(
    hubproof: Callable[..., Any], tmp_path: Path
) -> None:
    plan = {
        "version": 1,
        "scenario": "steady_state",
        "seed": 1,
        "faults": [],
        "workload": {
            "kind": "entry_signals",
            "signals": [
                {
                    "at_us": 100_000,
                    "strategy_id": 101,
                    "broker_account_id": "ML1001",
                    "state": "On",
                }
            ],
        },
    }
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(plan))
    said = hubproof("replay", str(file), "--mode", "live", "--json")
    (run,) = said.json["runs"]
    assert (said.status, run["verdict"], run["mode"]) == (0, "valid", "live")
    assert run["history_sha256"] is None
    assert run["calls"] > 5
