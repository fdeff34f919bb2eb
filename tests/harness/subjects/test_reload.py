"""A restart imports the subject's own modules again, and nobody else's."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hubproof.harness.subjects import reload


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder on the path with a package and a neighbour that it imports."""
    package = tmp_path / "reloaded_bot"
    package.mkdir()
    (package / "__init__.py").write_text("from . import memory\n")
    (package / "memory.py").write_text("import json, reloaded_neighbour\nSEEN = set()\n")
    (package / "main.py").write_text("import hubproof.contract\nfrom . import memory\n")
    (tmp_path / "reloaded_neighbour.py").write_text("SEEN = set()\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    before = dict(sys.modules)
    yield tmp_path
    for name in sys.modules.keys() - before.keys():
        del sys.modules[name]


@pytest.mark.usefixtures("tree")
def test_a_package_and_its_neighbours_are_new(tree: Path) -> None:
    del tree
    first = importlib.import_module("reloaded_bot.main")
    first.memory.SEEN.add("an event")
    first.memory.reloaded_neighbour.SEEN.add("another")

    second = reload.import_fresh("reloaded_bot.main")

    assert second is not first
    assert set() == second.memory.SEEN
    assert set() == second.memory.reloaded_neighbour.SEEN


@pytest.mark.usefixtures("tree")
def test_what_is_not_the_subject_s_stays() -> None:
    module = importlib.import_module("reloaded_bot.main")
    kept = {name: sys.modules[name] for name in ("json", "pytest", "aiohttp", "hubproof.contract")}

    forgotten = {one.__name__ for one in reload.forget("reloaded_bot.main")}

    assert forgotten == {
        *("reloaded_bot", "reloaded_bot.main", "reloaded_bot.memory", "reloaded_neighbour"),
    }
    assert {name: sys.modules[name] for name in kept} == kept
    assert module.__name__ not in sys.modules


@pytest.mark.parametrize("name", ["hubproof.client.runtime", "asyncio", "no_such_module"])
def test_ours_the_standard_library_s_and_unknown_modules_are_never_forgotten(name: str) -> None:
    assert reload.forget(name) == []


def test_an_installed_bot_is_imported_again_but_not_its_neighbours(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reload, "_INSTALLED", (tree.resolve(),))
    reload._is_installed.cache_clear()
    importlib.import_module("reloaded_bot.main")

    forgotten = {one.__name__ for one in reload.forget("reloaded_bot.main")}

    reload._is_installed.cache_clear()
    assert forgotten == {"reloaded_bot", "reloaded_bot.main", "reloaded_bot.memory"}
