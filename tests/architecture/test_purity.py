"""The pure floor: what decides takes its time, randomness and ids from its arguments.

It reads no clock, opens nothing, draws from no generator of its own, and iterates no set, whose
order differs between processes. One breach, and a seed no longer gives the same bytes twice.
"""

import ast
from collections.abc import Iterator, Mapping

import pytest

PURE = (
    "contract/",
    "simulator/market/",
    "simulator/world/",
    "simulator/session/",
    "simulator/faults/",
    "simulator/journal.py",
    "harness/plan.py",
    "harness/history.py",
    "harness/oracle",
    "harness/verdict.py",
    "harness/judge.py",
    "harness/nemesis.py",
    "harness/scenario.py",
    "harness/checkers/",
    "harness/workloads/",
    "scenarios/",
)
BANNED_MODULES = {
    "aiohttp": "bytes come in as arguments",
    "asyncio": "say when to be called again with next_deadline()",
    "concurrent": "the pure floor has one thread",
    "multiprocessing": "the pure floor has one process",
    "os": "pass in what is needed",
    "secrets": "take ids from a counter or derive them with hashlib",
    "socket": "bytes come in as arguments",
    "sqlite3": "stores belong to the client and the edge",
    "subprocess": "processes belong to the edge",
    "threading": "the pure floor has one thread",
    "time": "take `now` as an argument",
}
BANNED_ATTRIBUTES = {
    "datetime": (("now", "utcnow", "today"), "take `now` as an argument"),
    "date": (("today",), "take `now` as an argument"),
    "uuid": (("uuid1", "uuid4"), "derive the id with hashlib, or count"),
}
BANNED_CALLS = {
    "hash": "it differs between processes",
    "id": "it differs between processes",
    "input": "entry modules talk to people",
    "open": "files belong to the edge",
    "print": "entry modules talk to people",
}
GENERATORS = ("rng", "_rng")


def impurities(path: str, tree: ast.Module) -> list[str]:
    """What one module of the pure floor does and must not do."""
    finders = (_imports, _attributes, _calls, _sets)
    return [
        f"{path}:{line} {what}"
        for node in ast.walk(tree)
        for find in finders
        for line, what in find(node)
    ]


def _imports(node: ast.AST) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.Import):
        for name in (alias.name.split(".")[0] for alias in node.names):
            if name in BANNED_MODULES:
                yield node.lineno, f"imports {name}: {BANNED_MODULES[name]}"
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        origin = node.module.split(".")[0]
        for name in (alias.name for alias in node.names):
            if origin in BANNED_MODULES:
                yield node.lineno, f"imports {origin}: {BANNED_MODULES[origin]}"
            elif origin == "random" and name != "Random":
                yield node.lineno, f"imports random.{name}: take an rng as an argument"
            elif origin == "uuid" and name in BANNED_ATTRIBUTES["uuid"][0]:
                yield node.lineno, f"imports uuid.{name}: {BANNED_ATTRIBUTES['uuid'][1]}"


def _attributes(node: ast.AST) -> Iterator[tuple[int, str]]:
    if not isinstance(node, ast.Attribute):
        return
    owner = ast.unparse(node.value).split(".")[-1]
    names, remedy = BANNED_ATTRIBUTES.get(owner, ((), ""))
    if node.attr in names:
        yield node.lineno, f"uses {owner}.{node.attr}: {remedy}"
    if owner == "random" and node.attr != "Random":
        yield node.lineno, f"uses random.{node.attr}: take an rng as an argument"
    if owner in GENERATORS and node.attr != "random":
        yield node.lineno, f"uses {owner}.{node.attr}: Python keeps only the values of random()"


def _calls(node: ast.AST) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        name = node.func.id
        if name in BANNED_CALLS:
            yield node.lineno, f"calls {name}(): {BANNED_CALLS[name]}"


def _sets(node: ast.AST) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.For | ast.comprehension):
        over = node.iter
        named = isinstance(over, ast.Call) and ast.unparse(over.func) in ("set", "frozenset")
        if named or isinstance(over, ast.Set | ast.SetComp):
            yield over.lineno, "iterates a set: sort it, its order differs between processes"


def test_the_pure_floor_is_pure(sources: Mapping[str, ast.Module]) -> None:
    pure = {path: tree for path, tree in sources.items() if path.startswith(PURE)}
    assert [line for path, tree in pure.items() for line in impurities(path, tree)] == []


def test_every_place_of_the_pure_floor_exists(sources: Mapping[str, ast.Module]) -> None:
    assert [place for place in PURE if not any(path.startswith(place) for path in sources)] == []


@pytest.mark.parametrize(
    "source",
    [
        *(f"import {module}" for module in BANNED_MODULES),
        "def late():\n    import asyncio",
        "from time import monotonic",
        "from os.path import join",
        "from random import choice",
        "import random\nrandom.random()",
        "import random\nrandom.seed(1)",
        "def draw(rng):\n    return rng.choice([1, 2])",
        "class World:\n    def draw(self):\n        return self._rng.randint(1, 2)",
        "from uuid import uuid4",
        "import uuid\nuuid.uuid4()",
        "from datetime import datetime, UTC\ndatetime.now(UTC)",
        "import datetime\ndatetime.datetime.utcnow()",
        "from datetime import date\ndate.today()",
        *(f"{name}(1)" for name in BANNED_CALLS),
        "for name in {'a', 'b'}:\n    pass",
        "names = [name for name in set(['a'])]",
    ],
)
def test_an_impurity_is_found(source: str) -> None:
    assert len(impurities("simulator/world/world.py", ast.parse(source))) == 1


def test_time_and_randomness_as_arguments_are_left_alone() -> None:
    source = """
from datetime import datetime
from random import Random
import random
from uuid import UUID
def decide(now: int, rng: random.Random, ids: set[str]) -> list[str]:
    later = datetime.fromisoformat("2026-01-01")
    return sorted(ids) if rng.random() < Random(7).random() else []
"""
    assert impurities("simulator/world/world.py", ast.parse(source)) == []
