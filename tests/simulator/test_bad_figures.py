"""Faults on quotes, in the figures of what is on them: what a reader of a position is told."""

import asyncio
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from hubproof.client.sdk import models
from hubproof.contract.mesolive import wire
from hubproof.contract.mesolive.dialect import OURS, Dialect
from hubproof.simulator import journal as lines
from hubproof.simulator.faults.bad_quotes import BadQuotes
from hubproof.simulator.faults.diverge_quotes import DivergeQuotes
from hubproof.simulator.faults.drop_stream_items import DropStreamItems
from hubproof.simulator.faults.freeze_quotes import FreezeQuotes
from hubproof.simulator.faults.lag_quotes import LagQuotes

IB, TT = "InteractiveBrokers", "Tastytrade"
AT_S = 10.0
UNSET = "1.7976931348623157E+308"


@pytest.fixture
def storm(perform: Any) -> Callable[..., tuple[list[Any], list[tuple[float, Any]]]]:
    """A position of two puts at 1.10 is streamed; the first signal comes at `AT_S`.

    The journal, and every item in our words but for its decimals, with when it came.
    """

    def run(fault: Any) -> tuple[list[Any], list[tuple[float, Any]]]:
        heard: list[tuple[float, Any]] = []

        async def act(stage: Any) -> None:
            await stage.event(subscribe=True)
            control = await stage.control()
            plan = await stage.prepared(control, "ML1001")
            await control.apply_paper_fills(stage.fills("k", plan))
            reader = await stage.quotes()
            everything = dict.fromkeys(
                ("IncludePosition", "IncludeLegs", "IncludeLegGroups"), "All"
            )
            asked = {"PositionId": 1, "Provider": fault.provider, **everything}
            call = {"type": 4, "invocationId": "p", "target": "StreamPositionData"}
            await reader.say({**call, "arguments": [asked]})
            await asyncio.sleep(AT_S - stage.loop.time())
            stage.simulator.begin_storm()
            stage.announce()
            await asyncio.sleep(20)
            stage.simulator.stop_faults()
            heard.extend((at, one["item"]) for at, one in reader._heard if one["type"] == 2)

        return list(perform(act, faults=[fault])), heard

    return run


def window(entries: list[Any]) -> tuple[float, float]:
    """From when to when the fault acted, in seconds."""
    (fired,) = [e for e in entries if isinstance(e, lines.FaultFired)]
    (healed,) = [e for e in entries if isinstance(e, lines.FaultHealed)]
    return fired.at_us / 1e6, healed.at_us / 1e6


def valued(entries: list[Any], since: float, until: float) -> list[lines.Valued]:
    told = [e for e in entries if isinstance(e, lines.Valued)]
    return [e for e in told if since <= e.at_us / 1e6 < until]


def number(told: Any) -> Decimal:
    return Decimal(str(told))


def test_a_shifted_underlying_makes_a_put_dearer_by_its_delta(storm: Any) -> None:
    entries, _ = storm(DivergeQuotes(provider=TT, ordinal=1, for_s=8.0, points=-50.0))
    since, until = window(entries)
    before, shifted = valued(entries, 0, since), valued(entries, since, until)
    assert len(shifted) == 16
    for one in shifted:
        assert one.bid is not None
        # Two puts, with a delta of about a third each.
        assert 20 < one.bid - (before[-1].bid or 0) < 50
        assert one.bid_age_ms == 0


def test_what_is_frozen_grows_older_and_what_lags_moves_on(storm: Any) -> None:
    entries, _ = storm(FreezeQuotes(provider=TT, ordinal=1, for_s=8.0))
    frozen = valued(entries, *window(entries))
    assert len({one.bid for one in frozen}) == 1
    assert frozen[-1].bid_age_ms is not None
    assert frozen[-1].bid_age_ms > 7_000
    entries, _ = storm(LagQuotes(provider=TT, ordinal=1, for_s=8.0, late_s=3.0))
    late = valued(entries, *window(entries))
    assert len({one.bid for one in late}) > 2
    assert {one.bid_age_ms for one in late} == {3_000}


def test_items_of_what_is_on_a_silent_feed_are_lost(storm: Any) -> None:
    entries, _ = storm(DropStreamItems(provider=TT, ordinal=1, for_s=8.0, symbol="SPX"))
    since, until = window(entries)
    assert valued(entries, since, until) == []
    assert valued(entries, until, until + 1)


@pytest.mark.parametrize("provider", [IB, TT])
@pytest.mark.parametrize("kind", ["boot", "null", "crossed", "nan"])
def test_a_bad_frame_is_bad_in_every_block(
    storm: Any, dialect: Dialect, kind: str, provider: str
) -> None:
    fault = BadQuotes(provider=provider, ordinal=1, kind=kind, count=3)
    entries, heard = storm(fault)
    since, _ = window(entries)
    bad = [one for at, one in heard if at >= since][:3]
    sound = [one for at, one in heard if at >= since][3]
    for one in bad:
        (leg,) = one["LegPrices"].values()
        (group,) = one["LegGroupPrices"].values()
        whole, greeks, pnl = (one[f"Position{name}"] for name in ("Prices", "Greeks", "PnLs"))
        said = [block["Bid"] for block in (leg, group, whole, pnl)] + [greeks["Delta"]]
        assert sound["PositionGreeks"]["Delta"] != greeks["Delta"] or kind == "crossed"
        if kind == "boot":
            # Two puts that cost 1.10 seem to be worth nothing.
            assert [number(each) for each in said] == [0, 0, 0, -220, 0]
        elif kind == "crossed":
            assert number(leg["Bid"]) == number(leg["Ask"]) + 1
            assert number(whole["Bid"]) == number(whole["Ask"]) + 2
            assert number(pnl["Bid"]) == number(pnl["Ask"]) + 200
        elif kind == "nan" and dialect != OURS:
            assert said == ["NaN"] * 5
        elif kind == "nan" and provider == IB:
            assert {number(each) for each in said} == {Decimal(UNSET)}
        else:
            assert said == [None] * 5
            assert pnl["BidAgeMs"] is None
        assert number(pnl["Realized"]) == 0
    if kind != "nan" or dialect == OURS:
        # A client's models take whatever a sound decimal can say.
        for one in bad:
            text = json.dumps(one, default=str).encode()
            wire.decode(text, models.PositionDataEntry)
