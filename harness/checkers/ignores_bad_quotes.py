"""Ignores bad quotes: a frame that holds no price is neither a price nor an end (QUOTE-3).

Boot frames of zeros, nulls, NaNs, negative and crossed quotes come with every feed. A client that
enters on them alone trades at a price nobody made; one that dies of them stops watching.
"""

from collections.abc import Iterator

from hubproof.harness.checkers.checker import Checker, Finding
from hubproof.harness.oracle import Oracle, seconds
from hubproof.harness.oracle.quotes import Lack, Quote
from hubproof.harness.oracle.traffic import Life

# Who ends of a frame ends at it. Within this time, in microseconds, one follows from the other.
AT_ONCE_US = 500_000


def find(oracle: Oracle) -> Iterator[Finding]:
    """Entries on frames without a price, and subjects that ended at one."""
    for entry in oracle.quoting.groundless:
        if entry.lack is Lack.PRICE:
            yield Finding(
                message=(
                    f"entered {oracle.where(entry.submission)} on frames without a price:"
                    f" {entry.told}"
                ),
                at_us=entry.submission.first_us,
                exposure=entry.at_risk,
            )
    yield from _crashes(oracle)
    yield from _flights(oracle)


def _crashes(oracle: Oracle) -> Iterator[Finding]:
    for life in oracle.traffic.lives:
        quote = _last_bad(oracle, life)
        if quote is not None and _is_crash(oracle, life, quote):
            yield Finding(
                message=(
                    f"ended by itself at {seconds(life.ended_us or 0)}, right after a frame of"
                    f" {quote.feed[0]} that holds no price"
                ),
                at_us=quote.at_us,
            )


def _is_crash(oracle: Oracle, life: Life, quote: Quote) -> bool:
    ended_us, stopping_us = life.ended_us, oracle.traffic.stopping_us
    if ended_us is None or life.is_killed or (stopping_us is not None and ended_us >= stopping_us):
        return False
    return ended_us - quote.at_us <= AT_ONCE_US


def _last_bad(oracle: Oracle, life: Life) -> Quote | None:
    bad = [one for one in oracle.quoting.quotes if one.mid is None and one.link.life is life]
    return bad[-1] if bad else None


def _flights(oracle: Oracle) -> Iterator[Finding]:
    """Connections that the subject closed with a stream still open on them, each at a bad frame.

    One may be a coincidence, so it takes two and no such end at another frame.
    """
    ends: list[tuple[int, Quote]] = []
    stopping_us = oracle.traffic.stopping_us
    for link in oracle.traffic.links:
        closed_us = link.closed_us
        if link.hub != "data" or closed_us is None or link.reason != "client":
            continue
        if link.life.ended_us == closed_us or (
            stopping_us is not None and closed_us >= stopping_us
        ):
            continue
        told = [one for one in oracle.quoting.quotes if one.link is link]
        if told:
            ends.append((closed_us, told[-1]))
    at_bad = [
        (closed_us, quote)
        for closed_us, quote in ends
        if quote.mid is None and closed_us - quote.at_us <= AT_ONCE_US
    ]
    if len(at_bad) > 1 and len(at_bad) == len(ends):
        closed_us, quote = at_bad[0]
        yield Finding(
            message=(
                f"left the Data hub at {seconds(closed_us)}, right after a frame of"
                f" {quote.feed[0]} that holds no price, and did so {len(at_bad)} times"
            ),
            at_us=closed_us,
        )


CHECKER = Checker(
    name="ignores_bad_quotes",
    requirement="QUOTE-3",
    says="frames without a price start no entry and end no connection",
    find=find,
    is_used=lambda oracle: oracle.limits.quotes is not None,
)
