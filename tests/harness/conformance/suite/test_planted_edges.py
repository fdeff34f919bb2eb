"""Bugs at the edges: handshakes, limits, bindings, silence, acknowledgements, what is kept."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest

from hubproof.contract.signalr import handshake, messagepack_protocol
from hubproof.contract.signalr.messages import Ping
from hubproof.simulator.hubs.typed.binding import Binder
from hubproof.simulator.hubs.typed.groups import Groups
from hubproof.simulator.hubs.typed.host import TypedHost
from hubproof.simulator.hubs.typed.running import Passage
from hubproof.simulator.hubs.typed.uploads import Upload
from hubproof.simulator.session import agreement, errors, intake, resending, session
from hubproof.simulator.session.calls import Calls
from hubproof.simulator.session.intake import Intake
from hubproof.simulator.session.liveness import Liveness
from hubproof.simulator.session.resending import Resending
from hubproof.simulator.session.service import Service
from hubproof.simulator.session.session import Session
from hubproof.simulator.session.voice import Voice
from hubproof.simulator.transports.conversation import Conversation

from .conftest import Plant

M = pytest.MonkeyPatch


def agrees(m: M, refusal: Callable[[Any], str | None]) -> None:
    """Refuse some handshakes."""
    right = agreement.agree
    m.setattr(
        session,
        "agree",
        lambda request, *rest, **named: refusal(request) or right(request, *rest, **named),
    )


def negative_versions_refused(m: M) -> None:
    agrees(m, lambda one: errors.version_not_supported("json", -1) if one.version < 0 else None)


def encodings_by_case(m: M) -> None:
    agrees(m, lambda one: errors.protocol_not_supported("?") if one.protocol.isupper() else None)


def handshakes_of(m: M, size: int) -> None:
    right = handshake.HandshakeReader.__init__
    m.setattr(
        handshake.HandshakeReader, "__init__", lambda self, kind, _limit: right(self, kind, size)
    )


def shorter_handshakes(m: M) -> None:
    handshakes_of(m, 32_767)


def impatient_handshakes(m: M) -> None:
    right = Liveness.__init__

    def wrong(self: Liveness, options: Any, now: int, **named: Any) -> None:
        right(self, replace(options, handshake_timeout_s=10.0), now, **named)

    m.setattr(Liveness, "__init__", wrong)


def longer_handshakes(m: M) -> None:
    handshakes_of(m, 32_769)


def headers_come_twice(m: M) -> None:
    def skip(cursor: Any) -> None:
        for _ in range(2 * cursor.table()):
            cursor.text()

    m.setattr(messagepack_protocol, "_skip_headers", skip)


def four_gib_are_read(m: M) -> None:
    m.setattr(messagepack_protocol, "PREFIX_TOP", 0x0F)


def any_fifth_byte_will_do(m: M) -> None:
    m.setattr(messagepack_protocol, "PREFIX_TOP", 0x7F)


def lost_streams_of_four(m: M) -> None:
    m.setattr(
        Service,
        "_take_unbindable",
        lambda self, call: self.calls.begin_beside(call.invocation_id),
    )


# Places, and what runs beside them.


def uploads_wait_for_a_place(m: M) -> None:
    right = Service.take_call

    def wrong(self: Service, call: Any) -> Any:
        is_free = len(self.calls.running) < self.calls.places
        return right(self, call) if is_free or not call.stream_ids else None

    m.setattr(Service, "take_call", wrong)


def nonsense_waits(m: M) -> None:
    def wrong(self: Binder, invoked: Any, _: Any) -> bool:
        signature = self.signatures.get(invoked.target.lower())
        return signature is None or not signature.uploads

    m.setattr(Binder, "takes_place", wrong)


def what_lacks_its_upload_waits(m: M) -> None:
    right = Binder.takes_place

    def wrong(self: Binder, invoked: Any, protocol: Any) -> bool:
        return invoked.target == "Sum" or right(self, invoked, protocol)

    m.setattr(Binder, "takes_place", wrong)


def calls_begin_out_of_turn(m: M) -> None:
    m.setattr(Conversation, "hold_for_a_turn", lambda _self: None)


def nobody_lets_go(m: M) -> None:
    m.setattr(Session, "end_upload", lambda self, name, _now: self._service.uploads.end(name))


def void_ends_a_stream(m: M) -> None:
    right = Session.complete

    def wrong(self: Session, name: Any, now: int, result: Any = None, error: Any = None) -> None:
        right(self, name, now, None if result == self.protocol.null else result, error)

    m.setattr(Session, "complete", wrong)


def streams_not_told_of_the_end(m: M) -> None:
    m.setattr(Service, "end", lambda self, closed: self.events.append(closed))


def streams_keep_their_ids(m: M) -> None:
    m.setattr(Calls, "end_stream", lambda self, name: name in self._streams)


def no_stream_in_other_words(m: M) -> None:
    m.setattr(errors, "not_a_stream", lambda method: f"{method} gave no stream.")


def refuses_first(m: M, first: Callable[[Binder, Any, Any, str], str | None]) -> None:
    """Look at something else before the right order begins."""
    right = Binder._refusal

    def wrong(self: Binder, invoked: Any, signature: Any, user: str, uploading: Any) -> Any:
        told = first(self, invoked, signature, user)
        return told or right(self, invoked, signature, user, uploading)

    m.setattr(Binder, "_refusal", wrong)


def kind_before_policy(m: M) -> None:
    def first(_: Binder, invoked: Any, signature: Any, __: str) -> str | None:
        if invoked.streaming and signature.item is None:
            return errors.streaming_invocation_of_a_plain_method(signature.name)
        return None

    refuses_first(m, first)


def uploads_before_kind(m: M) -> None:
    def first(_: Binder, invoked: Any, signature: Any, __: str) -> str | None:
        if len(invoked.stream_ids) != len(signature.uploads):
            return errors.wrong_number_of_uploads(signature.name, len(invoked.stream_ids))
        return None

    refuses_first(m, first)


def policy_before_arguments(m: M) -> None:
    right = Binder.bind

    def wrong(self: Binder, invoked: Any, protocol: Any, user: str, *rest: Any) -> Any:
        signature = self.signatures.get(invoked.target.lower())
        if signature is not None and signature.policy and not self.may(user, signature.policy):
            invoked = type(invoked)(invoked.invocation_id, invoked.target, [])
        return right(self, invoked, protocol, user, *rest)

    m.setattr(Binder, "bind", wrong)


# What a hub keeps, and whom it knows.


def misfits_are_dropped(m: M) -> None:
    right = Upload.add

    def wrong(self: Upload[Any], data: bytes, **named: Any) -> None:
        with m.context() as within:
            within.setattr(Conversation, "end_upload", lambda *_: None)
            right(self, data, **named)

    m.setattr(Upload, "add", wrong)


def nobody_waits_for_listeners(m: M) -> None:
    async def until_roomy(_: Conversation) -> None:
        return None

    m.setattr(Conversation, "until_roomy", until_roomy)


def forgetful_hubs(m: M) -> None:
    def wrong(self: Passage) -> Any:
        self.client.context.items.clear()
        return self.client.context

    m.setattr(Passage, "context", property(wrong))


def hubs_keep_for_all(m: M) -> None:
    kept: dict[str, Any] = {}
    right = TypedHost._instance

    def wrong(self: TypedHost, occasion: Passage) -> Any:
        occasion.context.items = kept
        return right(self, occasion)

    m.setattr(TypedHost, "_instance", wrong)


def nobody_is_a_user(m: M) -> None:
    def users(self: Groups, wanted: Iterable[str]) -> Any:
        names = list(wanted)
        return (one for one in self.everyone() if one.user in names)

    m.setattr(Groups, "users", users)


def gone_before_the_greeting_ends(m: M) -> None:
    right = TypedHost.closed

    def wrong(self: TypedHost, connection: Any, *told: Any) -> None:
        client = self._clients[connection.id]
        right(self, connection, *told)
        client.has_left = client.is_greeted

    m.setattr(TypedHost, "closed", wrong)


# The clock of silence.


def silence_begins_unnoticed(m: M) -> None:
    """Nobody winds the timer when the first ping comes."""

    right = Session._take

    def wrong(self: Session, message: Any) -> bool:
        is_served = right(self, message)
        if isinstance(message, Ping) and self._voice.resending is None:
            self.is_due_sooner = False
        return is_served

    m.setattr(Session, "_take", wrong)


def deaf_behind(m: M, name: str) -> None:
    """A step of a session that forgets to listen again."""
    right = getattr(Session, name)

    def wrong(self: Session, now: int) -> None:
        right(self, now)
        self._liveness.silence_due = None

    m.setattr(Session, name, wrong)


def deaf_once_held_up(m: M) -> None:
    deaf_behind(m, "go_on")


def deaf_once_back(m: M) -> None:
    deaf_behind(m, "come_back")


# Acknowledging, and keeping until then.


def acks_every_other_second(m: M) -> None:
    m.setattr(resending, "ACK_US", 2_000_000)


def acks_again(m: M) -> None:
    def owe(self: Resending, now: int) -> None:
        if self.ack_due is None:
            self.ack_due = now + 1_000_000

    m.setattr(Resending, "owe", owe)


def owes_nothing_after_a_break(m: M) -> None:
    right = Voice.come_back

    def wrong(self: Voice, now: int) -> None:
        right(self, now)
        assert self.resending is not None
        self.resending.ack_due = None

    m.setattr(Voice, "come_back", wrong)


def counted_when_offered(m: M) -> None:
    m.setattr(Resending, "put_back", lambda _self: None)


def full_at_its_size(m: M) -> None:
    m.setattr(
        Resending,
        "is_full",
        property(lambda self: bool(self._waiting) or self._kept_bytes >= self._bytes_max),
    )


def room_at_its_size(m: M) -> None:
    right = Resending.acknowledged

    def wrong(self: Resending, number: int) -> list[bytes]:
        self._bytes_max += 1
        freed = right(self, number)
        self._bytes_max -= 1
        return freed

    m.setattr(Resending, "acknowledged", wrong)


def more_is_kept(m: M) -> None:
    right = Resending.__init__
    m.setattr(Resending, "__init__", lambda self, size, now: right(self, size + 100, now))


def hubs_look_now_and_then(m: M) -> None:
    m.setattr(Conversation, "_wake_hub", lambda _self: None)


def full_means_waiting(m: M) -> None:
    m.setattr(Resending, "is_holding", property(lambda self: self.is_full))


def halves_forgotten_out_of_turn(m: M) -> None:
    m.setattr(Intake, "forget_half", lambda self: self._reader.forget())


# How much waits unread.


def everything_is_taken(m: M) -> None:
    m.setattr(intake, "UNREAD_BYTES_MAX", 64 * 1024 * 1024)


def little_is_too_much(m: M) -> None:
    m.setattr(intake, "UNREAD_BYTES_MAX", 4 * 1024)


def room_is_never_made(m: M) -> None:
    right = Intake._count

    def count(self: Intake, size: int) -> None:
        if size > 0:
            right(self, size)

    m.setattr(Intake, "_count", count)


PLANTS = (
    Plant("38.case", encodings_by_case),
    Plant("40.limit", shorter_handshakes),
    Plant("40.limit", longer_handshakes),
    Plant("40.default", impatient_handshakes),
    Plant("41.negative", negative_versions_refused),
    Plant("48.refused-unknown", nonsense_waits),
    Plant("48.refused-few", nonsense_waits),
    Plant("48.refused-text", nonsense_waits),
    Plant("48.refused-no-upload", what_lacks_its_upload_waits),
    Plant("49.full", uploads_wait_for_a_place),
    Plant("50.kept", forgetful_hubs),
    Plant("50.kept", hubs_keep_for_all),
    Plant("56.before-kind", kind_before_policy),
    Plant("56.behind-arguments", policy_before_arguments),
    Plant("57.before-uploads", uploads_before_kind),
    Plant("60.null", no_stream_in_other_words),
    Plant("64.call", void_ends_a_stream, also=(82, 100, 104)),
    Plant("64.free", streams_keep_their_ids, also=(101,)),
    Plant("65.ends", streams_not_told_of_the_end, also=(48, 88)),
    Plant("66.told", nobody_waits_for_listeners),
    Plant("71.behind", misfits_are_dropped),
    Plant("72.let-go", nobody_lets_go),
    Plant("79.no-user", nobody_is_a_user),
    Plant("80.turn", calls_begin_out_of_turn, also=(48,)),
    Plant("83.silent.lp.json", silence_begins_unnoticed),
    Plant("83.going-on", deaf_once_held_up),
    Plant("83.return", deaf_once_back),
    Plant("88.greeting", gone_before_the_greeting_ends),
    Plant("29.much", everything_is_taken),
    Plant("29.much", room_is_never_made),
    Plant("29.little", little_is_too_much),
    Plant("93.waiting", counted_when_offered),
    Plant("94.soon", acks_every_other_second, also=(100,)),
    Plant("94.not-again", acks_again, also=(100,)),
    Plant("94.owed", owes_nothing_after_a_break),
    Plant("95.to-the-byte", full_at_its_size),
    Plant("95.room", room_at_its_size),
    Plant("95.at-once", hubs_look_now_and_then),
    Plant("95.default", more_is_kept),
    Plant("95.acks-pass", full_means_waiting),
    Plant("99.half-behind", halves_forgotten_out_of_turn),
    Plant("101.top-08", four_gib_are_read),
    Plant("101.top-0f", four_gib_are_read),
    Plant("101.top-10", any_fifth_byte_will_do),
    Plant("101.header-twice", headers_come_twice),
    Plant("101.stream-four", lost_streams_of_four, also=(90,)),
)


@pytest.mark.parametrize("plant", PLANTS, ids=lambda one: f"{one.caught_by}-{one.plant.__name__}")
def test_a_bug_is_noticed_by_its_case(plant: Plant, hold: Callable[[Plant], None]) -> None:
    hold(plant)
