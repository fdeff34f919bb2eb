"""Lives: to whom a callback, a task or a connection belongs, and how all of it ends in one step.

A kill is a kill: from one instant on nothing of the victim runs, writes or answers, and not one
``finally`` of it has run. Cancelling would run them all, and a row written by a process that is
supposed to be dead would acquit a client that loses data. Suspended coroutines are therefore kept
alive, motionless, until their owner disposes of them in a place where they can do no harm.
"""

import asyncio
import contextvars
from collections.abc import Callable, Coroutine
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from weakref import WeakValueDictionary

from hubproof.harness.virtual import burial
from hubproof.harness.virtual.roll import Roll
from hubproof.harness.virtual.stops import creation_order

if TYPE_CHECKING:  # the loop knows lives; at run time a life only ever meets the loop it is given
    from hubproof.harness.virtual.loop import VirtualLoop

T = TypeVar("T")

LIFE: contextvars.ContextVar["Life | None"] = contextvars.ContextVar("hubproof_life", default=None)
"""The life of whatever runs in this context; None is the harness itself, which cannot be killed."""


class Severable(Protocol):
    """A connection or a listener that a kill cuts off."""

    def sever(self) -> None:
        """End at once, without one callback to the owner; the other side is told by the wire."""


class SignalHandler:
    """What a subject gave to ``loop.add_signal_handler``; calling it delivers the signal."""

    __slots__ = ("_args", "_callback", "_context", "_loop")

    def __init__(
        self, loop: "VirtualLoop", callback: Callable[..., object], args: tuple[Any, ...]
    ) -> None:
        self._loop = loop
        self._callback = callback
        self._args = args
        self._context = contextvars.copy_context()

    def __call__(self) -> None:
        """Schedule the handler now, in the context of the life that installed it."""
        self._loop.call_soon(self._callback, *self._args, context=self._context)


class Life:
    """One life of one subject: everything created in a context whose ``LIFE`` is this object."""

    def __init__(self, loop: "VirtualLoop", name: str) -> None:
        self.name = name
        self.is_dead = False
        self.is_disposed = False
        self.signal_handlers: dict[int, SignalHandler] = {}
        self.connections: dict[Severable, None] = {}
        """Open transports and listeners, in order of creation."""
        self.exited: SystemExit | None = None
        """What ``sys.exit`` raised in it, if called; the loop ran on, and its owner may kill it."""
        self.on_exit: Callable[[], None] | None = None
        """Told once when something of this life calls ``sys.exit``; one listener at a time."""
        self.task_factory: Callable[..., Any] | None = None
        self.roll = Roll()
        self.generators: WeakValueDictionary[int, Any] = WeakValueDictionary()
        """Asynchronous generators that were begun, by a running number."""
        self._loop = loop
        self._remains: list[object] = []

    def __repr__(self) -> str:
        return f"<Life {self.name} {'dead' if self.is_dead else 'alive'}>"

    def leave(self, error: SystemExit) -> None:
        """The subject ended its own process; whoever listens is told."""
        self.exited = error
        if self.on_exit is not None:
            self.on_exit()

    def spawn(self, coro: Coroutine[Any, Any, T], *, name: str | None = None) -> asyncio.Task[T]:
        """Start a task that belongs to this life, as does everything it will create."""
        task: asyncio.Task[T] = self._loop.create_task(coro, name=name, context=self.context())
        return task

    def context(self) -> contextvars.Context:
        """A copy of the current context in which ``LIFE`` is this life."""
        context = contextvars.copy_context()
        context.run(LIFE.set, self)
        return context

    def tasks(self) -> list[asyncio.Task[Any]]:
        """The tasks that can still run, in order of creation; none after a kill.

        Tasks made by ``asyncio.Task(...)`` directly (aiohttp starts some so, eagerly, from Python
        3.12 on) pass by ``loop.create_task``; they come last, in the order of their names.
        """
        if self.is_dead:
            return []
        return self.roll.alive() + self._unlisted()

    def kill(self) -> None:
        """End this life now. Repeating it does nothing.

        Its connections are reset (the peer learns of it after the link's latency; data written
        at an earlier or the same instant still arrives before that), its handlers, timers and
        callbacks never run again, its tasks never step again. Called from inside the victim, the
        step on the stack goes on to its next await, and everything it starts is stillborn.
        """
        if self.is_dead:
            return
        tasks = self.tasks()
        self.is_dead = True
        for connection in list(self.connections):
            connection.sever()
        self.keep(*self.connections, *tasks, *self.generators.values())
        self.connections.clear()
        for task in tasks:
            burial.strike_off(task)
        self.keep(*self._loop.drop_callbacks(self))

    def keep(self, *remains: object) -> None:
        """Hold what belongs to the dead, so that no destructor and no ``finally`` runs early."""
        if not self.is_disposed:
            self._remains.extend(remains)

    def dispose(self, sealed: AbstractContextManager[object]) -> None:
        """Close what a kill left suspended, inside ``sealed``; then let go of everything.

        Every ``finally`` and destructor of the dead runs now, while ``sealed`` is entered: it must
        make files, sockets and databases refuse. What they raise, warn or log is dropped.

        Raises:
            RuntimeError: the life is still alive; ``kill()`` it first.
        """
        if not self.is_dead:
            raise RuntimeError(f"life {self.name} is alive: kill() it before dispose()")
        if self.is_disposed:
            return
        with sealed, self._loop.hushed(), burial.silence():
            self.context().run(burial.close_all, self._remains)
            self.is_disposed = True
            self.signal_handlers.clear()
            self._remains.clear()
            burial.collect()

    def _unlisted(self) -> list[asyncio.Task[Any]]:
        context_of = getattr(asyncio.Task, "get_context", None)
        if context_of is None:
            return []  # Python 3.11 has no eager tasks either: all go through create_task
        listed = set(map(id, self.roll.alive()))
        found = [
            task
            for task in asyncio.all_tasks(self._loop)
            if id(task) not in listed and context_of(task).get(LIFE) is self
        ]
        return sorted(found, key=creation_order)
