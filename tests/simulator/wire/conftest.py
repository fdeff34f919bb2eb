"""A bare client of the hubs at the wire, over every transport and in every encoding.

Rule: it is no client of ours. What it is told is kept as it came, brought into one shape: a dict of
SignalR's JSON names, whose arguments, items and results are plain values.
"""

import asyncio
import itertools
import json
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from hubproof.contract.signalr.messagepack_protocol import with_length
from hubproof.harness.conformance.carriers import CARRIERS, Cutter
from hubproof.harness.conformance.ledger import Heard, Message
from hubproof.harness.conformance.placeholders import whole_end
from hubproof.harness.conformance.wire import Server, ask

TRANSPORTS = tuple(CARRIERS)
PAIRS = [
    (transport, encoding)
    for transport in TRANSPORTS
    for encoding in ("json", "messagepack")
    if (transport, encoding) != ("ServerSentEvents", "messagepack")  # it carries text only
]
"""Every transport with every encoding that it can carry."""

FIELDS: dict[int, tuple[str, ...]] = {
    1: ("headers", "invocationId", "target", "arguments", "streamIds"),
    2: ("headers", "invocationId", "item"),
    3: ("headers", "invocationId", "kind", "result"),
    7: ("error", "allowReconnect"),
    8: ("sequenceId",),
    9: ("sequenceId",),
}
"""The elements of a packed message behind its type."""


class Speaker:
    """One connection to a hub. `heard` is what it was told but pings and Acks; `ends` its ends."""

    def __init__(  # noqa: PLR0913  # what a connection is made of
        self,
        origin: str,
        key: str,
        hub: str,
        transport: str,
        encoding: str,
        *,
        is_stateful: bool = False,
    ) -> None:
        host, port = origin.removeprefix("http://").split(":")
        self.server = Server(host, int(port))
        self.path = f"/hubs/{hub}/v1"
        self.transport, self.encoding = transport, encoding
        self.heard: list[dict[str, Any]] = []
        self.ends: list[str] = []
        self.offered: list[str] = []
        self.token = ""
        self._said = 0
        self.received = self._counted = 0
        self._key = {"Authorization": f"Bearer {key}"}
        self._news = asyncio.Event()
        self._ids = map(str, itertools.count(1))
        self._is_packed = encoding == "messagepack"
        self._is_stateful = is_stateful

    async def connect(self) -> "Speaker":
        """Negotiate, attach and shake hands."""
        stateful = "&useStatefulReconnect=true" if self._is_stateful else ""
        path = f"{self.path}/negotiate?negotiateVersion=1{stateful}"
        reply = await ask(self.server, "POST", path, headers=self._key)
        assert reply.status == 200
        answer = json.loads(await reply.body())
        self.offered = [one["transport"] for one in answer["availableTransports"]]
        self.token = answer["connectionToken"]
        assert await self._attach() in (101, 200)
        version = 2 if self._is_stateful else 1
        await self.say_text(json.dumps({"protocol": self.encoding, "version": version}))
        await self.until(lambda: bool(self.heard))
        assert self.heard.pop(0) == {}
        return self

    async def come_back(self) -> int:
        """Attach again, and say how much was heard; the status."""
        self.carrier.drop()
        status = await self._attach(is_return=True)
        if status == 101:
            if self._is_packed:
                await self._send(with_length(msgspec.msgpack.encode([9, self._said + 1])))
                await self._send(with_length(msgspec.msgpack.encode([8, self.received])))
            else:
                await self.say_text(json.dumps({"type": 9, "sequenceId": self._said + 1}))
                await self.say_text(json.dumps({"type": 8, "sequenceId": self.received}))
        return status

    async def _attach(self, *, is_return: bool = False) -> int:
        path = f"{self.path}?id={self.token}"
        self.carrier = CARRIERS[self.transport](self.server, path, self._key)
        cutter = Cutter(is_packed=self._is_packed)
        if is_return:
            cutter.back()
        return await self.carrier.attach(cutter, self._hear)

    async def call(self, target: str, args: object, *, kind: int = 1) -> dict[str, Any]:
        """Call a method, and wait for its completion."""
        number = await self.begin(target, args, kind=kind)
        return await self.completion(number)

    async def ask(self, target: str, args: object) -> dict[str, Any]:
        """Call a method; the response that it answers with."""
        response: dict[str, Any] = (await self.call(target, args))["result"]
        return response

    async def begin(self, target: str, args: object, *, kind: int = 1) -> str:
        """Call a method; the id of the call."""
        number = next(self._ids)
        self._said += 1
        if self._is_packed:
            await self._send(
                with_length(msgspec.msgpack.encode([kind, {}, number, target, [args], []]))
            )
        else:
            call = {"type": kind, "invocationId": number, "target": target, "arguments": [args]}
            await self.say_text(json.dumps(call))
        return number

    async def completion(self, number: str) -> dict[str, Any]:
        """Wait for the completion of a call or a stream."""
        await self.until(lambda: any(self._ends_call(one, number) for one in self.heard))
        return next(one for one in self.heard if self._ends_call(one, number))

    def callbacks(self, target: str) -> list[Any]:
        """What the client was called back with so far under that name."""
        return [one["arguments"][0] for one in self.heard if one.get("target") == target]

    def items(self, number: str) -> list[Any]:
        """The items of a stream so far."""
        return [
            one["item"]
            for one in self.heard
            if one.get("type") == 2 and one["invocationId"] == number
        ]

    async def until(self, holds: Callable[[], bool], within_s: float = 60.0) -> None:
        """Wait for something to have been heard."""
        async with asyncio.timeout(within_s):
            while not holds():
                self._news.clear()
                await self._news.wait()

    async def say_text(self, text: str) -> None:
        """Send one message of text."""
        await self._send(text.encode() + b"\x1e", is_text=True)

    def leave(self) -> None:
        """Go without a word."""
        self.carrier.drop()

    async def _send(self, data: bytes, *, is_text: bool = False) -> None:
        kind = None if self.transport != "WebSockets" else "text" if is_text else "binary"
        await self.carrier.send([data], kind)

    def _hear(self, heard: Heard) -> None:
        if isinstance(heard, Message):
            message = _packed(heard.data) if heard.is_packed else _plain(heard.data)
            if message.get("type") not in (6, 8) and self._is_new(message):
                self.heard.append(message)
        else:
            self.ends.append(str(heard))
        self._news.set()

    def _is_new(self, message: dict[str, Any]) -> bool:
        """Whether a message was not told before: a connection that has come back repeats."""
        if message.get("type") == 9:
            self._counted = message["sequenceId"] - 1
        elif message.get("type") in (1, 2, 3):
            self._counted += 1
            if self._counted <= self.received:
                return False
            self.received = self._counted
        return True

    @staticmethod
    def _ends_call(message: dict[str, Any], number: str) -> bool:
        return message.get("type") == 3 and message["invocationId"] == number


def _plain(text: bytes) -> dict[str, Any]:
    message: dict[str, Any] = json.loads(text, parse_float=Decimal)
    return message


def _packed(data: bytes) -> dict[str, Any]:
    bounds = whole_end(data, 0)
    assert bounds is not None
    number, *rest = msgspec.msgpack.decode(data[bounds[0] : bounds[1]])
    message = {"type": number, **dict(zip(FIELDS.get(number, ()), rest, strict=False))}
    if number == 3 and message["kind"] == 1:
        message["error"] = message.pop("result")
    return message


Speak = Callable[..., Awaitable[Speaker]]


@pytest.fixture
def speak() -> Speak:
    """Connects a bare client to a stage's hub, over a transport and in an encoding."""

    async def connect(
        stage: Any,
        hub: str,
        transport: str = "WebSockets",
        encoding: str = "messagepack",
        **more: bool,
    ) -> Speaker:
        speaker = Speaker(stage.origin, stage.key, hub, transport, encoding, **more)
        stage._closing.callback(speaker.leave)
        return await speaker.connect()

    return connect


@pytest.fixture(params=PAIRS, ids="-".join)
def pair(request: pytest.FixtureRequest) -> tuple[str, str]:
    """A transport, and an encoding that it can carry."""
    transport, encoding = request.param
    return transport, encoding
