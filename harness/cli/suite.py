"""`hubproof conformance server`: the cases of our own suite, played and told.

Rule: what MUST be so and is not ends in status 1, whatever could not be tried in status 2; a
SHOULD is told and decides nothing.
"""

import argparse
import asyncio
import json
import secrets
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from hubproof.harness.cli.conformance import address_of, look_for, tell
from hubproof.harness.cli.exits import Exit, UsageError, exit_of
from hubproof.harness.conformance.side_by_side import GoneError
from hubproof.harness.conformance.suite import report
from hubproof.harness.conformance.suite.behaviours import NOT_APPLICABLE
from hubproof.harness.conformance.suite.case import Case, Outcome
from hubproof.harness.conformance.suite.families import CASES
from hubproof.harness.conformance.suite.runner import against, in_virtual_time
from hubproof.harness.conformance.wire import Server
from hubproof.harness.verdict import Verdict


def suite(options: argparse.Namespace) -> Exit:
    """Play the cases that were asked for, and tell what came of it.

    Raises:
        UsageError: there is no such case or server, or the file cannot be written.
    """
    chosen = _chosen(options.case or [])
    if options.quick:
        chosen = [case for case in chosen if case.is_quick]
    if options.list:
        for line in report.listing(chosen, is_all=options.case is None):
            tell(line)
        return Exit.VALID
    if options.server is not None:
        asyncio.run(look_for(address_of(options.server)))
        longest_s = max((case.waits_s for case in chosen), default=0.0)
        number = report.count(len(chosen), "case")
        tell(f"{number} in real time; the most patient waits {longest_s:.0f} s")
    if options.json is not None:
        _reserve(Path(options.json))
    began = time.perf_counter()
    played = _outcomes(chosen, options.server)
    took_s = time.perf_counter() - began
    outcomes = _with_the_untried(chosen, played)
    for line in report.matrix(outcomes, is_all=options.case is None):
        tell(line)
    for line in report.failures(played, options.server):
        tell(line)
    if len(played) < len(outcomes):
        after = report.count(len(played), "case")
        tell(f"the server at {options.server} went away after {after}: the others were not tried")
    tell(report.total(outcomes, took_s))
    if options.json is not None:
        _write(Path(options.json), outcomes, options.server)
    return exit_of(report.verdict_of(outcomes))


def _chosen(asked: Sequence[str]) -> list[Case]:
    """The cases with these ids, or whose ids begin with one of them, in the suite's order."""
    for one in asked:
        if not any(_is_meant(case, one) for case in CASES):
            why = {str(number): why for number, why in NOT_APPLICABLE.items()}.get(one)
            told = "see hubproof conformance server --list" if why is None else why
            raise UsageError(f"there is no case {one!r}; {told}")
    return [case for case in CASES if not asked or any(_is_meant(case, one) for one in asked)]


def _is_meant(case: Case, asked: str) -> bool:
    return f"{case.id}.".startswith(f"{asked}.")


def _outcomes(cases: Sequence[Case], server: str | None) -> list[Outcome]:
    if server is None:
        return list(in_virtual_time(cases))
    return asyncio.run(_gather(address_of(server), cases))


async def _gather(address: Server, cases: Sequence[Case]) -> list[Outcome]:
    """What came of the cases; of fewer than there are where the server went away."""
    played: list[Outcome] = []
    with suppress(GoneError):
        async for one in against(address, cases, lambda: secrets.token_hex(8)):
            played.append(one)  # noqa: PERF401  # those before an error are kept
    by_id = {one.case.id: one for one in played}
    return [by_id[case.id] for case in cases if case.id in by_id]


def _with_the_untried(cases: Sequence[Case], played: Sequence[Outcome]) -> list[Outcome]:
    """What came of all cases: some were not played to their end if their server went away."""
    by_id = {one.case.id: one for one in played}
    lost = (Verdict.UNKNOWN, "a server to try it on", "it went away")
    return [by_id.get(case.id) or Outcome(case, *lost) for case in cases]


def _reserve(path: Path) -> None:
    """See before minutes of play whether what comes out can be kept; leave nothing behind."""
    was_there = path.exists()
    try:
        path.open("a", encoding="utf-8").close()
    except OSError as error:
        raise UsageError(f"cannot write {str(path)!r}: {error.strerror}") from error
    if not was_there:
        path.unlink()


def _write(path: Path, outcomes: Sequence[Outcome], server: str | None) -> None:
    told = json.dumps(report.as_json(outcomes, server), ensure_ascii=False, indent=1)
    try:
        path.write_text(told + "\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from error
