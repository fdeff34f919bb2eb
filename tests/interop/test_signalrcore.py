"""signalrcore, over each transport in each encoding that it can do, and at the three hubs."""

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from hubproof.harness.conformance.served.server import TestServer
from hubproof.simulator import journal as lines

DRIVER = Path(__file__).parent / "signalrcore_driver.py"
PAIRS = ("WebSockets-Text", "WebSockets-Binary", "ServerSentEvents-Text")
SEEN = {
    "user": "alice",
    "echo": "é漢😀\u2028",
    "add": 42,
    "nothing": None,
    "refused": "An unexpected error occurred invoking 'Refuse' on the server."
    " HubException: refused",
    "unknown": "Failed to invoke 'Nowhere' due to an error on the server."
    " HubException: Method does not exist.",
    "many": None,
    "told": [[0], [1], [2]],
    "whole": [0, 1, 2],
    "noted": ["connected", "count ended", "disconnected"],
}

Run = Callable[..., Awaitable[dict[str, Any]]]


@pytest.mark.live
async def test_it_does_at_the_test_hub_whatever_it_can(
    served: tuple[TestServer, int], run: Run
) -> None:
    _, port = served
    seen = await run(sys.executable, str(DRIVER), "pairs", f"http://127.0.0.1:{port}", "alice")
    assert seen == {pair: SEEN | {"transport": pair.partition("-")[0]} for pair in PAIRS}


@pytest.mark.live
async def test_it_is_served_by_the_three_hubs(hubs: Any, run: Run, key: str) -> None:
    seen = await run(sys.executable, str(DRIVER), "hubs", hubs.origin, key)
    (signal,) = seen["signal"]
    assert signal["EventSeqId"] > seen["latest"]["Data"]["LatestEventSeqId"]
    assert (signal["StrategyId"], signal["State"]) == (101, "On")
    assert seen["subscribed"]["Status"] == seen["strategies"]["Status"] == "Success"
    assert 101 in [one["Id"] for one in seen["strategies"]["Data"]["Strategies"]]
    assert seen["refused"] == "Failed to invoke 'GetOrder' due to an error on the server."
    assert seen["snapshot"]["Data"]["Symbol"] == "SPX"
    assert [item["Symbol"] for item in seen["stream"]] == ["SPX"] * 2
    ends = [one for one in hubs.simulator.journal.entries() if isinstance(one, lines.StreamEnded)]
    assert len(ends) == 1


@pytest.mark.live
async def test_a_wrong_key_opens_nothing(hubs: Any, run: Run) -> None:
    seen = await run(sys.executable, str(DRIVER), "hubs", hubs.origin, "wrong")
    assert "401" in seen["error"]
