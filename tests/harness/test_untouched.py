"""A run patches nothing: aiohttp, asyncio and sqlite3 are afterwards what they were before."""

import asyncio
import inspect
import pkgutil
import sqlite3
import sys
from collections.abc import Iterator
from types import ModuleType

import aiohttp
import pytest

from hubproof.harness.nemesis import expand
from hubproof.harness.subjects.naming import parse
from hubproof.harness.trial import Terms, carry_out
from hubproof.scenarios import SCENARIOS
from hubproof.simulator.journal import SubjectChanged

PACKAGES = (aiohttp, asyncio, sqlite3)
SCENARIO = "killed_between_store_submit_and_answer"

OWN_CACHES = ("_cached_current_datetime", "_cached_formatted_datetime")
"""Where aiohttp itself keeps the text of the last Date header that it wrote."""


def modules() -> Iterator[ModuleType]:
    """The packages and those of their modules that are imported."""
    for package in PACKAGES:
        yield package
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if found.name in sys.modules:
                yield sys.modules[found.name]


def attributes() -> dict[str, object]:
    """Everything that could be replaced: names of modules, and of the classes defined in them."""
    found: dict[str, object] = {}
    for module in modules():
        for name, value in list(vars(module).items()):
            found[f"{module.__name__}.{name}"] = value
            if inspect.isclass(value) and value.__module__ == module.__name__:
                for member, held in list(vars(value).items()):
                    found[f"{module.__name__}.{name}.{member}"] = held
    return {name: value for name, value in found.items() if not name.endswith(OWN_CACHES)}


def run_with_kills() -> None:
    scenario = SCENARIOS[SCENARIO]
    finished = carry_out(expand(scenario, 1), scenario, parse("reference"), Terms())
    states = [e.state for e in finished.record.history.entries if isinstance(e, SubjectChanged)]
    assert "killed" in states


def differences(before: dict[str, object], after: dict[str, object]) -> list[str]:
    names = [*before, *(name for name in after if name not in before)]
    absent = object()
    return [name for name in names if before.get(name, absent) is not after.get(name, absent)]


def test_no_attribute_differs_after_a_run() -> None:
    before = attributes()

    run_with_kills()

    assert len(before) > 5_000
    assert differences(before, attributes()) == []


@pytest.mark.parametrize(
    "owner", [asyncio, asyncio.BaseEventLoop, aiohttp.ClientSession, sqlite3.dbapi2]
)
def test_a_patch_would_be_found(owner: object, monkeypatch: pytest.MonkeyPatch) -> None:
    before = attributes()

    monkeypatch.setattr(owner, "close_all_of_them", None, raising=False)

    assert len(differences(before, attributes())) == 1
