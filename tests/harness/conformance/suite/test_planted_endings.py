"""Bugs in addresses, liveness, goodbyes, returns and values are noticed by their cases."""

import dataclasses
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from hubproof.contract.dotnet import json_values, messagepack_values
from hubproof.contract.signalr import json_protocol, json_reading, messagepack_protocol
from hubproof.contract.signalr.errors import ProtocolError
from hubproof.contract.signalr.messages import Ping
from hubproof.harness.conformance.served import server as served
from hubproof.harness.conformance.served.server import TestServer
from hubproof.simulator.hubs.typed import host
from hubproof.simulator.hubs.typed.clients import Clients, GroupByGroup, broadcast
from hubproof.simulator.hubs.typed.groups import Groups
from hubproof.simulator.hubs.typed.host import TypedHost
from hubproof.simulator.session import session, voice
from hubproof.simulator.session.intake import Intake
from hubproof.simulator.session.liveness import Liveness
from hubproof.simulator.session.resending import Resending
from hubproof.simulator.session.session import Session
from hubproof.simulator.session.voice import Voice
from hubproof.simulator.transports.conversation import Conversation

from .conftest import Plant

M = pytest.MonkeyPatch


# Everyone.


def others_are_all(m: M) -> None:
    m.setattr(Clients, "others", property(lambda self: self.all))


def nobody_is_excepted(m: M) -> None:
    m.setattr(Clients, "all_except", lambda self, _ids: self.all)


def nobody_leaves_a_group(m: M) -> None:
    async def remove(*_: Any) -> None:
        return None

    m.setattr(Groups, "remove", remove)


def groups_leak(m: M) -> None:
    """Who has gone stays in its groups."""

    def leave(self: Groups, connection_id: str) -> None:
        self._connections.pop(connection_id, None)

    m.setattr(Groups, "leave", leave)


def named_twice_told_twice(m: M) -> None:
    def named(self: Groups, ids: Iterable[str]) -> Any:
        return (self._connections[one] for one in ids if one in self._connections)

    m.setattr(Groups, "named", named)


def groups_merged(m: M) -> None:
    async def send(self: GroupByGroup, target: str, *arguments: Any) -> None:
        members = {one.id: one for one in self.members(self.groups)}.values()
        broadcast(members, target, arguments)

    m.setattr(GroupByGroup, "send", send)


def users_ignore_case(m: M) -> None:
    def users(self: Groups, wanted: Iterable[str]) -> Any:
        low = [one.lower() for one in wanted]
        return (one for one in self.everyone() if one.user and one.user.lower() in low)

    m.setattr(Groups, "users", users)


def told_later(m: M) -> None:
    right = Conversation.tell

    def wrong(self: Conversation, framed: Any) -> None:
        self._loop.call_later(0.01, right, self, framed)

    m.setattr(Conversation, "tell", wrong)


# Liveness and goodbyes.


def pings_answered(m: M) -> None:
    right = Session._take

    def wrong(self: Session, message: Any) -> bool:
        if isinstance(message, Ping):
            self._voice.ping()
        return right(self, message)

    m.setattr(Session, "_take", wrong)


def pings_never_come(m: M) -> None:
    m.setattr(Voice, "ping", lambda _self: None)


def pings_too_often(m: M) -> None:
    m.setattr(Liveness, "ping", lambda self, now: setattr(self, "ping_due", now + 300_000))


def silence_never_ends(m: M) -> None:
    m.setattr(Liveness, "arm", lambda *_: None)


def half_a_message_counts(m: M) -> None:
    right = Intake.read

    def wrong(self: Intake, data: bytes) -> bool:
        right(self, data)
        return True

    m.setattr(Intake, "read", wrong)


def held_up_is_silent(m: M) -> None:
    m.setattr(Liveness, "stop_listening", lambda _self: None)


def everybody_must_ping(m: M) -> None:
    right = Liveness.open

    def wrong(self: Liveness, now: int) -> None:
        right(self, now)
        self.arm(now)

    m.setattr(Liveness, "open", wrong)


def last_words_lost(m: M) -> None:
    right = host._why
    m.setattr(
        host, "_why", lambda one, says, why: None if why == "client" else right(one, says, why)
    )


def rest_dropped_at_abort(m: M) -> None:
    m.setattr(Session, "abort", lambda self: self.close())


def never_stops(m: M) -> None:
    right = TestServer.__init__
    m.setattr(TestServer, "__init__", lambda self, clock, token, _stop: right(self, clock, token))


def abort_heard_twice(m: M) -> None:
    right = TypedHost._part

    async def wrong(self: TypedHost, client: Any) -> None:
        await right(self, client)
        if client.why is None and client.connection._reason is None:
            await right(self, client)

    m.setattr(TypedHost, "_part", wrong)


def longer_messages(m: M) -> None:
    for protocol in (json_protocol, messagepack_protocol):
        reader = protocol.MessageReader
        right = reader.__init__

        def wrong(self: Any, limit: int | None = None, right: Any = right) -> None:
            right(self, None if limit is None else limit + 1)

        m.setattr(reader, "__init__", wrong)


def nonsense_skipped(m: M) -> None:
    right = json_reading.read_message

    def wrong(text: bytes) -> Any:
        try:
            return right(text)
        except ProtocolError:
            return None

    m.setattr(json_protocol, "read_message", wrong)


def unknown_types_refused(m: M) -> None:
    right = json_reading.read_message

    def wrong(text: bytes) -> Any:
        if (message := right(text)) is None:
            raise ProtocolError("Error reading JSON.")
        return message

    m.setattr(json_protocol, "read_message", wrong)


def one_leaves_all_leave(m: M) -> None:
    right = TypedHost.closed

    def wrong(self: TypedHost, connection: Any, *told: Any) -> None:
        right(self, connection, *told)
        for client in list(self._clients.values()):
            if connection.user and client.connection.user == connection.user:
                client.connection.close()

    m.setattr(TypedHost, "closed", wrong)


# Coming back.


def pings_counted(m: M) -> None:
    right = Session._is_new

    def wrong(self: Session, message: Any) -> bool:
        resending = self._voice.resending
        if isinstance(message, Ping) and resending is not None:
            resending.count(self._now)
        return right(self, message)

    m.setattr(Session, "_is_new", wrong)


def acks_not_sent(m: M) -> None:
    m.setattr(Resending, "owe", lambda *_: None)


def acks_for_nothing(m: M) -> None:
    right = Resending.__init__

    def wrong(self: Resending, bytes_max: int, now: int) -> None:
        right(self, bytes_max, now)
        self.ack_due = now + 1_000_000

    m.setattr(Resending, "__init__", wrong)


def acks_free_nothing(m: M) -> None:
    m.setattr(Resending, "acknowledged", lambda *_: [])


def given_up_early(m: M) -> None:
    m.setattr(voice, "AWAY_US", 13_000_000)


def nothing_held_back(m: M) -> None:
    m.setattr(Resending, "is_full", False)


def nothing_told_again(m: M) -> None:
    m.setattr(Resending, "again", lambda _self: [])


def calls_run_twice(m: M) -> None:
    def count(self: Resending, now: int) -> bool:
        self._counted += 1
        self._received = max(self._received, self._counted)
        self.owe(now)
        return True

    m.setattr(Resending, "count", count)


def one_too_far_will_do(m: M) -> None:
    right = Resending.sequence

    def sequence(self: Resending, number: int) -> None:
        if number == self._received + 2:
            self._counted = number - 1
        else:
            right(self, number)

    m.setattr(Resending, "sequence", sequence)


def version_1_comes_back(m: M) -> None:
    m.setattr(session, "STATEFUL_VERSION", 1)


def frames_do_not_close(m: M) -> None:
    right = Conversation.lose
    m.setattr(Conversation, "lose", lambda self, _reason: right(self, "lost"))


def halves_glued(m: M) -> None:
    m.setattr(Intake, "forget_half", lambda _self: None)


def another_id(m: M) -> None:
    def wrong(self: Conversation, carriage: Any) -> None:
        right(self, carriage)
        self._host._clients[self.id].context.connection_id = "another"  # type: ignore[attr-defined]  # a bug

    right = Conversation.come_back
    m.setattr(Conversation, "come_back", wrong)


# MessagePack and values.


def lengths_padded(m: M) -> None:
    def with_length(body: bytes) -> bytes:
        size = len(body)
        return bytes([size & 0x7F | 0x80, size >> 7 & 0x7F | 0x80, size >> 14]) + body

    m.setattr(messagepack_protocol, "with_length", with_length)


def decodes(m: M, change: Callable[[bytes], Any]) -> None:
    """Read MessagePack otherwise, where `change` says how."""
    right = messagepack_protocol.decode

    def wrong(body: bytes) -> Any:
        changed = change(body)
        return right(body) if changed is ... else changed

    m.setattr(messagepack_protocol, "decode", wrong)


def five_elements_refused(m: M) -> None:
    def refuse(body: bytes) -> Any:
        if body.startswith(b"\x95\x01"):
            raise ProtocolError("no")
        return ...

    decodes(m, refuse)


def three_elements_skipped(m: M) -> None:
    decodes(m, lambda body: None if body.startswith(b"\x93\x03") else ...)


def read_as(m: M, values: Any, name: str, wrong: Callable[..., Any]) -> None:
    """Replace a reader, also where a table of the module names it."""
    right = getattr(values, name)
    m.setattr(values, name, wrong)
    for table in list(vars(values).values()):
        if isinstance(table, dict):
            for key, read in list(table.items()):
                if read is right:
                    m.setitem(table, key, wrong)


def enum_names_read(m: M) -> None:
    read_as(m, json_values, "_read_enum", lambda value, _shape: 1 if value == "Sell" else 0)


def enum_numbers_read(m: M) -> None:
    read_as(m, messagepack_values, "_read_enum", lambda value, _shape: value)


def python_numbers(m: M) -> None:
    m.setattr(json_values, "number", repr)


def deeper(m: M) -> None:
    m.setattr(json_protocol, "DEPTH_MAX", 200)


def nothing_escaped(m: M) -> None:
    m.setattr(json_values, "_escape", lambda match: match[0])


def wrong_minimum(m: M) -> None:
    hub, options = served.ENDPOINTS["/current"]
    wrong = dataclasses.replace(options, versions_from=0)
    m.setitem(served.ENDPOINTS, "/current", (hub, wrong))


PLANTS = (
    Plant("79.others", others_are_all),
    Plant("79.all-except", nobody_is_excepted),
    Plant("79.left", nobody_leaves_a_group),
    Plant("79.gone", groups_leak),
    Plant("79.clients", named_twice_told_twice),
    Plant("79.groups", groups_merged),
    Plant("79.users", users_ignore_case),
    Plant("80.before", told_later, also=(13, 28, 42, 92, 95, 100, 103)),
    Plant("81.no-answer", pings_answered),
    Plant("82.interval", pings_never_come, also=(100,)),
    Plant("82.interval", pings_too_often, also=(100,)),
    Plant("83.silent", silence_never_ends),
    Plant("83.half", half_a_message_counts),
    Plant("83.held-up", held_up_is_silent),
    Plant("84.never", everybody_must_ping, also=(32, 36)),
    Plant("85.error", last_words_lost),
    Plant("86.rest", rest_dropped_at_abort),
    Plant("87.stop", never_stops),
    Plant("88.once", abort_heard_twice, also=(25, 58, 95, 98)),
    Plant("89.beyond", longer_messages),
    Plant("90.no-type", nonsense_skipped),
    Plant("91.unknown.ws.json", unknown_types_refused),
    Plant("92.beside", one_leaves_all_leave),
    Plant("93.pings", pings_counted),
    Plant("94.acks", acks_not_sent, also=(100,)),
    Plant("94.nothing", acks_for_nothing, also=(100,)),
    Plant("94.freed", acks_free_nothing),
    Plant("95.gone", given_up_early),
    Plant("95.full", nothing_held_back),
    Plant("95.missed", nothing_told_again, also=(13, 100)),
    Plant("96.once", calls_run_twice, also=(13,)),
    Plant("97.future", one_too_far_will_do),
    Plant("98.version-1", version_1_comes_back),
    Plant("98.frame", frames_do_not_close),
    Plant("99.half", halves_glued),
    Plant("99.same-id", another_id, also=(13,)),
    Plant("100.result", lengths_padded, also=(31, 32, 33, 34)),
    Plant("101.five", five_elements_refused),
    Plant("102.upload-end", three_elements_skipped),
    Plant("103.enum-name", enum_names_read),
    Plant("103.enum-number", enum_numbers_read),
    Plant("104.whole", python_numbers, also=(90,)),
    Plant("104.too-deep", deeper),
    Plant("104.text", nothing_escaped),
    Plant("3.too-old", wrong_minimum),
)


@pytest.mark.parametrize("plant", PLANTS, ids=lambda one: f"{one.caught_by}-{one.plant.__name__}")
def test_a_bug_is_noticed_by_its_case(plant: Plant, hold: Callable[[Plant], None]) -> None:
    hold(plant)
