"""Quoting: the Data hub's snapshots and streams.

A stream begins with the figures as they stand, and goes on with the newest ones whenever a provider
has spoken or a fill has changed what is held, at most once a window. It ends when its reader
cancels it or is gone. While nobody streams nothing here takes any time.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import msgspec

from hubproof.contract.mesolive import models
from hubproof.simulator import journal as lines
from hubproof.simulator.clockwork import Clockwork
from hubproof.simulator.dispatch import Dispatch, OpenCall
from hubproof.simulator.feeds import Feeds
from hubproof.simulator.hubs.channel import WINDOW_US, Channel
from hubproof.simulator.hubs.forms import Forms
from hubproof.simulator.hubs.frame import Frame
from hubproof.simulator.hubs.inquiries import AnyArgs, Inquiries
from hubproof.simulator.hubs.inquiry import Inquiry
from hubproof.simulator.session import errors
from hubproof.simulator.transports.connection import Connection
from hubproof.simulator.world.effects import LoggedEvent, Response
from hubproof.simulator.world.refusal import Refused


@dataclass(slots=True)
class Stream:
    """One open stream, and what waits for its reader.

    `told_us` is when it last told something, `due_us` when it will next (None: nobody knows) and
    `appointment` the clockwork's number of that; `boots_left` counts the frames of nought that are
    still to come.
    """

    call: OpenCall
    inquiry: Inquiry
    boots_left: int
    channel: Channel = field(default_factory=Channel)
    told_us: int = 0
    due_us: int | None = None
    appointment: int = 0
    is_over: bool = False


class Quoting:
    """Carries out what the Data hub is asked for."""

    def __init__(  # noqa: PLR0913  # what it works with, each by its name
        self,
        *,
        journal: lines.Journal,
        clockwork: Clockwork,
        clock: Callable[[], int],
        feeds: Feeds,
        inquiries: Inquiries,
        dispatch: Dispatch,
        forms: Forms,
    ) -> None:
        self._journal = journal
        self._clockwork = clockwork
        self._clock = clock
        self._feeds = feeds
        self._inquiries = inquiries
        self._dispatch = dispatch
        self._forms = forms
        self._streams: dict[tuple[int, str], Stream] = {}

    def perform(self, call: OpenCall, args: msgspec.Struct) -> None:
        """Answer a snapshot, or open a stream."""
        assert isinstance(args, AnyArgs), "the Data hub has these methods"
        try:
            inquiry = self._inquiries.of(args)
        except Refused as refusal:
            if call.method.streams:
                said = errors.refused(call.method.name, str(refusal))
                self._dispatch.end_stream(call.number, said)
            else:
                self._dispatch.answer(call.number, refusal.response)
            return
        if call.method.streams:
            self._open(Stream(call, inquiry, self._feeds.boot_frames(inquiry)))
        else:
            self._answer(call, inquiry)

    def cancelled(self, connection: Connection, invocation_id: str) -> None:
        """Nobody reads a stream any more: its reader has left it, or the connection is gone."""
        stream = self._streams.pop((connection.number, invocation_id), None)
        if stream is None:
            return
        stream.is_over = True
        self._clockwork.drop(stream.appointment)
        self._dispatch.forget(stream.call.number)
        reason = "cancelled" if connection.is_open else "disconnected"
        self._journal.add(
            lines.StreamEnded(at_us=self._clock(), call=stream.call.number, reason=reason)
        )

    def happened(self, event: LoggedEvent) -> None:
        """A fill changes the figures of what is held, however quiet the market is."""
        if not self._streams or not isinstance(event.payload, models.LegUpdateEvent):
            return
        for stream in self._streams.values():
            if event.payload.PositionId in stream.inquiry.positions():
                due = max(self._clock(), stream.told_us + WINDOW_US)
                if stream.due_us is None or due < stream.due_us:
                    self._await(stream, due)

    def _answer(self, call: OpenCall, inquiry: Inquiry) -> None:
        frame = self._feeds.frame(inquiry, self._forms.of(call.connection))
        call.on_answered = lambda: self._note(call, frame, "snapshot")
        # The bytes as they are: no model could hold every frame that a bad feed tells.
        data = msgspec.Raw(frame.data)
        self._dispatch.answer(call.number, Response(Status=models.StatusCode.Success, Data=data))

    def _open(self, stream: Stream) -> None:
        call = stream.call
        assert call.invocation_id is not None, "a stream is always called with an id"
        self._streams[call.connection.number, call.invocation_id] = stream
        self._tell(stream)
        if not stream.is_over:
            self._next(stream)

    def _next(self, stream: Stream) -> None:
        following = self._feeds.next_tick(stream.inquiry)
        stream.due_us = None
        if following is not None:
            self._await(stream, max(self._clock() + WINDOW_US, following))

    def _await(self, stream: Stream, due: int) -> None:
        self._clockwork.drop(stream.appointment)
        stream.due_us = due
        stream.appointment = self._clockwork.at(due, partial(self._go_on, stream))

    def _go_on(self, stream: Stream) -> None:
        self._tell(stream)
        if not stream.is_over:
            self._next(stream)

    def _tell(self, stream: Stream) -> None:
        """The figures as they stand join what waits, and what may be written is."""
        connection, invocation_id = stream.call.connection, stream.call.invocation_id
        stream.told_us = self._clock()
        if not self._feeds.loses(stream.inquiry):
            boots = stream.boots_left > 0
            stream.boots_left -= boots
            form = self._forms.of(connection)
            stream.channel.put(self._feeds.frame(stream.inquiry, form, boots=boots))
        assert invocation_id is not None, "a stream is always called with an id"
        for frame in stream.channel.take(is_slow=connection.is_slow):
            if stream.is_over:
                return  # what was written last was more than the connection could bear
            self._note(stream.call, frame, "stream")
            connection.item(invocation_id, frame.data)

    def _note(self, call: OpenCall, frame: Frame, via: str) -> None:
        self._journal.add(frame.line(self._clock(), call.connection.number, call.number, via))
