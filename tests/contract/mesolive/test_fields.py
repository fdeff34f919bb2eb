"""The enum whose members combine, as it stands in messages."""

import pytest

from hubproof.contract.mesolive import wire
from hubproof.contract.mesolive.models import LiveQuoteFields, StreamUnderlyingDataArgs

Bid, Ask, Last, Mark = (LiveQuoteFields[name] for name in ("Bid", "Ask", "Last", "Mark"))


def asked_for(text: str) -> LiveQuoteFields:
    raw = b'{"Symbol":"SPX","PriceFields":"%b"}' % text.encode()
    return wire.decode(raw, StreamUnderlyingDataArgs).PriceFields


@pytest.mark.parametrize(
    ("fields", "text", "bases"),
    [
        (Bid, "Bid", ("Bid",)),
        (Ask | Bid, "Bid, Ask", ("Bid", "Ask")),
        (Mark | Last | Ask, "Ask, Last, Mark", ("Ask", "Last", "Mark")),
        (Bid | Ask | Last | Mark, "All", ("Bid", "Ask", "Last", "Mark")),
        (LiveQuoteFields.All | Bid, "All", ("Bid", "Ask", "Last", "Mark")),
    ],
)
def test_a_combination_travels_by_name(
    fields: LiveQuoteFields, text: str, bases: tuple[str, ...]
) -> None:
    args = StreamUnderlyingDataArgs(Symbol="SPX", PriceFields=fields)
    assert b'"PriceFields":"%b"' % text.encode() in wire.encode(args)
    assert fields.bases == bases
    assert asked_for(text) is fields


@pytest.mark.parametrize("text", ["ask,bid", "BID , Ask", "Bid, Ask, Bid"])
def test_order_spaces_casing_and_repetition_do_not_matter(text: str) -> None:
    assert asked_for(text) is Bid | Ask


@pytest.mark.parametrize("text", ["", "Bid,", "Bid, Price", "Bid Ask"])
def test_a_base_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(wire.ContractError, match="PriceFields"):
        asked_for(text)


def test_a_combination_is_no_member_of_the_enum() -> None:
    assert (Bid | Ask).value == "Bid, Ask"
    assert list(LiveQuoteFields) == [Bid, Ask, Last, Mark, LiveQuoteFields.All]


def test_who_says_nothing_of_the_bases_gets_all() -> None:
    assert wire.decode(b'{"Symbol":"SPX"}', StreamUnderlyingDataArgs) == (
        StreamUnderlyingDataArgs(Symbol="SPX", Provider=None, PriceFields=LiveQuoteFields.All)
    )
