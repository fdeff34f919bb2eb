"""The line makes a shell's `python -m` find the stand-in, whatever the shell's `python` was."""

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from hubproof.harness.cli.tools.example import PACKAGE
from hubproof.harness.cli.tools.shell import STAND_IN, export

OURS = Path("/a b/bin/python3")


def run(line: str, then: str, **env: str) -> str:
    script = f"{line}\n{then}"
    done = subprocess.run(
        ["/bin/sh", "-c", script], env=env, capture_output=True, text=True, check=True
    )
    return done.stdout.rstrip("\n")


def test_the_folder_goes_before_what_is_on_the_path() -> None:
    line = export(Path("/it's here"), OURS, OURS.with_name("python"))
    assert "\n" not in line
    show = '/bin/echo "$PYTHONPATH|$PATH"'
    assert run(line, show, PATH="/p") == "/it's here|/p"
    assert run(line, show, PATH="/p", PYTHONPATH="/x y") == "/it's here:/x y|/p"


@pytest.mark.parametrize("found", [None, Path("/usr/bin/python")])
def test_another_python_or_none_gives_way_to_ours(found: Path | None) -> None:
    line = export(Path("/here"), OURS, found)
    assert run(line, '/bin/echo "$PYTHONPATH|$PATH"', PATH="/p q") == "/here|/a b/bin:/p q"


def test_the_folder_holds_the_stand_in_and_nothing_else() -> None:
    assert [one.name for one in STAND_IN.iterdir() if one.name != "__pycache__"] == [PACKAGE]


def test_hubproof_tools_prints_the_line_and_the_hint_beside_it() -> None:
    command = [sys.executable, "-m", "hubproof", "tools"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    (line,) = done.stdout.splitlines()
    assert line.startswith("export ")
    assert str(STAND_IN) in shlex.split(line.replace('"${PYTHONPATH:+:$PYTHONPATH}"', ""))[-1]
    assert 'eval "$(hubproof tools)"' in done.stderr
