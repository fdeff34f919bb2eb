"""Microsoft's own client streams quotes from the Data hub over every transport, and leaves."""

from typing import Any

import pytest

from hubproof.simulator import journal as lines

REQUIRED = "HubException: A data provider is required."


PAIRS = [
    "WebSockets-json",
    "WebSockets-messagepack",
    "ServerSentEvents-json",
    "LongPolling-json",
    "LongPolling-messagepack",
]


def check(seen: dict[str, Any]) -> None:
    """What one connection was told is what the Data hub tells; MessagePack has decimals as text."""
    assert seen["stream"]["end"] == "cancelled"
    assert len(seen["stream"]["items"]) == 2
    for item in seen["stream"]["items"]:
        assert (item["Symbol"], item["Provider"]) == ("SPX", "InteractiveBrokers")
        prices = item["Prices"]
        assert float(prices["Ask"]) - float(prices["Bid"]) == pytest.approx(0.2)
        assert (prices["Last"], prices["LastAgeMs"]) == (None, None)
        assert 0 <= prices["BidAgeMs"] < 750
    assert seen["snapshot"]["Status"] == "Success"
    told = seen["snapshot"]["Data"]["Prices"]["Bid"]  # later by as long as the machine takes
    assert float(told) == pytest.approx(float(prices["Bid"]), rel=0.01)
    assert isinstance(told, type(prices["Bid"]))
    assert seen["nobody"]["items"] == []
    assert seen["nobody"]["end"].endswith(REQUIRED)
    assert seen["plain"].endswith("method with a non-streaming invocation.")
    assert seen["after"]["Status"] == "ValidationError"


@pytest.mark.live
async def test_microsofts_client_streams_quotes_and_cancels(
    hubs: Any, javascript_quotes: Any, key: str
) -> None:
    heard = await javascript_quotes(f"{hubs.origin}/hubs/data/v1", key)
    assert list(heard) == PAIRS
    for seen in heard.values():
        check(seen)
    ended = [e for e in hubs.simulator.journal.entries() if isinstance(e, lines.StreamEnded)]
    refused = [one for one in ended if one.reason.endswith(REQUIRED)]
    cancelled = [one for one in ended if one.reason == "cancelled"]
    assert (len(refused), len(cancelled), len(ended)) == (5, 5, 10)
