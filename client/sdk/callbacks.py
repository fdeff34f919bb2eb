"""The handlers that hub callbacks run.

The handlers of one callback run one after another, in the order of the calls and of registration,
whether they are plain functions or coroutines. What a handler raises is logged and suppressed: no
bug in a bot's code may cost it its connection. A plain function runs at once in the reader; a
coroutine runs beside it, so that a handler may itself call the hub and get its answer.
"""

import asyncio
import inspect
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from msgspec import Raw

Handler = Callable[[Any], Awaitable[None] | None]
Decode = Callable[[list[Raw]], Any]

WAITING_MAX = 10_000
"""Calls of one callback that may wait for its slow handlers. Beyond it the connection is given up
rather than memory: after the reconnection a replay fills the gap."""

_log = logging.getLogger(__name__)


class _Target:
    """One callback: how its arguments are read, who handles them, and what waits its turn."""

    def __init__(self, name: str, decode: Decode) -> None:
        self._name = name
        self._decode = decode
        self._waiting: deque[Any] = deque()
        self._task: asyncio.Task[None] | None = None
        self.handlers: list[Handler] = []

    @property
    def task(self) -> asyncio.Task[None] | None:
        return self._task

    def deliver(self, arguments: list[Raw]) -> bool:
        try:
            value = self._decode(arguments)
        except Exception:  # noqa: BLE001  # whatever is wrong with one call, the next may be right
            _log.exception("callback %s cannot be read; it is skipped", self._name)
            return True
        if self._task is None:
            self._run_plain(value)
        else:
            self._waiting.append(value)
        return len(self._waiting) < WAITING_MAX

    def _run_plain(self, value: object) -> None:
        """Run the handlers, up to the first that has to be awaited."""
        for position, handler in enumerate(self.handlers):
            result = self._call(handler, value)
            if result is not None:
                rest = self.handlers[position + 1 :]
                self._task = asyncio.ensure_future(self._run_awaited(result, rest, value))
                return

    async def _run_awaited(
        self, result: Awaitable[None], rest: list[Handler], value: object
    ) -> None:
        """Finish one call whose handlers are coroutines, then everything that came meanwhile."""
        await self._finish(result)
        for handler in rest:
            await self._finish(self._call(handler, value))
        while self._waiting:
            value = self._waiting.popleft()
            for handler in self.handlers:
                await self._finish(self._call(handler, value))
        self._task = None

    def _call(self, handler: Handler, value: object) -> Awaitable[None] | None:
        try:
            result = handler(value)
        except Exception:  # noqa: BLE001  # a handler is the user's code
            _log.exception("a handler of %s raised; the connection goes on", self._name)
            return None
        return None if result is None or not inspect.isawaitable(result) else result

    async def _finish(self, result: Awaitable[None] | None) -> None:
        try:
            if result is not None:
                await result
        except Exception:  # noqa: BLE001  # a handler is the user's code
            _log.exception("a handler of %s raised; the connection goes on", self._name)


class Callbacks:
    """All callbacks of a connection by target; targets are matched without regard to case."""

    def __init__(self) -> None:
        self._targets: dict[str, _Target] = {}

    def declare(self, target: str, decode: Decode) -> None:
        """Say how the arguments of `target` are read. Whatever `decode` raises skips that call."""
        self._targets[target.lower()] = _Target(target, decode)

    def has_handler(self, target: str) -> bool:
        """Whether anybody handles `target`."""
        return bool(self._targets[target.lower()].handlers)

    def add(self, target: str, handler: Handler) -> None:
        """Run `handler` for every call of a declared target from now on."""
        self._targets[target.lower()].handlers.append(handler)

    def deliver(self, target: str, arguments: list[Raw]) -> bool:
        """Run the handlers of `target`; False where they have fallen too far behind.

        A target that nobody declared is logged and skipped.
        """
        known = self._targets.get(target.lower())
        if known is None:
            _log.warning("the hub called back %r, which this client does not know", target)
            return True
        return not known.handlers or known.deliver(arguments)

    def cancel(self) -> None:
        """End handlers that are still running; the client is being closed."""
        for target in self._targets.values():
            if target.task is not None:
                target.task.cancel()
