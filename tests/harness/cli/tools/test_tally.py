"""A provider is good if it gave a quote and would have gone on."""

from decimal import Decimal

import pytest

from hubproof.client.sdk import models
from hubproof.harness.cli.tools.tally import Tally, is_verified

IB, TASTY = models.DataProviderType.InteractiveBrokers, models.DataProviderType.Tastytrade


def prices(bid: str | None = "1.10", *, age_ms: int | None = 40) -> models.LivePrices:
    price = None if bid is None else Decimal(bid)
    return models.LivePrices(Bid=price, Ask=price, BidAgeMs=age_ms, AskAgeMs=age_ms)


def tally(*frames: models.LivePrices, max_age_ms: int | None = None) -> Tally:
    one = Tally(IB, max_age_ms)
    for frame in frames:
        one.take(frame)
    return one


def test_a_provider_that_quoted_is_good() -> None:
    one = tally(prices(), prices(age_ms=1_250))
    assert one.is_good
    assert one.trouble() is None
    assert one.says() == "InteractiveBrokers 2 quotes, the last 1,250 ms old"
    assert tally(prices(age_ms=None)).says() == "InteractiveBrokers 1 quote"


def test_one_side_or_a_last_price_is_a_quote() -> None:
    assert tally(models.LivePrices(Last=Decimal(3))).is_good
    assert tally(models.LivePrices(Bid=Decimal(0), Ask=Decimal("0.05"))).is_good


@pytest.mark.parametrize("bid", ["0", "0.00", None])
def test_frames_without_a_price_are_no_quotes(bid: str | None) -> None:
    one = tally(prices(bid), prices(bid))
    assert not one.is_good
    assert one.says() == "InteractiveBrokers none"
    assert one.trouble() == ("InteractiveBrokers: 2 frames came, none with a price other than zero")


def test_a_silent_provider_is_told_so() -> None:
    assert tally().trouble() == "InteractiveBrokers: nothing came"
    assert not tally().is_good


def test_with_a_bound_an_older_quote_does_not_count() -> None:
    assert tally(prices(age_ms=100), max_age_ms=100).is_good
    old = tally(prices(age_ms=101), prices(age_ms=None), max_age_ms=100)
    assert not old.is_good
    assert old.trouble() == "InteractiveBrokers: every quote was older than 100 ms"


def test_one_that_failed_is_not_good_whatever_came_before() -> None:
    one = tally(prices())
    one.failed = "the hub ended the stream"
    assert not one.is_good
    assert one.trouble() == "InteractiveBrokers: the hub ended the stream"


def test_of_those_found_one_is_enough_and_of_those_named_none_may_be_missing() -> None:
    good, silent = tally(prices()), Tally(TASTY)
    assert is_verified([good, silent], is_named=False)
    assert not is_verified([good, silent], is_named=True)
    assert is_verified([good], is_named=True)
    assert not is_verified([silent], is_named=False)
    assert not is_verified([], is_named=True)
