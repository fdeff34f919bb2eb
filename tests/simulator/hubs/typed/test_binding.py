"""Binding: which calls make sense, and which of them wait for a place."""

from collections.abc import AsyncIterator

import pytest
from msgspec import Raw

from hubproof.contract.signalr.protocols import JSON
from hubproof.simulator.hubs.typed import Hub
from hubproof.simulator.hubs.typed.binding import Binder
from hubproof.simulator.hubs.typed.signatures import signatures_of
from hubproof.simulator.session.events import Invoked


class Sums(Hub):
    """Adds up."""

    def add(self, a: int, b: int) -> int:
        return a + b

    async def sum(self, numbers: AsyncIterator[int]) -> int:
        return sum([number async for number in numbers])


def takes_place(target: str, arguments: list[bytes], stream_ids: tuple[str, ...]) -> bool:
    invoked = Invoked("1", target, list(map(Raw, arguments)), stream_ids=stream_ids)
    return Binder(signatures_of(Sums)).takes_place(invoked, JSON)


@pytest.mark.parametrize(
    ("target", "arguments", "stream_ids"),
    [
        ("Add", [b"1", b"2"], ()),
        ("aDD", [b"1", b"2"], ()),
        ("Add", [b"1", b"2"], ("q",)),
    ],
)
def test_a_call_that_can_be_bound_waits_for_a_place(
    target: str, arguments: list[bytes], stream_ids: tuple[str, ...]
) -> None:
    assert takes_place(target, arguments, stream_ids)


@pytest.mark.parametrize(
    ("target", "arguments", "stream_ids"),
    [
        ("Add", [b"1"], ()),
        ("Add", [b"1", b'"x"'], ()),
        ("Nobody", [], ()),
        ("Sum", [], ()),
        ("Sum", [], ("q",)),
    ],
)
def test_a_call_that_cannot_be_bound_or_may_have_uploads_waits_for_none(
    target: str, arguments: list[bytes], stream_ids: tuple[str, ...]
) -> None:
    assert not takes_place(target, arguments, stream_ids)
