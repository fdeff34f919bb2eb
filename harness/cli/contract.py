"""`hubproof contract`: what the hubs and their clients agree on, and how well each name is known.

Printed from the declarations, like the catalogues. With a vendor's package beside it the command
says where that says otherwise: the day it can be had, the assumptions are put right by this list.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields

from rich.table import Table

from hubproof.contract.mesolive.assumed import ASSUMED
from hubproof.contract.mesolive.catalogue import Row, rows, shape
from hubproof.contract.mesolive.differences import Difference, differences
from hubproof.harness.cli import objects
from hubproof.harness.cli.exits import Exit, UsageError
from hubproof.harness.cli.listing import PIPE_COLUMNS
from hubproof.harness.cli.pipes import Output, printable
from hubproof.harness.vendor import VendorError, shape_of


def show(options: argparse.Namespace) -> Exit:
    """Carry out `hubproof contract`.

    Raises:
        UsageError: The package to compare with cannot be read.
    """
    output = Output(sys.stdout)
    if options.against is not None:
        return _compare(options.against, output, is_json=options.json)
    if options.assumed:
        told = [
            {"key": one.key, "question": one.question, "answer": one.answer, "why": one.why}
            for one in ASSUMED
        ]
        _print(output, "assumed", told, is_json=options.json)
    else:
        _print(output, "contract", [_plain(row) for row in rows()], is_json=options.json)
    return Exit.VALID


def _compare(package: str, output: Output, *, is_json: bool) -> Exit:
    try:
        found = differences(shape(), shape_of(package), package)
    except VendorError as error:
        raise UsageError(str(error)) from error
    if is_json:
        told = {"package": package, "differences": [asdict(one) for one in found]}
        output.out(json.dumps({"version": objects.VERSION, **told}), highlight=False)
    else:
        for line in _lines(found, package):
            output.print(printable(line))
    return Exit.INVALID if found else Exit.VALID


def _lines(found: Sequence[Difference], package: str) -> Iterable[str]:
    for one in found:
        known = f" ({one.evidence})" if one.evidence else ""
        yield f"{one.name}{known}: {one.says}"
    count = f"{len(found)} difference{'' if len(found) == 1 else 's'}" if found else "no difference"
    yield f"{count} between this contract and {package}"


def _plain(row: Row) -> dict[str, str]:
    return {field.name: str(getattr(row, field.name)) for field in fields(row)}


def _print(output: Output, what: str, members: Sequence[dict[str, str]], *, is_json: bool) -> None:
    if is_json:
        told = {"version": objects.VERSION, what: members}
        output.out(json.dumps(told), highlight=False)
        return
    if not output.is_terminal:
        output.width = PIPE_COLUMNS
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in members[0]:
        table.add_column(column, no_wrap=column in ("key", "kind", "evidence"), overflow="fold")
    for member in members:
        table.add_row(*member.values())
    output.print(table)
