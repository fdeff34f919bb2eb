"""Microsoft's own client over every transport in every encoding, and back through resets.

It asks for stateful reconnect everywhere, and has it over WebSockets where the endpoint grants it.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from hubproof.harness.conformance.served.server import TestServer

Drive = Callable[..., Awaitable[dict[str, Any]]]

PAIRS = [
    ("WebSockets", "json"),
    ("WebSockets", "messagepack"),
    ("ServerSentEvents", "json"),
    ("LongPolling", "json"),
    ("LongPolling", "messagepack"),
]


def unexpected(method: str, says: str) -> str:
    return f"An unexpected error occurred invoking '{method}' on the server. HubException: {says}"


@pytest.mark.live
@pytest.mark.parametrize(("transport", "encoding"), PAIRS)
@pytest.mark.parametrize("endpoint", ["hub", "stateful"])
async def test_microsofts_client_does_everything(
    served: tuple[TestServer, int],
    javascript_script: Drive,
    endpoint: str,
    transport: str,
    encoding: str,
) -> None:
    server, port = served
    url = f"http://127.0.0.1:{port}/{endpoint}"
    seen = await javascript_script("pairs.mjs", url, transport, encoding)
    assert seen == {
        "transport": transport,
        "stateful": (endpoint, transport) == ("stateful", "WebSockets"),
        "echo": "é漢😀\u2028",
        "add": [2, 3, 4],
        "nothing": None,
        "refused": unexpected("Refuse", "refused"),
        "unknown": "Failed to invoke 'Nowhere' due to an error on the server."
        " HubException: Method does not exist.",
        "wrong": "Failed to invoke 'Add' due to an error on the server.",
        "price": 1.1,
        "many": None,
        "told": list(range(50)),
        "whole": {"items": [0, 1, 2], "end": "completed"},
        "part": {"items": [0, 1], "end": "cancelled"},
        "fails": {
            "items": [0],
            "end": "An error occurred on the server while streaming results."
            " HubException: refused after",
        },
        "sum": 9,
        "upload": "An unexpected error occurred invoking 'Concat' on the server."
        " HubException: went wrong",
        "shouts": {"items": ["A", "B"], "end": "completed"},
        "asked": 8,
        "refusal": unexpected("Ask", "Error: no idea"),
        "late": [50, 2],
        "heard": ["x", "y"],
        "closed": None,
    }
    # The first count ran to its end; the second, of a million, was given up.
    ends = ["count ended", "count ended", "upload failed: HubException: went wrong"]
    assert server.logs["one"][:4] == ["connected", *ends]


@pytest.mark.live
@pytest.mark.parametrize("encoding", ["json", "messagepack"])
async def test_nothing_is_lost_or_done_twice_through_three_resets(
    served: tuple[TestServer, int], javascript_script: Drive, encoding: str
) -> None:
    server, port = served
    seen = await javascript_script("stateful.mjs", str(port), encoding)
    assert seen["items"] == list(range(60))
    assert seen["notes"] == [None] * 30
    assert (seen["reconnecting"], seen["closed"]) == (0, 1)
    assert (seen["resets"], seen["sockets"]) == (3, 4)
    assert len(seen["lost"]) == 3
    assert all(seen["lost"])
    (me,) = set(seen["same"])
    assert me
    notes = [line for line in server.logs["stateful"] if line.startswith("note: ")]
    assert notes == [f"note: {number}" for number in range(30)]
    assert server.logs["stateful"].count("connected") == 1
