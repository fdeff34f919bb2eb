"""Where the hubs are, and the key for them: from options, and else from the environment.

A tool connects once. Whoever asks whether the hubs are there wants to hear that they are not, and
a tool that comes back by itself would hide the very thing it is there to show.
"""

import argparse
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from hubproof.client.sdk import ConnectionOptions
from hubproof.client.sdk.exceptions import (
    AuthenticationFailed,
    MesoLiveApiException,
    MesoLiveSignalRError,
)
from hubproof.client.sdk.hub_client import HubClient
from hubproof.client.sdk.instance import hub_url, parse_instance
from hubproof.harness.cli.exits import NotVerifiedError, UsageError
from hubproof.harness.cli.parser import is_bearer_key
from hubproof.harness.cli.tools.arguments import NO_KEY
from hubproof.harness.cli.tools.reasons import reason

INSTANCE = "MESOLIVE_INSTANCE"
KEY = "MESOLIVE_API_KEY"

ONCE = ConnectionOptions(attempts_max=1)

Hub = TypeVar("Hub", bound=HubClient)


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """The origin of the hubs, and the key for them."""

    instance: str
    key: str = field(repr=False)

    @asynccontextmanager
    async def to(
        self, hub: type[Hub], prepare: Callable[[Hub], None] = lambda _: None
    ) -> AsyncIterator[Hub]:
        """A client of one hub that connects on entry; what fails within is told in a sentence.

        `prepare` is given the client before that: a hub may call back as soon as it is connected.

        Raises:
            UsageError: The hub does not accept the key.
            NotVerifiedError: There is no connection, or a call was not answered with Success.
        """
        try:
            client = hub(self.instance, self.key, options=ONCE)
            prepare(client)
            async with client:
                yield client
        except AuthenticationFailed as error:
            raise UsageError(str(error)) from error
        except (MesoLiveApiException, MesoLiveSignalRError) as error:
            raise NotVerifiedError(reason(error, hub_url(self.instance, hub.hub))) from error


def read_access(options: argparse.Namespace, env: Mapping[str, str]) -> Access:
    """What `options` say, or else `env`.

    Raises:
        UsageError: One of the two is missing or unusable; the key itself is not in the sentence.
    """
    instance = options.instance or env.get(INSTANCE, "").strip()
    if not instance:
        raise UsageError(f"{INSTANCE} is not set: set it to the origin of the hubs, or --instance")
    key = options.key or env.get(KEY, "").strip()
    if not key:
        raise UsageError(f"{KEY} is not set: set it to a key from the MesoLive portal, or --key")
    if not is_bearer_key(key):
        raise UsageError(f"{KEY}: {NO_KEY}")
    try:
        return Access(instance=parse_instance(instance), key=key)
    except ValueError as error:
        raise UsageError(str(error)) from error
