"""Signatures: what of a class is a hub method, and which arguments it takes."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from msgspec import Raw

from hubproof.contract.signalr.protocols import JSON, MESSAGEPACK
from hubproof.simulator.hubs.typed import Hub, hub_method
from hubproof.simulator.hubs.typed.signatures import BindingError, Signature, signatures_of
from hubproof.simulator.session.events import Invoked


class Shop(Hub):
    def buy(self, count: int, name: str) -> str:
        return f"{count} {name}"

    async def sell_later(self, count: int) -> None:
        """Later."""

    async def prices(self, count: int) -> AsyncIterator[float]:
        yield float(count)

    async def load(self, first: AsyncIterator[int], name: str, second: AsyncIterator[str]) -> int:
        del first, name, second
        return 0

    @hub_method(name="other", policy="admin")
    def named(self) -> None:
        """Named otherwise."""

    @staticmethod
    def static() -> None:
        """No hub method."""

    def _private(self) -> None:
        """No hub method."""


class CornerShop(Shop):
    def buy(self, count: int, name: str) -> str:
        return f"{count} times {name}"


SIGNATURES = signatures_of(Shop)


def invoked(*texts: bytes, unreadable: str | None = None) -> Invoked:
    return Invoked("1", "Buy", [Raw(text) for text in texts], unreadable=unreadable)


def test_public_methods_are_called_as_dotnet_spells_them() -> None:
    assert {one.name for one in SIGNATURES.values()} == {
        "Buy",
        "SellLater",
        "Prices",
        "Load",
        "other",
    }
    assert list(SIGNATURES) == [one.name.lower() for one in SIGNATURES.values()]


def test_a_subclass_has_the_methods_it_inherits_and_its_own_instead() -> None:
    signatures = signatures_of(CornerShop)
    assert set(signatures) == set(SIGNATURES)
    assert signatures["buy"].function is CornerShop.buy


def test_streams_and_uploads_are_known_by_their_annotations() -> None:
    assert SIGNATURES["prices"].item is not None
    assert SIGNATURES["buy"].item is None
    assert [one.name for one in SIGNATURES["load"].uploads] == ["first", "second"]
    assert SIGNATURES["other"].policy == "admin"


def test_arguments_become_values() -> None:
    buy = SIGNATURES["buy"]
    assert buy.bind(invoked(b"3", b'"eggs"'), JSON) == [3, "eggs"]
    assert buy.bind(invoked(b"\x03", b"\xa4eggs"), MESSAGEPACK) == [3, "eggs"]


@pytest.mark.parametrize(
    ("call", "protocol", "says"),
    [
        (invoked(b"3"), JSON, "Invocation provides 1 argument(s) but target expects 2."),
        (invoked(b'"x"', b'"y"'), JSON, "Error binding arguments. Make sure"),
        (invoked(b"\x03", b"\x03"), MESSAGEPACK, "Error binding argument 2. Make sure"),
        (invoked(unreadable="Reading failed."), MESSAGEPACK, "Reading failed."),
    ],
)
def test_what_does_not_fit_is_refused_in_the_servers_words(
    call: Invoked, protocol: Any, says: str
) -> None:
    with pytest.raises(BindingError) as caught:
        SIGNATURES["buy"].bind(call, protocol)
    assert str(caught.value).startswith(says)


def test_uploads_are_no_arguments() -> None:
    load: Signature = SIGNATURES["load"]
    assert load.bind(invoked(b'"x"'), JSON) == ["x"]
