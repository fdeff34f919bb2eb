"""The host runs a factory as a process, with the environment that it has."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.live


def host(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "hubproof.harness.subjects.host", *arguments]
    env = {**os.environ, "FOR_THE_BOT": "hello"}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


def test_the_factory_gets_the_environment(tmp_path: Path) -> None:
    (tmp_path / "bot.py").write_text("async def run(env): print(env['FOR_THE_BOT'])\n")

    ended = host(tmp_path, "bot:run")

    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "hello\n", "")


def test_a_factory_that_cannot_be_loaded_is_one_sentence(tmp_path: Path) -> None:
    ended = host(tmp_path, "bot:run")

    assert ended.returncode == 3
    assert ended.stderr == (
        "cannot import 'bot' for py:bot:run: ModuleNotFoundError: No module named 'bot'\n"
    )


def test_without_an_argument_it_says_how_it_is_used(tmp_path: Path) -> None:
    ended = host(tmp_path)

    assert ended.returncode == 3
    assert ended.stderr.startswith("usage: ")
