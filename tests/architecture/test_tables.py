"""Families: every member's file is in the family's table, and every line of the table has its file.

Tables are literal: nothing is found by scanning at run time, so a file that nobody entered would be
dead weight that looks alive, a checker that never checks.
"""

import ast
from collections.abc import Mapping
from typing import NamedTuple

import pytest


class Family(NamedTuple):
    """Members stand one per file in `folder`; `table` in `where` names what it takes from each."""

    folder: str
    where: str
    table: str
    others: tuple[str, ...] = ()  # files of the folder that are not members


# A new family is one line here; a folder of one of these names that is not listed fails below.
FAMILY_FOLDERS = (
    "harness/checkers",
    "harness/conformance/suite/families",
    "harness/mutants",
    "harness/unusual",
    "harness/workloads",
    "scenarios",
    "simulator/faults",
)
FAMILIES = (
    Family("harness/checkers", "harness/checkers/__init__.py", "CHECKERS", ("checker.py",)),
    Family(
        "harness/conformance/suite/families",
        "harness/conformance/suite/families/__init__.py",
        "BY_FAMILY",
    ),
    Family(
        "harness/mutants", "harness/mutants/__init__.py", "MUTANTS", ("mutant.py", "__main__.py")
    ),
    Family(
        "harness/unusual", "harness/unusual/__init__.py", "UNUSUAL", ("unusual.py", "__main__.py")
    ),
    Family("harness/workloads", "harness/workloads/__init__.py", "WORKLOADS", ("workload.py",)),
    Family("scenarios", "scenarios/__init__.py", "SCENARIOS", ()),
    Family(
        "simulator/faults",
        "simulator/faults/__init__.py",
        "FAULTS",
        ("at_phase.py", "fault.py", "on_quotes.py", "on_signals.py"),
    ),
)


def disagreements(family: Family, files: Mapping[str, ast.Module]) -> list[str]:
    """Where the folder's files and the table's entries differ."""
    here = {path for path in files if path.rpartition("/")[0] == family.folder}
    apart = {f"{family.folder}/{name}" for name in ("__init__.py", *family.others)}
    members = here - apart - {family.where}
    entered = _entered(family, files[family.where], members)
    return [f"{path} is not in {family.table}" for path in sorted(members - set(entered))] + [
        f"{family.table} has {name}, which comes from no file of {family.folder}"
        for path, name in sorted(entered.items())
        if path not in members
    ]


def _entered(family: Family, tree: ast.Module, members: set[str]) -> dict[str, str]:
    """The files that the table's entries come from, and the name each was entered by."""
    prefix = f"hubproof.{family.folder.replace('/', '.')}"
    origin = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            module = ".".join(filter(None, (prefix if node.level else "", node.module)))
            for alias in node.names if module.startswith("hubproof.") else ():
                whole = _file(f"{module}.{alias.name}")
                origin[alias.asname or alias.name] = whole if whole in members else _file(module)
    names = [node.id for node in ast.walk(_value(family, tree)) if isinstance(node, ast.Name)]
    return {origin[name]: name for name in names if name in origin}


def _file(module: str) -> str:
    return f"{module.removeprefix('hubproof.').replace('.', '/')}.py"


def _value(family: Family, tree: ast.Module) -> ast.expr:
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if [ast.unparse(target) for target in targets] == [family.table]:
                return node.value
    pytest.fail(f"{family.where} assigns no {family.table}")


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: str(family.folder))
def test_files_and_table_agree(family: Family, sources: Mapping[str, ast.Module]) -> None:
    assert disagreements(family, sources) == []


def test_every_family_that_exists_is_listed(sources: Mapping[str, ast.Module]) -> None:
    filled = {
        path.rpartition("/")[0] for path in sources if not path.endswith("__init__.py")
    } & set(FAMILY_FOLDERS)
    assert sorted(filled) == sorted(family.folder for family in FAMILIES)


FAULTS = Family("simulator/faults", "simulator/faults/__init__.py", "FAULTS", ("fault.py",))
CUT = "from hubproof.simulator.faults.cut import Cut\n"
KILL = "from .kill import Kill\n"


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (CUT + KILL + "FAULTS = (Cut, Kill)", []),
        (CUT + KILL + "FAULTS: dict[str, type] = {'cut': Cut, 'kill': Kill}", []),
        (
            "from hubproof.simulator.faults import cut, kill\nFAULTS = (cut.Cut, kill.Kill)",
            [],
        ),
        ("from . import cut, kill\nFAULTS = (cut.Cut, kill.Kill)", []),
        (CUT + "FAULTS = (Cut,)", ["simulator/faults/kill.py is not in FAULTS"]),
        (CUT + KILL + "FAULTS = (Cut,)", ["simulator/faults/kill.py is not in FAULTS"]),
        (
            CUT + KILL + "from hubproof.simulator.world.facts import Filled\n"
            "FAULTS = (Cut, Kill, Filled)",
            ["FAULTS has Filled, which comes from no file of simulator/faults"],
        ),
    ],
)
def test_a_table_that_differs_from_its_folder_is_found(table: str, expected: list[str]) -> None:
    files = {FAULTS.where: ast.parse(table)} | {
        f"simulator/faults/{name}.py": ast.parse("") for name in ("fault", "cut", "kill")
    }
    assert disagreements(FAULTS, files) == expected
