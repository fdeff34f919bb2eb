"""Floors: imports point down.

Contract is the ground; simulator and client stand on it and never see each other; the harness
stands on the simulator, the scenarios on the harness. Only the places listed here know the
reference client, and only entry modules know the scenarios. Otherwise a checker would end up
judging a client by the client's own code.
"""

import ast
from collections.abc import Iterator, Mapping

import pytest

ROOMS = ("client", "contract", "harness", "scenarios", "simulator")
STANDS_ON: Mapping[str, tuple[str, ...]] = {
    "contract": (),
    "simulator": ("contract",),
    "client": ("contract",),
    "harness": ("contract", "simulator"),
    "scenarios": ("contract", "simulator", "harness"),
    "hubproof": ROOMS,
}
KNOW_THE_CLIENT = (
    "harness/cli/tools/",
    "harness/subjects/in_process.py",
    "harness/mutants/",
    "harness/unusual/",
)
KNOW_THE_SCENARIOS = ("harness/cli", "harness/pytest_plugin", "harness/proof")


def imports(path: str, tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and full name of whatever a module imports, by statement or by import_module."""
    folders = path.split("/")[:-1]
    package = folders if folders[0] == "hubproof" else ["hubproof", *folders]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            origin = ".".join([*above, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{origin}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            yield from (
                (node.lineno, argument.value)
                for argument in node.args
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
            )


def may_see(path: str, room: str) -> bool:
    own = path.split("/", maxsplit=1)[0]
    if own == "harness" and room == "client":
        return path.startswith(KNOW_THE_CLIENT)
    if own == "harness" and room == "scenarios":
        return path.startswith(KNOW_THE_SCENARIOS)
    return room == own or room in STANDS_ON[own]


def climbs(path: str, tree: ast.Module) -> list[str]:
    """The imports of one module that do not point down."""
    found = []
    for line, name in imports(path, tree):
        parts = name.split(".")
        if parts[0] in ROOMS:
            found.append(f"{path}:{line} imports {parts[0]}: say hubproof.{parts[0]}")
        elif parts[0] == "hubproof" and len(parts) > 1 and parts[1] in ROOMS:
            if not may_see(path, parts[1]):
                found.append(f"{path}:{line} imports {name}, which is not below it")
        elif parts[0] == "hubproof" and path.startswith("contract/"):
            found.append(
                f"{path}:{line} imports {name}: the ground floor stands on nothing of ours"
            )
    return found


def test_imports_point_down(sources: Mapping[str, ast.Module]) -> None:
    assert [line for path, tree in sources.items() for line in climbs(path, tree)] == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("contract/signalr/messages.py", "from hubproof.simulator import journal"),
        ("contract/mesolive/wire.py", "from hubproof import VERSION"),
        ("simulator/app.py", "import hubproof.client.sdk"),
        ("simulator/app.py", "from hubproof import client"),
        ("simulator/world/orders.py", "def late():\n    from hubproof.harness import plan"),
        ("client/runtime.py", "from hubproof.simulator.world import facts"),
        ("client/sdk/control.py", "from ... import harness"),
        ("client/sdk/control.py", "from ...simulator.journal import Journal"),
        (
            "client/runtime.py",
            "from importlib import import_module\nimport_module('hubproof.harness')",
        ),
        ("harness/modes/sim.py", "from hubproof.client.runtime import run"),
        ("harness/cli/run.py", "from hubproof.client.sdk import models"),
        ("harness/judge.py", "import hubproof.scenarios"),
        ("harness/judge.py", "import simulator"),
        ("scenarios/steady_state.py", "import hubproof.client"),
        ("hubproof/__main__.py", "import harness.cli"),
    ],
)
def test_an_import_that_climbs_is_found(path: str, source: str) -> None:
    assert len(climbs(path, ast.parse(source))) == 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("simulator/app.py", "from hubproof.contract.signalr.messages import Ping\nimport os"),
        ("simulator/world/orders.py", "from . import facts\nfrom .facts import Filled"),
        (
            "client/sdk/control.py",
            "from .connection import Connection\nfrom hubproof import VERSION",
        ),
        ("harness/mutants/no_dedupe.py", "from hubproof.client.consumer import Consumer"),
        ("harness/subjects/in_process.py", "import hubproof.client.runtime"),
        ("harness/cli/run.py", "from hubproof.scenarios import SCENARIOS"),
        ("harness/cli/tools/lists.py", "from hubproof.client.sdk import models"),
        ("scenarios/steady_state.py", "from hubproof.harness.scenario import Scenario"),
        ("hubproof/__main__.py", "from .harness.cli import main"),
    ],
)
def test_an_import_that_points_down_is_left_alone(path: str, source: str) -> None:
    assert climbs(path, ast.parse(source)) == []
