"""Microsoft's own client streams quotes from the Data hub, and leaves."""

import itertools
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from hubproof.harness.setting import USER, world_of
from hubproof.simulator import journal as lines
from hubproof.simulator.app import Simulator
from hubproof.simulator.outside import Outside

REQUIRED = "HubException: A data provider is required."


class Hubs:
    """A serving simulator, and where its Data hub is."""

    def __init__(self, simulator: Simulator, port: int) -> None:
        self.simulator = simulator
        self.url = f"http://127.0.0.1:{port}/hubs/data/v1"


@pytest.fixture
async def hubs(key: str) -> AsyncIterator[Hubs]:
    ids, began = itertools.count(), time.monotonic_ns()
    simulator = Simulator(
        world_of(1, datetime.now(UTC)),
        key=key,
        user=USER,
        outside=Outside(
            clock=lambda: (time.monotonic_ns() - began) // 1_000,
            token=lambda: f"id{next(ids)}",
        ),
    )
    yield Hubs(simulator, await simulator.start("127.0.0.1", 0))
    await simulator.stop()


async def test_microsofts_client_streams_quotes_and_cancels(
    hubs: Hubs, javascript_quotes: Any, key: str
) -> None:
    seen = await javascript_quotes(hubs.url, key)
    assert seen["stream"]["end"] == "cancelled"
    assert len(seen["stream"]["items"]) == 3
    for item in seen["stream"]["items"]:
        assert (item["Symbol"], item["Provider"]) == ("SPX", "InteractiveBrokers")
        prices = item["Prices"]
        assert prices["Ask"] - prices["Bid"] == pytest.approx(0.2)
        assert (prices["Last"], prices["LastAgeMs"]) == (None, None)
        assert 0 <= prices["BidAgeMs"] < 750
    assert seen["snapshot"]["Status"] == "Success"
    assert abs(seen["snapshot"]["Data"]["Prices"]["Bid"] - prices["Bid"]) <= 0.1
    assert seen["nobody"]["items"] == []
    assert seen["nobody"]["end"].endswith(REQUIRED)
    assert seen["plain"].endswith("method with a non-streaming invocation.")
    assert seen["after"]["Status"] == "ValidationError"
    ended = [e for e in hubs.simulator.journal.entries() if isinstance(e, lines.StreamEnded)]
    assert [one.reason == "cancelled" for one in ended] == [True, False]
    assert ended[1].reason.endswith(REQUIRED)
