"""What a provider tells: the truth, and each way to depart from it."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from hubproof.contract.mesolive import wire
from hubproof.contract.mesolive.models import DataProviderType, LiveQuoteFields, UnderlyingData
from hubproof.simulator.hubs.feed import Bad, Feed, Frame
from hubproof.simulator.world.market import Market
from hubproof.simulator.world.setup import WorldSetup

EPOCH = datetime(2026, 1, 5, 14, 30, tzinfo=UTC)
All, Bid, Ask, Last = (LiveQuoteFields[name] for name in ("All", "Bid", "Ask", "Last"))
NOW = 10_000_000
BORN = 9_870_000  # the last tick of Tastytrade before NOW


@pytest.fixture
def feed() -> Feed:
    return Feed(DataProviderType.Tastytrade, Market(WorldSetup(), "a"))


def frame(feed: Feed, now: int = NOW, fields: LiveQuoteFields = All) -> Frame:
    return feed.frame("SPX", fields, now, EPOCH + timedelta(microseconds=now))


def told(one: Frame) -> dict[str, Any]:
    prices: dict[str, Any] = json.loads(one.json, parse_float=Decimal, parse_constant=pytest.fail)[
        "Prices"
    ]
    return prices


def test_a_sound_frame_is_the_market_s_quote_with_its_ages(feed: Feed) -> None:
    quote = feed.market.quote(DataProviderType.Tastytrade, "SPX", NOW)
    data = wire.decode(frame(feed).json, UnderlyingData)
    assert (data.Symbol, data.Provider) == ("SPX", "Tastytrade")
    prices = data.Prices
    assert prices.SnapshotTime == EPOCH + timedelta(seconds=10)
    assert (prices.Bid, prices.Ask, prices.Last) == (quote.bid, quote.ask, quote.last)
    assert prices.Mark == quote.mark
    ages = {prices.BidAgeMs, prices.AskAgeMs, prices.LastAgeMs, prices.MarkAgeMs}
    assert ages == {(NOW - BORN) // 1000}
    assert feed.distortions() == []


def test_the_record_says_what_the_text_says(feed: Feed) -> None:
    one = frame(feed)
    prices = told(one)
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
    assert (one.bid, one.bid_age_ms) == (None, None)
    assert one.ask == prices["Ask"]


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
    assert (one.bid, one.ask) == (Decimal(0), Decimal(0))
    assert one.bid_age_ms == 130


def test_a_null_frame_holds_nothing_but_its_time(feed: Feed) -> None:
    feed.bads[0] = Bad("null", 1)
    one = frame(feed)
    prices = told(one)
    assert prices.pop("SnapshotTime")
    assert set(prices.values()) == {None}
    assert (one.bid, one.ask, one.bid_age_ms, one.ask_age_ms) == (None, None, None, None)


def test_a_crossed_frame_bids_more_than_it_asks(feed: Feed) -> None:
    sound = told(frame(feed))
    feed.bads[0] = Bad("crossed", 1)
    one = frame(feed)
    assert told(one)["Bid"] == one.bid == sound["Ask"] + 1
    assert told(one)["Ask"] == sound["Ask"]


def test_no_number_travels_as_a_string_beside_exact_decimals(feed: Feed) -> None:
    sound = told(frame(feed))
    feed.bads[0] = Bad("nan", 1)
    one = frame(feed)
    prices = told(one)
    assert (prices["Bid"], prices["Ask"]) == ("NaN", "NaN")
    assert prices["Last"] == sound["Last"]
    assert b'"Last":%s' % str(sound["Last"]).encode() in one.json
    assert (str(one.bid), str(one.ask)) == ("NaN", "NaN")


def test_no_number_stands_only_where_a_side_was_asked_for(feed: Feed) -> None:
    feed.bads[0] = Bad("nan", 2)
    one = frame(feed, fields=Ask)
    assert (told(one)["Bid"], told(one)["Ask"]) == (None, "NaN")
    assert (one.bid, str(one.ask)) == (None, "NaN")


def test_bad_frames_are_used_up_one_fault_after_the_other(feed: Feed) -> None:
    feed.bads |= {4: Bad("boot", 2), 7: Bad("crossed", 1)}
    seen = []
    for _ in range(4):
        shown = feed.distortions()
        one = frame(feed)
        seen.append((shown, one.bid == 0, feed.used_up()))
    assert seen == [([4], True, []), ([4], True, [4]), ([7], False, [4, 7]), ([], False, [4, 7])]


def test_items_are_lost_of_the_symbol_that_is_named_or_of_all(feed: Feed) -> None:
    feed.mutes |= {1: "SPX", 2: None, 3: "NDX"}
    assert feed.mutes_of("SPX") == [1, 2]
    feed.heal(2)
    feed.heal(1)
    assert feed.mutes_of("SPX") == []
