"""Microsoft's own client streams quotes from the Data hub, and leaves."""

from typing import Any

import pytest

from hubproof.simulator import journal as lines

REQUIRED = "HubException: A data provider is required."


async def test_microsofts_client_streams_quotes_and_cancels(
    hubs: Any, javascript_quotes: Any, key: str
) -> None:
    seen = await javascript_quotes(f"{hubs.origin}/hubs/data/v1", key)
    assert seen["stream"]["end"] == "cancelled"
    assert len(seen["stream"]["items"]) == 2
    for item in seen["stream"]["items"]:
        assert (item["Symbol"], item["Provider"]) == ("SPX", "InteractiveBrokers")
        prices = item["Prices"]
        assert prices["Ask"] - prices["Bid"] == pytest.approx(0.2)
        assert (prices["Last"], prices["LastAgeMs"]) == (None, None)
        assert 0 <= prices["BidAgeMs"] < 750
    assert seen["snapshot"]["Status"] == "Success"
    told = seen["snapshot"]["Data"]["Prices"]["Bid"]  # later by as long as the machine takes
    assert told == pytest.approx(prices["Bid"], rel=0.01)
    assert seen["nobody"]["items"] == []
    assert seen["nobody"]["end"].endswith(REQUIRED)
    assert seen["plain"].endswith("method with a non-streaming invocation.")
    assert seen["after"]["Status"] == "ValidationError"
    ended = [e for e in hubs.simulator.journal.entries() if isinstance(e, lines.StreamEnded)]
    assert [one.reason == "cancelled" for one in ended] == [True, False]
    assert ended[1].reason.endswith(REQUIRED)
