"""A connection as a hub of typed methods uses it: questions, uploads, greetings, coming back.

Rule: everything here passes through the session, which decides; this class hands on, writes what
there is to say, and wakes whoever waits for room.
"""

import asyncio
from collections.abc import Callable

from hubproof.simulator.session.events import Closed, Exchanged
from hubproof.simulator.session.states import State
from hubproof.simulator.transports.backlog import UNSENT_BYTES_MAX, Backlog
from hubproof.simulator.transports.carriage import WEB_SOCKETS, Carriage, Nowhere
from hubproof.simulator.transports.connection import Connection
from hubproof.simulator.transports.resets import make_close_a_reset
from hubproof.simulator.transports.stalled import StalledTransport

TOLD_AT_ONCE = 500
"""After so many messages to one client everybody else has a turn: a kernel takes megabytes of them
without a wait, and a method that tells them would hold up the whole server for that long."""


def _nothing() -> None:
    """Nobody waits for the end."""


def _ignore(_: "Conversation") -> None:
    """Nobody minds whether it is away."""


class Framed:
    """One message to many, and the frame that each kind of transport puts it in."""

    __slots__ = ("_frames", "message")

    def __init__(self, message: bytes) -> None:
        self.message = message
        self._frames: dict[Callable[[bytes], bytes], bytes] = {}

    def by(self, frame: Callable[[bytes], bytes]) -> bytes:
        """The message as `frame` frames it."""
        framed = self._frames.get(frame)
        if framed is None:
            framed = self._frames[frame] = frame(self.message)
        return framed


class Conversation(Connection):
    """A connection whose hub may ask and wait."""

    _roomy: "asyncio.Future[None] | None" = None
    _posting: asyncio.Lock | None = None
    _told = 0
    ended_as: str = ""
    """What ASP.NET Core calls the error that ended it."""
    on_over: Callable[[], None] = staticmethod(_nothing)
    on_presence: "Callable[[Conversation], None]" = staticmethod(_ignore)
    """Told when it `is_away`, and when it has come back."""
    _left_stalled: tuple[StalledTransport, ...] = ()

    @property
    def posting(self) -> asyncio.Lock:
        """Held by who posts: others wait, with what they bring still in their own sockets."""
        if self._posting is None:
            self._posting = asyncio.Lock()
        return self._posting

    def tell(self, framed: Framed) -> None:
        """Send an invocation that was encoded once for many."""
        if self._session.has_nothing_to_add and not self._is_happening:
            self._write(framed.by(self._frame))
        else:
            self._session.tell(framed.message)
            self._say()

    def ask(self, question: str, target: str, arguments: list[bytes]) -> None:
        """Call the client back, and expect its answer under the id `question`."""
        self._session.invoke(target, arguments, question=question)
        self._say()

    def end_stream(self, invocation_id: str, error: str | None = None) -> None:
        """End a stream."""
        self._session.end_stream(invocation_id, error)
        self._settle()

    def endure(self, invocation_id: str) -> None:
        """Let a stream go on to its end, whoever cancels it."""
        self._session.service.calls.endure(invocation_id)

    def step_aside(self, invocation_id: str | None) -> None:
        """Serve the calls behind this one, which waits for its client."""
        self._session.detach(invocation_id, now=self._clock())
        self._settle()

    def expect_upload(self, stream_id: str) -> None:
        """Items of this upload are wanted."""
        self._session.expect_upload(stream_id)

    def read_upload(self, stream_id: str) -> None:
        """An item was read: there is room for another."""
        self._session.read_upload(stream_id, self._clock())
        self._settle()

    def end_upload(self, stream_id: str) -> None:
        """No more of this upload is wanted."""
        self._session.end_upload(stream_id, self._clock())
        self._settle()

    def hold(self) -> None:
        """Serve nothing until the client is greeted."""
        self._session.hold()

    def hold_for_a_turn(self) -> None:
        """Serve nothing more before the loop has turned: a method that waits begins first."""
        if self._session.state is State.OPEN:
            self._session.hold()
            self._loop.call_soon(self.go_on)

    def go_on(self) -> None:
        """The client is greeted."""
        self._session.go_on(self._clock())
        self._settle()

    def abort(self) -> None:
        """Say goodbye at once; what has arrived is still served."""
        self._session.abort()
        self._settle()

    def part(self) -> None:
        """The client has ended it by a request: say goodbye in SignalR's words."""
        self._reason = self._reason or "client"
        self._session.receive_farewell()
        self._settle()

    async def until_roomy(self) -> None:
        """Wait while more is on its way than this client takes: its slowness slows its hub.

        Who tells much to a client that takes it all lets everybody else have a turn now and then.
        """
        self._told += 1
        if self._told % TOLD_AT_ONCE == 0:
            await asyncio.sleep(0)
        while self.is_open and self.is_full:
            if self._roomy is None:
                self._roomy = self._loop.create_future()
                self.when_readable(self._wake_hub)  # whatever came may have made room
            await asyncio.wait([self._roomy], timeout=1.0)

    @property
    def can_come_back(self) -> bool:
        """Whether another socket may take the place of this one.

        Who polls or listens counts and acknowledges, too, but there is no way back to it.
        """
        return self._session.is_stateful and self.carriage.name == WEB_SOCKETS

    def stop_reading(self) -> None:
        """From here on what the client says goes nowhere; what it is told arrives."""
        self._session.stop_reading()

    def keep_half_message(self) -> None:
        """Take the next socket for the rest of a message that was begun on this one."""
        self._session.keep_half_message()

    def break_off(self, *, after_flush: bool = False) -> None:
        """The socket ends; a stateful connection waits for another one."""
        if not self.can_come_back:
            super().break_off(after_flush=after_flush)
            return
        if self.is_away:
            return
        self.flush()
        left = self._transport
        if after_flush and left.can_write_eof() and not left.is_closing():
            left.write_eof()
            self._loop.call_later(self.carriage.linger_us / 1_000_000, left.abort)
        else:
            left.abort()
        self._go_away()

    def reset(self, torn: bytes = b"") -> None:
        """The network resets the socket; a stateful connection waits for another one."""
        if not self.can_come_back:
            super().reset(torn)
            return
        if self.is_away:
            return
        self.flush()
        frame = self._frame(torn)
        self._write(frame[: len(frame) // 2])
        make_close_a_reset(self._transport)
        self._transport.abort()
        self._go_away()

    def replace(self, carriage: Carriage) -> None:
        """The client has another socket, whether or not it has lost the first."""
        if not self.is_away:
            left = self._transport
            self._go_away()
            left.abort()
        self.come_back(carriage)

    def come_back(self, carriage: Carriage) -> None:
        """The client has another socket: say again what it may have missed."""
        self.carriage = carriage
        self._transport = carriage.transport
        self._backlog = Backlog(carriage.transport)
        self._is_mute = False
        self._frame = carriage.frame_binary if self.protocol.is_binary else carriage.frame_text
        self._linger_due = None
        self._session.come_back(self._clock())
        self.on_presence(self)
        self.flush()
        self._wind()

    def lose(self, reason: str) -> None:
        """The socket has ended; a stateful connection waits for another one."""
        if reason != "lost" or not self.can_come_back:
            self._serve_the_rest(reason)
            super().lose(reason)
        elif not self.is_away:
            self._transport.abort()
            self._go_away()

    def _serve_the_rest(self, reason: str) -> None:
        """What waits behind a call has been read: it is served although its client has gone."""
        wants_it = getattr(self._host, "wants_the_rest", None)
        if self._session.state is State.HELD_UP and wants_it is not None and wants_it(self):
            self._reason = self._reason or reason
            self._session.abort(is_heard=False)
            self._settle()

    def heal(self) -> None:
        """What was held back passes, on a socket that was left meanwhile, too."""
        super().heal()
        left, self._left_stalled = self._left_stalled, ()
        for one in left:
            one.release()

    @property
    def is_away(self) -> bool:
        """Whether it waits for another socket."""
        return isinstance(self._transport, Nowhere)

    @property
    def is_full(self) -> bool:
        """Whether more is on its way than its hub should add to."""
        return self._session.is_congested or self.waiting_bytes > UNSENT_BYTES_MAX

    @property
    def is_slow(self) -> bool:
        """Whether what is worth its newest value should wait: for a reader, or for its return."""
        return self.is_away or self.is_full

    def _go_away(self) -> None:
        if isinstance(self._transport, StalledTransport):
            self._left_stalled = (*self._left_stalled, self._transport)
        self._session.leave_transport(self._clock())
        self._transport = Nowhere()
        self._backlog = Backlog(self._transport)
        self._wind()
        self.on_presence(self)

    def _exchange(self, event: Exchanged) -> None:
        exchanged = getattr(self._host, "exchanged", None)
        if exchanged is not None:  # a hub that asks nothing is told nothing
            exchanged(self, event)

    def _take_leave(self, event: Closed) -> None:
        self.ended_as = event.named
        super()._take_leave(event)
        self._wake_hub()
        self.on_over()

    def _wake_hub(self) -> None:
        roomy, self._roomy = self._roomy, None
        if roomy is not None and not roomy.done():
            roomy.set_result(None)
