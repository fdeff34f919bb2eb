"""Bugs in keys, upgrades, frames and what waits on the way are noticed by their cases."""

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from aiohttp import web
from msgspec import structs

from hubproof.harness.conformance.served import server as served
from hubproof.harness.conformance.served.server import KEYS
from hubproof.simulator.transports import connection as connections
from hubproof.simulator.transports import (
    endpoint,
    frames,
    negotiation,
    requests,
    upgrading,
)
from hubproof.simulator.transports.carriage import EVENTS, Polled, by_polls
from hubproof.simulator.transports.connection import Connection
from hubproof.simulator.transports.conversation import Conversation
from hubproof.simulator.transports.endpoint import Endpoint
from hubproof.simulator.transports.requests import EVENT_STREAM, Asked
from hubproof.simulator.transports.reservations import Reservations
from hubproof.simulator.transports.server import HubServer
from hubproof.simulator.transports.upgrading import SocketReading

from .conftest import Plant

M = pytest.MonkeyPatch


# Keys.


def keys_read(m: M, wrong: Callable[[web.BaseRequest, str | None], str | None]) -> None:
    """Read the key of a request otherwise, given what is right."""
    right = served.shown_key
    m.setattr(served, "shown_key", lambda request: wrong(request, right(request)))


def schemes_by_any_case(m: M) -> None:
    keys_read(m, lambda request, _: requests.bearer_key(request))


def any_scheme_will_do(m: M) -> None:
    def wrong(request: web.BaseRequest, key: str | None) -> str | None:
        told = request.headers.get("Authorization", "")
        return told.partition(" ")[2] or key

    keys_read(m, wrong)


def query_wins(m: M) -> None:
    keys_read(m, lambda request, key: request.query.get("access_token", key))


def keys_for_the_needy(m: M) -> None:
    keys_read(m, lambda request, key: key if request.path.startswith("/secure") else None)


def wrong_keys_refused_everywhere(m: M) -> None:
    right = HubServer._route

    async def wrong(self: HubServer, request: web.BaseRequest) -> web.StreamResponse:
        key = requests.bearer_key(request)
        if key is not None and key not in KEYS:
            return web.Response(status=401)
        return await right(self, request)

    m.setattr(HubServer, "_route", wrong)


def whoever_has_the_token(m: M) -> None:
    """The recorded server does so, and writes a line to its log."""
    right = Endpoint.answer

    async def wrong(self: Any, request: web.BaseRequest, user: str) -> web.StreamResponse:
        present = self._lobby.connections.get(requests.connection_key(request))
        return await right(self, request, user if present is None else present.user)

    m.setattr(Endpoint, "answer", wrong)


# Ids, and what is asked for.


def empty_is_an_id(m: M) -> None:
    m.setattr(endpoint, "connection_key", lambda request: request.query.get("id"))


def first_id_wins(m: M) -> None:
    m.setattr(endpoint, "connection_key", lambda request: request.query.get("id") or None)


def change_before_offer(m: M) -> None:
    right = Endpoint._refuse

    def wrong(self: Endpoint, transport: str, present: Any) -> web.Response | None:
        if present is not None and present.carriage.name != transport:
            return requests.refusal(400, endpoint.CANNOT_CHANGE)
        return right(self, transport, present)

    m.setattr(Endpoint, "_refuse", wrong)


def streams_by_the_letter(m: M) -> None:
    m.setattr(
        endpoint, "wants_events", lambda request: request.headers.get("Accept") == EVENT_STREAM
    )


def streams_for_anybody(m: M) -> None:
    m.setattr(
        endpoint,
        "wants_events",
        lambda request: request.headers.get("Accept") in (EVENT_STREAM, "*/*"),
    )


# What a hub is told.


def hubs_told_nothing(m: M) -> None:
    def asked(request: web.BaseRequest, transport: str) -> Asked:
        return Asked({}, {"tag": request.query.get("tag", "")}, transport)

    m.setattr(endpoint, "_asked", asked)


def everything_is_a_socket(m: M) -> None:
    m.setattr(endpoint, "_asked", lambda request, _: Asked(request.headers, request.query))


def hubs_know_the_token(m: M) -> None:
    right = Reservations.add

    def add(self: Reservations, token: str, _id: str, *rest: Any, **named: Any) -> bool:
        return right(self, token, token, *rest, **named)

    m.setattr(Reservations, "add", add)


# Upgrades and frames.


def upgrades(m: M, holds: Callable[[web.BaseRequest, bool], bool]) -> None:
    """Take requests for upgrades otherwise, given what is right."""
    right = upgrading.wants_socket
    m.setattr(endpoint, "wants_socket", lambda request: holds(request, right(request)))


def one_option_only(m: M) -> None:
    upgrades(m, lambda request, is_right: is_right and request.headers["Connection"] == "Upgrade")


def upgrades_by_case(m: M) -> None:
    upgrades(m, lambda request, is_right: is_right and request.headers["Upgrade"] == "websocket")


def whoever_says_upgrade(m: M) -> None:
    upgrades(m, lambda request, _: "Upgrade" in request.headers)


def short_lengths_too_long(m: M) -> None:
    m.setattr(frames, "LONG", (1 << 16) + 1)


def no_pongs(m: M) -> None:
    m.setattr(Connection, "receive_ping", lambda *_: None)


def cut_without_a_code(m: M) -> None:
    m.setattr(connections, "close_frame", lambda _code: b"")


def first_socket_stays(m: M) -> None:
    def replace(self: Conversation, carriage: Any) -> None:
        if not self.is_away:
            self._go_away()
        self.come_back(carriage)

    m.setattr(Conversation, "replace", replace)


# What waits on the way.


def posts_never_wait(m: M) -> None:
    async def until_readable(_: Connection) -> None:
        return None

    m.setattr(Connection, "until_readable", until_readable)


def sockets_never_wait(m: M) -> None:
    m.setattr(SocketReading, "_hold", lambda _self: None)


def nobody_leaves_a_stream(m: M) -> None:
    right = Conversation.lose

    def lose(self: Conversation, reason: str) -> None:
        if self.carriage.name != EVENTS:
            right(self, reason)

    m.setattr(Conversation, "lose", lose)


def early_posts_lost(m: M) -> None:
    m.setattr(Reservations, "post", lambda self, token, _: token in self._by_token)


def early_posts_refused(m: M) -> None:
    m.setattr(Reservations, "post", lambda *_: False)


def fetching_is_sending(m: M) -> None:
    def watched(polled: Polled) -> Any:
        return dataclasses.replace(by_polls(polled), is_fetched=False)

    m.setattr(endpoint, "by_polls", watched)


# Negotiation.


def plain_digits_only(m: M) -> None:
    right = negotiation.negotiate

    def wrong(asked: Any, *rest: Any, **named: Any) -> Any:
        text = "".join(asked or "")
        if text and not text.isdigit():
            return negotiation.Refused("The client requested a non-integer protocol version.")
        return right(asked, *rest, **named)

    m.setattr(endpoint, "negotiate", wrong)


def any_number_is_a_version(m: M) -> None:
    right = negotiation.negotiate

    def wrong(asked: Any, *rest: Any, **named: Any) -> Any:
        is_long = "".join(asked or "") == "4294967297"
        return right(type(asked)("1") if is_long else asked, *rest, **named)

    m.setattr(endpoint, "negotiate", wrong)


def nothing_is_version_0(m: M) -> None:
    right = Endpoint.negotiate

    def wrong(self: Endpoint, request: web.BaseRequest) -> web.Response:
        if request.query.getall("negotiateVersion", []) in ([""], ["1", "1"]):
            request = request.clone(rel_url="/hub/negotiate")
        return right(self, request)

    m.setattr(Endpoint, "negotiate", wrong)


def tokens_for_those_who_come_back(m: M) -> None:
    right = negotiation.negotiate

    def wrong(*asked: Any, **named: Any) -> Any:
        told = right(*asked, **named)
        is_old = isinstance(told, negotiation.Negotiated) and told.negotiate_version == 0
        return structs.replace(told, use_stateful_reconnect=False) if is_old else told

    m.setattr(endpoint, "negotiate", wrong)


def flags_by_case(m: M) -> None:
    right = Endpoint.negotiate

    def wrong(self: Endpoint, request: web.BaseRequest) -> web.Response:
        if "TRUE" in request.query_string:
            request = request.clone(rel_url=request.path + "?negotiateVersion=1")
        return right(self, request)

    m.setattr(Endpoint, "negotiate", wrong)


def asking_is_enough(m: M) -> None:
    right = Endpoint.negotiate

    def wrong(self: Endpoint, request: web.BaseRequest) -> web.Response:
        if "useStatefulReconnect=" in request.query_string:
            asked = "?negotiateVersion=1&useStatefulReconnect=true"
            request = request.clone(rel_url=request.path + asked)
        return right(self, request)

    m.setattr(Endpoint, "negotiate", wrong)


PLANTS = (
    Plant("3.blank", plain_digits_only),
    Plant("3.sign", plain_digits_only),
    Plant("3.empty", nothing_is_version_0),
    Plant("3.two", nothing_is_version_0),
    Plant("3.more-than-32-bits", any_number_is_a_version),
    Plant("6.version-0", tokens_for_those_who_come_back),
    Plant("6.any-case", flags_by_case),
    Plant("6.not-by-false", asking_is_enough),
    Plant("6.not-by-1", asking_is_enough),
    Plant("6.not-by-nothing", asking_is_enough),
    Plant("10.known", hubs_know_the_token, also=(75, 79)),
    *(Plant(f"11.{one}-empty-id", empty_is_an_id) for one in ("get", "events", "post", "delete")),
    Plant("11.two-ids", first_id_wins),
    Plant("15.off-later", change_before_offer),
    Plant("28.any-case", streams_by_the_letter),
    Plant("28.among-others", streams_by_the_letter),
    Plant("28.anything", streams_for_anybody),
    Plant("12.list", one_option_only),
    Plant("12.case", upgrades_by_case),
    Plant("12.version", whoever_says_upgrade),
    Plant("12.key", whoever_says_upgrade),
    Plant("13.adopted", first_socket_stays),
    Plant("14.known", everything_is_a_socket),
    Plant("18.asked", hubs_told_nothing, also=(43,)),
    Plant("18.both", query_wins),
    Plant("18.open", keys_for_the_needy),
    Plant("18.open-wrong", wrong_keys_refused_everywhere),
    Plant("18.other-scheme", any_scheme_will_do),
    Plant("18.others.ws.json", whoever_has_the_token),
    Plant("18.others.sse.json", whoever_has_the_token),
    Plant("18.others.lp.json", whoever_has_the_token),
    Plant("18.scheme-lower", schemes_by_any_case),
    Plant("18.scheme-upper", schemes_by_any_case),
    Plant("22.lengths", short_lengths_too_long),
    Plant("25.rules", cut_without_a_code),
    Plant("26.pong", no_pongs),
    Plant("29.early", early_posts_lost),
    Plant("29.early", early_posts_refused),
    Plant("29.much", posts_never_wait),
    Plant("31.unfetched", fetching_is_sending),
    Plant("48.reader", sockets_never_wait),
    Plant("88.dropped.sse.json", nobody_leaves_a_stream, also=(65, 73)),
)


@pytest.mark.parametrize("plant", PLANTS, ids=lambda one: f"{one.caught_by}-{one.plant.__name__}")
def test_a_bug_is_noticed_by_its_case(plant: Plant, hold: Callable[[Plant], None]) -> None:
    hold(plant)
