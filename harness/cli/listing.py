"""`hubproof list`: the catalogues, printed from the tables and docstrings of the code.

Nothing here is kept by hand, so nothing here can be out of date.
"""

import argparse
import json
import sys
from collections.abc import Callable

from rich.console import Console
from rich.table import Table

from hubproof.harness.checkers import CHECKERS
from hubproof.harness.cli.exits import Exit
from hubproof.harness.mutants import MUTANTS
from hubproof.harness.requirements import REQUIREMENTS
from hubproof.scenarios import SCENARIOS
from hubproof.simulator.faults import FAULTS

Listed = dict[str, str]
"""One member of a catalogue: column to text."""


def show(options: argparse.Namespace) -> Exit:
    """Carry out `hubproof list`."""
    members = _CATALOGUES[options.catalogue]()
    if options.json:
        sys.stdout.write(json.dumps({"version": 1, options.catalogue: members}) + "\n")
        return Exit.VALID
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in members[0]:
        table.add_column(column, overflow="fold")
    for member in members:
        table.add_row(*member.values())
    Console(highlight=False).print(table)
    return Exit.VALID


def _scenarios() -> list[Listed]:
    return [
        {"name": one.name, "says": one.says, "requirements": " ".join(one.requirements)}
        for one in SCENARIOS.values()
    ]


def _faults() -> list[Listed]:
    return [
        {
            "name": name,
            "says": one.says,
            "legality": str(one.legality),
            "acts on": str(one.acts_on),
            "modes": " ".join(one.modes),
            "phases": " ".join(one.phases),
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
            "needs decisions": "yes" if one.needs_decisions else "no",
        }
        for name, one in CHECKERS.items()
    ]


def _requirements() -> list[Listed]:
    judged = {one.requirement for one in CHECKERS.values()}
    return [
        {
            "id": one.id,
            "level": one.level,
            "says": one.says,
            "seen from": one.seen_from,
            "judged": "yes" if one.id in judged else "not yet",
        }
        for one in REQUIREMENTS.values()
    ]


def _mutants() -> list[Listed]:
    return [
        {"name": name, "says": one.says, "breaks": one.row, "also": " ".join(one.also)}
        for name, one in MUTANTS.items()
    ]


_CATALOGUES: dict[str, Callable[[], list[Listed]]] = {
    "scenarios": _scenarios,
    "faults": _faults,
    "checkers": _checkers,
    "requirements": _requirements,
    "mutants": _mutants,
}
