import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from hubproof.client.feeds import FLOW_S, Feeds
from hubproof.client.quote_gate import QuoteGate
from hubproof.client.quote_hold import QuoteHold
from hubproof.client.sdk.exceptions import AuthenticationFailed
from hubproof.client.settings import QuoteLimits
from hubproof.harness.virtual import virtual_loop


class Hub:
    """A Data hub that connects after `after_s`, or does not accept the key."""

    def __init__(self, log: list[str], after_s: float | None) -> None:
        self.log = log
        self.after_s = after_s

    async def connect(self) -> None:
        if self.after_s is None:
            raise AuthenticationFailed("no")
        await asyncio.sleep(self.after_s)
        self.log.append("connected")

    async def close(self) -> None:
        self.log.append("closed")


def monitor_of(log: list[str], flows_after_s: float) -> Any:
    class Monitor:
        def __init__(self, *_: object) -> None: ...

        def watch(self, symbol: str) -> None:
            log.append(f"watch {symbol}")

        def start(self) -> None:
            log.append("started")

        async def flowing(self) -> None:
            await asyncio.sleep(flows_after_s)
            log.append("flowing")

        async def stop(self) -> None:
            log.append("stopped")

    return Monitor


def take(
    desk: Any, act: Callable[[Feeds], Awaitable[None]], *, after_s: float | None, flows_s: float
) -> tuple[list[str], float]:
    """What happened in an act, and how long it took."""
    log: list[str] = []
    with virtual_loop(rng=random.Random(1), horizon_s=60.0) as loop:
        feeds = Feeds(
            desk.context,
            Hub(log, after_s),  # type: ignore[arg-type]  # what the feeds need of one
            QuoteLimits(),
            gate=QuoteGate,
            monitor=monitor_of(log, flows_s),
            hold=QuoteHold,
        )
        loop.run_until_complete(act(feeds))
        return log, loop.time()


async def start(feeds: Feeds) -> None:
    await feeds.start(["NDX", "SPX"])


def test_quotes_flow_before_the_start_goes_on(desk: Any) -> None:
    log, took_s = take(desk, start, after_s=1.0, flows_s=0.5)
    assert log == ["watch NDX", "watch SPX", "connected", "started", "flowing"]
    assert took_s == 1.5
    assert desk.said("surfaced") == []


@pytest.mark.parametrize(("after_s", "flows_s"), [(50.0, 0.5), (0.5, 50.0)])
def test_the_start_does_not_wait_for_quotes_for_ever_and_says_so(
    desk: Any, after_s: float, flows_s: float
) -> None:
    log, took_s = take(desk, start, after_s=after_s, flows_s=flows_s)
    assert log[-1] == "started"
    assert took_s == FLOW_S
    assert "no quotes within 5 s" in desk.said("surfaced")[0]["reason"]


def test_a_refused_key_ends_the_start(desk: Any) -> None:
    with pytest.raises(AuthenticationFailed):
        take(desk, start, after_s=None, flows_s=0.0)


def test_the_streams_are_left_before_the_hub(desk: Any) -> None:
    log, _ = take(desk, Feeds.stop, after_s=0.0, flows_s=0.0)
    assert log == ["stopped", "closed"]
