"""One SignalR connection as its server sees it: bytes and time in, events and bytes out.

Rule: everything it decides follows from what it was given, so two sessions fed alike behave alike.
Whoever owns the transport calls a verb, carries out each `next_event` until there is none, writes
what is in the `outbox`, and comes back at `next_deadline`.

A hub that is called must complete every call: while `calls_at_once_max` of them run, the next one
and everything behind it wait. Streams, uploads and what `takes_place` denies run beside that limit.
"""

import sys
from collections.abc import Sequence as Series

from msgspec import Raw

from hubproof.contract.signalr.errors import ProtocolError
from hubproof.contract.signalr.handshake import HandshakeReader, HandshakeRequest
from hubproof.contract.signalr.messages import AnyMessage, Close, Invocation, Ping, StreamItem
from hubproof.contract.signalr.protocols import HubProtocol
from hubproof.simulator.session import errors
from hubproof.simulator.session.agreement import STATEFUL_VERSION, agree, listen
from hubproof.simulator.session.events import Closed, Event, Opened, Reason
from hubproof.simulator.session.intake import Intake
from hubproof.simulator.session.liveness import Liveness
from hubproof.simulator.session.options import SessionOptions
from hubproof.simulator.session.resending import Resending
from hubproof.simulator.session.service import Service, TakesPlace, any_plain_call
from hubproof.simulator.session.states import State, Step, after
from hubproof.simulator.session.voice import Voice

_OPEN, _LEAVING, _HELD_UP = State.OPEN, State.LEAVING, State.HELD_UP  # looked up once
_IS_OPEN = (_OPEN, _HELD_UP, State.UNREAD)


class Session:
    """The server side of one connection, from the handshake to the end.

    With `is_stateful` the client has negotiated to come back; the handshake's version has the last
    word. A transport is `is_text_only` where it cannot carry bytes, and `pings` where it wants any.
    What arrives waits in the `intake`, which may have no room for more, and what is to be written
    in the `outbox`. It `is_due_sooner` where `next_deadline` may be earlier than when it was asked
    last.
    """

    __slots__ = (
        "_arrived",
        "_calls",
        "_events",
        "_handshake",
        "_is_heard",
        "_is_text_only",
        "_liveness",
        "_may_come_back",
        "_now",
        "_options",
        "_state",
        "_voice",
        "intake",
        "is_due_sooner",
        "outbox",
        "service",
    )

    def __init__(  # noqa: PLR0913  # what a session is told at its start, each by its name
        self,
        options: SessionOptions,
        now: int,
        *,
        is_stateful: bool = False,
        is_text_only: bool = False,
        pings: bool = True,
        takes_place: TakesPlace = any_plain_call,
    ) -> None:
        self._options = options
        self._may_come_back = is_stateful
        self._is_text_only = is_text_only
        self._is_heard = True
        self._state = State.HANDSHAKING
        self._liveness = Liveness(options, now, pings=pings)
        reader = HandshakeReader(HandshakeRequest, options.message_bytes_max)
        self._handshake: HandshakeReader[HandshakeRequest] | None = reader
        self.intake = Intake(options.message_bytes_max)
        self._voice = Voice()
        self.outbox = self._voice.outbox
        self.service = Service(options.calls_at_once_max, self._voice, takes_place)
        self._calls = self.service.calls
        self._arrived, self._events = self.intake.arrived, self.service.events
        self._now = now
        self.is_due_sooner = True

    @property
    def state(self) -> State:
        """Where the session is."""
        return self._state

    @property
    def protocol(self) -> HubProtocol:
        """The encoding that is spoken."""
        return self._voice.protocol

    @property
    def is_open(self) -> bool:
        """Whether the hub may still send: hands were shaken and nothing ended it."""
        return self._state in _IS_OPEN

    @property
    def is_stateful(self) -> bool:
        """Whether the client may come back with another transport."""
        return self._voice.resending is not None and self.is_open

    @property
    def is_congested(self) -> bool:
        """Whether a hub should wait: the buffer to tell again has no room for what it said."""
        return self._voice.is_congested

    def receive(self, data: bytes, now: int) -> None:
        """Bytes arrived, cut wherever the network liked."""
        if self._state is _OPEN:  # as almost always
            self._now = now
            if self.intake.read(data) and self._liveness.is_armed:
                self._liveness.hear(now)
        elif self._state is State.HELD_UP:
            self.intake.put_off(data)
        elif self._state is State.HANDSHAKING:
            self._now = now
            rest = self._shake_hands(data, now)
            if rest and self.intake.read(rest):
                self._liveness.hear(now)

    def receive_eof(self, wrong: ProtocolError | None = None) -> None:
        """No more bytes will come: the connection is gone, and this was `wrong` with that."""
        if self._state is State.OPEN:  # a reader that stands still does not get to the end
            wrong = wrong or self.intake.end()
        if self._state is not State.ENDED:
            self._end(Step.LOSE_PEER, Closed.by("lost", wrong))

    def receive_farewell(self) -> None:
        """The client has ended the connection in good order, and is told goodbye."""
        wrong = self.intake.end() if self._state is State.OPEN else None
        if wrong is None:
            self.close(allow_reconnect=True)
        else:
            self._break_off(Step.CLOSE, "protocol", wrong)

    def leave_transport(self, now: int) -> bool:
        """The transport was lost; whether the session waits for another one."""
        if not self.is_stateful:
            return False
        self._voice.leave(now)
        self._liveness.stop_listening()
        return True

    def come_back(self, now: int) -> None:
        """There is a new transport: tell again what was not acknowledged."""
        if self._state is not State.UNREAD:
            self._liveness.hear(now)
        self.intake.forget_half()
        self._voice.come_back(now)

    def stop_reading(self) -> None:
        """Serve nothing more of what arrives, and let nobody know."""
        if self._state in (State.OPEN, State.HELD_UP):
            self._move(Step.STOP_READING)
            self.intake.clear()
            self._liveness.stop_listening()

    def keep_half_message(self) -> None:
        """Take the next transport for the rest of a message that was begun on this one."""
        self.intake.has_half = True

    def hold(self) -> None:
        """Serve nothing until `go_on`: the hub is greeting its client (42)."""
        self._move(Step.HOLD_UP)

    def go_on(self, now: int) -> None:
        """Serve on: the client is greeted, or there is room again."""
        if self._state is _HELD_UP:
            self._now = now
            self._move(Step.GO_ON)
            self._liveness.hear(now)

    def complete(
        self,
        invocation_id: str | None,
        now: int,
        result: bytes | None = None,
        error: str | None = None,
    ) -> None:
        """End a call with `result` (encoded), null or `error`, a stream with nothing or `error`."""
        if self._state not in _IS_OPEN:
            return
        if result is None and error is None:
            if self._calls.is_streaming(invocation_id):
                self.end_stream(str(invocation_id))
                return
            result = self._voice.protocol.null
        ended = self._calls.end(invocation_id)
        if ended is None:
            return
        if invocation_id is not None:
            self._voice.answer(invocation_id, result, error)
        if self._state is _HELD_UP and ended == "place":
            self.go_on(now)

    def end_stream(self, invocation_id: str, error: str | None = None) -> None:
        """End a stream, whatever calls share its id."""
        if self.is_open and self._calls.end_stream(invocation_id):
            self._voice.answer(invocation_id, None, error)

    def detach(self, invocation_id: str | None, *, now: int) -> None:
        """The call takes no place any more; it may be completed later, or never."""
        if self.is_open and self._calls.detach(invocation_id):
            self.go_on(now)

    def item(self, invocation_id: str, item: bytes) -> None:
        """Send one item (encoded) of a stream; after its end this does nothing."""
        if self.is_open and self._calls.is_streaming(invocation_id):
            self._voice.tell(StreamItem(invocation_id, Raw(item)))

    def invoke(self, target: str, arguments: Series[bytes], *, question: str | None = None) -> None:
        """Call the client back with encoded `arguments`; only a `question` is answered."""
        told = [Raw(text) for text in arguments]
        self.tell(self._voice.protocol.encode(Invocation(target, told, question)))

    def tell(self, message: bytes) -> None:
        """Send an invocation that was encoded once for many."""
        if self.is_open:
            self._voice.put(message)
            if self._voice.is_overflowing:
                self._end(Step.LOSE_PEER, Closed.by("lost"))

    @property
    def has_nothing_to_add(self) -> bool:
        """Whether a message may go out as it is: nothing is counted, nothing waits before it."""
        return self._state in _IS_OPEN and not self.outbox and self._voice.resending is None

    def expect_upload(self, stream_id: str) -> None:
        """Items of this upload are wanted from here on."""
        self.service.uploads.expect(stream_id)

    def read_upload(self, stream_id: str, now: int) -> None:
        """The hub has read an item, so there is room for another."""
        if self.service.uploads.read(stream_id):
            self.go_on(now)

    def end_upload(self, stream_id: str, now: int) -> None:
        """The hub wants no more of an upload."""
        if self.service.uploads.end(stream_id):
            self.go_on(now)

    def close(self, error: str | None = None, *, allow_reconnect: bool = False) -> None:
        """Say goodbye and end. Before the handshake there is nothing to say it in."""
        if self._state in (State.ENDED, State.LEAVING):
            return
        if self.is_open:
            self._voice.say(Close(error, allow_reconnect))
        self._end(Step.CLOSE, Closed(error, allow_reconnect, "server"))

    def abort(self, *, is_heard: bool = True) -> None:
        """Serve what has arrived, unheard (86), and end, with a goodbye where that is heard."""
        if self.is_open:
            self._is_heard = is_heard
            self._move(Step.ABORT)
            self._calls.places = sys.maxsize  # whatever waits is served

    def next_event(self) -> Event | None:
        """What happened next; None when all that arrived is served.

        Messages are served one by one, so that a call is answered before the goodbye behind it:
        carry out each event before asking for the next.
        """
        arrived, events = self._arrived, self._events
        while not events:
            state = self._state
            if state is not _OPEN and state is not _LEAVING:
                return None
            if arrived:
                message = arrived.popleft()
                if self._voice.resending is not None and not self._is_new(message):
                    continue
                if isinstance(message, Invocation):  # first, as almost every message is one
                    if (call := self.service.take_call(message)) is not None:
                        return call
                    self._stand_still(message)
                elif not self._take(message) and state is not _LEAVING:
                    self._stand_still(message)
            elif state is _LEAVING or self.intake.broken is not None:
                self._come_to_the_end()
            elif not (self.intake.unread and self._read_on()):
                return None
        return events.popleft()

    def next_deadline(self) -> int | None:
        """When to call `advance` at the latest; None when the session has ended."""
        due = self._liveness.next_deadline()
        self.is_due_sooner = self._voice.resending is not None
        if not self.is_due_sooner:
            return due
        return min((one for one in (due, *self._voice.dues()) if one is not None), default=None)

    def advance(self, now: int) -> None:
        """Time has passed: do what is due."""
        due = self._liveness
        if self._voice.resending is not None and not self._voice.advance(now):
            self.receive_eof()
        if due.handshake_due is not None and now >= due.handshake_due:
            self._refuse(errors.HANDSHAKE_CANCELED)
        elif due.silence_due is not None and now >= due.silence_due:
            silent = ProtocolError(errors.SILENT, "OperationCanceledException")
            self._break_off(Step.HEAR_NOTHING, "timeout", silent)
        elif due.ping_due is not None and now >= due.ping_due:
            self._voice.ping()
            due.ping(now)

    def _read_on(self) -> bool:
        """Read bytes that waited; whether there were any."""
        if has_any := self.intake.read_on():
            self._liveness.hear(self._now)
        return has_any is not None

    def _come_to_the_end(self) -> None:
        """All that was to be served is: the rest makes no sense, or there is none."""
        if self.intake.broken is not None:
            self._break_off(Step.HEAR_NONSENSE, "protocol", self.intake.broken)
        else:
            self._part(Step.SERVE_THE_REST, Closed.by("server"))

    def _shake_hands(self, data: bytes, now: int) -> bytes:
        """Bytes that follow a good handshake; none while it is not whole, or where it failed."""
        assert self._handshake is not None
        request, rest = listen(self._handshake, data, self._options)
        if request is None:
            return b""
        protocol = agree(request, self._options.protocols, is_text_only=self._is_text_only)
        if isinstance(request, str) or isinstance(protocol, str):
            self._refuse(str(protocol))
            return b""
        self._voice.speak(protocol)
        self.intake.speak(protocol)
        if self._may_come_back and request.version >= STATEFUL_VERSION:
            self._voice.resending = Resending(self._options.buffer_bytes_max, now)
        self._handshake = None  # thousands may be idle: what is done with costs nothing
        self._move(Step.SHAKE_HANDS)
        self._liveness.open(now)
        self.is_due_sooner = True
        self._voice.shake()
        self.service.events.append(Opened())
        return rest

    def _refuse(self, error: str) -> None:
        self._voice.shake(error)
        self._end(Step.REFUSE_HANDSHAKE, Closed(error, allow_reconnect=False, reason="handshake"))

    def _take(self, message: AnyMessage) -> bool:
        """Serve what is no call; False where it has to wait."""
        if isinstance(message, Ping):
            self.is_due_sooner |= not self._liveness.is_armed
            self._liveness.arm(self._now)
        elif isinstance(message, Close):
            if self.is_open:
                self._voice.say(Close())
                self._end(Step.HEAR_CLOSE, Closed.heard(message))
        else:
            return self.service.take(message)
        return True

    def _is_new(self, message: AnyMessage) -> bool:
        """Whether a message is to be served, where the connection may have come back."""
        try:
            return self._voice.is_new(message, self._now)
        except ProtocolError as error:
            self._break_off(Step.HEAR_NONSENSE, "protocol", error)
            return False

    def _stand_still(self, message: AnyMessage) -> None:
        """Serve nothing more before this message can be."""
        self.intake.arrived.appendleft(message)
        self._voice.put_back()
        self._move(Step.HOLD_UP)
        self._liveness.stop_listening()

    def _break_off(self, step: Step, reason: Reason, error: ProtocolError) -> None:
        told = errors.explained(errors.CLOSED_WITH_AN_ERROR, error, self._options)
        how = Closed.by(reason, error, allow_reconnect=self._state is not _LEAVING)
        self._part(step, how, told)

    def _part(self, step: Step, how: Closed, told: str | None = None) -> None:
        if self._is_heard:
            self._voice.say(Close(told, how.allow_reconnect))
        self._end(step, how)

    def _end(self, step: Step, how: Closed) -> None:
        self._move(step)
        self._liveness.end()
        self.intake.clear()
        self._voice.resending = None
        self.service.end(how)

    def _move(self, step: Step) -> None:
        self._state = after(self._state, step)
