"""One live connection to a hub: negotiated, upgraded, shaken hands with, and read to its end.

A link is used once. Whatever ends it, a close, a reset, silence or a broken message, it ends in one
way: `read` returns a reason. Nothing here tries again; that is for the connection above.
"""

import asyncio
from collections.abc import Callable

import aiohttp
import msgspec
from aiohttp import ClientWebSocketResponse, WSMsgType

from hubproof.client.sdk.exceptions import AuthenticationFailed, ConnectFailed
from hubproof.client.sdk.options import ConnectionOptions
from hubproof.contract.signalr.errors import ProtocolError
from hubproof.contract.signalr.handshake import (
    HandshakeReader,
    HandshakeRequest,
    HandshakeResponse,
    encode_handshake,
)
from hubproof.contract.signalr.json_protocol import MessageReader, encode
from hubproof.contract.signalr.messages import PING, AnyMessage, Close, Message

RECEIVE_BYTES_MAX = 16 * 1024 * 1024
"""One frame and one message. A page of 1000 events with prepared plans is a few megabytes; a server
must not be able to make us hold more than a few of those."""

CLOSE_WAIT_S = 1.0
"""How long a clean close waits for the server's half; we are leaving either way."""

UNTIMED = aiohttp.ClientTimeout(total=None)
"""For a session of ours: `open_link` bounds negotiation, upgrade and handshake together."""

_REFUSED = frozenset({401, 403})

Socket = ClientWebSocketResponse[bool]


class _Negotiated(msgspec.Struct, rename="camel"):
    connection_token: str | None = None
    connection_id: str | None = None
    url: str | None = None
    error: str | None = None


_negotiated = msgspec.json.Decoder(_Negotiated)


async def open_link(
    session: aiohttp.ClientSession, url: str, api_key: str, options: ConnectionOptions
) -> "Link":
    """Negotiate, upgrade and shake hands with the hub at `url`.

    Raises:
        AuthenticationFailed: the hub does not accept the key.
        ConnectFailed: anything else; another attempt may succeed.
    """
    headers = {"Authorization": f"Bearer {api_key}"}
    try:
        async with asyncio.timeout(options.connect_timeout_s):
            token = await _negotiate(session, url, headers)
            socket = await _upgrade(session, url, token, headers)
            return await _shake_hands(Link(socket, options))
    except TimeoutError as error:
        says = f"no connection within {options.connect_timeout_s:g} s"
        raise ConnectFailed(says) from error
    except (aiohttp.ClientError, OSError, ProtocolError) as error:
        raise ConnectFailed(f"{type(error).__name__}: {error}") from error


async def _negotiate(session: aiohttp.ClientSession, url: str, headers: dict[str, str]) -> str:
    where = f"{url}/negotiate?negotiateVersion=1"
    async with session.post(where, headers=headers, allow_redirects=False) as response:
        _check_status(response.status, "negotiate")
        body = await response.read()
    try:
        answer = _negotiated.decode(body)
    except msgspec.DecodeError as error:
        raise ConnectFailed(f"negotiate answered something else than JSON: {error}") from error
    if answer.error is not None:
        raise ConnectFailed(f"the hub refused to negotiate: {answer.error}")
    # A version 0 server knows one id only, and takes that one on the upgrade.
    token = answer.connection_token or answer.connection_id
    if token is None:
        elsewhere = f"; it points to {answer.url}" if answer.url else ""
        raise ConnectFailed(f"negotiate named no connection{elsewhere}")
    return token


def _check_status(status: int, doing: str) -> None:
    if status in _REFUSED:
        raise AuthenticationFailed(
            f"The hub refused MESOLIVE_API_KEY (HTTP {status} on {doing}); check the key."
        )
    if status >= 300:  # noqa: PLR2004  # redirects and errors alike are no answer
        raise ConnectFailed(f"HTTP {status} on {doing}")


async def _upgrade(
    session: aiohttp.ClientSession, url: str, token: str, headers: dict[str, str]
) -> Socket:
    try:
        return await session.ws_connect(
            url,
            params={"id": token},
            headers=headers,
            timeout=aiohttp.ClientWSTimeout(ws_close=CLOSE_WAIT_S),
            max_msg_size=RECEIVE_BYTES_MAX,
            decode_text=False,
        )
    except aiohttp.WSServerHandshakeError as error:
        _check_status(error.status, "connect")
        raise


async def _shake_hands(link: "Link") -> "Link":
    try:
        await link.shake_hands()
    except BaseException:
        await link.abandon()
        raise
    return link


class Link:
    """A WebSocket on which the SignalR JSON protocol is spoken."""

    def __init__(self, socket: Socket, options: ConnectionOptions) -> None:
        self._socket = socket
        self._options = options
        self._reader = MessageReader(RECEIVE_BYTES_MAX)
        self._early: list[AnyMessage] = []
        self._reading: asyncio.Timeout | None = None
        self._heard_at_s = 0.0
        self._silence: asyncio.TimerHandle | None = None
        self._failure: str | None = None
        self._ended = asyncio.Event()
        self._pings: asyncio.TimerHandle | None = None
        self._pinging: asyncio.Task[None] | None = None

    async def shake_hands(self) -> None:
        """Exchange handshakes; messages in the response's frame are kept for `read`."""
        request = encode_handshake(HandshakeRequest("json", 1))
        await self._socket.send_frame(request, WSMsgType.TEXT)
        reader = HandshakeReader(HandshakeResponse)
        response = None
        while response is None:
            frame = await self._socket.receive()
            if frame.type is not WSMsgType.TEXT and frame.type is not WSMsgType.BINARY:
                raise ConnectFailed("the connection ended during the handshake")
            response, rest = reader.feed(frame.data)
        if response.error is not None:
            raise ConnectFailed(f"the hub refused the handshake: {response.error}")
        self._early = self._reader.feed(rest) if rest else []

    async def send(self, message: Message) -> None:
        """Write one message.

        Raises:
            OSError: the connection is gone.
        """
        await self._socket.send_frame(encode(message), WSMsgType.TEXT)

    async def read(self, deliver: Callable[[AnyMessage], None]) -> str:
        """Deliver every message until the connection ends, and say why it ended."""
        loop = asyncio.get_running_loop()
        self._heard_at_s = loop.time()
        self._pings = loop.call_later(self._options.ping_s, self._ping)
        self._silence = loop.call_later(self._options.server_timeout_s, self._check_silence)
        try:
            async with asyncio.timeout(None) as self._reading:
                return await self._read(deliver)
        except TimeoutError:
            return self._failure or "given up"
        except ProtocolError as error:
            for message in error.preceding:
                deliver(message)
            return f"the server broke the protocol: {error}"
        finally:
            self._ended.set()
            self._reading = None
            self._pings.cancel()
            self._silence.cancel()

    async def _read(self, deliver: Callable[[AnyMessage], None]) -> str:
        loop = asyncio.get_running_loop()
        messages = self._early
        while True:
            for message in messages:
                if type(message) is Close:
                    return f"the server closed it: {message.error or 'no reason given'}"
                deliver(message)
            frame = await self._socket.receive()
            if frame.type is not WSMsgType.TEXT and frame.type is not WSMsgType.BINARY:
                return self._failure or f"the connection broke ({self._socket.close_code})"
            self._heard_at_s = loop.time()
            messages = self._reader.feed(frame.data)

    def fail(self, reason: str) -> None:
        """Give this connection up: `read` returns `reason`."""
        self._failure = self._failure or reason
        if self._reading is not None and not self._reading.expired():
            self._reading.reschedule(asyncio.get_running_loop().time())

    async def say_goodbye(self) -> None:
        """Tell the server that we leave, and let it end the connection if it still listens."""
        try:
            async with asyncio.timeout(CLOSE_WAIT_S):
                await self.send(Close())
                await self._ended.wait()
        except (OSError, TimeoutError, aiohttp.ClientError):
            return

    async def abandon(self) -> None:
        """Release the socket; a server that does not answer the close is not waited for long."""
        if self._pinging is not None:
            self._pinging.cancel()
        await self._socket.close()

    def _ping(self) -> None:
        # A ping that is still stuck in a full socket buffer needs no second one behind it.
        if self._pinging is None or self._pinging.done():
            self._pinging = asyncio.ensure_future(self._send_ping())
        self._pings = asyncio.get_running_loop().call_later(self._options.ping_s, self._ping)

    def _check_silence(self) -> None:
        """Runs when the server would be too long silent, had it sent nothing since it was set."""
        loop = asyncio.get_running_loop()
        due_s = self._heard_at_s + self._options.server_timeout_s
        if loop.time() >= due_s:
            self.fail(f"the server was silent for {self._options.server_timeout_s:g} s")
        else:
            # Not by the time that is left: what rounding leaves of that may be too short to pass.
            self._silence = loop.call_at(due_s, self._check_silence)

    async def _send_ping(self) -> None:
        try:
            await self.send(PING)
        except (OSError, aiohttp.ClientError) as error:
            self.fail(f"a ping could not be sent: {error}")
