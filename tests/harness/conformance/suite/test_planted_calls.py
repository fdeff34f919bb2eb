"""Bugs in handshakes, calls, streams, uploads and questions are noticed by their cases."""

import asyncio
import itertools
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from weakref import WeakKeyDictionary

import pytest

from hubproof.contract.signalr.packed import Cursor
from hubproof.harness.conformance.served import calls as calls_of_hub
from hubproof.harness.conformance.suite.families import sockets
from hubproof.simulator.hubs.typed import HubError, questions, running, uploads
from hubproof.simulator.hubs.typed.binding import Binder, Unbound
from hubproof.simulator.hubs.typed.host import TypedHost
from hubproof.simulator.hubs.typed.questions import Questions
from hubproof.simulator.hubs.typed.running import Call, Greeting, Passage
from hubproof.simulator.hubs.typed.uploads import Upload
from hubproof.simulator.session import agreement, errors
from hubproof.simulator.session import uploads as unread
from hubproof.simulator.session.calls import Calls
from hubproof.simulator.session.service import Service
from hubproof.simulator.session.session import Session
from hubproof.simulator.session.voice import Voice
from hubproof.simulator.transports.conversation import Conversation

from .conftest import Plant

M = pytest.MonkeyPatch


def around(m: M, owner: Any, name: str, before: Callable[..., Any]) -> None:
    """Call `before` with the same arguments before the right method."""
    right = getattr(owner, name)

    def wrong(*args: Any, **named: Any) -> Any:
        before(*args, **named)
        return right(*args, **named)

    m.setattr(owner, name, wrong)


# From the first bytes to the greeting.


def rest_of_handshake_lost(m: M) -> None:
    right = Session._shake_hands
    m.setattr(Session, "_shake_hands", lambda *args: right(*args)[:0])


def protocol_not_named(m: M) -> None:
    m.setattr(errors, "protocol_not_supported", lambda _: "The protocol is not supported.")


def any_version(m: M) -> None:
    m.setattr(agreement, "VERSION_MAX", 99)


def binary_on_text(m: M) -> None:
    right = agreement.agree
    from hubproof.simulator.session import session

    m.setattr(
        session, "agree", lambda request, spoken, **_: right(request, spoken, is_text_only=False)
    )


def handshake_timed_out(m: M) -> None:
    m.setattr(errors, "HANDSHAKE_CANCELED", "Handshake timed out.")


def handshake_detail_told(m: M) -> None:
    right = errors.explained

    def wrong(sentence: str, error: Any, options: Any) -> str:
        told = right(sentence, error, options)
        return f"{told} {error}" if sentence == errors.HANDSHAKE_FAILED else told

    m.setattr(errors, "explained", wrong)


def version_2_refused(m: M) -> None:
    m.setattr(agreement, "VERSION_MAX", 1)


def greeting_overtaken(m: M) -> None:
    m.setattr(Conversation, "hold", lambda _self: None)


def refused_hear_of_leaving(m: M) -> None:
    def greeted(self: TypedHost, connection: Any, *_: Any) -> None:
        self._clients[connection.id].is_greeted = True

    around(m, TypedHost, "closed", greeted)


# Calls.


def sums_grow(m: M) -> None:
    m.setattr(calls_of_hub, "INT32", SimpleNamespace(wrapped=lambda number: number))


def errors_without_id(m: M) -> None:
    def answer(self: Session, name: Any, _: Any, __: Any = None, error: Any = None) -> None:
        if name is None and error is not None:
            self._voice.answer("", None, error)

    around(m, Session, "complete", answer)


def long_ids_cut(m: M) -> None:
    right = Voice.answer
    m.setattr(
        Voice, "answer", lambda self, name, *rest: right(self, name[:100] if name else name, *rest)
    )


def void_is_nothing(m: M) -> None:
    def answer(call: Call, result: Any) -> None:
        if result is None and call.signature.name in ("Nothing", "NothingLater", "Null"):
            call.client.connection._session._voice.answer(str(call.invocation_id), None, None)
        else:
            right(call, result)

    right = running._answer
    m.setattr(running, "_answer", answer)


def no_limit_to_calls(m: M) -> None:
    right = Calls.__init__
    m.setattr(Calls, "__init__", lambda self, _places: right(self, 99))


def cancellation_waits(m: M) -> None:
    """A running call holds up everything behind it, as before .NET 7."""
    right = Service.take

    def wrong(self: Service, message: Any) -> bool:
        return not self.calls.running and right(self, message)

    m.setattr(Service, "take", wrong)


def uploads_take_a_place(m: M) -> None:
    m.setattr(Calls, "begin_beside", lambda self, name: self.running.append(name))


def places_shared(m: M) -> None:
    """All connections of a server share the places for calls."""
    shared: WeakKeyDictionary[Any, list[str | None]] = WeakKeyDictionary()
    right = Calls.__init__

    def wrong(self: Calls, places: int) -> None:
        right(self, places)
        self.running = shared.setdefault(asyncio.get_running_loop(), [])

    m.setattr(Calls, "__init__", wrong)


def unknown_in_other_words(m: M) -> None:
    m.setattr(errors, "method_does_not_exist", lambda target: f"Unknown hub method '{target}'")


def names_by_case(m: M) -> None:
    right = Binder.bind

    def wrong(self: Binder, invoked: Any, *rest: Any) -> Any:
        signature = self.signatures.get(invoked.target.lower())
        if signature is not None and signature.name != invoked.target:
            return Unbound(errors.method_does_not_exist(invoked.target))
        return right(self, invoked, *rest)

    m.setattr(Binder, "bind", wrong)


def count_in_other_words(m: M) -> None:
    m.setattr(errors, "argument_count", lambda sent, wanted: f"{sent} of {wanted} arguments")


def whole_floats_fit(m: M) -> None:
    right = Cursor.integer

    def wrong(self: Cursor, bits: int) -> int:
        return int(self.number()) if self.code() in (0xCA, 0xCB) else right(self, bits)

    m.setattr(Cursor, "integer", wrong)


def inner_refusal_told(m: M) -> None:
    right = TypedHost.says

    def wrong(self: TypedHost, outcome: Any) -> str:
        cause = outcome.error.__cause__
        return f"{right(self, outcome)}{f' {cause}' if isinstance(cause, HubError) else ''}"

    m.setattr(TypedHost, "says", wrong)


def unauthorized_full_stop(m: M) -> None:
    right = errors.unauthorized
    m.setattr(errors, "unauthorized", lambda method: f"{right(method)}.")


def stream_as_call_in_other_words(m: M) -> None:
    name = "plain_invocation_of_a_streaming_method"
    m.setattr(errors, name, lambda method: f"{method} streams.")


def aborted_not_told(m: M) -> None:
    def forget(self: TypedHost, connection: Any, *_: Any) -> None:
        self._clients[connection.id].context.aborted = asyncio.Event()

    around(m, TypedHost, "closed", forget)


# Streams.


def null_items_lost(m: M) -> None:
    right = Session.item

    def wrong(self: Session, name: str, item: bytes) -> None:
        if item not in (b"null", b"\xc0"):
            right(self, name, item)

    m.setattr(Session, "item", wrong)


def stream_errors_not_told(m: M) -> None:
    right = errors.stream_failed
    m.setattr(errors, "stream_failed", lambda *_: right().replace("streaming", "sending"))


def streams_hold_calls_up(m: M) -> None:
    right = Service.take_call

    def wrong(self: Service, call: Any) -> Any:
        return None if self.calls.streams() else right(self, call)

    m.setattr(Service, "take_call", wrong)


def cancelled_with_error(m: M) -> None:
    right = Voice.answer

    def take(self: Service, cancellation: Any) -> None:
        m.setattr(Voice, "answer", lambda voice, name, *_: right(voice, name, None, "cancelled"))
        taken(self, cancellation)
        m.setattr(Voice, "answer", right)

    taken = Service._take_cancellation
    m.setattr(Service, "_take_cancellation", take)


def calls_cancelled(m: M) -> None:
    def answer(self: Service, cancellation: Any) -> None:
        if cancellation.invocation_id in self.calls.running:
            self._voice.answer(cancellation.invocation_id, None, "cancelled")

    around(m, Service, "_take_cancellation", answer)


def second_stream_begins(m: M) -> None:
    m.setattr(Calls, "begin_stream", lambda self, name: self._streams.setdefault(name) is None)


def streams_outlive_clients(m: M) -> None:
    m.setattr(TypedHost, "cancelled", lambda *_: None)

    def forget(self: TypedHost, connection: Any, *_: Any) -> None:
        self._clients[connection.id].streams.clear()

    around(m, TypedHost, "closed", forget)


def no_back_pressure(m: M) -> None:
    m.setattr(Conversation, "is_full", False)
    m.setattr(sockets, "FLOOD", 30_000)  # as good as more here, where no kernel helps


def every_thousandth_item_lost(m: M) -> None:
    right = Session.item
    numbers = itertools.count(1)

    def wrong(self: Session, name: str, item: bytes) -> None:
        if next(numbers) % 1_000:
            right(self, name, item)

    m.setattr(Session, "item", wrong)


# Uploads.


def first_item_lost(m: M) -> None:
    right = Upload.add

    def wrong(self: Upload[Any], data: bytes, **named: Any) -> None:
        if data not in (b"4", b"\x04"):
            right(self, data, **named)

    m.setattr(Upload, "add", wrong)


def uploads_crossed(m: M) -> None:
    right = TypedHost._with_uploads

    def wrong(self: TypedHost, client: Any, invoked: Any, *rest: Any) -> Any:
        ids = tuple(reversed(invoked.stream_ids))
        crossed = type(invoked)(
            invoked.invocation_id, invoked.target, invoked.arguments, stream_ids=ids
        )
        return right(self, client, crossed, *rest)

    m.setattr(TypedHost, "_with_uploads", wrong)


def upload_errors_lost(m: M) -> None:
    right = Upload.end
    m.setattr(Upload, "end", lambda self, _error: right(self, None))


def miscount_in_other_words(m: M) -> None:
    m.setattr(errors, "wrong_number_of_uploads", lambda method, *_: errors.refused(method, "No."))


def misfit_in_other_words(m: M) -> None:
    m.setattr(uploads, "MISFIT", "No.")


def a_hundred_items_wait(m: M) -> None:
    m.setattr(unread, "ITEMS_MAX", 100)


def nine_items_wait(m: M) -> None:
    m.setattr(unread, "ITEMS_MAX", 9)


def readers_not_told(m: M) -> None:
    m.setattr(Upload, "lose", lambda _self: None)


def unread_uploads_stay(m: M) -> None:
    m.setattr(TypedHost, "_close_uploads", lambda *_: None)


# Questions.


def refusals_lost(m: M) -> None:
    right = Questions.answered

    def wrong(self: Questions, connection: Any, answered: Any) -> bool:
        return right(self, connection, type(answered)(answered.invocation_id, None, "no words"))

    m.setattr(
        Questions,
        "answered",
        lambda self, connection, answered: (right if answered.error is None else wrong)(
            self, connection, answered
        ),
    )


def anybody_answers(m: M) -> None:
    def pretend(self: Questions, connection: Any, answered: Any) -> None:
        question = self._open.get(answered.invocation_id)
        if question is not None:
            question.connection = connection

    around(m, Questions, "answered", pretend)


def question_ids_used_again(m: M) -> None:
    right = Questions.__init__

    def wrong(self: Questions) -> None:
        right(self)
        self._numbers = itertools.repeat(1)  # type: ignore[assignment]  # a bug

    m.setattr(Questions, "__init__", wrong)


def askers_not_told(m: M) -> None:
    m.setattr(Questions, "lose", lambda *_: None)


def no_result_is_a_result(m: M) -> None:
    m.setattr(questions, "WITHOUT_WORDS", "No result.")


def questions_keep_the_place(m: M) -> None:
    m.setattr(Conversation, "step_aside", lambda *_: None)


def questions_while_connecting(m: M) -> None:
    m.setattr(Greeting, "ask", Passage.ask)


def askers_wait_for_ever(m: M) -> None:
    right = Questions.ask

    async def wrong(self: Questions, *asked: Any) -> Any:
        return await right(self, *asked[:4])

    m.setattr(Questions, "ask", wrong)


PLANTS = (
    Plant("37.with-more", rest_of_handshake_lost),
    Plant("38.xml", protocol_not_named),
    Plant("39.version-7", any_version),
    Plant("39.binary", binary_on_text),
    Plant("40.too-long", handshake_timed_out),
    Plant("40.not-json", handshake_detail_told),
    Plant("41.version-2", version_2_refused),
    Plant("42.greeting", greeting_overtaken),
    Plant("43.other", refused_hear_of_leaving, also=(77, 86)),
    Plant("44.wraps", sums_grow),
    Plant("45.error", errors_without_id),
    Plant("46.long", long_ids_cut),
    Plant("47.void", void_is_nothing, also=(82, 100, 104)),
    Plant("48.in-order", no_limit_to_calls, also=(83,)),
    Plant("48.goes-on", cancellation_waits, also=(63, 74, 77)),
    Plant("49.upload", uploads_take_a_place, also=(68, 72)),
    Plant("50.apart", places_shared),
    Plant("51.unknown", unknown_in_other_words),
    Plant("52.lower", names_by_case),
    Plant("53.few-details", count_in_other_words),
    Plant("54.whole-float", whole_floats_fit),
    Plant("55.wrapped", inner_refusal_told),
    Plant("56.call", unauthorized_full_stop),
    Plant("57.stream-as-call", stream_as_call_in_other_words),
    Plant("58.abandoned", aborted_not_told),
    Plant("59.null", null_items_lost),
    Plant("60.later", stream_errors_not_told),
    Plant("61.calls", streams_hold_calls_up, also=(48,)),
    Plant("62.cancelled", cancelled_with_error, also=(48, 100)),
    Plant("63.call", calls_cancelled),
    Plant("64.in-use", second_stream_begins),
    Plant("65.ends", streams_outlive_clients, also=(48, 88)),
    Plant("66.slow.ws.json", no_back_pressure, also=(27,)),
    Plant("66.goes-on", every_thousandth_item_lost),
    Plant("67.sum", first_item_lost, also=(49, 100)),
    Plant("68.two", uploads_crossed),
    Plant("69.error", upload_errors_lost),
    Plant("70.missing", miscount_in_other_words),
    Plant("71.misfit", misfit_in_other_words),
    Plant("72.held-up", a_hundred_items_wait),
    Plant("72.ten", nine_items_wait),
    Plant("73.client", readers_not_told),
    Plant("73.call", unread_uploads_stay),
    Plant("73.stream", unread_uploads_stay),
    Plant("74.refused", refusals_lost),
    Plant("75.somebody-else", anybody_answers),
    Plant("75.new-ids", question_ids_used_again),
    Plant("75.leaves", askers_not_told),
    Plant("76.no-result", no_result_is_a_result),
    Plant("77.frees", questions_keep_the_place),
    Plant("77.connecting", questions_while_connecting),
    Plant("78.silence", askers_wait_for_ever),
)


@pytest.mark.parametrize("plant", PLANTS, ids=lambda one: f"{one.caught_by}-{one.plant.__name__}")
def test_a_bug_is_noticed_by_its_case(plant: Plant, hold: Callable[[Plant], None]) -> None:
    hold(plant)
