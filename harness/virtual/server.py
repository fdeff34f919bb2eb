"""An in-memory listener: what ``loop.create_server`` answers.

It behaves alike on every Python version (``wait_closed`` waits for the open connections, as from
3.12 on), because a run must not depend on the version it was recorded with.
"""

import asyncio
import contextvars
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from hubproof.harness.virtual.addresses import SocketAddress, socket_address
from hubproof.harness.virtual.life import LIFE, Life

if TYPE_CHECKING:  # these know the server; the server only calls what it is handed
    from hubproof.harness.virtual.network import Network
    from hubproof.harness.virtual.transport import MemoryTransport


class ListeningSocket:
    """What ``server.sockets`` holds: an address, and no descriptor."""

    __slots__ = ("_address", "family")

    type = socket.SOCK_STREAM
    proto = socket.IPPROTO_TCP

    def __init__(self, ip: str, port: int) -> None:
        self._address = socket_address(ip, port)
        self.family = socket.AF_INET6 if ":" in ip else socket.AF_INET

    def getsockname(self) -> SocketAddress:
        """The bound address."""
        return self._address


class MemoryServer(asyncio.AbstractServer):
    """A listener on one port of the virtual host, and the connections it has accepted."""

    def __init__(
        self,
        network: "Network",
        factory: Callable[[], asyncio.BaseProtocol],
        ips: list[str],
        port: int,
    ) -> None:
        self.factory = factory
        self.context = contextvars.copy_context()
        """Protocols are made and called in copies of the context of ``create_server``."""
        self.port = port
        self.transports: dict[MemoryTransport, None] = {}
        self._network = network
        self._sockets = tuple(ListeningSocket(ip, port) for ip in ips)
        self._is_open = True
        self._is_serving = False
        self._waiters: list[asyncio.Future[None]] = []
        self._forever: asyncio.Future[None] | None = None
        self._life: Life | None = LIFE.get()
        if self._life is not None:
            self._life.connections[self] = None

    @property
    def sockets(self) -> tuple[Any, ...]:
        """Objects with ``getsockname()``, one per address; empty once closed."""
        return self._sockets if self._is_open else ()

    def get_loop(self) -> asyncio.AbstractEventLoop:
        """The loop of the network."""
        return self._network.loop

    def is_serving(self) -> bool:
        """True while connections are accepted."""
        return self._is_serving

    async def start_serving(self) -> None:
        """Accept from now on."""
        self.serve()

    def serve(self) -> None:
        """The same, for the harness."""
        self._is_serving = self._is_open

    async def serve_forever(self) -> None:
        """Accept until cancelled, then close."""
        if self._forever is not None:
            raise RuntimeError(f"server {self!r} is already being awaited on serve_forever()")
        if not self._is_open:
            raise RuntimeError(f"server {self!r} is closed")
        self.serve()
        self._forever = self.get_loop().create_future()
        try:
            await self._forever
        finally:
            self._forever = None
            self.close()
            await self.wait_closed()

    def close(self) -> None:
        """Free the port; open connections live on."""
        if not self._is_open:
            return
        self._is_open = self._is_serving = False
        self._network.unlisten(self)
        if self._life is not None:
            self._life.connections.pop(self, None)
        if self._forever is not None and not self._forever.done():
            self._forever.cancel()
        self._wake_if_done()

    def close_clients(self) -> None:
        """Close every accepted connection."""
        for transport in list(self.transports):
            transport.close()

    def abort_clients(self) -> None:
        """Reset every accepted connection."""
        for transport in list(self.transports):
            transport.abort()

    async def wait_closed(self) -> None:
        """Wait until the server is closed and its last connection has ended."""
        if self._is_open or self.transports:
            waiter = self.get_loop().create_future()
            self._waiters.append(waiter)
            await waiter

    def sever(self) -> None:
        """The owner was killed: the port is free, nobody is told."""
        self._is_open = self._is_serving = False
        self._network.unlisten(self)

    def detach(self, transport: "MemoryTransport") -> None:
        """An accepted connection has ended."""
        self.transports.pop(transport, None)
        self._wake_if_done()

    def _wake_if_done(self) -> None:
        if self._is_open or self.transports:
            return
        waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)
