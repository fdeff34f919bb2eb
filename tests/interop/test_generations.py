"""Every generation of Microsoft's own JavaScript client, over every transport in every encoding."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from hubproof.harness.conformance.served.server import TestServer

HERE = Path(__file__).parent
FOLDERS = {number: f"generations/v{number}" for number in (1, 3, 5, 6, 7, 8, 9)} | {10: "js"}
PAIRS = [
    "WebSockets-json",
    "WebSockets-messagepack",
    "ServerSentEvents-json",
    "LongPolling-json",
    "LongPolling-messagepack",
]
ANSWERS_SINCE = 7
UNASKED = "Server requested a response, which is not supported in this version of the client."
SEEN = {
    "echo": "é漢😀\u2028",
    "add": [2, 3, 4],
    "nothing": None,
    "refused": "An unexpected error occurred invoking 'Refuse' on the server."
    " HubException: refused",
    "unknown": "Failed to invoke 'Nowhere' due to an error on the server."
    " HubException: Method does not exist.",
    "many": None,
    "told": [0, 1, 2],
    "whole": {"items": [0, 1, 2], "end": "completed"},
    "fails": {
        "items": [0],
        "end": "An error occurred on the server while streaming results."
        " HubException: refused after",
    },
    "part": {"items": [0, 1], "end": "cancelled"},
    "sum": 9,
    "noted": ["connected", "count ended", "count ended", "disconnected"],
}


def expected(generation: int, pair: str) -> dict[str, Any]:
    """What that generation sees; the early ones know less."""
    seen = SEEN | {"transport": pair.partition("-")[0]}
    if generation == 1:
        del seen["sum"]
    if generation == 1 and pair.endswith("messagepack"):
        del seen["part"]
        seen["noted"] = ["connected", "count ended", "disconnected"]
    if generation < ANSWERS_SINCE:
        return seen | {"asked": UNASKED, "closed": UNASKED}
    return seen | {"asked": 8, "closed": None}


@pytest.mark.live
@pytest.mark.parametrize("generation", FOLDERS)
async def test_a_generation_of_microsofts_client_is_served(
    served: tuple[TestServer, int],
    npm_ci: Callable[[Path], None],
    script: Callable[..., Awaitable[dict[str, Any]]],
    generation: int,
) -> None:
    _, port = served
    folder = HERE / FOLDERS[generation]
    npm_ci(folder)
    seen = await script("generations/driver.mjs", str(folder), f"http://127.0.0.1:{port}")
    assert seen == {pair: expected(generation, pair) for pair in PAIRS}
