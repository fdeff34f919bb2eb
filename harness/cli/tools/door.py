"""The door to the tools: what was asked, carried out on a real terminal with real signals.

Ctrl-C, SIGTERM and a reader who has left end a watch early and in order; anything else that goes on
is broken off.
"""

import argparse
import asyncio
import logging
import os
import signal
import sys
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager

from hubproof.client.sdk import connection
from hubproof.harness.cli.exits import Exit, NotVerifiedError, UsageError
from hubproof.harness.cli.pipes import Output, printable
from hubproof.harness.cli.tools import dump, lists, quotes, shell
from hubproof.harness.cli.tools.access import Access, read_access
from hubproof.harness.cli.tools.sheet import Sheet
from hubproof.harness.cli.tools.watch import Watch
from hubproof.harness.redaction import redacted


def carry_out(options: argparse.Namespace) -> Exit:
    """Carry out `hubproof tools`.

    Raises:
        UsageError: The address or the key is missing or wrong.
        NotVerifiedError: What was to be seen was not.
        OSError: Standard output could not be written, and not because its reader had left.
    """
    if options.tool is None:
        Output(sys.stdout).out(shell.line(), highlight=False)
        Output(sys.stderr).out(shell.HINT, highlight=False)
        return Exit.VALID
    access = read_access(options, os.environ)
    watch = Watch(getattr(options, "seconds", 0.0))
    sheet = Sheet(
        out=sys.stdout, err=sys.stderr, key=access.key, is_json=options.json, on_left=watch.end
    )
    with told_by(sheet), sentences_without(access.key):
        asyncio.run(_interruptible(chosen(options, access, sheet, watch), watch))
    if sheet.unwritten is not None:
        raise sheet.unwritten
    return Exit.VALID


def chosen(
    options: argparse.Namespace, access: Access, sheet: Sheet, watch: Watch
) -> Coroutine[None, None, None]:
    """The tool that `options` ask for, ready to run."""
    if options.tool == "agents list":
        return lists.agents(access, sheet)
    if options.tool == "accounts list":
        return lists.accounts(access, sheet, options.limit)
    if options.tool == "strategies list":
        return lists.strategies(access, sheet, options.limit)
    if options.tool == "events dump":
        return dump.dump(access, options.strategies, sheet, watch)
    asked = quotes.Asked(
        symbol=options.symbol, providers=options.providers, max_age_ms=options.max_age_ms
    )
    if options.tool == "data stream":
        return quotes.stream(access, asked, sheet, watch)
    assert options.tool == "data snapshot", "there are no other tools"
    return quotes.snapshot(access, asked, sheet)


async def _interruptible(tool: Coroutine[None, None, None], watch: Watch) -> None:
    task = asyncio.create_task(tool)

    def interrupt() -> None:
        if not watch.end():
            task.cancel()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, interrupt)
    try:
        await task
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


@contextmanager
def sentences_without(key: str) -> Iterator[None]:
    """Let what fails be told without the key, and in one line: a hub's own words may be in it.

    Raises:
        UsageError: As it was raised within.
        NotVerifiedError: The same.
    """
    try:
        yield
    except (UsageError, NotVerifiedError) as error:
        raise type(error)(printable(redacted(str(error), key))) from error


class _Remarks(logging.Handler):
    """What the hubs' client logs, as notes: the first of each kind, without a trace."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(logging.WARNING)
        self._sheet = sheet
        self._told: dict[str, None] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Tell it, unless one like it was told."""
        # A loss is told by the tool itself, and the attempt that its connection announces is one
        # that the tool does not wait for.
        if record.msg in self._told or record.name == connection.__name__:
            return
        self._told[record.msg] = None
        error = record.exc_info[1] if record.exc_info else None
        self._sheet.note(record.getMessage() + (f": {error}" if error is not None else ""))


@contextmanager
def told_by(sheet: Sheet) -> Iterator[None]:
    """Let the hubs' client say on `sheet` what it would otherwise log."""
    log = logging.getLogger("hubproof.client")
    remarks = _Remarks(sheet)
    log.addHandler(remarks)
    try:
        yield
    finally:
        log.removeHandler(remarks)
