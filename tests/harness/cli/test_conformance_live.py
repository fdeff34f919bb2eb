"""The test hub as a process, and recordings played against its address in real time."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hubproof.harness.cli.exits import Exit
from hubproof.harness.cli.main import main

CASES = Path(__file__).parents[2] / "transcripts" / "cases"
CHOSEN = ("stream/cancel", "stateful/back", "everyone/all")

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A port on which the test hub serves."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
    command = [sys.executable, "-m", "hubproof", "conformance", "serve", "--port", str(number)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert "the test hub is at" in server.stdout.readline()
        yield number
        server.terminate()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One recording of each of some families, and two that stop the server."""
    cases = []
    for path in sorted(CASES.glob("*.json")):
        if path.name.startswith("stop."):
            cases += json.loads(path.read_text())[: path.name.startswith("stop.ws.json")]
        else:
            cases += [one for one in json.loads(path.read_text()) if one["case"] in CHOSEN]
    (tmp_path / "some.json").write_text(json.dumps(cases))
    return tmp_path


def test_a_server_at_an_address_is_held_to_the_recordings(
    port: int, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["conformance", "replay", str(folder), "--server", f"http://127.0.0.1:{port}"])
    told = capsys.readouterr().out
    assert status is Exit.VALID, told
    assert "13 of 13 recordings are answered alike" in told


def test_cases_are_played_against_a_server_at_an_address(
    port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    chosen = ["44.result", "59.items", "79.all", "96.once"]
    asked = [word for name in chosen for word in ("--case", name)]
    status = main(["conformance", "server", f"http://127.0.0.1:{port}", *asked])
    told = capsys.readouterr().out
    assert status is Exit.VALID, told
    assert "17 of 17 cases pass, 0 depart, 0 could not be tried" in told
