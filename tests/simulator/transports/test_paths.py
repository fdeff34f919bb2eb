"""Paths as routing compares them: what Kestrel and ASP.NET Core's router make of a target."""

import pytest

from hubproof.simulator.transports.paths import route_of, segments_of


@pytest.mark.parametrize(
    "target",
    [
        "/hub/negotiate",
        "/HUB/Negotiate?negotiateVersion=1",
        "/hub/negotiate/",
        "/hu%62/negotiat%65",
        "/hub/./negotiate",
        "/other/../hub/negotiate",
        "/hub/x/%2e%2e/negotiate",
        "http://host:80/hub/negotiate?x",
    ],
)
def test_case_escapes_dots_and_one_slash_at_the_end_make_no_difference(target: str) -> None:
    assert route_of(target) == "/hub/negotiate"


@pytest.mark.parametrize(
    "target",
    ["/hub//negotiate", "//hub/negotiate", "/hub/negotiate//", "/hub%2Fnegotiate", "/hub"],
)
def test_empty_segments_and_escaped_slashes_do(target: str) -> None:
    assert route_of(target) != "/hub/negotiate"


def test_a_value_keeps_its_case_and_an_escaped_slash_its_escape() -> None:
    assert segments_of("/log/A%20b%2Fc?x=/y") == ["log", "A b%2Fc"]
    assert segments_of("/") == []
    assert route_of("/") == route_of("/..") == ""
