"""A reader who leaves early, as `head` does, is no error and changes no verdict."""

import shlex
import subprocess
import sys

import pytest

from hubproof.harness.cli.pipes import printable

HUBPROOF = shlex.join([sys.executable, "-m", "hubproof"])


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ("list requirements", 0),
        ("list requirements --json", 0),
        ("run steady_state --seeds 3", 0),
        ("run steady_state --json", 0),
        ("run steady_state --seeds 3 --subject mutant:does_nothing", 1),
        ("--help", 0),
    ],
)
def test_whoever_leaves_early_is_not_told(arguments: str, status: int) -> None:
    # `true` reads nothing at all, so that not even the first line finds a reader.
    script = f"{HUBPROOF} {arguments} | true; echo ${{PIPESTATUS[0]}} >&2"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    *told, last = done.stderr.splitlines()
    assert last == f"{status}"
    assert not told or "--json" in arguments
    assert "rror" not in done.stderr


def test_control_characters_are_spelled_out_and_letters_stay() -> None:
    assert printable("caf\u00e9 [red] :b:") == "caf\u00e9 [red] :b:"
    assert printable("\x1b[31mred\r\t\ud83d") == "\\x1b[31mred\\r\\t\\ud83d"
