"""The virtual-time event loop: the scheduler, with tasks that belong to lives and a network.

Everything a task may ask of a loop is answered from memory or refused: a run that reached past
this object for a thread, a socket or the wall clock could not be repeated from its seed.
"""

import asyncio
import random
import socket
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import Context
from typing import Any, TypeVarTuple
from weakref import WeakValueDictionary

from hubproof.harness.virtual import burial
from hubproof.harness.virtual.addresses import (
    LOOPBACK_6,
    LOOPBACK_NAMES,
    WILDCARD,
    address_info,
    literal,
    socket_address,
)
from hubproof.harness.virtual.handles import Later, Soon
from hubproof.harness.virtual.life import LIFE, Life, SignalHandler
from hubproof.harness.virtual.network import LATENCY_S, Network
from hubproof.harness.virtual.roll import Roll
from hubproof.harness.virtual.scheduler import Scheduler
from hubproof.harness.virtual.server import MemoryServer
from hubproof.harness.virtual.stops import creation_order

Ts = TypeVarTuple("Ts")


class VirtualLoop(Scheduler):
    """An event loop over virtual time and an in-memory network, for one run.

    ``rng`` is the only source of randomness (it seeds the network's jitter); ``horizon_s`` ends
    the run with ``HorizonReached`` before any event later than that many virtual seconds.
    """

    _task_factory: Callable[..., Any] | None

    def __init__(
        self, *, rng: random.Random, horizon_s: float | None = None, latency_s: float = LATENCY_S
    ) -> None:
        super().__init__(horizon_s=horizon_s)
        self._roll = Roll()
        self._tasks_made = 0
        self._generators: WeakValueDictionary[int, Any] = WeakValueDictionary()
        self._generators_made = 0
        self._lives: list[Life] = []
        self._is_hushed = False
        self.signal_handlers: dict[int, SignalHandler] = {}
        """Handlers installed outside any life."""
        self.network = Network(self, rng, latency_s)

    # Tasks and lives.

    def create_task(
        self, coro: Any, *, name: object = None, context: Context | None = None, **options: Any
    ) -> Any:
        """As asyncio's; unnamed tasks are numbered per loop, so that names repeat."""
        self._tasks_made = made = self._tasks_made + 1
        label = f"Task-{made}" if name is None else str(name)
        life = LIFE.get() if context is None else context.get(LIFE)
        if life is not None and life.is_dead:
            return self._stillborn_task(life, coro, context)
        factory = self._task_factory if life is None else life.task_factory
        if factory is None:
            task = asyncio.Task(coro, loop=self, name=label, context=context, **options)
        else:
            if context is not None:
                options["context"] = context
            task = factory(self, coro, **options)
            task.set_name(label)
        if life is None:
            self._roll.add(task)
            # A bot that cancels `asyncio.all_tasks()` means its own: it could see no others.
            asyncio.tasks._unregister_task(task)  # noqa: SLF001  # documented for makers of tasks
        else:
            life.roll.add(task)
        return task

    def stop(self) -> None:
        """As asyncio's; a subject that stops its loop ends its own process, not the run."""
        life = LIFE.get()
        if life is None:
            super().stop()
        else:
            life.leave(SystemExit(1))

    def set_task_factory(self, factory: Callable[..., Any] | None) -> None:
        """As asyncio's, but a life's factory makes that life's tasks only."""
        life = LIFE.get()
        if life is None:
            super().set_task_factory(factory)
        else:
            life.task_factory = factory

    def get_task_factory(self) -> Callable[..., Any] | None:
        """The factory of the life that asks."""
        life = LIFE.get()
        return self._task_factory if life is None else life.task_factory

    def _stillborn_task(self, life: Life, coro: Any, context: Context | None) -> asyncio.Task[Any]:
        task = asyncio.Task(coro, loop=self, context=context)
        burial.strike_off(task)
        life.keep(task)
        return task

    def tasks(self) -> list[asyncio.Task[Any]]:
        """Every task that can still run: the harness's first, then each life's."""
        listed = self._roll.alive()
        for life in self._lives:
            listed += life.tasks()
        known = set(map(id, listed))
        rest = [task for task in asyncio.all_tasks(self) if id(task) not in known]
        return listed + sorted(rest, key=creation_order)

    def begin_life(self, name: str) -> Life:
        """A new life, for the next start of a subject."""
        life = Life(self, name)
        self._lives.append(life)
        return life

    def lives(self) -> list[Life]:
        """Every life begun in this run, oldest first."""
        return list(self._lives)

    def drop_callbacks(self, life: Life) -> list[Soon | Later]:
        """Take the dead life's callbacks and timers out of the run; answer with what was taken."""
        self._has_dead = True
        waiting = [*self._ready, *(entry[2] for entry in self._heap)]
        dropped = [
            handle
            for handle in waiting
            if not handle._cancelled and handle._context.get(LIFE) is life  # noqa: SLF001  # ours
        ]
        for handle in dropped:
            handle._cancelled = True  # noqa: SLF001  # unlike cancel(), keeps the arguments alive
        return dropped

    @contextmanager
    def hushed(self) -> Iterator[None]:
        """Inside, no error of a destructor reaches the exception handler."""
        self._is_hushed = True
        try:
            yield
        finally:
            self._is_hushed = False

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        """As asyncio's, but deaf while the dead are disposed of."""
        if not self._is_hushed:
            super().call_exception_handler(context)

    def _asyncgen_firstiter_hook(self, generator: AsyncGenerator[Any, Any]) -> None:
        self._generators_made = made = self._generators_made + 1
        life = LIFE.get()
        (self._generators if life is None else life.generators)[made] = generator

    def _asyncgen_finalizer_hook(self, generator: AsyncGenerator[Any, Any]) -> None:
        if not (self._closed or self._is_hushed):
            self.call_soon(self.create_task, generator.aclose())

    async def shutdown_asyncgens(self) -> None:
        """Close every generator begun and not finished, in the order in which they were begun."""
        begun = [*self._generators.values()]
        for life in self._lives:
            if not life.is_dead:
                begun += life.generators.values()
        for generator in begun:
            try:
                await generator.aclose()
            except Exception as error:  # noqa: BLE001  # asyncio's contract: report it and go on
                self.call_exception_handler(
                    {"message": "an asynchronous generator failed to close", "exception": error}
                )

    # Signals.

    def add_signal_handler(self, sig: int, callback: Callable[[*Ts], object], *args: *Ts) -> None:
        """Remember the handler by life; nobody asks the operating system."""
        self._signal_handlers()[sig] = SignalHandler(self, callback, args)

    def remove_signal_handler(self, sig: int) -> bool:
        """Forget the handler; true if there was one."""
        return self._signal_handlers().pop(sig, None) is not None

    def _signal_handlers(self) -> dict[int, SignalHandler]:
        life = LIFE.get()
        return self.signal_handlers if life is None else life.signal_handlers

    # The network.

    async def getaddrinfo(
        self,
        host: bytes | str | None,
        port: bytes | str | int | None,
        *,
        family: int = 0,
        **_options: int,
    ) -> Any:
        """Answer IP literals and ``localhost`` from memory; any other name is refused."""
        name = host.decode() if isinstance(host, bytes) else host
        if family == socket.AF_INET6 and name in LOOPBACK_NAMES:
            name = LOOPBACK_6
        ip = literal(name)
        if ip is None:
            self.refuse("loop.getaddrinfo()", f"looks up the name {name!r}")
        return [address_info(ip, int(port or 0))]

    async def sock_connect(self, sock: socket.socket, address: Any) -> None:
        """Remember where ``sock`` wants to go, after the time a handshake would take.

        Raises:
            ConnectionRefusedError: nothing listens there, or the port was told to refuse.
        """
        await self.network.knock("loop.sock_connect()", address)
        self.network.remember(sock, address)

    async def create_connection(
        self,
        protocol_factory: Callable[[], asyncio.BaseProtocol],
        host: str | None = None,
        port: int | None = None,
        *,
        sock: socket.socket | None = None,
        **options: Any,
    ) -> tuple[asyncio.Transport, Any]:
        """Pair two transports in memory; ``sock`` must have been through ``sock_connect``.

        Options that choose among real addresses mean nothing here; TLS is refused.
        """
        self._refuse_tls("loop.create_connection(ssl=...)", options)
        if sock is not None:
            address = self.network.destination(sock)
        else:
            ip = self.network.local("loop.create_connection()", host)
            address = socket_address(ip, int(port or 0))
            await self.network.knock("loop.create_connection()", address)
        return await self.network.connect(protocol_factory, address)

    async def create_server(  # type: ignore[override]  # one signature for asyncio's overloads
        self,
        protocol_factory: Callable[[], asyncio.BaseProtocol],
        host: str | Sequence[str] | None = None,
        port: int | None = None,
        *,
        start_serving: bool = True,
        **options: Any,
    ) -> MemoryServer:
        """Listen in memory; port 0 or None takes the next free one from 20000 on.

        Raises:
            OSError: the port is taken.
        """
        self._refuse_tls("loop.create_server(ssl=...)", options)
        if options.get("sock") is not None:
            self.refuse("loop.create_server(sock=...)", "listens on a real socket")
        hosts = [host or WILDCARD] if host is None or isinstance(host, str) else list(host)
        server = self.network.listen(protocol_factory, hosts, port or 0)
        if start_serving:
            server.serve()
        return server

    def _refuse_tls(self, call: str, options: dict[str, Any]) -> None:
        if options.get("ssl"):
            self.refuse(call, "encrypts with TLS")
