"""Restarts streams: a stream that ended under the client is opened again (DATA-1).

A stream does not outlive its connection and may fail by itself. Only work that is still to be done
makes the restart due, and who asks for snapshots instead has quotes as well.
"""

from collections.abc import Iterator

from hubproof.harness.checkers.checker import Checker, Finding
from hubproof.harness.oracle import Oracle, seconds
from hubproof.harness.oracle.quotes import Stream


def find(oracle: Oracle) -> Iterator[Finding]:
    """Streams that ended, and that nobody opened again although there was an entry to make."""
    for stream in oracle.quoting.streams:
        ended_us = stream.ended_us
        if ended_us is None or stream.is_left:
            continue  # it goes on, or was given up
        if not stream.items_us and not stream.has_fallen:
            continue  # it was refused from the start
        due_us = oracle.due_us(ended_us, oracle.act_within_us)
        if _is_owed(oracle, stream, ended_us, due_us) and not _asks(oracle, stream, due_us):
            yield Finding(
                message=(
                    f"did not open {stream.where} again, which had ended at"
                    f" {seconds(ended_us)}, nor ask for its quotes in any other way"
                ),
                at_us=ended_us,
            )


def _is_owed(oracle: Oracle, stream: Stream, ended_us: int, due_us: int) -> bool:
    life, stopping_us = stream.call.life, oracle.traffic.stopping_us
    lives_on = life.ended_us is None or life.ended_us > due_us
    is_seen = due_us <= oracle.end_us and (stopping_us is None or due_us <= stopping_us)
    has_work = any(
        intent.is_on(due_us) and ((acted_us := intent.acted_us()) is None or acted_us > due_us)
        for intent in oracle.intents
        if intent.on_us <= ended_us + oracle.act_within_us
    )
    return lives_on and is_seen and has_work


def _asks(oracle: Oracle, stream: Stream, due_us: int) -> bool:
    """Whether the same quotes are on another open stream, or were asked for again by then."""
    ended_us = stream.ended_us or 0
    beside = any(
        one is not stream and one.feed == stream.feed and one.is_open_until(due_us)
        for one in oracle.quoting.streams
    )
    asked = oracle.quoting.asked_us(stream.feed)
    return beside or any(ended_us <= at_us <= due_us for at_us in asked)


CHECKER = Checker(
    name="restarts_streams",
    requirement="DATA-1",
    says="a stream that ended is opened again within a bound",
    find=find,
    is_used=lambda oracle: bool(oracle.quoting.streams),
)
