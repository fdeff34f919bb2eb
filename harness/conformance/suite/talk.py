"""One connection of a case: what it says, and what it has heard and not yet been asked about.

Rule: what comes is kept in its order with its time, and must be asked for; whatever is left at the
end of a case is too much. Pings, and acknowledgements, are left out unless the case is about them.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Any

from hubproof.harness.conformance.carriers import CARRIERS, OK, SWITCHED, Carrier, Cutter
from hubproof.harness.conformance.ledger import Ended, Heard, Message, SocketClosed
from hubproof.harness.conformance.suite.speech import (
    PING,
    Told,
    call,
    decode,
    encode,
    result,
    same,
)
from hubproof.harness.conformance.suite.trial import DepartedError, shown
from hubproof.harness.conformance.suite.ways import Way
from hubproof.harness.conformance.wire import Server

PATIENCE_S = 3.0
"""How much later than at once an answer may come."""

ACK = 8
ENDS: dict[str, Heard] = {
    "WebSockets": SocketClosed(1000),
    "ServerSentEvents": Ended("stream ended"),
    "LongPolling": Ended("204"),
}
"""How a connection ends that its server has closed."""


class Talk:
    """A client's connection at the wire."""

    def __init__(self, server: Server, way: Way, path: str) -> None:
        self.way = way
        self.path = path
        self.id = ""
        self.token = ""
        self.is_gone = False
        """Whether nothing more of it counts."""
        self.hears_pings = False
        self.hears_acks = False
        self._server = server
        self._heard: deque[tuple[Heard, float]] = deque()
        self._news = asyncio.Event()
        self._cutter = Cutter(is_packed=way.is_packed)
        self._carrier: Carrier | None = None
        self.heard_at_s = 0.0
        """When the message came that was asked for last."""

    # Coming and going.

    async def attach(self, headers: dict[str, str] | None = None) -> int:
        """Upgrade, open the stream, or poll; the status.

        Raises:
            DepartedError: there is no answer.
        """
        carrier = CARRIERS[self.way.transport](self._server, self.path, headers or {})
        try:
            async with asyncio.timeout(PATIENCE_S):
                status = await carrier.attach(self._cutter, self._hear)
        except TimeoutError:
            raise DepartedError("an answer to who attaches", "none") from None
        except (OSError, asyncio.IncompleteReadError, ValueError) as broken:
            raise DepartedError("an answer to who attaches", repr(broken)) from broken
        if status in (OK, SWITCHED):
            self._carrier = carrier
        else:
            self.is_gone = True  # what a refusal says is no message
        return status

    def take_over_from(self, other: "Talk") -> None:
        """Be the next carrier of a connection that shook hands on another one."""
        self.id, self.token = other.id, other.token
        self._cutter.back()
        other.is_gone = True

    async def come_back(self) -> int:
        """Attach again to the same connection; the status."""
        self._cutter.back()
        return await self.attach()

    def drop(self) -> None:
        """Leave without a word; what came last counts no more."""
        if self._carrier is not None:
            self._carrier.drop()
        self._heard.clear()

    def leave(self) -> None:
        """The same, for good."""
        self.is_gone = True
        self.drop()

    def close_socket(self, code: int) -> None:
        """Send a close frame."""
        assert self._carrier is not None
        self._carrier.close_socket(code)

    # Saying.

    async def say(self, *messages: Told) -> None:
        """Messages in one frame, or one POST."""
        await self.say_bytes(b"".join(self.bytes_of(one) for one in messages))

    async def say_apart(self, *messages: Told) -> None:
        """Each in a frame or POST of its own."""
        for message in messages:
            await self.say(message)

    def bytes_of(self, message: Told) -> bytes:
        """A message as this connection says it."""
        return encode(message, is_packed=self.way.is_packed)

    async def say_bytes(self, *parts: bytes, status: int = 200) -> None:
        """Bytes: one WebSocket message in as many fragments as there are parts, or one POST.

        Raises:
            DepartedError: the POST was answered otherwise than with `status`.
        """
        kind = None
        if self.way.is_socket:
            kind = "binary" if self.way.is_packed else "text"
        await self.say_frame(parts, kind, status=status)

    async def say_frame(self, parts: Sequence[bytes], kind: str | None, status: int = 200) -> None:
        """The same with a frame of another kind."""
        assert self._carrier is not None
        try:
            async with asyncio.timeout(PATIENCE_S):
                answered = await self._carrier.send(parts, kind)
        except TimeoutError:
            none = f"nothing within {PATIENCE_S:g} s"
            raise DepartedError(f"a POST to be answered with {status}", none) from None
        except (OSError, asyncio.IncompleteReadError, ValueError) as broken:
            raise DepartedError(f"a POST to be answered with {status}", repr(broken)) from broken
        if answered not in (None, status):
            raise DepartedError(f"a POST to be answered with {status}", str(answered))

    # Hearing.

    async def hears(self, *expected: Told) -> None:
        """These messages come, in this order and nothing between them.

        Raises:
            DepartedError: something else came, or nothing.
        """
        for message in expected:
            heard = await self.next_heard(shown(message))
            came = self._read(heard, message)
            if not same(message, came):
                raise DepartedError(shown(message), shown(came))

    async def hears_handshake(self, expected: Told | None = None) -> None:
        """The answer to the handshake, which is JSON in every encoding.

        Raises:
            DepartedError: another came, or none.
        """
        wanted = {} if expected is None else expected
        heard = await self.next_heard(shown(wanted))
        try:
            came = decode(heard.data, is_packed=False) if isinstance(heard, Message) else None
        except ValueError:
            came = None
        if not same(wanted, came):
            raise DepartedError(f"the handshake's answer {shown(wanted)}", str(heard))

    async def hears_bytes(self, *expected: bytes) -> None:
        """These bytes come: JSON without its separator, MessagePack with its length.

        Raises:
            DepartedError: others came, or none.
        """
        for data in expected:
            heard = await self.next_heard(shown(data))
            if not isinstance(heard, Message) or heard.data != data:
                raise DepartedError(shown(data), str(heard))

    async def hears_in_any_order(self, *expected: Told) -> None:
        """These messages come, whichever first.

        Raises:
            DepartedError: something else came, or one did not.
        """
        open_ones = list(expected)
        while open_ones:
            heard = await self.next_heard(shown(open_ones[0]))
            came = self._read(heard, open_ones[0])
            found = next((one for one in open_ones if same(one, came)), None)
            if found is None:
                raise DepartedError(" or ".join(map(shown, open_ones)), shown(came))
            open_ones.remove(found)

    async def next_told(self, expected: str) -> Told:
        """The next message, whatever it says; `expected` is told where none comes.

        Raises:
            DepartedError: something else came, or nothing.
        """
        heard = await self.next_heard(expected)
        read = self._read(heard, expected)
        if not isinstance(read, dict):
            raise DepartedError(expected, shown(read))
        return read

    async def ends(self) -> None:
        """The server ends the connection, as its transport does.

        Raises:
            DepartedError: it goes on, or ends in another way.
        """
        expected = ENDS[self.way.transport]
        heard = await self.next_heard(str(expected))
        self.is_gone = True
        if heard != expected:
            raise DepartedError(str(expected), str(heard))

    async def closes(self, goodbye: Told) -> None:
        """The server says goodbye, and ends the connection.

        Raises:
            DepartedError: something else came.
        """
        await self.hears(goodbye)
        await self.ends()

    async def still_answers(self) -> None:
        """The connection lives: a call is answered, and nothing comes before its answer.

        Raises:
            DepartedError: it is not.
        """
        await self.say(call("end", "Add", 1, 1))
        await self.hears(result("end", 2))

    async def quiet(self, seconds: float) -> None:
        """Nothing comes for so long.

        Raises:
            DepartedError: something came.
        """
        heard = await self._next(seconds)
        if heard is not None:
            raise DepartedError(f"nothing for {seconds:g} s", str(heard))

    async def is_quiet(self, seconds: float) -> bool:
        """Whether nothing comes for so long; what comes is kept."""
        heard = await self._next(seconds)
        if heard is not None:
            self._heard.appendleft((heard, self.heard_at_s))
        return heard is None

    async def next_heard(self, expected: str, patience_s: float = PATIENCE_S) -> Heard:
        """Whatever comes next.

        Raises:
            DepartedError: nothing came.
        """
        heard = await self._next(patience_s)
        if heard is None:
            raise DepartedError(expected, f"nothing within {patience_s:g} s")
        return heard

    async def _next(self, patience_s: float) -> Heard | None:
        try:
            async with asyncio.timeout(patience_s):
                while not self._heard:
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            return None
        heard, self.heard_at_s = self._heard.popleft()
        return heard

    def _read(self, heard: Heard, expected: Any) -> Any:
        if not isinstance(heard, Message):
            raise DepartedError(shown(expected), str(heard))
        try:
            return decode(heard.data, is_packed=heard.is_packed)
        except ValueError as odd:
            raise DepartedError(shown(expected), f"{heard} ({odd})") from odd

    def _hear(self, heard: Heard) -> None:
        if isinstance(heard, Message) and self._is_left_out(heard):
            return
        self._heard.append((heard, asyncio.get_running_loop().time()))
        self._news.set()

    def _is_left_out(self, heard: Message) -> bool:
        if self.hears_pings and self.hears_acks:
            return False
        try:
            told = decode(heard.data, is_packed=heard.is_packed)
        except ValueError:
            return False
        kind = told.get("type") if isinstance(told, dict) else None
        if kind == ACK and "sequenceId" in told:
            return not self.hears_acks
        return bool(told == PING) and not self.hears_pings
