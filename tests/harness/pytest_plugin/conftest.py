"""pytest as a person runs it: a process of its own, in a repository of theirs or in a clone."""

import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from hubproof.harness.nemesis import expand
from hubproof.harness.subjects.naming import parse
from hubproof.harness.trial import Finished, Terms, carry_out
from hubproof.scenarios import SCENARIOS

STORM = "unknown_outcome_of_an_order"
APART = ("PYTEST", "COV", "HUBPROOF")
STRICT = """
[pytest]
addopts = --strict-markers --strict-config
xfail_strict = true
filterwarnings = error
"""
ALONE = ("hypothesispytest", "asyncio", "allure_pytest", "xdist")
"""Plugins that a stranger may lack; without them pytest starts in a third of the time."""

BOTS = """
import asyncio, logging, os, pathlib, sys, warnings
from hubproof.client.runtime import run

async def good(env):
    await run(env)

async def leaves_at_once(env):
    pass

async def talks(env):
    key = env["MESOLIVE_API_KEY"]
    pathlib.Path(__file__).with_name("key").write_text(key)
    print("printed", key)
    print("printed too", key, file=sys.stderr)
    logging.getLogger("bot").error("logged %s", key)
    warnings.warn(f"warned {key}")
    raise RuntimeError(f"raised {key}")
"""


@dataclass(frozen=True, slots=True)
class Ran:
    """What one run of pytest said."""

    status: int
    out: str
    err: str

    @property
    def text(self) -> str:
        return self.out + self.err

    @property
    def ids(self) -> list[str]:
        """The tests that --collect-only -q lists."""
        return [line for line in self.out.splitlines() if "::" in line]


Pytest = Callable[..., Ran]


def start(*arguments: str, cwd: Path) -> "subprocess.Popen[str]":
    """pytest as a process, which knows nothing of the one that this test runs in."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(APART)}
    return subprocess.Popen(
        [sys.executable, "-m", "pytest", *arguments],
        cwd=cwd,
        env={**kept, "COLUMNS": "300"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ran(*arguments: str, cwd: Path) -> Ran:
    process = start(*arguments, cwd=cwd)
    out, err = process.communicate(timeout=120)
    return Ran(process.returncode, out, err)


@pytest.fixture(scope="session")
def clone(repository: Path) -> Pytest:
    """Runs pytest in the clone that this is."""
    return lambda *arguments: ran("-p", "no:cacheprovider", *arguments, cwd=repository)


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """Somebody's repository, which is stricter than most, with a folder named like ours."""
    return written(tmp_path / "foreign")


def written(root: Path) -> Path:
    (root / "scenarios").mkdir(parents=True)
    (root / "scenarios" / "steady_state.py").write_text("def test_of_theirs(): ...\n")
    (root / "bots.py").write_text(textwrap.dedent(BOTS))
    (root / "test_theirs.py").write_text("def test_theirs(): ...\n")
    (root / "pytest.ini").write_text(STRICT)
    return root


@pytest.fixture(scope="session")
def alone() -> list[str]:
    """The options that leave our plugin alone with pytest."""
    return [option for name in ALONE for option in ("-p", f"no:{name}")]


@pytest.fixture
def theirs(foreign: Path, alone: list[str]) -> Pytest:
    """Runs pytest in that repository, without other plugins."""
    return lambda *arguments: ran(*alone, *arguments, cwd=foreign)


def finished(subject: str, *, seed: int = 1, scenario: str = STORM) -> Finished:
    one = SCENARIOS[scenario]
    return carry_out(expand(one, seed), one, parse(subject), Terms())


@pytest.fixture(scope="session")
def valid() -> Finished:
    return finished("reference")


@pytest.fixture(scope="session")
def convicted() -> Finished:
    return finished("mutant:new_key_on_retry")


@pytest.fixture(scope="session")
def properties() -> Callable[[Path], dict[str, dict[str, list[str]]]]:
    """Reads the properties of every test case in a JUnit file, by the name of the case."""

    def read(path: Path) -> dict[str, dict[str, list[str]]]:
        cases: dict[str, dict[str, list[str]]] = {}
        for case in ET.parse(path).iter("testcase"):  # noqa: S314  # written by us a moment ago
            named = cases.setdefault(case.attrib["name"], {})
            for one in case.iter("property"):
                named.setdefault(one.attrib["name"], []).append(one.attrib["value"])
        return cases

    return read


@pytest.fixture(scope="session")
def with_allure(
    tmp_path_factory: pytest.TempPathFactory, alone: list[str]
) -> Callable[..., tuple[Ran, Path]]:
    """Runs pytest with allure-pytest; what it said, and the folder of the results."""
    options = [one for one in alone if one not in ("-p", "no:allure_pytest")]
    options = [option for name in options for option in ("-p", name)]

    def run(*arguments: str) -> tuple[Ran, Path]:
        root = written(tmp_path_factory.mktemp("allure") / "foreign")
        done = ran(*options, "--pyargs", *arguments, "--alluredir", "allure-results", cwd=root)
        return done, root / "allure-results"

    return run


@pytest.fixture(scope="session")
def results() -> Callable[[Path], list[dict[str, Any]]]:
    """Reads the Allure results in a folder."""
    return lambda path: [
        json.loads(one.read_text(encoding="utf-8")) for one in sorted(path.glob("*-result.json"))
    ]
