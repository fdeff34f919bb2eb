"""The network of one virtual host: who listens on which port, and every open link.

A connection is a pair of transports made here, in one step, after the time a handshake takes.
Ports, link numbers and the jitter of each link are counters and seeded draws: two runs with one
seed have the same connections with the same numbers, whatever the interpreter.
"""

import asyncio
import contextvars
import errno
import hashlib
import random
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from hubproof.harness.virtual.addresses import is_here, literal, socket_address
from hubproof.harness.virtual.link import JITTER_NS, Control, Instants, Link, Way
from hubproof.harness.virtual.server import MemoryServer
from hubproof.harness.virtual.transport import MemoryTransport

if TYPE_CHECKING:  # the loop owns the network; here it is only the clock and the one who refuses
    from hubproof.harness.virtual.loop import VirtualLoop

LATENCY_S = 0.001
"""One way, as between two hosts of one data centre; scenarios that care say their own."""

LISTEN_PORT_FIRST = 20_000
"""The first port given to a listener that asks for port 0."""

CLIENT_PORT_FIRST = 40_000
"""The first port of a connecting side; a number to recognise in a log, bound to nothing."""

PORT_MAX = 65_535

NS_PER_S = 1_000_000_000


class Network:
    """Listeners, links and the two switches of a port. One per loop, as ``loop.network``."""

    def __init__(self, loop: "VirtualLoop", rng: random.Random, latency_s: float) -> None:
        self.loop = loop
        self.latency_ns = round(latency_s * NS_PER_S)
        """One-way latency of every link opened from now on."""
        self._salt = int(rng.random() * 2**53)
        self._handshakes = self._generator("handshakes")
        self._instants = Instants()
        self._servers: dict[int, MemoryServer] = {}
        self._refusing: dict[int, None] = {}
        self._links: dict[Link, list[MemoryTransport]] = {}
        self._links_made = 0
        self._links_to: dict[int, int] = {}
        self._destinations: WeakKeyDictionary[socket.socket, tuple[Any, ...]] = WeakKeyDictionary()
        self._next_port = LISTEN_PORT_FIRST

    # For faults.

    def links(self) -> list[Link]:
        """The open links, oldest first."""
        return list(self._links)

    def refuse(self, port: int) -> None:
        """From now on connecting to ``port`` fails; open links stay."""
        self._refusing[port] = None

    def allow(self, port: int) -> None:
        """Undo ``refuse``."""
        self._refusing.pop(port, None)

    # Listening.

    def listen(
        self, factory: Callable[[], asyncio.BaseProtocol], hosts: list[str], port: int
    ) -> MemoryServer:
        """Register a listener, not yet serving, on ``port`` or on the next free one for 0.

        Raises:
            OSError: the port is taken, or a host is not an address of this machine.
        """
        ips = [self.local("loop.create_server()", host) for host in hosts]
        if not port:
            port = self._free_port()
        if port in self._servers:
            raise OSError(errno.EADDRINUSE, f"port {port} is taken: another listener has it")
        server = self._servers[port] = MemoryServer(self, factory, ips, port)
        return server

    def unlisten(self, server: MemoryServer) -> None:
        """Free the server's port."""
        if self._servers.get(server.port) is server:
            del self._servers[server.port]

    # Connecting.

    async def knock(self, call: str, address: tuple[Any, ...]) -> None:
        """Take the time of a handshake, for the loop's method ``call``.

        Raises:
            ConnectionRefusedError: nothing listens at ``address``, or its port refuses.
        """
        self.local(call, address[0])
        await self._round_trip()
        server = self._servers.get(address[1])
        if server is None or not server.is_serving() or address[1] in self._refusing:
            raise ConnectionRefusedError(errno.ECONNREFUSED, f"Connect call failed {address!r}")

    def remember(self, sock: socket.socket, address: tuple[Any, ...]) -> None:
        """``sock`` has knocked at ``address``; ``create_connection(sock=...)`` comes next."""
        self._destinations[sock] = address

    def destination(self, sock: socket.socket) -> tuple[Any, ...]:
        """Where ``sock`` knocked. Closes the real descriptor: memory needs none."""
        address = self._destinations.pop(sock, None)
        if address is None:
            self.loop.refuse("loop.create_connection(sock=...)", "uses a real connected socket")
        sock.close()
        return address

    async def connect(
        self, factory: Callable[[], asyncio.BaseProtocol], address: tuple[Any, ...]
    ) -> tuple[MemoryTransport, Any]:
        """Pair two transports; the client's protocol is connected when this returns."""
        protocol = factory()
        transport = self._pair(address)
        self.loop.call_soon(transport.open, protocol, context=transport.context)
        opened = self.loop.create_future()
        self.loop.call_soon(_wake, opened)
        await opened
        return transport, protocol

    def accept(self, transport: MemoryTransport) -> None:
        """A connection has arrived at its listener; one that closed meanwhile resets it."""
        server = transport.get_extra_info("server")
        if server is None or not server.is_serving():
            transport.abort()
            return
        server.transports[transport] = None
        transport.open(server.factory())

    def local(self, call: str, host: str | None) -> str:
        """The literal of this host that ``host`` means; any other is refused in ``call``'s name."""
        ip = literal(host)
        if ip is None:
            self.loop.refuse(call, f"looks up the name {host!r}")
        if not is_here(ip):
            self.loop.refuse(call, f"reaches {ip}, a real host")
        return ip

    def transport_lost(self, transport: MemoryTransport) -> None:
        """One end of a link has ended; with the second the link is gone."""
        link = transport.get_extra_info("link")
        server = transport.get_extra_info("server")
        if server is not None:
            server.detach(transport)
        ends = self._links.get(link, [])
        if transport in ends:
            ends.remove(transport)
            if not ends:
                del self._links[link]

    def _pair(self, address: tuple[Any, ...]) -> MemoryTransport:
        ip, port = address[:2]
        server = self._servers.get(port)
        link = self._new_link(port)
        near = socket_address(ip, CLIENT_PORT_FIRST + link.number)
        far = socket_address(ip, port)
        context = contextvars.copy_context()
        client = MemoryTransport(
            self.loop,
            (link.to_client, link.to_server),
            self,
            {"link": link, "sockname": near, "peername": far},
            context,
        )
        context = contextvars.Context() if server is None else server.context.copy()
        accepted = MemoryTransport(
            self.loop,
            (link.to_server, link.to_client),
            self,
            {"link": link, "sockname": far, "peername": near, "server": server},
            context,
        )
        self._links[link] = [client, accepted]
        link.to_server.post(Control.OPENING)
        return client

    def _new_link(self, port: int) -> Link:
        link = Link(self.loop, self._instants, port=port, latency_ns=self.latency_ns)
        self._links_made += 1
        link.number = self._links_made
        link.ordinal = self._links_to[port] = self._links_to.get(port, 0) + 1
        name = f"{port}/{link.ordinal}"
        link.to_server = Way(link, self.loop, self._instants, self._generator(f"{name}/up"))
        link.to_client = Way(link, self.loop, self._instants, self._generator(f"{name}/down"))
        return link

    def _generator(self, name: str) -> random.Random:
        """A child generator of its own, so that no link's traffic shifts another's jitter."""
        digest = hashlib.blake2b(f"{self._salt}/{name}".encode(), digest_size=8).digest()
        return random.Random(int.from_bytes(digest, "big"))

    def _free_port(self) -> int:
        while self._next_port in self._servers:
            self._next_port += 1
        port = self._next_port
        if port > PORT_MAX:
            raise OSError(errno.EADDRINUSE, "no free port is left on the virtual host")
        self._next_port += 1
        return port

    async def _round_trip(self) -> None:
        arrived = self.loop.create_future()
        wait_ns = 2 * self.latency_ns + 1 + int(self._handshakes.random() * (JITTER_NS - 1))
        due_ns = self._instants.reserve(self.loop.now_ns() + wait_ns)
        context = contextvars.copy_context()
        self.loop.deliver_at(due_ns, self._answered, (arrived, due_ns), context)
        await arrived

    def _answered(self, arrived: asyncio.Future[None], due_ns: int) -> None:
        self._instants.release(due_ns)
        _wake(arrived)


def _wake(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
