"""What is wrong with a hub is told in a sentence when it is made, and not to its first caller."""

from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator
from typing import Annotated, Any

import pytest

from hubproof.contract.dotnet.shapes import Plain
from hubproof.simulator.hubs.typed import Hub, TypedHost, hub_method
from hubproof.simulator.hubs.typed.signatures import HubDefinitionError, signatures_of


def bare(self: Hub, count) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001  # so it is
    """No annotation."""


def either(self: Hub, one: int | str) -> None:
    """Two kinds."""


def keyed(self: Hub, one: dict[float, int]) -> None:
    """A key that is none."""


def some(self: Hub, *more: int) -> None:
    """As many as you like."""


def named(self: Hub, *, one: int) -> None:
    """By its name alone."""


def unknown(self: Hub, one: "Nowhere") -> None:  # type: ignore[name-defined]  # noqa: F821  # so
    """A kind that is nowhere."""


def selfless() -> None:
    """Takes nothing at all."""


async def yielding(self: Hub):  # type: ignore[no-untyped-def]  # noqa: ANN201  # so it is
    yield self.context


def many(self: Hub) -> set[int]:
    return {len(self.context.items)}


@pytest.mark.parametrize(
    ("method", "says"),
    [
        (bare, "bare: count has no annotation, so nobody knows what may come; say object"),
        (either, "either: a hub cannot carry int | str: say one kind, or it and None"),
        (keyed, "keyed: a hub cannot carry dict[float, int]: keys are str or int"),
        (some, "some: a hub is called by places, and *more: int has none"),
        (named, "named: a hub is called by places, and one: int has none"),
        (unknown, "unknown: name 'Nowhere' is not defined"),
        (selfless, "selfless: a method takes self; one that does not is a staticmethod"),
        (yielding, "yielding: it yields, so that it gives an AsyncIterator of what it yields"),
        (many, "many: a hub cannot carry set[int]: use plain types, enums or dataclasses"),
    ],
)
def test_a_method_that_nobody_could_call_is_named(method: Any, says: str) -> None:
    with pytest.raises(HubDefinitionError) as caught:
        TypedHost(type("Wrong", (Hub,), {"method": method}))
    assert str(caught.value) == says


class Twice(Hub):
    def buy(self) -> None:
        """Named as the other is."""

    @hub_method(name="BUY")
    def purchase(self) -> None:
        """The other."""


def test_no_two_methods_are_called_alike() -> None:
    with pytest.raises(HubDefinitionError, match=r"^Twice\.purchase: there is another method"):
        TypedHost(Twice)


@pytest.mark.parametrize("name", ["context", "clients", "groups"])
@pytest.mark.parametrize("what", [many, {"a": 1}])
def test_what_any_hub_has_is_not_defined_anew(name: str, what: Any) -> None:
    with pytest.raises(HubDefinitionError, match=rf"^Wrong\.{name}: methods find the {name} of"):
        TypedHost(type("Wrong", (Streams,), {name: what}))


def test_what_any_hub_has_may_be_told_more_narrowly() -> None:
    narrow = property(Hub.context.__get__)
    assert signatures_of(type("Narrow", (Streams,), {"context": narrow})) == signatures_of(Streams)


class Streams(Hub):
    async def first(self) -> AsyncIterator[int]:
        yield 1

    async def second(self) -> AsyncGenerator[int, None]:
        yield 1

    def third(self, numbers: AsyncIterable[int], marked: Annotated[int, "mine"]) -> None:
        """Takes an upload."""


def test_every_way_to_write_a_stream_is_one() -> None:
    found = signatures_of(Streams)
    assert [found[name].streams for name in ("first", "second", "third")] == [True, True, False]
    assert [one.name for one in found["third"].uploads] == ["numbers"]
    (marked,) = found["third"].wanted
    assert isinstance(marked.shape, Plain)
    assert marked.shape.name == "Int32"
