"""A protocol that writes down what happens to it, and a pair of them joined by a link.

Every test of the network reads the same record: (instant in nanoseconds, what, detail).
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, cast

import pytest

from hubproof.harness.virtual import VirtualLoop


class Recorder(asyncio.Protocol):
    def __init__(self) -> None:
        self.loop = cast("VirtualLoop", asyncio.get_running_loop())
        self.events: list[tuple[int, str, Any]] = []
        self.transport: Any = None
        self.stays_open = False
        self.lost = self.loop.create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.note("made")

    def data_received(self, data: bytes) -> None:
        self.note("data", data)

    def eof_received(self) -> bool:
        self.note("eof")
        return self.stays_open

    def pause_writing(self) -> None:
        self.note("pause")

    def resume_writing(self) -> None:
        self.note("resume")

    def connection_lost(self, exc: Exception | None) -> None:
        self.note("lost", type(exc).__name__ if exc else None)
        self.lost.set_result(None)

    def note(self, what: str, detail: object = None) -> None:
        self.events.append((self.loop.now_ns(), what, detail))

    def whats(self) -> list[str]:
        return [what for _, what, _ in self.events]

    def data(self) -> list[bytes]:
        return [detail for _, what, detail in self.events if what == "data"]


@pytest.fixture
def pair() -> Callable[[], Awaitable[tuple[Recorder, Recorder]]]:
    """A coroutine function: (client, server), both connected, on the running virtual loop."""

    async def connect() -> tuple[Recorder, Recorder]:
        loop = cast("VirtualLoop", asyncio.get_running_loop())
        accepted: list[Recorder] = []

        def accept() -> Recorder:
            accepted.append(Recorder())
            return accepted[-1]

        server = await loop.create_server(accept, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        _, client = await loop.create_connection(Recorder, "127.0.0.1", port)
        await asyncio.sleep(2 * loop.network.latency_ns / 1e9)
        return client, accepted[0]

    return connect
