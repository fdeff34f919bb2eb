"""Clients that nobody here wrote get what they ask for, and nothing without the key."""

from typing import Any

import pytest

ECHO = {"text": "é☃😀", "none": None, "list": [1, 2.5]}
FAIL = "An unexpected error occurred invoking 'Fail' on the server. HubException: as asked"
UNKNOWN = (
    "Failed to invoke 'Nowhere' due to an error on the server. HubException: Method does not exist."
)
CALLS = {
    "echo": ECHO,
    "add": [2, 3, 4],
    "tell": None,
    "told": [[0, "hello"], [1, "hello"], [2, "hello"]],
    "after": 42,
}


@pytest.mark.parametrize("mode", ["negotiate", "skip"])
async def test_microsofts_client_invokes_is_called_back_and_streams(
    house: Any, javascript: Any, key: str, mode: str
) -> None:
    seen = await javascript(house.url, key, mode)
    assert {name: seen[name] for name in CALLS} == CALLS
    assert seen["fail"].endswith(FAIL)
    assert seen["unknown"].endswith(UNKNOWN)
    assert seen["whole"] == {"items": [0, 1, 2], "end": "completed"}
    assert seen["part"] == {"items": [0, 1], "end": "cancelled"}
    assert house.hub.seen == ["opened by ann", "cancelled", "closed by ann: client"]


async def test_pysignalr_invokes_is_called_back_and_streams(
    house: Any, python: Any, key: str
) -> None:
    seen = await python(house.url, key)
    assert {name: seen[name] for name in CALLS} == CALLS
    assert seen["fail"] == FAIL
    assert seen["unknown"] == UNKNOWN
    assert seen["whole"] == {"items": [0, 1, 2], "error": None, "is_whole": True}
    assert seen["part"] == {"items": [0, 1], "error": None, "is_whole": False}
    assert house.hub.seen[:2] == ["opened by ann", "cancelled"]


async def test_microsofts_client_gets_401_with_a_wrong_key(house: Any, javascript: Any) -> None:
    seen = await javascript(house.url, "wrong")
    assert "'401'" in seen["error"]
    assert house.hub.seen == []


async def test_pysignalr_gets_401_with_a_wrong_key(house: Any, python: Any) -> None:
    seen = await python(house.url, "wrong")
    assert "AuthorizationError" in seen["error"] + seen["cause"]
    assert house.hub.seen == []


@pytest.mark.parametrize("client", ["javascript", "python"])
async def test_with_the_server_stopped_the_same_driver_fails(
    house: Any, request: pytest.FixtureRequest, key: str, client: str
) -> None:
    drive = request.getfixturevalue(client)
    await house.server.stop()
    assert "error" in await drive(house.url, key)
