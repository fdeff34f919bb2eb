"""Notices silent streams: a stream without items is not taken for a market at rest (DATA-7).

The connection answers pings, the stream is open, and nothing comes. Within the feed's own bound the
client opens it again, asks for a snapshot or leaves it; as long again is allowed for doing so.
"""

from collections.abc import Iterator

from hubproof.harness.checkers.checker import Checker, Finding
from hubproof.harness.oracle import US_PER_S, Oracle, seconds
from hubproof.harness.oracle.quotes import Stream


def find(oracle: Oracle) -> Iterator[Finding]:
    """Streams that were silent, open and left alone."""
    limits = oracle.limits.quotes
    if limits is None:
        return
    within_us = round(2 * limits.silence_max_s * US_PER_S)
    for stream in oracle.quoting.streams:
        silent = _silence(oracle, stream, within_us)
        if silent is not None:
            since_us, due_us = silent
            yield Finding(
                message=(
                    f"heard nothing on {stream.where} from {seconds(since_us)} to"
                    f" {seconds(due_us)} and neither opened it again nor asked for a snapshot;"
                    f" {limits.silence_max_s:g} s of silence are too many"
                ),
                at_us=due_us,
            )


def _silence(oracle: Oracle, stream: Stream, within_us: int) -> tuple[int, int] | None:
    """The first silence to which nobody reacted, and when a reaction was due."""
    stopping_us = oracle.traffic.stopping_us
    seen_us = oracle.end_us if stopping_us is None else stopping_us
    asked = oracle.quoting.asked_us(stream.feed)
    heard = [stream.call.at_us, *stream.items_us]
    for since_us, next_us in zip(heard, [*heard[1:], None], strict=True):
        if next_us is not None and next_us - since_us <= within_us:
            continue
        due_us = oracle.quoting.due_us(since_us, within_us)
        if due_us > seen_us or not stream.is_open_until(due_us):
            continue
        is_silent = next_us is None or next_us > due_us
        if is_silent and not any(since_us < at_us <= due_us for at_us in asked):
            return since_us, due_us
    return None


CHECKER = Checker(
    name="notices_silent_streams",
    requirement="DATA-7",
    says="a silent stream is noticed within its bound",
    find=find,
    is_used=lambda oracle: bool(oracle.quoting.streams),
)
