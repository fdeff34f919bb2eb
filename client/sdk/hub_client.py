"""What the hub clients share: how one is made and closed, a method called, a stream read.

A result is the unwrapped Data of a Success; every other Status is a MesoLiveApiException. The items
of a stream come bare; one that cannot be read is skipped, as the next may be right. One
`aiohttp.ClientSession` may serve several clients; a client closes only a session of its own.
"""

import logging
import random
from collections.abc import AsyncGenerator, Callable
from types import TracebackType
from typing import ClassVar, Self, TypeVar

import aiohttp
from msgspec import Raw

from hubproof.client.sdk.connection import Hook, HubConnection
from hubproof.client.sdk.exceptions import MesoLiveApiException, UnreadableAnswer
from hubproof.client.sdk.instance import hub_url, parse_instance
from hubproof.client.sdk.link import UNTIMED
from hubproof.client.sdk.options import DEFAULTS, ConnectionOptions
from hubproof.client.sdk.states import State
from hubproof.contract.mesolive import wire
from hubproof.contract.mesolive.enums import StatusCode
from hubproof.contract.mesolive.methods import HubName
from hubproof.contract.mesolive.wire import ContractError
from hubproof.contract.mesolive.wiremodel import WireModel

Result = TypeVar("Result", bound=WireModel)

_log = logging.getLogger(__name__)


class HubClient:
    """A client of one hub; use it as an async context manager, or `connect` and `close`."""

    hub: ClassVar[HubName]

    def __init__(
        self,
        mesolive_instance: str,
        mesolive_api_key: str,
        *,
        options: ConnectionOptions = DEFAULTS,
        rng: random.Random | None = None,
        session: aiohttp.ClientSession | None = None,
    ) -> None:
        url = hub_url(parse_instance(mesolive_instance), self.hub)
        if not mesolive_api_key:
            raise ValueError("MESOLIVE_API_KEY is empty; set it to a key from the MesoLive portal.")
        self._connection = HubConnection(
            url, mesolive_api_key, options=options, rng=rng or random.Random(random.random())
        )
        self._session = session
        self._own_session: aiohttp.ClientSession | None = None

    @property
    def state(self) -> State:
        """Where the connection stands."""
        return self._connection.state

    async def __aenter__(self) -> Self:
        try:
            await self.connect()
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def connect(self) -> None:
        """Connect, trying again until it works; from then on the connection comes back by itself.

        Raises:
            AuthenticationFailed: the hub does not accept the key.
            NotConnected: it was tried as often as the options allow.
        """
        if self._session is None and self._own_session is None:
            self._own_session = aiohttp.ClientSession(timeout=UNTIMED)
        session = self._session or self._own_session
        assert session is not None  # one of the two has just been made sure of
        await self._connection.start(session)

    async def connected(self) -> None:
        """Wait until the connection is there.

        Raises:
            AuthenticationFailed: the hub no longer accepts the key.
            NotConnected: this client was closed, or never connected.
        """
        await self._connection.connected()

    async def ended(self) -> None:
        """Wait until the connection has ended for good.

        Raises:
            AuthenticationFailed: because the hub refused the key.
        """
        await self._connection.ended()

    async def close(self) -> None:
        """Say goodbye to the hub and close."""
        await self._connection.stop()
        if self._own_session is not None:
            await self._own_session.close()
            self._own_session = None

    def drop(self, reason: str) -> None:
        """Give up the present connection, so that a new one starts over."""
        self._connection.drop(reason)

    def on_connected(self, hook: Hook) -> None:
        """Await `hook` at every new connection, before it counts as connected.

        If it raises, that connection is given up and another one is made.
        """
        self._connection.connected_hooks.append(hook)

    def on_disconnected(self, hook: Callable[[str], None]) -> None:
        """Call `hook` with the reason at every loss of the connection."""
        self._connection.disconnected_hooks.append(hook)

    async def _call(self, method: str, args: WireModel, result: type[Result]) -> Result:
        raw = await self._connection.invoke(method, [Raw(wire.encode(args))])
        try:
            response = wire.decode_response(raw, result)
        except ContractError as error:
            raise UnreadableAnswer(f"the answer to {method} cannot be read: {error}") from error
        if response.Status is not StatusCode.Success:
            raise MesoLiveApiException(response.Status, response.Message, response.Error)
        if response.Data is None:
            raise UnreadableAnswer(f"{method} succeeded without Data")
        return response.Data

    async def _stream(
        self, method: str, args: WireModel, item: type[Result]
    ) -> AsyncGenerator[Result, None]:
        stream = await self._connection.stream(method, [Raw(wire.encode(args))])
        try:
            while (raw := await stream.next()) is not None:
                try:
                    value = wire.decode(raw, item)
                except ContractError as error:
                    _log.warning("an item of %s cannot be read and is skipped: %s", method, error)
                    continue
                yield value
        finally:
            stream.leave()
