"""Errors of a hub's client are told in sentences that name the hub and the remedy."""

import asyncio
from typing import Any

import pytest

from hubproof.client.sdk import MesoLiveControlHubClient, exceptions, models
from hubproof.contract.mesolive.envelope import MesoLiveApiError
from hubproof.harness.cli.exits import NotVerifiedError
from hubproof.harness.cli.tools.access import Access
from hubproof.harness.cli.tools.reasons import reason

URL = "http://127.0.0.1:9/hubs/data/v1"


def test_a_connection_that_failed_says_why() -> None:
    failed = exceptions.ConnectFailed("HTTP 404 on negotiate")
    error = exceptions.NotConnected("no connection")
    error.__cause__ = failed
    assert reason(error, URL) == (
        f"cannot connect to {URL}: HTTP 404 on negotiate; is the server running, and is"
        " MESOLIVE_INSTANCE its origin?"
    )


@pytest.mark.live
async def test_a_port_where_nobody_listens_refuses_the_connection(free_port: int) -> None:
    access = Access(instance=f"http://127.0.0.1:{free_port}", key="k")
    with pytest.raises(NotVerifiedError, match=r"control/v1: the connection was refused; is the"):
        async with access.to(MesoLiveControlHubClient):
            pytest.fail("nobody is there")


async def test_a_host_that_nobody_knows_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    async def unknown(*_: Any, **__: Any) -> Any:
        raise OSError("no such host")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", unknown)
    access = Access(instance="http://mesolive.example", key="k")
    with pytest.raises(NotVerifiedError, match="no host of that name is known"):
        async with access.to(MesoLiveControlHubClient):
            pytest.fail("nobody is there")


def test_an_answer_names_the_fields_at_fault() -> None:
    details = MesoLiveApiError(ValidationErrors={"Limit": ["too small", "odd"]})
    error = exceptions.MesoLiveApiException(models.StatusCode.ValidationError, "no", details)
    assert reason(error, URL) == f"{URL} answered ValidationError: no; Limit: too small odd"


def test_any_other_error_is_told_with_the_address() -> None:
    assert reason(exceptions.HubError("not today"), URL) == f"{URL} refused: not today"
    assert reason(exceptions.CallTimeout("no answer"), URL) == f"{URL}: no answer"
    assert reason(exceptions.NotConnected("not sent"), URL) == f"{URL}: not sent"
