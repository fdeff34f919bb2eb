"""`hubproof conformance`: the test hub on a port, and recordings played against a server.

Rule: whatever differs is told, and ends in status 1; where nothing was compared, or a server went
away before all was, that is status 2.
"""

import argparse
import asyncio
import secrets
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from hubproof.harness.cli.exits import Exit, UsageError
from hubproof.harness.conformance.defects import INSTEAD
from hubproof.harness.conformance.presence import what_is_missing
from hubproof.harness.conformance.recordings import Recording, RecordingError, read_place
from hubproof.harness.conformance.replay import (
    HOST,
    Outcome,
    against,
    in_virtual_time,
    is_quick,
)
from hubproof.harness.conformance.rules import RULES
from hubproof.harness.conformance.served.server import TestServer
from hubproof.harness.conformance.side_by_side import GoneError
from hubproof.harness.conformance.wire import Server

SHOWN_DIFFERENCES = 5
"""Of one recording; more say the same again."""


def conformance(options: argparse.Namespace) -> Exit:
    """Carry out what was asked for.

    Raises:
        UsageError: there are no recordings there, or no such server.
    """
    if options.task == "serve":
        return serve(options.port)
    if options.task == "server":
        # Imported here: the other tasks need none of its cases.
        from hubproof.harness.cli.suite import suite

        return suite(options)
    return replay(options)


def serve(port: int) -> Exit:
    """Serve the test hub until somebody stops it.

    Raises:
        UsageError: the port is taken.
    """
    try:
        asyncio.run(_serve(port))
    except KeyboardInterrupt:
        return Exit.VALID
    except OSError as error:
        raise UsageError(f"cannot serve on port {port}: {error.strerror}") from error
    return Exit.VALID


async def _serve(port: int) -> None:
    is_first = True
    while True:
        over = asyncio.Event()
        server = TestServer(
            lambda: time.monotonic_ns() // 1000, lambda: secrets.token_urlsafe(16), over.set
        )
        await server.start(HOST, port)
        if is_first:
            tell(f"the test hub is at http://{HOST}:{port}; after POST /stop it serves anew")
            is_first = False
        try:
            await over.wait()
        finally:
            await server.stop()


def replay(options: argparse.Namespace) -> Exit:
    """Play every recording of a folder or a file and compare.

    Raises:
        UsageError: there are none, or the address is none.
    """
    if options.rules:
        for number, rule in enumerate(RULES, start=1):
            tell(f"{number:>2}. {rule}")
        if options.place is None:
            return Exit.VALID
    if options.place is None:
        raise UsageError(
            "name the folder or the file that holds the recordings, or ask for --rules alone"
        )
    try:
        recordings = read_place(Path(options.place))
    except RecordingError as error:
        raise UsageError(str(error)) from error
    played = [one for one in recordings if is_quick(one)] if options.quick else recordings
    began = time.perf_counter()
    outcomes = _outcomes(played, options.server)
    took_s = time.perf_counter() - began
    instead = INSTEAD if options.server is None else {}  # of another server nothing is known
    status = _report(outcomes, instead, left_out=len(recordings) - len(played), took_s=took_s)
    untried = len(played) - len(outcomes)
    if not untried:
        return status
    tell(
        f"the server at {options.server} went away after {len(outcomes)} recordings:"
        f" {untried} were not tried"
    )
    return Exit.INVALID if status is Exit.INVALID else Exit.UNKNOWN


def _outcomes(recordings: Sequence[Recording], server: str | None) -> list[Outcome]:
    if server is None:
        return [_told(one) for one in in_virtual_time(recordings)]
    return asyncio.run(_gather(address_of(server), recordings))


def address_of(server: str) -> Server:
    """Where a server listens that is named by its URL.

    Raises:
        UsageError: it is no such URL.
    """
    try:
        parts = urlsplit(server if "://" in server else f"http://{server}")
        port = 80 if parts.port is None else parts.port
        (parts.hostname or "").encode("idna")  # as whoever looks the name up will ask for it
    except ValueError:
        parts, port = urlsplit(""), 0
    if parts.scheme != "http" or parts.hostname is None or port == 0:
        raise UsageError(
            f"{server!r} is no address of a server; say http://host:port (TLS is not spoken)"
        )
    if parts.path not in {"", "/"} or parts.query or parts.fragment or parts.username:
        raise UsageError(f"{server!r} says more than where a server listens; say http://host:port")
    return Server(parts.hostname, port)


async def look_for(address: Server) -> None:
    """See whether a test hub is served there.

    Raises:
        UsageError: none is.
    """
    missing = await what_is_missing(address)
    if missing is not None:
        raise UsageError(f"{missing}; `hubproof conformance serve` serves one")


async def _gather(address: Server, recordings: Sequence[Recording]) -> list[Outcome]:
    """What came of the recordings; of fewer than there are where the server went away."""
    await look_for(address)
    outcomes: list[Outcome] = []
    with suppress(GoneError):
        playing = against(address, recordings, lambda: secrets.token_hex(8))
        async for one in playing:
            outcomes.append(_told(one))  # noqa: PERF401  # those before an error are kept
    return outcomes


def _told(outcome: Outcome) -> Outcome:
    """Print what differs, at once: a run against a server takes minutes."""
    if not outcome.is_same:
        tell(f"{outcome.recording.name}: {outcome.recording.says}")
        for difference in outcome.differences[:SHOWN_DIFFERENCES]:
            tell(f"    {difference}")
        more = len(outcome.differences) - SHOWN_DIFFERENCES
        if more > 0:
            tell(f"    and {more} more")
    return outcome


def _report(
    outcomes: Sequence[Outcome], instead: Mapping[str, str], *, left_out: int, took_s: float
) -> Exit:
    tell(f"{'family':<14}{'transport':<18}{'encoding':<13}{'same':>6}{'of':>6}{'defects':>9}")
    defects = [one for one in outcomes if one.is_defect]
    same = Counter(_row(one) for one in outcomes if one.is_same and not one.is_defect)
    every, left = Counter(map(_row, outcomes)), Counter(map(_row, defects))
    for row in sorted(every):
        family, transport, encoding = row
        counts = f"{same[row]:>6}{every[row] - left[row]:>6}{left[row] or '':>9}".rstrip()
        tell(f"{family:<14}{transport:<18}{encoding:<13}{counts}")
    for one in defects:
        tell(f"defect {one.recording.name}: {instead.get(one.recording.case, 'not compared')}")
    compared = len(outcomes) - len(defects)
    differing = compared - same.total()
    second = sum(one.is_same and one.tries > 1 for one in outcomes)
    again = f" ({second} of them at a second try, by themselves)" if second else ""
    alike = f"{compared - differing} of {compared} recordings are answered alike{again}"
    tell(
        f"{alike}, {differing} are not;"
        f" {len(defects)} defects are not {'followed' if instead else 'compared'};"
        f" {left_out} left out; {took_s:.1f} s"
    )
    if differing:
        return Exit.INVALID
    return Exit.VALID if compared else Exit.UNKNOWN


def _row(outcome: Outcome) -> tuple[str, str, str]:
    recording = outcome.recording
    return recording.family, recording.transport, recording.encoding


def tell(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
