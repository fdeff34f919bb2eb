"""The command line as a person uses it: a call in this process, or a process of its own."""

import asyncio
import json
import socket
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from hubproof.harness.cli.main import main
from hubproof.harness.nemesis import expand
from hubproof.harness.subjects.naming import parse
from hubproof.harness.trial import Finished, Terms, carry_out
from hubproof.scenarios import SCENARIOS

STORM = "unknown_outcome_of_an_order"
WAIT_S = 60.0


@dataclass(frozen=True, slots=True)
class Said:
    """What one call of the command line said."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    @property
    def json(self) -> dict[str, Any]:
        (line,) = self.lines
        told: dict[str, Any] = json.loads(line)
        return told


@pytest.fixture
def hubproof(capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Runs one command line in this process."""

    def called(*argv: str) -> Said:
        capsys.readouterr()
        status = main(argv)
        said = capsys.readouterr()
        return Said(int(status), said.out, said.err)

    return called


@pytest.fixture
def start() -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Starts the command line as a process; none of them outlives the test."""
    started: list[subprocess.Popen[str]] = []

    def run(*argv: str, **options: Any) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-m", "hubproof", *argv],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **options,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def until() -> Callable[[Callable[[], bool]], Any]:
    """Waits for a condition, and no longer than that takes."""

    async def wait(condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(WAIT_S):
            while not condition():  # noqa: ASYNC110  # what is waited for is a process
                await asyncio.sleep(0.02)

    return wait


@pytest.fixture
def bots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], str]]:
    """Writes a module and answers with what stands before the factory's name in a subject."""
    folder = tmp_path / "bots"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "path", [str(folder), *sys.path])

    def written(text: str) -> str:
        (folder / "bot_for_cli.py").write_text(textwrap.dedent(text))
        return "py:bot_for_cli:"

    yield written
    sys.modules.pop("bot_for_cli", None)


@pytest.fixture
def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def finished(subject: str, *, seed: int = 1, scenario: str = STORM) -> Finished:
    one = SCENARIOS[scenario]
    return carry_out(expand(one, seed), one, parse(subject), Terms())


@pytest.fixture(scope="session")
def valid() -> Finished:
    return finished("reference")


@pytest.fixture(scope="session")
def convicted() -> Finished:
    """A run of a mutant that was convicted of entering twice."""
    runs = (finished("mutant:new_key_on_retry", seed=seed) for seed in range(1, 51))
    return next(one for one in runs if any(v.exposure for v in one.judgement.violations))
