"""What everybody pays who has hubproof installed: next to nothing, and nothing is collected."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

OURS = [
    "hubproof",
    "hubproof.harness",
    "hubproof.harness.pytest_plugin",
    "hubproof.harness.pytest_plugin.hooks",
]
LISTS_MODULES = """
import sys, pytest
status = pytest.main(["-q", "-p", "no:cacheprovider", *sys.argv[1:]])
names = sorted(one for one in sys.modules if one == "hubproof" or one.startswith("hubproof."))
print(int(status), names)
"""


@pytest.fixture
def modules(foreign: Path, alone: list[str]) -> Callable[..., tuple[str, str]]:
    """Runs pytest; its status, and the modules of ours that were imported."""
    return lambda *arguments: listed(foreign, *alone, *arguments)


def listed(foreign: Path, *arguments: str) -> tuple[str, str]:
    command = [sys.executable, "-c", LISTS_MODULES, *arguments]
    done = subprocess.run(command, cwd=foreign, capture_output=True, text=True, check=True)
    status, _, names = done.stdout.splitlines()[-1].partition(" ")
    return status, names


def test_a_session_without_scenarios_imports_the_hooks_and_nothing_else(
    modules: Callable[..., Any],
) -> None:
    assert modules("test_theirs.py") == ("0", str(OURS))
    assert modules("--hubproof-seeds", "0", "test_theirs.py") == ("0", str(OURS))


def test_a_session_with_scenarios_imports_more(modules: Callable[..., Any]) -> None:
    _, names = modules("--co", "--pyargs", "hubproof.scenarios")
    assert "'hubproof.scenarios.steady_state'" in names


def test_a_plain_pytest_collects_nothing_of_ours(theirs: Callable[..., Any]) -> None:
    assert theirs("--co", "-q").ids == ["test_theirs.py::test_theirs"]


def test_a_folder_of_the_same_name_stays_theirs(theirs: Callable[..., Any]) -> None:
    named = theirs("--co", "-q", "scenarios/steady_state.py")
    assert named.ids == ["scenarios/steady_state.py::test_of_theirs"]
    assert theirs("--co", "-q", "scenarios").ids == []


def test_in_a_clone_too_only_the_named_folder_is_collected(clone: Callable[..., Any]) -> None:
    assert clone("--co", "-q", ".", "--ignore=tests").ids == []


def test_the_options_stand_in_a_group_of_their_own(theirs: Callable[..., Any]) -> None:
    helped = theirs("--help").out
    group = helped.partition("\nhubproof scenarios (pytest --pyargs hubproof.scenarios):\n")[2]
    group = group.partition("\n\n")[0]
    for option in ("subject", "command", "mode", "seeds", "selective"):
        assert f"--hubproof-{option}" in group
        assert f"--hubproof-{option}" not in helped.replace(group, "")


def test_without_the_plugin_nothing_is_missed(theirs: Callable[..., Any]) -> None:
    assert theirs("-q", "-p", "no:hubproof").status == pytest.ExitCode.OK
    refused = theirs("-p", "no:hubproof", "--hubproof-seeds", "1")
    assert refused.status == pytest.ExitCode.USAGE_ERROR


@pytest.mark.parametrize("mode", ["importlib", "prepend"])
def test_their_tests_and_ours_run_side_by_side_where_warnings_are_errors(
    theirs: Callable[..., Any], mode: str
) -> None:
    named = ("test_theirs.py", "scenarios/steady_state.py", "hubproof.scenarios")
    done = theirs(f"--import-mode={mode}", "-W", "error", "--pyargs", *named, "-k", "theirs or dy")
    assert "3 passed" in done.out
    assert "warning" not in done.text


def test_rows_that_nobody_judged_are_said_at_the_end(theirs: Callable[..., Any]) -> None:
    judged = ("--pyargs", "hubproof.scenarios.steady_state")
    silent = theirs(*judged, "--hubproof-subject", "mutant:does_nothing")
    assert "without a decision log or with --hubproof-selective: SAFE-3\n" in silent.out
    assert "not judged" not in theirs(*judged).out
    assert "hubproof" not in theirs("-q").out


def test_odd_properties_of_their_tests_do_no_harm(
    theirs: Callable[..., Any], foreign: Path
) -> None:
    odd = "def test_odd(request): request.node.user_properties += [1, 'x', (), ('a', 'b', 'c')]\n"
    (foreign / "test_theirs.py").write_text(odd)
    done = theirs("-q")
    assert (done.status, done.err) == (pytest.ExitCode.OK, "")
