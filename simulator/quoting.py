"""Quoting: the Data hub's snapshots and streams.

A stream begins with the quote as it stands, and goes on with the newest one whenever its provider
has spoken, at most once a window. It ends when its reader cancels it or is gone. While nobody
streams nothing here takes any time.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec

from hubproof.contract.mesolive import models
from hubproof.simulator import journal as lines
from hubproof.simulator.clockwork import Clockwork
from hubproof.simulator.dispatch import Dispatch, OpenCall
from hubproof.simulator.feeds import Feeds
from hubproof.simulator.hubs.channel import WINDOW_US, Channel
from hubproof.simulator.hubs.feed import Frame
from hubproof.simulator.session import errors
from hubproof.simulator.transports.connection import Connection
from hubproof.simulator.world.effects import Response
from hubproof.simulator.world.refusal import Refused, invalid, not_found

AnyArgs = models.StreamUnderlyingDataArgs | models.GetUnderlyingSnapshotArgs


@dataclass(slots=True)
class Stream:
    """One open stream, and what waits for its reader."""

    call: OpenCall
    provider: models.DataProviderType
    args: models.StreamUnderlyingDataArgs
    channel: Channel = field(default_factory=Channel)
    is_over: bool = False


class Quoting:
    """Carries out what the Data hub is asked for."""

    def __init__(
        self,
        *,
        journal: lines.Journal,
        clockwork: Clockwork,
        clock: Callable[[], int],
        feeds: Feeds,
        dispatch: Dispatch,
    ) -> None:
        self._journal = journal
        self._clockwork = clockwork
        self._clock = clock
        self._feeds = feeds
        self._dispatch = dispatch
        self._streams: dict[tuple[int, str], Stream] = {}

    def perform(self, call: OpenCall, args: msgspec.Struct) -> None:
        """Answer a snapshot, or open a stream."""
        assert isinstance(args, AnyArgs), "the Data hub has these methods"
        try:
            provider = self._provider(args)
        except Refused as refusal:
            if isinstance(args, models.StreamUnderlyingDataArgs):
                said = errors.refused(call.method.name, str(refusal))
                self._dispatch.end_stream(call.number, said)
            else:
                self._dispatch.answer(call.number, refusal.response)
            return
        if isinstance(args, models.StreamUnderlyingDataArgs):
            self._open(Stream(call, provider, args))
        else:
            self._answer(call, provider, args)

    def cancelled(self, connection: Connection, invocation_id: str) -> None:
        """Nobody reads a stream any more: its reader has left it, or the connection is gone."""
        stream = self._streams.pop((connection.number, invocation_id), None)
        if stream is None:
            return
        stream.is_over = True
        self._dispatch.forget(stream.call.number)
        reason = "cancelled" if connection.is_open else "disconnected"
        self._journal.add(
            lines.StreamEnded(at_us=self._clock(), call=stream.call.number, reason=reason)
        )

    def _provider(self, args: AnyArgs) -> models.DataProviderType:
        if args.Provider is None:
            raise invalid("Provider", "A data provider is required.")
        if not self._feeds.quotes(args.Provider):
            raise invalid("Provider", f"{args.Provider.value} is not connected.")
        if not self._feeds.knows(args.Symbol):
            raise not_found("underlying", args.Symbol)
        return args.Provider

    def _answer(
        self,
        call: OpenCall,
        provider: models.DataProviderType,
        args: models.GetUnderlyingSnapshotArgs,
    ) -> None:
        frame = self._feeds.frame(provider, args.Symbol, args.PriceFields)
        call.on_answered = lambda: self._note(call, frame, "snapshot")
        # The text as it is: no model could hold every frame that a bad feed tells.
        data = msgspec.Raw(frame.json)
        self._dispatch.answer(call.number, Response(Status=models.StatusCode.Success, Data=data))

    def _open(self, stream: Stream) -> None:
        call = stream.call
        assert call.invocation_id is not None, "a stream is always called with an id"
        self._streams[call.connection.number, call.invocation_id] = stream
        self._tell(stream)
        if not stream.is_over:
            self._next(stream)

    def _next(self, stream: Stream) -> None:
        now = self._clock()
        following = self._feeds.next_tick(stream.provider, stream.args.Symbol)
        if following is not None:
            due = max(now + WINDOW_US, following)
            self._clockwork.at(due, lambda: self._go_on(stream))

    def _go_on(self, stream: Stream) -> None:
        if stream.is_over:
            return
        self._tell(stream)
        if not stream.is_over:
            self._next(stream)

    def _tell(self, stream: Stream) -> None:
        """The quote as it stands joins what waits, and what may be written is."""
        symbol = stream.args.Symbol
        if not self._feeds.loses(stream.provider, symbol):
            frame = self._feeds.frame(stream.provider, symbol, stream.args.PriceFields)
            stream.channel.put(frame)
        connection, invocation_id = stream.call.connection, stream.call.invocation_id
        assert invocation_id is not None, "a stream is always called with an id"
        for frame in stream.channel.take(connection.waiting_bytes):
            if stream.is_over:
                return  # what was written last was more than the connection could bear
            self._note(stream.call, frame, "stream")
            connection.item(invocation_id, frame.json)

    def _note(self, call: OpenCall, frame: Frame, via: str) -> None:
        self._journal.add(
            lines.Quoted(
                at_us=self._clock(),
                connection=call.connection.number,
                call=call.number,
                provider=frame.provider,
                symbol=frame.symbol,
                bid=frame.bid,
                ask=frame.ask,
                bid_age_ms=frame.bid_age_ms,
                ask_age_ms=frame.ask_age_ms,
                via=via,
            )
        )
