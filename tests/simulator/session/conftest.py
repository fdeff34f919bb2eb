"""A session with a hub that writes down what it is told, and time that a test moves."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from hubproof.simulator.session.events import Event
from hubproof.simulator.session.options import MICROSECONDS, SessionOptions
from hubproof.simulator.session.session import Session

HANDSHAKE = '{"protocol":"json","version":1}'


class Bench:
    """One session under test. Times are seconds since it began."""

    def __init__(self, options: SessionOptions) -> None:
        self.session = Session(options, 0)
        self.now_us = 0
        self.events: list[Event] = []

    def hear(self, *messages: str | dict[str, Any]) -> list[Event]:
        """The client sends messages in one frame; what the hub is told by that."""
        texts = [text if isinstance(text, str) else json.dumps(text) for text in messages]
        return self.hear_bytes("".join(f"{text}\x1e" for text in texts).encode())

    def hear_bytes(self, data: bytes) -> list[Event]:
        self.session.receive(data, self.now_us)
        return self.told()

    def told(self) -> list[Event]:
        """What the hub is told now."""
        new: list[Event] = []
        while (event := self.session.next_event()) is not None:
            new.append(event)
        self.events += new
        return new

    def complete(self, invocation_id: str | None, result: bytes | None = None, **more: str) -> None:
        self.session.complete(invocation_id, now=self.now_us, result=result, **more)

    def said(self) -> list[dict[str, Any]]:
        """Every message the session wants written, parsed."""
        frames = self.session.outbox.take()
        return [json.loads(text) for frame in frames for text in frame.split(b"\x1e")[:-1]]

    def at(self, seconds: float) -> None:
        """Time passes, and the session is woken at each of its deadlines on the way."""
        until = round(seconds * MICROSECONDS)
        while (due := self.session.next_deadline()) is not None and due <= until:
            self.now_us = max(self.now_us, due)
            self.session.advance(self.now_us)
            self.told()
        self.now_us = until


@pytest.fixture
def fresh() -> Callable[..., Bench]:
    """Makes a bench before its handshake; keyword arguments are the session's options."""
    return lambda **options: Bench(SessionOptions(**options))


@pytest.fixture
def opened(fresh: Callable[..., Bench]) -> Callable[..., Bench]:
    """Makes a bench after its handshake."""

    def make(**options: Any) -> Bench:
        bench = fresh(**options)
        bench.hear(HANDSHAKE)
        bench.said()
        bench.events.clear()
        return bench

    return make
