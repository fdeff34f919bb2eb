"""The wheel beside somebody else's repository, whose folders are named like our rooms.

Our only import name is `hubproof`, and our command-line options belong to `hubproof` alone. If
either leaked, installing us would break the test-suite of the very bot that we are to judge.
"""

import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

BUILT_FROM = (
    *("client", "contract", "harness", "hubproof", "scenarios", "simulator"),
    *("LICENSE", "README.md", "pyproject.toml"),
)
INSTALL = ("-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input")
OURS = ("client", "contract", "harness", "scenarios", "simulator")
CONFTEST = """
import pytest

def pytest_addoption(parser):
    for name in ("subject", "seed", "seeds", "mode", "scenario", "selective", "out"):
        parser.addoption(f"--{name}", default="its own")

@pytest.fixture
def seed(request):
    return request.config.getoption("--seed")
"""
ITS_TESTS = """
import client, contract, harness, scenarios, simulator

def test_its_folders_are_its_own():
    assert [m.OWNER for m in (client, contract, harness, scenarios, simulator)] == ["the bot"] * 5

def test_its_options_are_its_own(seed):
    assert seed == "its own"

def test_ours_are_there_too():
    import hubproof.contract
    assert hubproof.contract is not contract
"""

ITS_BOT = """
from hubproof.client.runtime import run
from trading import VERSION

async def bot(env):
    await run(env)

async def idle(env):
    pass
"""
ITS_SETTINGS = """
[pytest]
addopts = --strict-markers --strict-config --seed=3
filterwarnings = error
python_files = *.py
"""


@pytest.fixture(scope="module")
def wheel(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy: building leaves folders behind that a later build picks up."""
    copy = tmp_path_factory.mktemp("copy")
    for name in BUILT_FROM:
        if (repository / name).is_dir():
            shutil.copytree(
                repository / name, copy / name, ignore=shutil.ignore_patterns("__pycache__")
            )
        else:
            shutil.copy(repository / name, copy / name)
    run(sys.executable, "-m", "build", "--wheel", "--outdir", "dist", cwd=copy)
    (built,) = (copy / "dist").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def bot(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with folders, tests and options like ours, and an environment with the wheel."""
    root = tmp_path_factory.mktemp("bot")
    for name in OURS:
        (root / name).mkdir()
        (root / name / "__init__.py").write_text("OWNER = 'the bot'\n")
    (root / "conftest.py").write_text(CONFTEST)
    (root / "trading.py").write_text("VERSION = 'of the bot'\n")
    (root / "main.py").write_text(ITS_BOT)
    (root / "tests").mkdir()
    (root / "tests" / "test_bot.py").write_text(ITS_TESTS)
    venv.create(root / ".venv", with_pip=False, symlinks=True)
    python = root / ".venv" / "bin" / "python"
    run(
        sys.executable, *INSTALL, "--python", str(python), "install", str(wheel), "pytest", cwd=root
    )
    return root


def run(*command: str, cwd: Path, status: int = 0) -> str:
    """Run to the end, as a shell of its own would: no setting of this test run reaches it."""
    apart = ("PYTEST", "PYTHON", "COV", "VIRTUAL_ENV")
    env = {name: value for name, value in os.environ.items() if not name.startswith(apart)}
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == status, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def test_the_wheel_holds_every_module_under_one_name(wheel: Path, repository: Path) -> None:
    names = [name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name]
    inside = {
        path.relative_to(repository).as_posix()
        for room in (*OURS, "hubproof")
        for path in (repository / room).rglob("*.py")
    }
    expected = [path if path.startswith("hubproof/") else f"hubproof/{path}" for path in inside]
    assert sorted(name for name in names if name.endswith(".py")) == sorted(expected)
    assert [name for name in names if not name.startswith("hubproof/")] == []
    assert "hubproof/py.typed" in names


def test_the_tests_of_a_repository_with_our_folder_names_still_pass(bot: Path) -> None:
    assert "3 passed" in run(".venv/bin/pytest", cwd=bot)
    assert "3 passed" in run(".venv/bin/python", "-m", "pytest", "tests", "-q", cwd=bot)


def test_the_scenarios_run_there_for_a_bot_that_lives_there(
    bot: Path, repository: Path, tmp_path: Path
) -> None:
    names = sorted(one.stem for one in (repository / "scenarios").glob("[!_]*.py"))
    settings = tmp_path / "strict.ini"
    settings.write_text(ITS_SETTINGS)
    judged = ("--rootdir", ".", "-c", str(settings), "--pyargs", "hubproof.scenarios")
    said = run(".venv/bin/pytest", "-v", "--hubproof-subject", "py:main:bot", *judged, cwd=bot)
    passed = [line.split(" PASSED")[0] for line in said.splitlines() if " PASSED" in line]
    assert passed == [f"hubproof/scenarios/{name}.py::{name}" for name in names]
    assert f"{len(names)} passed in" in said
    both = run(".venv/bin/pytest", "-q", "tests", "--pyargs", "hubproof.scenarios", cwd=bot)
    assert f"{len(names) + 3} passed in" in both


def test_a_bot_that_fails_there_is_told_apart_from_its_tests(bot: Path) -> None:
    idle = ("--hubproof-subject", "py:main:idle", "--pyargs", "hubproof.scenarios.steady_state")
    said = run(".venv/bin/python", "-m", "pytest", "tests", *idle, cwd=bot, status=1)
    assert "1 failed, 3 passed in" in said
    assert "\nunknown: the subject returned before it was ready\n" in said
    assert "\nhubproof run" not in said  # the environment is not activated: the command has a path
    (replay,) = [line for line in said.splitlines() if line.startswith("./.venv/bin/hubproof run ")]
    assert "UNKNOWN steady_state" in run("sh", "-c", replay, cwd=bot, status=2)


def test_every_room_can_be_imported_there(bot: Path) -> None:
    for room in OURS:
        where = f"import hubproof.{room} as room; print(room.__file__)"
        assert "site-packages" in run(".venv/bin/python", "-c", where, cwd=bot)


def test_the_command_works_there(bot: Path) -> None:
    assert "hubproof" in run(".venv/bin/hubproof", "--help", cwd=bot)
