"""Where the hubs are and with which key is said by options, else by the environment."""

import argparse
import random
from typing import Any

import pytest

from hubproof.client.sdk import MesoLiveControlHubClient, exceptions, models
from hubproof.harness.cli.exits import NotVerifiedError, UsageError
from hubproof.harness.cli.tools.access import Access, read_access
from hubproof.harness.virtual import run_virtual

ENV = {"MESOLIVE_INSTANCE": "http://127.0.0.1:9/", "MESOLIVE_API_KEY": " of-the-environment "}


def options(**given: str) -> argparse.Namespace:
    return argparse.Namespace(**({"instance": None, "key": None} | given))


def test_the_environment_says_it() -> None:
    assert read_access(options(), ENV) == Access(
        instance="http://127.0.0.1:9", key="of-the-environment"
    )


def test_options_win_over_the_environment() -> None:
    given = options(instance="https://mesolive.example", key="given")
    assert read_access(given, ENV) == Access(instance="https://mesolive.example", key="given")


@pytest.mark.parametrize(("name", "option"), [*zip(ENV, ("--instance", "--key"), strict=True)])
def test_what_is_missing_is_named_with_its_remedy(name: str, option: str) -> None:
    with pytest.raises(UsageError, match=rf"^{name} is not set: .*{option}$"):
        read_access(options(), ENV | {name: " "})


def test_a_wrong_address_is_a_sentence() -> None:
    with pytest.raises(UsageError, match=r"'mesolive.example' has no http or https scheme"):
        read_access(options(instance="mesolive.example"), ENV)


def test_a_key_that_cannot_travel_is_refused_and_not_repeated() -> None:
    with pytest.raises(UsageError, match="cannot be a bearer key") as refused:
        read_access(options(), ENV | {"MESOLIVE_API_KEY": "very secret"})
    assert "secret" not in str(refused.value)


def test_the_key_does_not_show_in_a_trace() -> None:
    assert "secret" not in repr(Access(instance="http://127.0.0.1:9", key="secret"))


def test_a_refused_key_is_a_matter_of_usage(perform: Any) -> None:
    async def act(hubs: Any) -> None:
        access = Access(instance=hubs.access.instance, key="another")
        with pytest.raises(UsageError, match=r"refused MESOLIVE_API_KEY \(HTTP 401"):
            async with access.to(MesoLiveControlHubClient):
                pytest.fail("nobody is let in with it")

    perform(act)


def test_a_connection_is_tried_once(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    async def fail(_: object, url: str, *__: object) -> None:
        tried.append(url)
        raise exceptions.ConnectFailed("down")

    async def act() -> None:
        access = Access(instance="http://127.0.0.1:9", key="k")
        with pytest.raises(NotVerifiedError, match=r"^cannot connect to http.*: down; is the serv"):
            async with access.to(MesoLiveControlHubClient):
                pytest.fail("nobody is there")

    monkeypatch.setattr("hubproof.client.sdk.connection.open_link", fail)
    run_virtual(act(), rng=random.Random(1))
    assert tried == ["http://127.0.0.1:9/hubs/control/v1"]


def test_what_a_hub_refuses_is_told_with_its_address(perform: Any) -> None:
    async def act(hubs: Any) -> None:
        args = models.GetAccountArgs(BrokerAccountId="nobody's")
        url = f"{hubs.access.instance}/hubs/control/v1"
        with pytest.raises(NotVerifiedError, match=f"{url} answered NotFound"):
            async with hubs.access.to(MesoLiveControlHubClient) as control:
                await control.get_account(args)

    perform(act)
