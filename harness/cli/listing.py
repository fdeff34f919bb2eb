"""`hubproof list`: the catalogues, printed from the tables and docstrings of the code.

Nothing here is kept by hand, so nothing here can be out of date.
"""

import argparse
import json
import sys
from collections.abc import Callable

from rich.table import Table

from hubproof.harness.checkers import CHECKERS
from hubproof.harness.cli import objects
from hubproof.harness.cli.exits import Exit
from hubproof.harness.cli.pipes import Output
from hubproof.harness.mutants import MUTANTS
from hubproof.harness.requirements import REQUIREMENTS
from hubproof.harness.unusual import UNUSUAL
from hubproof.scenarios import SCENARIOS
from hubproof.simulator.faults import FAULTS

Listed = dict[str, str | bool | list[str]]
"""One member of a catalogue: JSON's own types, the name first."""

PIPE_COLUMNS = 10_000
"""The width where nobody watches: one member a line, so that a line can be searched for."""


def show(options: argparse.Namespace) -> Exit:
    """Carry out `hubproof list`."""
    members = _CATALOGUES[options.catalogue]()
    output = Output(sys.stdout)
    if options.json:
        told = {"version": objects.VERSION, options.catalogue: members}
        output.out(json.dumps(told), highlight=False)
        return Exit.VALID
    if not output.is_terminal:
        output.width = PIPE_COLUMNS
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in members[0]:
        is_name = column in ("name", "id")
        table.add_column(column.replace("_", " "), no_wrap=is_name, overflow="fold")
    for member in members:
        table.add_row(*(_cell(value) for value in member.values()))
    output.print(table)
    return Exit.VALID


def _cell(value: str | bool | list[str]) -> str:  # noqa: FBT001  # a member of a catalogue
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else " ".join(value)


def _scenarios() -> list[Listed]:
    return [
        {"name": one.name, "says": one.says, "requirements": [*one.requirements]}
        for one in SCENARIOS.values()
    ]


def _faults() -> list[Listed]:
    return [
        {
            "name": name,
            "says": one.says,
            "legality": str(one.legality),
            "acts_on": str(one.acts_on),
            "modes": [str(mode) for mode in one.modes],
            "phases": [*one.phases],
            "cure": one.cure,
        }
        for name, one in FAULTS.items()
    ]


def _checkers() -> list[Listed]:
    return [
        {
            "name": name,
            "says": one.says,
            "requirement": one.requirement,
            "level": one.level,
            "needs_decisions": one.needs_decisions,
        }
        for name, one in CHECKERS.items()
    ]


def _requirements() -> list[Listed]:
    judged = {one.requirement for one in CHECKERS.values()}
    return [
        {
            "id": one.id,
            "level": one.level,
            "says": f"a client {one.says}",
            "seen_from": one.seen_from,
            "judged": one.id in judged,
        }
        for one in REQUIREMENTS.values()
    ]


def _mutants() -> list[Listed]:
    return [
        {"name": name, "says": one.says, "breaks": one.row, "also": [*one.also]}
        for name, one in MUTANTS.items()
    ]


def _unusual() -> list[Listed]:
    return [{"name": name, "says": one.says} for name, one in UNUSUAL.items()]


_CATALOGUES: dict[str, Callable[[], list[Listed]]] = {
    "scenarios": _scenarios,
    "faults": _faults,
    "checkers": _checkers,
    "requirements": _requirements,
    "mutants": _mutants,
    "unusual": _unusual,
}
