"""Resyncs from snapshots: beside its streams the client asks how things stand (DATA-2).

After each restart, because what was said meanwhile is lost, and every so often, because items may
be dropped without anybody noticing.
"""

from collections.abc import Iterator

from hubproof.harness.checkers.checker import Checker, Finding
from hubproof.harness.oracle import US_PER_S, Oracle, seconds
from hubproof.harness.oracle.quotes import Stream


def find(oracle: Oracle) -> Iterator[Finding]:
    """Streams that ran for too long without a snapshot."""
    limits = oracle.limits.quotes
    if limits is None:
        return
    for stream in oracle.quoting.streams:
        asked = oracle.quoting.asked_us(stream.feed, streams=False)
        finding = _after_restart(oracle, stream, asked)
        finding = finding or _regularly(oracle, stream, asked, limits.resync_every_s)
        if finding is not None:
            yield finding


def _after_restart(oracle: Oracle, stream: Stream, asked: list[int]) -> Finding | None:
    started_us = stream.call.at_us
    earlier = [
        one
        for one in oracle.quoting.streams
        if one.feed == stream.feed and one.call.number < stream.call.number
    ]
    if not earlier:
        return None
    since_us = earlier[-1].ended_us
    since_us = started_us if since_us is None else min(since_us, started_us)
    due_us = oracle.due_us(started_us, oracle.act_within_us)
    if not _runs_until(oracle, stream, due_us) or _any_within(asked, since_us, due_us):
        return None
    return Finding(
        message=(
            f"started {stream.where} again at {seconds(started_us)} and read no snapshot within"
            f" {seconds(due_us - started_us)}: what it missed it does not know"
        ),
        at_us=due_us,
    )


def _regularly(oracle: Oracle, stream: Stream, asked: list[int], every_s: float) -> Finding | None:
    """The first span of the stream in which a snapshot was due and none was asked for."""
    within_us = round(every_s * US_PER_S) + oracle.act_within_us
    started_us = stream.call.at_us
    for since_us in [started_us, *(at_us for at_us in asked if at_us > started_us)]:
        due_us = oracle.due_us(since_us, within_us)
        if not _runs_until(oracle, stream, due_us):
            return None
        if not _any_within(asked, since_us + 1, due_us):
            return Finding(
                message=(
                    f"read {stream.where} from {seconds(since_us)} to {seconds(due_us)} without"
                    f" one snapshot; every {every_s:g} s one is due"
                ),
                at_us=due_us,
            )
    return None


def _any_within(asked: list[int], since_us: int, due_us: int) -> bool:
    return any(since_us <= at_us <= due_us for at_us in asked)


def _runs_until(oracle: Oracle, stream: Stream, at_us: int) -> bool:
    stopping_us = oracle.traffic.stopping_us
    is_seen = at_us <= oracle.end_us and (stopping_us is None or at_us <= stopping_us)
    return is_seen and stream.is_open_until(at_us)


CHECKER = Checker(
    name="resyncs_from_snapshots",
    requirement="DATA-2",
    says="snapshots are read after each restart of a stream and every so often",
    find=find,
    is_used=lambda oracle: bool(oracle.quoting.streams),
)
