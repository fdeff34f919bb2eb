"""What a provider tells: the truth, and each way to depart from it."""

import json
import math
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from hubproof.contract.mesolive import wire
from hubproof.contract.mesolive.dialect import Dialect
from hubproof.contract.mesolive.form import Form, form_of
from hubproof.contract.mesolive.models import (
    DataProviderType,
    GetUnderlyingSnapshotArgs,
    LiveQuoteFields,
    UnderlyingData,
)
from hubproof.simulator.hubs.feed import Bad, Feed, Venue
from hubproof.simulator.hubs.frame import Frame
from hubproof.simulator.hubs.inquiry import OfUnderlying
from hubproof.simulator.journal import Quoted

All, Bid, Ask, Last = (LiveQuoteFields[name] for name in ("All", "Bid", "Ask", "Last"))
IB, TT = DataProviderType.InteractiveBrokers, DataProviderType.Tastytrade
OURS = form_of()
STRINGS = form_of(Dialect.parse("strings"))
PACKED = form_of(is_binary=True)
NOW = 10_000_000
BORN = 9_870_000  # the last tick of Tastytrade before NOW
EPOCH = datetime(2026, 1, 5, 14, 30, tzinfo=UTC)


@pytest.fixture
def feed(venue: Venue) -> Feed:
    return Feed(TT, venue)


def frame(feed: Feed, now: int = NOW, fields: LiveQuoteFields = All, form: Form = OURS) -> Frame:
    args = GetUnderlyingSnapshotArgs(Symbol="SPX", Provider=feed.provider, PriceFields=fields)
    said = feed.told(now, EPOCH + timedelta(microseconds=now), form)
    return OfUnderlying(args, feed.provider).answer({feed.provider: said}).written(form)


def told(one: Frame) -> dict[str, Any]:
    prices: dict[str, Any] = json.loads(one.data, parse_float=Decimal, parse_constant=pytest.fail)[
        "Prices"
    ]
    return prices


def on_record(one: Frame) -> Quoted:
    line = one.line(at_us=NOW, connection=1, call=2, via="stream")
    assert isinstance(line, Quoted)
    return line


def test_a_sound_frame_is_the_market_s_quote_with_its_ages(feed: Feed) -> None:
    quote = feed.venue.market.quote(DataProviderType.Tastytrade, "SPX", NOW)
    data = wire.decode(frame(feed).data, UnderlyingData)
    assert (data.Symbol, data.Provider) == ("SPX", "Tastytrade")
    prices = data.Prices
    assert prices.SnapshotTime == EPOCH + timedelta(seconds=10)
    assert (prices.Bid, prices.Ask, prices.Last) == (quote.bid, quote.ask, quote.last)
    assert prices.Mark == quote.mark
    ages = {prices.BidAgeMs, prices.AskAgeMs, prices.LastAgeMs, prices.MarkAgeMs}
    assert ages == {(NOW - BORN) // 1000}
    assert feed.distortions() == []


def test_the_record_says_what_the_text_says(feed: Feed) -> None:
    one = on_record(frame(feed))
    prices = told(frame(feed))
    assert (one.bid, one.ask) == (prices["Bid"], prices["Ask"])
    assert (one.bid_age_ms, one.ask_age_ms) == (prices["BidAgeMs"], prices["AskAgeMs"])


def test_a_base_that_was_not_asked_for_is_null_and_so_is_its_age(feed: Feed) -> None:
    one = frame(feed, fields=Ask | Last)
    prices = told(one)
    assert [name for name, value in prices.items() if value is None] == [
        "Bid",
        "Mark",
        "BidAgeMs",
        "MarkAgeMs",
    ]
    line = on_record(one)
    assert (line.bid, line.bid_age_ms) == (None, None)
    assert line.ask == prices["Ask"]


def test_a_shift_moves_every_base_and_no_age(feed: Feed) -> None:
    before = told(frame(feed))
    feed.shifts[3] = Decimal("-5.5")
    assert feed.distortions() == [3]
    after = told(frame(feed))
    moved = {name: after[name] - before[name] for name in ("Bid", "Ask", "Last", "Mark")}
    assert set(moved.values()) == {Decimal("-5.5")}
    assert {**after, **{name: before[name] for name in moved}} == before


def test_what_is_frozen_says_the_same_and_grows_older(feed: Feed) -> None:
    feed.freezes[0] = NOW
    first, later = (told(frame(feed, now)) for now in (NOW, NOW + 7_000_000))
    assert {first[name] == later[name] for name in ("Bid", "Ask", "Last", "Mark")} == {True}
    assert later["BidAgeMs"] - first["BidAgeMs"] == 7_000
    assert later["SnapshotTime"] > first["SnapshotTime"]
    feed.heal(0)
    assert told(frame(feed, NOW + 7_000_000))["BidAgeMs"] < 500


def test_two_freezes_stand_still_at_the_first_until_both_are_healed(feed: Feed) -> None:
    feed.freezes |= {0: NOW, 1: NOW + 3_000_000}
    later = NOW + 5_000_000
    assert told(frame(feed, later))["BidAgeMs"] == (later - BORN) // 1000
    feed.heal(0)
    assert told(frame(feed, later))["BidAgeMs"] == 2_000 + (NOW - BORN) // 1000


def test_a_boot_frame_is_nought_everywhere_and_fresh(feed: Feed) -> None:
    feed.bads[0] = Bad("boot", 1)
    one = frame(feed)
    assert {told(one)[name] for name in ("Bid", "Ask", "Last", "Mark")} == {0}
    line = on_record(one)
    assert (line.bid, line.ask) == (Decimal(0), Decimal(0))
    assert line.bid_age_ms == 130


def test_a_null_frame_holds_nothing_but_its_time(feed: Feed) -> None:
    feed.bads[0] = Bad("null", 1)
    one = frame(feed)
    prices = told(one)
    assert prices.pop("SnapshotTime")
    assert set(prices.values()) == {None}
    line = on_record(one)
    assert (line.bid, line.ask, line.bid_age_ms, line.ask_age_ms) == (None, None, None, None)


def test_a_crossed_frame_bids_more_than_it_asks(feed: Feed) -> None:
    sound = told(frame(feed))
    feed.bads[0] = Bad("crossed", 1)
    one = frame(feed)
    assert told(one)["Bid"] == on_record(one).bid == sound["Ask"] + 1
    assert told(one)["Ask"] == sound["Ask"]


def test_no_number_is_text_where_decimals_are(venue: Venue) -> None:
    feed = Feed(TT, venue)
    sound = told(frame(feed, form=STRINGS))
    feed.bads[0] = Bad("nan", 1)
    one = frame(feed, form=STRINGS)
    prices = told(one)
    assert (prices["Bid"], prices["Ask"], prices["Mark"]) == ("NaN", "NaN", "NaN")
    assert prices["Last"] == sound["Last"]
    assert prices["BidAgeMs"] == sound["BidAgeMs"]
    line = on_record(one)
    assert (str(line.bid), str(line.ask)) == ("NaN", "NaN")


@pytest.mark.parametrize("provider", [IB, TT])
def test_no_number_is_a_float_in_messagepack(venue: Venue, provider: DataProviderType) -> None:
    feed = Feed(provider, venue)
    sound = msgspec.msgpack.decode(frame(feed, form=PACKED).data)["Prices"]
    feed.bads[0] = Bad("nan", 1)
    one = frame(feed, form=PACKED)
    prices = msgspec.msgpack.decode(one.data)["Prices"]
    for name in ("Bid", "Ask", "Mark"):
        assert isinstance(prices[name], float)
        assert math.isnan(prices[name])
    assert isinstance(prices["Last"], str)  # a decimal that is one
    assert (prices["Last"], prices["BidAgeMs"]) == (sound["Last"], sound["BidAgeMs"])
    line = on_record(one)
    assert (str(line.bid), str(line.ask)) == ("NaN", "NaN")


def test_no_number_of_a_provider_that_has_a_number_for_it_is_that_number(venue: Venue) -> None:
    feed = Feed(IB, venue)
    sound = told(frame(feed))
    feed.bads[0] = Bad("nan", 1)
    one = frame(feed)
    prices = told(one)
    assert {prices[name] for name in ("Bid", "Ask", "Mark")} == {Decimal("1.7976931348623157E+308")}
    assert float(prices["Bid"]) < float("inf")
    assert {**prices, **{name: sound[name] for name in ("Bid", "Ask", "Mark")}} == sound
    assert on_record(one).bid == prices["Bid"]


def test_no_number_of_any_other_provider_is_null_where_decimals_are_numbers(feed: Feed) -> None:
    sound = told(frame(feed))
    feed.bads[0] = Bad("nan", 1)
    one = frame(feed)
    prices = told(one)
    gone = {name for name, value in prices.items() if value is None}
    assert gone == {"Bid", "Ask", "Mark", "BidAgeMs", "AskAgeMs", "MarkAgeMs"}
    assert prices["Last"] == sound["Last"]
    assert (on_record(one).bid, on_record(one).bid_age_ms) == (None, None)


@pytest.mark.parametrize(("provider", "form"), [(IB, OURS), (TT, STRINGS)])
def test_no_number_stands_only_where_a_side_was_asked_for(
    venue: Venue, provider: DataProviderType, form: Form
) -> None:
    feed = Feed(provider, venue)
    feed.bads[0] = Bad("nan", 1)
    prices = told(frame(feed, fields=Ask, form=form))
    assert prices["Ask"] is not None
    assert {prices[name] for name in ("Bid", "Last", "Mark")} == {None}


def test_what_is_late_is_what_was_said_before_and_as_old_as_that(feed: Feed) -> None:
    before = told(frame(feed, NOW - 7_000_000))
    feed.lags[0] = 7_000_000
    assert feed.distortions() == [0]
    late = told(frame(feed))
    assert {late[name] == before[name] for name in ("Bid", "Ask", "Last", "Mark")} == {True}
    assert late["BidAgeMs"] == before["BidAgeMs"] + 7_000
    assert late["SnapshotTime"] > before["SnapshotTime"]
    feed.lags[1] = 2_000_000
    assert told(frame(feed)) == late
    feed.heal(0)
    assert told(frame(feed))["BidAgeMs"] < 3_000


def test_before_it_has_a_price_a_feed_says_nought_and_uses_no_bad_frame_up(feed: Feed) -> None:
    feed.bads[0] = Bad("crossed", 1)
    said = feed.booting(NOW, EPOCH, OURS).symbol("SPX")
    assert [said.bid, said.ask, said.last, said.mark] == [Decimal(0)] * 4
    assert on_record(frame(feed)).bid != 0


def test_bad_frames_are_used_up_one_fault_after_the_other(feed: Feed) -> None:
    feed.bads |= {4: Bad("boot", 2), 7: Bad("crossed", 1)}
    seen = []
    for _ in range(4):
        shown = feed.distortions()
        one = frame(feed)
        seen.append((shown, on_record(one).bid == 0, feed.used_up()))
    assert seen == [([4], True, []), ([4], True, [4]), ([7], False, [4, 7]), ([], False, [4, 7])]


def test_items_are_lost_of_the_symbol_that_is_named_or_of_all(feed: Feed) -> None:
    feed.mutes |= {1: "SPX", 2: None, 3: "NDX"}
    assert feed.mutes_of("SPX") == [1, 2]
    feed.heal(2)
    feed.heal(1)
    assert feed.mutes_of("SPX") == []
