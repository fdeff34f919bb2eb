"""One client's connection, and the session it carries.

Rule: whatever a hub says is on its way when the call returns, in the order in which it was said.
Frames are written straight to the transport, so nothing can come between an answer and the cut that
follows it, and no task exists per connection but aiohttp's own.
"""

import asyncio
from collections.abc import Callable, Sequence

from hubproof.contract.signalr.protocols import HubProtocol
from hubproof.simulator.session import errors
from hubproof.simulator.session.events import Cancelled, Closed, Exchanged, Invoked, Opened
from hubproof.simulator.session.session import Session
from hubproof.simulator.transports.backlog import UNSENT_BYTES_MAX, UNWATCHED_BYTES, Backlog
from hubproof.simulator.transports.carriage import Carriage
from hubproof.simulator.transports.frames import close_frame, pong_frame
from hubproof.simulator.transports.hosting import Caller, HubHost
from hubproof.simulator.transports.resets import make_close_a_reset
from hubproof.simulator.transports.stalled import StalledTransport


class Connection:
    """A connected client, for the hub to answer, call back, and get rid of.

    `number` counts the hub's connections from 1 in the order in which their sockets attached. One
    that `is_severed` was cut at once: requests that belong to it get no answer.
    """

    is_severed = _is_cut = _is_end_owed = False  # the class's: thousands that are idle cost less
    _passing: "tuple[asyncio.Future[None], ...]" = ()

    def __init__(
        self,
        caller: Caller,
        host: HubHost,
        session: Session,
        carriage: Carriage,
        clock: Callable[[], int],
    ) -> None:
        self.id = caller.id
        self.hub = caller.hub
        self.number = caller.number
        self.user = caller.user
        self.asked = caller.asked
        self._host = host
        self._session = session
        self.intake, self._outbox = session.intake, session.outbox
        self.carriage = carriage
        self._transport = carriage.transport
        self._frame = carriage.frame_text
        self.protocol: HubProtocol = session.protocol
        """The encoding that this client speaks."""
        self._clock = clock
        self._loop = asyncio.get_running_loop()
        self._backlog = Backlog(carriage.transport, is_fetched=carriage.is_fetched)
        self._timer: asyncio.TimerHandle | None = None
        self._wakes_at = 0
        self._now = 0
        self._linger_due: int | None = None
        self._readable: tuple[Callable[[], None], ...] = ()
        self._reason: str | None = None
        self._was_opened = False
        self._is_happening = False
        self._is_flush_coming = False
        self._is_mute = False
        self._wind()

    # The hub's side.

    @property
    def is_open(self) -> bool:
        """Whether anything that is said now can still arrive."""
        return self._session.is_open

    @property
    def is_stalled(self) -> bool:
        """Whether nothing passes at present, in either direction."""
        return isinstance(self._transport, StalledTransport)

    @property
    def is_slow(self) -> bool:
        """Whether what is worth its newest value should wait for its reader."""
        return self.waiting_bytes > UNSENT_BYTES_MAX

    @property
    def waiting_bytes(self) -> int:
        """How much of what was said has not left the socket yet."""
        return self._transport.get_write_buffer_size()

    def complete(
        self, invocation_id: str | None, result: bytes | None = None, error: str | None = None
    ) -> None:
        """End a call with `result` (encoded; null where None) or `error`, a stream with neither."""
        if self._is_happening:
            self._session.complete(invocation_id, self._now, result, error)
        else:
            self._session.complete(invocation_id, self._clock(), result, error)
            self._settle()

    def detach(self, invocation_id: str) -> None:
        """Serve the calls behind this one; it may be completed later, or never."""
        self._session.detach(invocation_id, now=self._clock())
        self._settle()

    def item(self, invocation_id: str, item: bytes) -> None:
        """Send one item (encoded) of a stream."""
        self._session.item(invocation_id, item)
        self._say()

    def invoke(self, target: str, arguments: Sequence[bytes]) -> None:
        """Call the client back with encoded `arguments`."""
        self._session.invoke(target, arguments)
        self._say()

    def close(
        self, error: str | None = None, *, allow_reconnect: bool = False, reason: str | None = None
    ) -> None:
        """Say goodbye in SignalR's words, then close the WebSocket."""
        self._reason = self._reason or reason
        self._session.close(error, allow_reconnect=allow_reconnect)
        self._settle()

    def cut(self, *, after_flush: bool = False, reason: str = "cut") -> None:
        """End the TCP connection without a goodbye of any kind.

        With `after_flush` everything said so far surely reaches the peer first: our direction ends,
        and the connection lives until the peer has read to that end and closed, or `LINGER_US` has
        passed. Without it the connection is reset, and what was said last may be lost.
        """
        self._is_cut = True
        self._end(reason)
        self.flush()
        if after_flush and self._transport.can_write_eof() and not self._transport.is_closing():
            self._is_mute = True
            self._transport.write_eof()
            self._linger()
        else:
            self._sever()
        self._settle()

    def break_off(self, *, after_flush: bool = False) -> None:
        """What carries the connection ends, as by `cut`; one that can come back waits for that."""
        self.cut(after_flush=after_flush)

    @property
    def is_away(self) -> bool:
        """Whether nothing carries it at present, and what is said waits for its return."""
        return False

    def reset(self, torn: bytes = b"") -> None:
        """The network resets the connection; of the hub message `torn` half its frame went out."""
        self._is_cut = True
        self._end("reset")
        self.flush()
        frame = self._frame(torn) if torn else b""
        self._write(frame[: len(frame) // 2])
        make_close_a_reset(self._transport)
        self._sever()
        self._settle()

    def stall(self) -> None:
        """From here on nothing passes in either direction, and nobody is told."""
        if not self.is_stalled:
            self._transport = StalledTransport(self._transport)

    def heal(self) -> None:
        """What was held back passes, or the reset does where this side has ended meanwhile."""
        if isinstance(self._transport, StalledTransport):
            self._transport = self._transport.release()
            for waiting in self._passing:
                if not waiting.done():  # whoever waited may have given up
                    waiting.set_result(None)
            self._passing = ()
            if self._is_end_owed:
                self.carriage.end()

    # The server's side.

    async def until_passing(self) -> None:
        """Wait while nothing passes: so does a request that belongs to this connection."""
        while self.is_stalled:
            passing: asyncio.Future[None] = self._loop.create_future()
            self._passing = (*self._passing, passing)
            await passing

    def when_readable(self, do: Callable[[], None]) -> None:
        """Call this once there is room in the `intake` again, or when the connection has ended."""
        self._readable = (*self._readable, do)

    async def until_readable(self) -> None:
        """Wait until there is room in the `intake` again."""
        while not self.intake.has_room:
            readable = asyncio.Event()
            self.when_readable(readable.set)
            await readable.wait()

    def take(self, data: bytes) -> None:
        """Bytes of hub messages arrived; whoever read them calls `flush` when there are no more."""
        session = self._session
        self._now = now = self._clock()
        session.receive(data, now)
        self._happen()
        if session.is_due_sooner:
            self._wind()

    def flush(self) -> None:
        """Write what there is to say: the answers to all that came at once share a frame."""
        outbox = self._outbox
        if len(outbox) == 1:  # as almost always
            self._write(self._frame(outbox.pop()))
        elif outbox:
            for payload in outbox.take():
                self._write(self._frame(payload))

    def receive(self, data: bytes) -> None:
        """A body was posted. What it asks for is done, and answered when the loop has turned."""
        self.take(data)
        if not self._is_flush_coming:
            self._is_flush_coming = True
            self._loop.call_soon(self._flush_late)

    def receive_ping(self, payload: bytes) -> None:
        """A WebSocket ping arrived."""
        self._write(pong_frame(payload))

    def receive_nonsense(self, code: int) -> None:
        """What arrived is no WebSocket's, or too long: say so by this code, and end."""
        self.carriage.goodbye = b""  # one close frame is all there may be
        self._write(close_frame(code))
        self._session.receive_eof(errors.socket_faulted())
        self.lose("lost")

    def lose(self, reason: str) -> None:
        """The socket has ended: `client` with a close frame, else `lost`."""
        self._end(reason)
        self._settle()
        self._hang_up()

    def stop(self) -> None:
        """The server goes away: the connection is cut, and a backlog is lost with it."""
        self.heal()
        self._end("stopped")
        self.flush()
        if self._transport.get_write_buffer_size():
            self._abort()
        else:
            self._hang_up()
        self._settle()

    # Inside.

    def _end(self, reason: str) -> None:
        if self._reason is None:
            self._reason = reason
        self._session.receive_eof()

    def _settle(self) -> None:
        """Tell the hub what happened, write what there is to say, and set the timer."""
        if not self._is_happening:
            self._happen()
            self.flush()
            self._wind()

    def _say(self) -> None:
        """Write what there is to say: on an open session it makes nothing happen."""
        if not self._session.is_open:
            self._settle()
        elif not self._is_happening:
            self.flush()

    def _happen(self) -> None:
        """Tell the hub what happened until nothing more happens."""
        self._is_happening = True
        session = self._session
        while (event := session.next_event()) is not None:
            try:
                if isinstance(event, Invoked):  # first, as almost every event is one
                    self._host.invoked(self, event)
                else:
                    self._tell(event)
            except Exception as error:  # noqa: BLE001  # a hub's error must not end the server
                self._fail(error)
        self._is_happening = False
        if self._readable and self.intake.has_room:
            waiting, self._readable = self._readable, ()
            for go_on in waiting:
                go_on()

    def _tell(self, event: Opened | Cancelled | Closed | Exchanged) -> None:
        if isinstance(event, Opened):
            self._was_opened = True
            self.protocol = self._session.protocol
            if self.protocol.is_binary:
                self._frame = self.carriage.frame_binary
            self._host.opened(self)
        elif isinstance(event, Cancelled):
            self._host.cancelled(self, event.invocation_id)
        elif isinstance(event, Closed):
            self._take_leave(event)
        else:
            self._exchange(event)

    def _fail(self, error: Exception) -> None:
        self._loop.call_exception_handler(
            {"message": f"the {self.hub} hub failed", "exception": error}
        )
        self._session.close(errors.CLOSED_WITH_AN_ERROR)

    def _exchange(self, event: Exchanged) -> None:
        """Tell what only a hub hears of that expects it."""

    def _take_leave(self, event: Closed) -> None:
        reason = self._reason or event.reason
        self.flush()
        if self.carriage.goodbye:
            self._write(self.carriage.goodbye)
        if self.is_stalled:
            self._is_end_owed = True
        elif not self._is_cut:  # an answer that breaks off is not to be ended, too
            self.carriage.end()
        self._linger()
        if self._was_opened:
            self._host.closed(self, event.error, reason)

    def _flush_late(self) -> None:
        self._is_flush_coming = False
        self.flush()

    def _write(self, frame: bytes) -> None:
        transport, backlog = self._transport, self._backlog
        if self._is_mute or transport.is_closing():
            return
        transport.write(frame)
        waiting_bytes = transport.get_write_buffer_size()
        if waiting_bytes > len(frame) or waiting_bytes > UNWATCHED_BYTES or backlog.due is not None:
            if not backlog.is_bearable(waiting_bytes, len(frame), self._clock):
                self._give_up()
            elif backlog.due is not None:
                self._wind()

    def _give_up(self) -> None:
        self._end("stuck")
        self._abort()

    def _hang_up(self) -> None:
        """Close the socket once what was written has left it, or when that takes too long."""
        self._is_mute = True
        self._transport.close()
        if self._transport.get_write_buffer_size():
            self._linger()
        else:
            self._linger_due = None
            self._wind()

    def _sever(self) -> None:
        """Everything that carries this connection ends now, a request that is under way, too."""
        self.is_severed = True
        self._abort()

    def _abort(self) -> None:
        self._is_mute = True
        self._transport.abort()
        self._linger_due = None
        self._backlog.due = None

    def _linger(self) -> None:
        if self._linger_due is None:
            self._linger_due = self._clock() + self.carriage.linger_us
        self._wind()

    def _wind(self) -> None:
        """Set the one timer to the earliest deadline. A timer that fires too early does no harm."""
        due = self._next_deadline()
        if due is None:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
        elif self._timer is None or due < self._wakes_at:
            if self._timer is not None:
                self._timer.cancel()
            delay_s = max(0, due - self._clock()) / 1_000_000
            self._wakes_at = due
            self._timer = self._loop.call_at(self._loop.time() + delay_s, self._wake)

    def _next_deadline(self) -> int | None:
        due = self._session.next_deadline()
        linger_due, backlog_due = self._linger_due, self._backlog.due
        dues = (due, linger_due, backlog_due)
        return min((each for each in dues if each is not None), default=None)

    def _wake(self) -> None:
        self._timer = None
        now = self._clock()
        if self._linger_due is not None and now >= self._linger_due:
            self._abort()
        if self._backlog.is_stuck(now):
            self._give_up()
        self._session.advance(now)
        self._settle()
