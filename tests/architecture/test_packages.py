"""Packages: pyproject lists every folder of modules, and no other.

An editable install finds a folder that the list forgot; the wheel that a user installs does not.
"""

import tomllib
from collections.abc import Iterable, Mapping

import pytest

ROOMS = ("client", "contract", "harness", "scenarios", "simulator", "hubproof")


def folders(paths: Iterable[str]) -> list[str]:
    """Import names of all folders that hold modules."""
    found = {
        path.rpartition("/")[0].replace("/", ".")
        for path in paths
        if path.endswith(".py") and path.split("/")[0] in ROOMS
    }
    return sorted(name if name == "hubproof" else f"hubproof.{name}" for name in found)


def differences(listed: list[str], paths: Iterable[str]) -> list[str]:
    """Where the list in pyproject and the folders differ, and folders that are no packages."""
    paths = list(paths)
    here = folders(paths)
    missing = [f"{name} is not listed" for name in here if name not in listed]
    gone = [f"{name} is listed and holds no module" for name in listed if name not in here]
    inits = folders(path for path in paths if path.endswith("/__init__.py"))
    bare = [f"{name} has no __init__.py" for name in here if name not in inits]
    return missing + gone + bare


def test_pyproject_lists_every_package(texts: Mapping[str, str]) -> None:
    setuptools = tomllib.loads(texts["pyproject.toml"])["tool"]["setuptools"]
    assert differences(setuptools["packages"], texts) == []
    assert sorted(setuptools["package-dir"].values()) == sorted(ROOMS)


@pytest.mark.parametrize(
    ("listed", "paths"),
    [
        ([], ["client/__init__.py"]),
        (["hubproof.client", "hubproof.gone"], ["client/__init__.py"]),
        (["hubproof.client"], ["client/runtime.py"]),
    ],
)
def test_a_list_that_differs_is_found(listed: list[str], paths: list[str]) -> None:
    assert len(differences(listed, paths)) == 1


def test_a_list_that_agrees_is_left_alone() -> None:
    paths = ["client/__init__.py", "client/sdk/__init__.py", "hubproof/__init__.py", "tests/x.py"]
    listed = ["hubproof", "hubproof.client", "hubproof.client.sdk"]
    assert differences(listed, paths) == []
