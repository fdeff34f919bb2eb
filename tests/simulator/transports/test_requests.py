"""What a request says: keys told twice, keys shown in two places, and what Accept asks for."""

from typing import Any

import pytest
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict

from hubproof.simulator.transports.requests import (
    bearer_key,
    connection_key,
    query_value,
    value_in,
    wants_events,
)


def get(target: str = "/hub", **headers: Any) -> Any:
    several = [
        (name.replace("_", "-"), value)
        for name, told in headers.items()
        for value in ([told] if isinstance(told, str) else told)
    ]
    return make_mocked_request("GET", target, headers=CIMultiDict(several))


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("", None),
        ("?id=", None),
        ("?id", None),
        ("?id=a", "a"),
        ("?ID=a", "a"),
        ("?id=a%20", "a "),
        ("?id=a&Id=b", "a,b"),
        ("?id=&id=a", "a"),
        ("?id=a&id=", "a"),
        ("?id=&id=", ""),
    ],
)
def test_an_id_told_twice_is_one_with_a_comma_and_what_is_empty_is_left_out(
    query: str, key: str | None
) -> None:
    assert connection_key(get(f"/hub{query}")) == key


def test_a_value_is_none_only_where_its_key_is_not_there() -> None:
    assert query_value(get("/hub?other=1"), "negotiateversion") is None
    assert query_value(get("/hub?negotiateVersion"), "negotiateversion") == ""
    assert query_value(get("/hub?negotiateVersion=&NegotiateVersion=1"), "negotiateversion") == "1"


def test_a_header_or_query_key_is_found_in_any_case_and_joined() -> None:
    several = get("/hub?Colour=blue&colour=&COLOUR=red", X_Probe=["a", "b"])
    assert value_in(several.query, "coLour") == "blue,red"
    assert value_in(several.headers, "x-probe") == "a,b"
    assert value_in(several.query, "other") is None


@pytest.mark.parametrize(
    ("headers", "key"),
    [
        ({}, "query"),
        ({"Authorization": "Bearer header"}, "header"),
        ({"Authorization": "bearer header"}, "header"),
        ({"Authorization": "Basic header"}, "query"),
        ({"Authorization": "Bearer"}, "query"),
        ({"Authorization": ["Bearer a", "Bearer b"]}, "a,Bearer b"),
    ],
)
def test_the_query_is_asked_where_the_header_shows_no_bearer_key(
    headers: dict[str, Any], key: str
) -> None:
    assert bearer_key(get("/hub?access_token=query", **headers)) == key


@pytest.mark.parametrize(
    ("accept", "wants"),
    [
        ("text/event-stream", True),
        ("TEXT/Event-Stream", True),
        ("text/html, text/event-stream ,*/*", True),
        (["text/html", "text/event-stream"], True),
        ("text/event-stream;q=0.9", False),
        ("text/event-stream; charset=utf-8", False),
        ("text/event-streams", False),
        ('text/html;x=",text/event-stream,"', False),
        ("*/*", False),
        ([], False),
    ],
)
def test_events_are_asked_for_by_their_media_type_alone(accept: Any, *, wants: bool) -> None:
    assert wants_events(get(Accept=accept)) is wants
