"""One SignalR connection as its server sees it: bytes and time in, events and bytes out.

Rule: everything it decides follows from what it was given, so two sessions fed alike behave alike.
Whoever owns the socket calls a verb, carries out `events` until there are none, writes
`data_to_send`, and comes back at `next_deadline`.

A hub that is called must complete every call: while `calls_at_once_max` of them run, the next one
and everything behind it wait. Streams run beside that limit.
"""

from collections import deque
from collections.abc import Sequence

from msgspec import Raw

from hubproof.contract.signalr.errors import MessageTooLargeError, ProtocolError
from hubproof.contract.signalr.handshake import (
    HandshakeReader,
    HandshakeRequest,
    HandshakeResponse,
    encode_handshake,
)
from hubproof.contract.signalr.json_protocol import PING_BYTES, MessageReader, encode
from hubproof.contract.signalr.messages import (
    CancelInvocation,
    Close,
    Completion,
    Invocation,
    Message,
    Ping,
    StreamInvocation,
    StreamItem,
)
from hubproof.simulator.session import errors
from hubproof.simulator.session.events import Cancelled, Closed, Event, Invoked, Opened, Reason
from hubproof.simulator.session.liveness import Liveness
from hubproof.simulator.session.options import SessionOptions
from hubproof.simulator.session.outbox import Outbox
from hubproof.simulator.session.states import State, Step, after

VERSION_MAX = 2
"""The newest handshake version; older ones, 0 and below included, are accepted as they are."""

UNREAD_BYTES_MAX = 64 * 1024
"""How much may arrive behind a call that waits before the socket should be read no further:
ASP.NET Core's ApplicationMaxBufferSize."""

_IS_OPEN = (State.OPEN, State.HELD_UP)

NULL = b"null"
"""What a method without a result answers."""


class Session:
    """The server side of one connection, from the handshake to the end."""

    def __init__(self, options: SessionOptions, now: int) -> None:
        self._calls_max = options.calls_at_once_max
        self._state = State.HANDSHAKING
        self._liveness = Liveness(options, now)
        self._handshake = HandshakeReader(HandshakeRequest)
        self._reader = MessageReader(options.message_bytes_max)
        self._outbox = Outbox()
        self._events: list[Event] = []
        self._arrived: deque[Message] = deque()
        self._broken: ProtocolError | None = None
        self._unread: deque[bytes] = deque()
        self._unread_bytes = 0
        self._now = now
        self._calls: list[str | None] = []
        self._streams: dict[str, None] = {}
        self._detached: dict[str, None] = {}

    @property
    def state(self) -> State:
        """Where the session is."""
        return self._state

    @property
    def is_open(self) -> bool:
        """Whether the hub may still send: hands were shaken and nothing ended it."""
        return self._state in _IS_OPEN

    @property
    def wants_data(self) -> bool:
        """Whether the socket should be read: not while a full buffer waits behind a call."""
        return self._unread_bytes < UNREAD_BYTES_MAX

    def receive(self, data: bytes, now: int) -> None:
        """Bytes arrived, cut wherever the network liked."""
        if self._state is State.HELD_UP:
            self._unread.append(data)
            self._unread_bytes += len(data)
        elif self._state is not State.ENDED:
            self._read(data, now)

    def receive_eof(self) -> None:
        """No more bytes will come: the connection is gone, with or without a farewell."""
        if self._state is not State.ENDED:
            self._end(Step.LOSE_PEER, "lost")

    def complete(
        self,
        invocation_id: str | None,
        *,
        now: int,
        result: bytes | None = None,
        error: str | None = None,
    ) -> None:
        """End a call with `result` (JSON) or `error`, or a stream with nothing or `error`.

        A call that ends with neither answers null. Completing what nobody waits for any more does
        nothing: the caller may have cancelled or left meanwhile.
        """
        if not self.is_open:
            return
        is_bare = result is None and error is None
        # A call and a stream may share an id; only a stream ends with nothing.
        if invocation_id in self._calls and not (is_bare and invocation_id in self._streams):
            if invocation_id is not None:
                self._answer(invocation_id, NULL if is_bare else result, error)
            self._free(invocation_id, now)
        elif invocation_id is not None and invocation_id in self._detached:
            del self._detached[invocation_id]
            self._answer(invocation_id, NULL if is_bare else result, error)
        elif invocation_id is not None and invocation_id in self._streams:
            del self._streams[invocation_id]
            self._answer(invocation_id, None, error)

    def detach(self, invocation_id: str, *, now: int) -> None:
        """The call takes no place any more; it may be completed later, or never."""
        if self.is_open and invocation_id in self._calls:
            self._detached[invocation_id] = None
            self._free(invocation_id, now)

    def item(self, invocation_id: str, item: bytes) -> None:
        """Send one item (JSON) of a stream; after its end this does nothing."""
        if invocation_id in self._streams and self.is_open:
            self._outbox.add(encode(StreamItem(invocation_id, Raw(item))))

    def invoke(self, target: str, arguments: Sequence[bytes]) -> None:
        """Call the client back with JSON `arguments`; nobody answers."""
        if self.is_open:
            self._outbox.add(encode(Invocation(target, [Raw(text) for text in arguments])))

    def close(self, error: str | None = None, *, allow_reconnect: bool = False) -> None:
        """Say goodbye and end. Before the handshake there is nothing to say it in."""
        if self._state is State.ENDED:
            return
        if self.is_open:
            self._outbox.add(encode(Close(error, allow_reconnect)))
        self._end(Step.CLOSE, "server", error, allow_reconnect=allow_reconnect)

    def events(self) -> list[Event]:
        """What happened next; empty when all that arrived is served.

        Messages are served one by one, so that a call is answered before the goodbye behind it:
        carry out each batch before asking for the next.
        """
        while not self._events and self._state is State.OPEN:
            if self._arrived:
                self._take(self._arrived.popleft())
            elif self._broken is not None:
                self._break_off(Step.HEAR_NONSENSE, "protocol", str(self._broken))
            elif self._unread:
                data = self._unread.popleft()
                self._unread_bytes -= len(data)
                self._read(data, self._now)
            else:
                break
        events = self._events
        if events:
            self._events = []
        return events

    def data_to_send(self) -> list[bytes]:
        """What to write, each element the payload of one WebSocket text frame."""
        return self._outbox.take()

    def next_deadline(self) -> int | None:
        """When to call `advance` at the latest; None when the session has ended."""
        return self._liveness.next_deadline()

    def advance(self, now: int) -> None:
        """Time has passed: do what is due."""
        due = self._liveness
        if due.handshake_due is not None and now >= due.handshake_due:
            self._refuse(errors.HANDSHAKE_CANCELED)
        elif due.silence_due is not None and now >= due.silence_due:
            self._break_off(Step.HEAR_NOTHING, "timeout", None)
        elif due.ping_due is not None and now >= due.ping_due:
            self._outbox.add(PING_BYTES)
            due.ping(now)

    def _read(self, data: bytes, now: int) -> None:
        self._now = now
        if self._state is State.HANDSHAKING:
            data = self._shake_hands(data, now)
        if not data:
            return
        try:
            self._arrived.extend(self._reader.feed(data))
        except ProtocolError as error:
            self._arrived.extend(error.preceding)
            self._broken = error
        if self._arrived:
            self._liveness.hear(now)

    def _shake_hands(self, data: bytes, now: int) -> bytes:
        """Bytes that follow a good handshake; none while it is not whole, or where it failed."""
        try:
            request, rest = self._handshake.feed(data)
        except MessageTooLargeError:
            self._refuse(errors.HANDSHAKE_CANCELED)
            return b""
        except ProtocolError:
            self._refuse(errors.HANDSHAKE_FAILED)
            return b""
        if request is None:
            return b""
        if request.protocol.lower() != "json":
            self._refuse(errors.protocol_not_supported(request.protocol))
            return b""
        if request.version > VERSION_MAX:
            self._refuse(errors.version_not_supported(request.protocol, request.version))
            return b""
        self._move(Step.SHAKE_HANDS)
        self._liveness.open(now)
        self._outbox.add(encode_handshake(HandshakeResponse()))
        self._events.append(Opened())
        return rest

    def _refuse(self, error: str) -> None:
        self._outbox.add(encode_handshake(HandshakeResponse(error)))
        self._end(Step.REFUSE_HANDSHAKE, "handshake", error)

    def _take(self, message: Message) -> None:
        if isinstance(message, Invocation):
            self._take_call(message)
        elif isinstance(message, Ping):
            self._liveness.arm(self._now)
        elif isinstance(message, StreamInvocation):
            self._take_stream(message)
        elif isinstance(message, CancelInvocation):
            self._take_cancellation(message)
        elif isinstance(message, Close):
            self._outbox.add(encode(Close()))
            self._end(Step.HEAR_CLOSE, "client", message.error)
        # Items and completions belong to uploads and questions, and acknowledgements to stateful
        # reconnect; without any of those open they are ignored, as an unknown stream's are.

    def _take_call(self, call: Invocation) -> None:
        invocation_id = call.invocation_id or None
        if call.stream_ids:
            if invocation_id is not None:
                sent = len(call.stream_ids)
                self._answer(invocation_id, None, errors.uploads_not_expected(call.target, sent))
        elif len(self._calls) < self._calls_max:
            self._calls.append(invocation_id)
            self._events.append(Invoked(invocation_id, call.target, call.arguments))
        else:
            self._arrived.appendleft(call)
            self._move(Step.HOLD_CALL)
            self._liveness.stop_listening()

    def _take_stream(self, call: StreamInvocation) -> None:
        if call.stream_ids:
            refusal = errors.uploads_not_expected(call.target, len(call.stream_ids))
            self._answer(call.invocation_id, None, refusal)
        elif call.invocation_id in self._streams:
            refusal = errors.invocation_id_in_use(call.invocation_id)
            self._answer(call.invocation_id, None, refusal)
        else:
            self._streams[call.invocation_id] = None
            self._events.append(
                Invoked(call.invocation_id, call.target, call.arguments, streaming=True)
            )

    def _take_cancellation(self, cancellation: CancelInvocation) -> None:
        invocation_id = cancellation.invocation_id
        if invocation_id in self._streams:
            del self._streams[invocation_id]
            self._events.append(Cancelled(invocation_id))
            self._answer(invocation_id, None, None)

    def _answer(self, invocation_id: str, result: bytes | None, error: str | None) -> None:
        if error is not None:
            self._outbox.add(encode(Completion(invocation_id, error=error)))
        elif result is not None:
            self._outbox.add(encode(Completion(invocation_id, Raw(result))))
        else:
            self._outbox.add(encode(Completion(invocation_id)))

    def _free(self, invocation_id: str | None, now: int) -> None:
        self._calls.remove(invocation_id)
        if self._state is State.HELD_UP:
            self._now = now
            self._move(Step.FREE_PLACE)
            self._liveness.hear(now)

    def _break_off(self, step: Step, reason: Reason, error: str | None) -> None:
        self._outbox.add(encode(Close(errors.CLOSED_WITH_AN_ERROR, allow_reconnect=True)))
        self._end(step, reason, error, allow_reconnect=True)

    def _end(
        self, step: Step, reason: Reason, error: str | None = None, *, allow_reconnect: bool = False
    ) -> None:
        self._move(step)
        self._liveness.end()
        self._arrived.clear()
        self._unread.clear()
        self._unread_bytes = 0
        self._events.extend(Cancelled(invocation_id) for invocation_id in self._streams)
        self._streams.clear()
        self._events.append(Closed(error, allow_reconnect, reason))

    def _move(self, step: Step) -> None:
        self._state = after(self._state, step)
