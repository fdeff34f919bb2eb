"""What a session does with the messages that ask something of the hub.

Rule: every message is served or cannot be served yet; in the second case it is offered again, and
nothing behind it before. Items and completions of nothing that is open are dropped without a word.
"""

from collections import deque
from collections.abc import Callable

from msgspec import UNSET

from hubproof.contract.signalr.messages import (
    AnyMessage,
    CancelInvocation,
    Completion,
    Invocation,
    StreamInvocation,
    StreamItem,
    Unbindable,
)
from hubproof.contract.signalr.protocols import HubProtocol
from hubproof.simulator.session import errors
from hubproof.simulator.session.calls import Calls
from hubproof.simulator.session.events import (
    Answered,
    Cancelled,
    Closed,
    Event,
    Invoked,
    Uploaded,
    UploadEnded,
)
from hubproof.simulator.session.uploads import Uploads
from hubproof.simulator.session.voice import Voice

TakesPlace = Callable[[Invoked, HubProtocol], bool]
"""Whether a call, in an encoding, takes a place: the hub knows which ones it refuses unrun."""


def any_plain_call(invoked: Invoked, _: HubProtocol) -> bool:
    """Whether it brings no uploads: for hubs that do not say which calls they refuse."""
    return not invoked.stream_ids


class Service:
    """Messages in, events out; a refusal is said at once."""

    __slots__ = (
        "_takes_place",
        "_voice",
        "calls",
        "events",
        "uploads",
    )

    def __init__(self, places: int, voice: Voice, takes_place: TakesPlace) -> None:
        self.calls = Calls(places)
        self.uploads = Uploads()
        self.events: deque[Event] = deque()
        self._voice = voice
        self._takes_place = takes_place

    def take(self, message: AnyMessage) -> bool:
        """Serve what is no plain call; False where it has to wait."""
        if isinstance(message, StreamItem):
            return self._take_item(message)
        if isinstance(message, StreamInvocation):
            self._take_stream(message)
        elif isinstance(message, CancelInvocation):
            self._take_cancellation(message)
        elif isinstance(message, Completion):
            self._take_completion(message)
        elif isinstance(message, Unbindable):
            self._take_unbindable(message)
        return True

    def end(self, closed: Closed) -> None:
        """The session is over: the streams that still run, then the end."""
        self.events.extend(Cancelled(invocation_id) for invocation_id in self.calls.streams())
        self.calls.clear()
        self.events.append(closed)

    def take_call(self, call: Invocation) -> Invoked | None:
        """Serve a call; None where no place is free for it."""
        invocation_id = call.invocation_id or None
        calls = self.calls
        running = calls.running
        is_free = len(running) < calls.places
        if is_free and not call.stream_ids:  # as almost every one
            running.append(invocation_id)
            return Invoked(invocation_id, call.target, call.arguments)
        ids = tuple(call.stream_ids or ())
        invoked = Invoked(invocation_id, call.target, call.arguments, stream_ids=ids)
        if not self._takes_place(invoked, self._voice.protocol):
            calls.begin_beside(invocation_id)
        elif is_free:
            running.append(invocation_id)
        else:
            return None
        return invoked

    def _take_item(self, item: StreamItem) -> bool:
        stream_id = item.invocation_id
        if stream_id in self.uploads:
            if not self.uploads.has_room(stream_id):
                return False
            self.uploads.add(stream_id)
            self.events.append(Uploaded(stream_id, item.item))
        return True

    def _take_stream(self, call: StreamInvocation) -> None:
        invocation_id = call.invocation_id
        if not self.calls.begin_stream(invocation_id):
            refusal = errors.invocation_id_in_use(invocation_id)
            self._voice.answer(invocation_id, None, refusal)
            return
        ids = tuple(call.stream_ids or ())
        self.events.append(
            Invoked(invocation_id, call.target, call.arguments, streaming=True, stream_ids=ids)
        )

    def _take_cancellation(self, cancellation: CancelInvocation) -> None:
        invocation_id = cancellation.invocation_id
        if self.calls.cancel_stream(invocation_id):
            self.events.append(Cancelled(invocation_id))
            self._voice.answer(invocation_id, None, None)

    def _take_completion(self, completion: Completion) -> None:
        invocation_id = completion.invocation_id
        if self.uploads.end(invocation_id):
            self.events.append(UploadEnded(invocation_id, completion.error))
        else:
            result = None if completion.result is UNSET else completion.result
            self.events.append(Answered(invocation_id, result, completion.error))

    def _take_unbindable(self, call: Unbindable) -> None:
        # It is no stream even if it was to be one: another may run under its id.
        self.calls.begin_beside(call.invocation_id)
        self.events.append(Invoked(call.invocation_id, call.target, [], unreadable=call.says))
