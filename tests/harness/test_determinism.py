"""Seed 7 of every scenario leaves the same bytes, whatever ran before and on whichever Python.

The hashes are committed. Where a change of runs was meant, they are made anew by
`python -m hubproof.harness.proof hashes > tests/harness/histories.json`.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hubproof.harness.nemesis import expand
from hubproof.harness.proof.hashes import as_text, hashes
from hubproof.harness.subjects.naming import parse
from hubproof.harness.trial import Terms, carry_out
from hubproof.scenarios import SCENARIOS

COMMITTED = Path(__file__).with_name("histories.json")
REFRESH = "python -m hubproof.harness.proof hashes > tests/harness/histories.json"
SEED = 7
OTHERS = 200
VERSIONS = ("3.11", "3.12", "3.13", "3.14")

Hashes = dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def committed() -> Hashes:
    found: Hashes = json.loads(COMMITTED.read_text())
    return found


def printed_by(python: Path | str, hash_seed: str, root: Path) -> Hashes:
    """The hashes as a process of their own finds them."""
    finished = subprocess.run(
        [str(python), "-m", "hubproof.harness.proof", "hashes", "--seeds", str(SEED)],
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    found: Hashes = json.loads(finished.stdout)
    return found


def test_every_scenario_has_a_committed_hash(committed: Hashes) -> None:
    assert list(committed) == list(SCENARIOS), f"to refresh: {REFRESH}"
    assert COMMITTED.read_text() == as_text(committed)


def test_seed_7_alone_is_as_committed(committed: Hashes) -> None:
    assert hashes([SEED]) == committed, f"if that was meant: {REFRESH}"


@pytest.mark.slow
def test_seed_7_after_200_other_runs_is_as_committed(committed: Hashes) -> None:
    names = list(SCENARIOS)
    subjects = [parse("reference"), parse("mutant:no_dedupe")]
    for number in range(OTHERS):
        scenario = SCENARIOS[names[number % len(names)]]
        subject = subjects[number // len(names) % len(subjects)]
        carry_out(expand(scenario, 100 + number), scenario, subject, Terms())

    assert hashes([SEED]) == committed


@pytest.mark.parametrize("hash_seed", ["0", "1"])
def test_seed_7_is_as_committed_under_hash_seed(
    hash_seed: str, committed: Hashes, tmp_path: Path
) -> None:
    assert printed_by(sys.executable, hash_seed, tmp_path) == committed


@pytest.mark.slow
@pytest.mark.parametrize("version", VERSIONS)
def test_seed_7_is_as_committed_on_python(
    version: str, committed: Hashes, repository: Path, tmp_path: Path
) -> None:
    interpreter = find(version)
    if interpreter is None:
        pytest.skip(f"no Python {version} on this machine: histories are not compared on it")
    python = environment(interpreter, version, repository)

    assert printed_by(python, "random", tmp_path) == committed


def find(version: str) -> Path | None:
    """An interpreter of that version: on the path, else one that pyenv has."""
    for candidate in (shutil.which(f"python{version}"), *of_pyenv(version)):
        if candidate is not None and version_of(candidate) == version:
            return Path(candidate)
    return None


def of_pyenv(version: str) -> list[str]:
    pyenv = shutil.which("pyenv")
    if pyenv is None:
        return []
    root = subprocess.run([pyenv, "root"], capture_output=True, text=True, check=False).stdout
    return [str(one) for one in Path(root.strip()).glob(f"versions/{version}.*/bin/python")]


def version_of(python: str) -> str:
    command = [python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return answer.stdout.strip()


def environment(interpreter: Path, version: str, repository: Path) -> Path:
    """The Python of an environment with hubproof, made once for each pyproject.toml.

    What is installed is a link to the repository, so it never goes stale.
    """
    folder = repository / ".venvs" / version
    python, stamp = folder / "bin" / "python", folder / ".installed"
    wanted = hashlib.sha256((repository / "pyproject.toml").read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted and version_of(str(python)) == version:
        return python
    install([str(interpreter), "-m", "venv", "--clear", str(folder)])
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--no-input", "-q"]
    install([*pip, "install", "--editable", str(repository)])
    stamp.write_text(wanted)
    return python


def install(command: list[str]) -> None:
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, f"{command} failed:\n{finished.stdout}{finished.stderr}"
