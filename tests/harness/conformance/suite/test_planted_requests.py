"""Bugs in negotiation, addressing and transports are noticed by the case that is about them."""

import asyncio
import dataclasses
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from aiohttp import web

from hubproof.harness.conformance.served import server as served
from hubproof.simulator.transports import (
    backlog,
    carriage,
    endpoint,
    frames,
    negotiation,
    polling,
    requests,
    reservations,
    server,
    streaming,
)
from hubproof.simulator.transports.carriage import Polled
from hubproof.simulator.transports.connection import Connection
from hubproof.simulator.transports.endpoint import Endpoint
from hubproof.simulator.transports.negotiation import Negotiated, Redirected, Refused
from hubproof.simulator.transports.polling import OVER, PollPlace

from .conftest import Plant

M = pytest.MonkeyPatch


def negotiates(m: M, change: Callable[[Any], Any], **always: Any) -> None:
    """Change what negotiations are answered with, or what they are asked."""
    right = negotiation.negotiate

    def wrong(versions: Any, token: Any, **options: Any) -> Any:
        return change(right(versions, token, **{**options, **always}))

    m.setattr(endpoint, "negotiate", wrong)


def refuses(m: M, change: Callable[[int, str], tuple[int, str]]) -> None:
    """Change the refusals of an endpoint."""
    right = requests.refusal
    m.setattr(endpoint, "refusal", lambda status, says="": right(*change(status, says)))


def newer_version(m: M) -> None:
    m.setattr(negotiation, "VERSION_MAX", 2)


def token_in_version_0(m: M) -> None:
    negotiates(
        m,
        lambda one: (
            msgspec.structs.replace(one, connection_token=one.connection_id)
            if isinstance(one, Negotiated) and one.connection_token is None
            else one
        ),
    )


def word_for_a_version(m: M) -> None:
    m.setattr(negotiation, "int32_of", lambda _: 1)


def keys_by_case(m: M) -> None:
    def query_values(request: web.BaseRequest, name: str) -> list[str]:
        spelled = {"negotiateversion": "negotiateVersion"}.get(name, name)
        spelled = {"usestatefulreconnect": "useStatefulReconnect"}.get(spelled, spelled)
        return [value for key, value in request.query.items() if key == spelled]

    m.setattr(requests, "query_values", query_values)


def get_negotiates(m: M) -> None:
    right = requests.refusal
    m.setattr(server, "refusal", lambda status: right(404 if status == 405 else status))


def stateful_for_all(m: M) -> None:
    negotiates(m, lambda one: one, is_stateful=True)


def redirect_without_key(m: M) -> None:
    hub, options = served.ENDPOINTS["/elsewhere"]
    wrong = dataclasses.replace(options, instead=Redirected("http://127.0.0.1:9/hub"))
    m.setitem(served.ENDPOINTS, "/elsewhere", (hub, wrong))


def refusal_as_403(m: M) -> None:
    def answer(told: Any) -> web.Response:
        status = 403 if isinstance(told, Refused) else 200
        body = msgspec.json.encode(told)
        return web.Response(body=body, status=status, content_type="application/json")

    m.setattr(endpoint, "_json", answer)


def discarded_early(m: M) -> None:
    m.setattr(reservations, "ATTACH_US", 5_000_000)


def never_discarded(m: M) -> None:
    m.setattr(reservations, "ATTACH_US", 60_000_000)


def token_is_id(m: M) -> None:
    negotiates(
        m,
        lambda one: (
            msgspec.structs.replace(one, connection_token=one.connection_id)
            if isinstance(one, Negotiated)
            else one
        ),
    )


def no_id_is_404(m: M) -> None:
    refuses(m, lambda status, says: (404 if says == "Connection ID required" else status, says))


def no_socket_without_id(m: M) -> None:
    right = Endpoint._attach

    async def wrong(self: Any, request: Any, user: str, key: str) -> web.StreamResponse:
        return await right(self, request, user, key) if key else requests.refusal(400)

    m.setattr(Endpoint, "_attach", wrong)


def conflict_is_400(m: M) -> None:
    refuses(m, lambda status, says: (400 if status == 409 else status, says))


def change_is_404(m: M) -> None:
    refuses(m, lambda status, says: (404 if says == endpoint.CANNOT_CHANGE else status, says))


def everything_offered(m: M) -> None:
    negotiates(m, lambda one: one, transports=("WebSockets", "ServerSentEvents", "LongPolling"))


def other_words_for_post(m: M) -> None:
    m.setattr(endpoint, "NO_POST", "No.")


def no_key_in_query(m: M) -> None:
    right = served.shown_key
    m.setattr(
        served,
        "shown_key",
        lambda request: right(request) if "Authorization" in request.headers else None,
    )


def anybody_may_come(m: M) -> None:
    for path, (hub, options) in list(served.ENDPOINTS.items()):
        m.setitem(served.ENDPOINTS, path, (hub, dataclasses.replace(options, needs_user=False)))


def polls_may_be_stored(m: M) -> None:
    m.setattr(endpoint, "NOT_TO_BE_STORED", {})


def text_frames_only(m: M) -> None:
    m.setattr(carriage, "binary_frame", frames.text_frame)


def split_frames(m: M) -> None:
    from hubproof.simulator.session import outbox

    def pack(messages: list[bytes]) -> list[bytes]:
        data = b"".join(messages)
        size = outbox.FRAME_BYTES_MAX // 4
        return [data[place : place + size] for place in range(0, len(data), size)]

    m.setattr(outbox, "_pack", pack)


def deflate(m: M) -> None:
    right = web.StreamResponse.prepare

    async def wrong(self: web.StreamResponse, request: web.BaseRequest) -> Any:
        if self.status == 101:
            self.headers["Sec-WebSocket-Extensions"] = "permessage-deflate"
        return await right(self, request)

    m.setattr(web.StreamResponse, "prepare", wrong)


def patient_close(m: M) -> None:
    right = carriage.by_socket
    m.setattr(
        endpoint,
        "by_socket",
        lambda transport: dataclasses.replace(right(transport), linger_us=60_000_000),
    )


def socket_pings(m: M) -> None:
    right = Connection._wake

    def wrong(self: Connection) -> None:
        if self.carriage.name == "WebSockets" and self.is_open and self._clock() > 16_000_000:
            self._transport.write(b"\x89\x00")
        right(self)

    m.setattr(Connection, "_wake", wrong)


def endless_patience(m: M) -> None:
    m.setattr(backlog, "SEND_TIMEOUT_US", 15_000_000)


def impatience(m: M) -> None:
    m.setattr(backlog, "SEND_TIMEOUT_US", 6_000_000)


def hasty_close(m: M) -> None:
    right = carriage.by_socket
    m.setattr(
        endpoint,
        "by_socket",
        lambda transport: dataclasses.replace(right(transport), linger_us=2_000_000),
    )


def pollers_given_up_early(m: M) -> None:
    m.setattr(polling, "DISCONNECT_US", 13_000_000)


def no_first_comment(m: M) -> None:
    m.setattr(streaming, "FIRST", b":\r\n:\r\n")


def plain_events(m: M) -> None:
    m.setitem(streaming.HEADERS, "Content-Type", "text/plain")


def empty_post_refused(m: M) -> None:
    right = Endpoint._post

    async def wrong(self: Any, request: Any, connection: Any, key: str) -> web.Response:
        if not request.can_read_body:
            return requests.refusal(400)
        return await right(self, request, connection, key)

    m.setattr(Endpoint, "_post", wrong)


def first_poll_waits(m: M) -> None:
    right = Endpoint._poll

    async def wrong(self: Any, request: Any, user: str, key: str) -> web.Response:
        is_first = self._lobby.places.get(key) is None
        answer = await right(self, request, user, key)
        if is_first:
            await asyncio.sleep(1.2)
        return answer

    m.setattr(Endpoint, "_poll", wrong)


def one_message_a_poll(m: M) -> None:
    def take(self: Polled) -> bytes:
        data = self._waiting.pop(0) if self._waiting else b""
        if not data.startswith(b"{"):
            return data
        first, separator, rest = data.partition(b"\x1e")
        if rest:
            self._waiting.insert(0, rest)
        return first + separator

    m.setattr(Polled, "take", take)


def idle_poll_is_over(m: M) -> None:
    m.setattr(polling, "NOTHING", OVER)


def older_poll_is_idle(m: M) -> None:
    right = PollPlace.poll

    async def wrong(self: PollPlace, timeout_s: float) -> str:
        if self._poll is not None and not self._poll.done():
            self._poll.set_result("nothing")
        return await right(self, timeout_s)

    m.setattr(PollPlace, "poll", wrong)


def delete_forbids_return(m: M) -> None:
    right = Endpoint._delete

    def wrong(self: Any, connection: Any, key: str) -> web.Response:
        if connection is not None and connection.carriage.name == "LongPolling":
            connection.close(reason="client")
        return right(self, connection, key)

    m.setattr(Endpoint, "_delete", wrong)


def polls_kept_for_ever(m: M) -> None:
    m.setattr(PollPlace, "start_clock", lambda _self: None)


def pings_while_polling(m: M) -> None:
    right = carriage.by_polls
    m.setattr(endpoint, "by_polls", lambda polled: dataclasses.replace(right(polled), pings=True))


def frame_by_frame(m: M) -> None:
    """What is left of a message at the end of a frame is forgotten."""
    from hubproof.contract.signalr.json_protocol import MessageReader

    right = MessageReader.feed

    def wrong(self: MessageReader, data: bytes) -> Any:
        self.forget()
        return right(self, data)

    m.setattr(MessageReader, "feed", wrong)


def type_first(m: M) -> None:
    from hubproof.contract.signalr import json_protocol
    from hubproof.contract.signalr.errors import ProtocolError

    right = json_protocol._decode

    def wrong(text: bytes) -> Any:
        if text.startswith((b'{"target"', b'{"arguments"')):
            raise ProtocolError("Error reading JSON.")
        return right(text)

    m.setattr(json_protocol, "_decode", wrong)


PLANTS = (
    Plant("1.answer", newer_version),
    Plant("2.no-token", token_in_version_0),
    Plant("3.word", word_for_a_version),
    Plant("4.version-key", keys_by_case),
    Plant("4.stateful-key", keys_by_case),
    Plant("4.id-key", keys_by_case),
    Plant("5.get", get_negotiates),
    Plant("6.off", stateful_for_all, also=(13, 98)),
    Plant("7.redirect", redirect_without_key),
    Plant("8.refusal", refusal_as_403),
    Plant("9.kept", discarded_early),
    Plant("9.discarded", never_discarded),
    Plant("10.public-get", token_is_id, also=(79,)),
    Plant("11.get-no-id", no_id_is_404),
    Plant("12.own", no_socket_without_id),
    Plant("13.second", conflict_is_400),
    Plant("14.says-poll", change_is_404),
    Plant("15.sockets-only", everything_offered),
    Plant("16.post", other_words_for_post),
    Plant("18.query", no_key_in_query),
    Plant("18.keyless", anybody_may_come),
    Plant("19.not-stored", polls_may_be_stored),
    Plant("20.kind.ws.messagepack", text_frames_only),
    Plant("21.byte-by-byte.ws.json", frame_by_frame, also=(83, 90)),
    Plant("22.many", split_frames, also=(28,)),
    Plant("23.type-last", type_first),
    Plant("24.refused", deflate),
    Plant("25.unanswered", patient_close),
    Plant("26.no-frames", socket_pings, also=(82,)),
    Plant("25.unanswered", hasty_close),
    Plant("27.stuck", endless_patience),
    Plant("27.stuck", impatience),
    Plant("28.bytes", no_first_comment),
    Plant("28.bytes", plain_events),
    Plant("29.empty", empty_post_refused),
    Plant("30.first", first_poll_waits),
    Plant("31.everything", one_message_a_poll),
    Plant("32.idle", idle_poll_is_over),
    Plant("33.replaced", older_poll_is_idle),
    Plant("34.deleted", delete_forbids_return),
    Plant("35.left", polls_kept_for_ever),
    Plant("35.left", pollers_given_up_early),
    Plant("36.none", pings_while_polling),
)


@pytest.mark.parametrize("plant", PLANTS, ids=lambda one: f"{one.caught_by}-{one.plant.__name__}")
def test_a_bug_is_noticed_by_its_case(plant: Plant, hold: Callable[[Plant], None]) -> None:
    hold(plant)
