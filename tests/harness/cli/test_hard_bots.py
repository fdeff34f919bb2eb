"""Bots that do what a process may and a guest may not: leave hard, say the key, draw lots."""

import json
from pathlib import Path
from typing import Any

import pytest

from hubproof.harness.cli.main import main

LEAVES = """
import os
async def run(env):
    os._exit(0)
"""

ABORTS = """
import os
async def run(env):
    os.abort()
"""

TAKES_NOTHING = "async def run(): pass\n"

TELLS = """
import asyncio, json, os
from hubproof.client.sdk import MesoLiveControlHubClient, MesoLiveEventHubClient, models
async def run(env):
    key = env["MESOLIVE_API_KEY"]
    assert os.environ["MESOLIVE_API_KEY"] == key
    print(key)
    with open(env["HUBPROOF_DECISIONS"], "a") as log:
        spelt = "".join(f"\\\\u{ord(letter):04x}" for letter in key)
        log.write('{"decision":"surfaced","reason":"' + spelt + '"}\\n')
    at = dict(mesolive_instance=env["MESOLIVE_INSTANCE"], mesolive_api_key=key)
    async with MesoLiveControlHubClient(**at) as control, MesoLiveEventHubClient(**at) as event:
        await event.subscribe_to_strategies(models.SubscribeToStrategiesArgs(Strategies=None))
        try:
            asked = models.GetIdempotencyRecordArgs(IdempotencyKey=key)
            await control.get_idempotency_record(asked)
        except Exception:
            pass
        await asyncio.sleep(3600)
"""

DRAWS = """
import asyncio, random
from hubproof.client.sdk import MesoLiveEventHubClient, models
async def run(env):
    await asyncio.sleep(random.random())
    at = dict(mesolive_instance=env["MESOLIVE_INSTANCE"], mesolive_api_key=env["MESOLIVE_API_KEY"])
    async with MesoLiveEventHubClient(**at) as event:
        await event.subscribe_to_strategies(models.SubscribeToStrategiesArgs(Strategies=None))
        await asyncio.sleep(3600)
"""


@pytest.fixture
def bot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Write a module into an empty directory, and answer with its name as a subject."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))

    def write(name: str, source: str) -> str:
        (tmp_path / f"{name}.py").write_text(source)
        return f"py:{name}:run"

    return write


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.parametrize(
    ("name", "source", "says"),
    [("leaves_hard", LEAVES, "status 0"), ("aborts_hard", ABORTS, "status -6")],
)
def test_a_bot_that_leaves_hard_ends_itself_and_not_the_harness(
    bot: Any, capsys: pytest.CaptureFixture[str], name: str, source: str, says: str
) -> None:
    status = main(["run", "steady_state", "--subject", bot(name, source), "--json"])
    (run,) = told(capsys)["runs"]
    assert (status, run["verdict"]) == (2, "unknown")
    assert says in run["reason"]


def test_a_factory_that_takes_no_environment_is_refused_before_anything_runs(
    bot: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    subject = bot("takes_nothing", TAKES_NOTHING)
    assert main(["run", "steady_state", "--subject", subject, "--json"]) == 3
    assert "one argument" in told(capsys)["error"]


def test_the_key_is_in_no_file_however_a_bot_says_it(
    bot: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    subject = bot("tells_the_key", TELLS)
    main(["run", "steady_state", "--subject", subject, "--json", "--out", "kept"])
    files = [file for file in (tmp_path / "kept").rglob("*") if file.is_file()]
    assert len(files) == 5
    kept = "".join(file.read_text() for file in files)
    assert "(key)" in kept
    assert "sim-" not in kept
    assert told(capsys)["runs"][0]["calls"] == 2


def test_a_bot_that_draws_from_pythons_generator_repeats(
    bot: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    subject = bot("draws", DRAWS)
    hashes = []
    for _ in range(3):
        main(["run", "steady_state", "--subject", subject, "--json"])
        hashes.append(told(capsys)["runs"][0]["history_sha256"])
    assert len(set(hashes)) == 1


def test_a_summary_that_is_not_ours_is_not_lost(
    bot: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    precious = tmp_path / "summary.json"
    precious.write_text("precious")
    assert main(["run", "steady_state", "--json", "--out", str(tmp_path)]) == 3
    assert precious.read_text() == "precious"
    assert "not written by hubproof" in told(capsys)["error"]
    assert bot is not None
