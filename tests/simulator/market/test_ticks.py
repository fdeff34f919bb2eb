"""Reading ticks: what a row may say, and the sentence for what it may not."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

from hubproof.contract.mesolive.enums import DataProviderType
from hubproof.simulator.market import ticks as module
from hubproof.simulator.market.tape import Tick
from hubproof.simulator.market.ticks import COLUMNS, TicksError, check_columns, ticks_of

IB = DataProviderType.InteractiveBrokers
GOOD = ("2026-01-05T14:30:00Z", IB.value, "SPX", "4999.90", "5000.10", "")


def read(*rows: tuple[Any, ...]) -> list[Tick]:
    named = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    return list(ticks_of((f"line {number}", row) for number, row in enumerate(named, start=2)))


def with_(**cells: Any) -> tuple[Any, ...]:
    return tuple((dict(zip(COLUMNS, GOOD, strict=True)) | cells).values())


def test_prices_are_exact_and_an_empty_one_is_none() -> None:
    assert read(GOOD) == [Tick(0, IB, "SPX", Decimal("4999.90"), Decimal("5000.10"), None)]
    assert read(with_(bid=None, ask=" ", last="1.5e1"))[0].last == 15
    assert str(read(with_(bid=4999.9))[0].bid) == "4999.9"  # a Parquet file's double


@pytest.mark.parametrize(
    "times",
    [
        ("2026-01-05T14:30:00Z", "2026-01-05T14:30:01.500000Z"),
        ("2026-01-05 14:30:00", "2026-01-05 14:30:01.5"),
        ("2026-01-05T14:30:00+00:00", "2026-01-05T09:30:01.5-05:00"),
        ("0", "1.5"),
        ("1767623400", "1767623401.5"),
        (20260105, 20260106.5),
        (datetime(2026, 1, 5), datetime(2026, 1, 5, 0, 0, 1, 500_000, tzinfo=UTC)),  # noqa: DTZ001
        (
            datetime(2026, 1, 5, tzinfo=UTC),
            datetime(2026, 1, 5, 5, 0, 1, 500_000, tzinfo=timezone(timedelta(hours=5))),
        ),
    ],
)
def test_the_first_tick_is_at_nought_and_the_others_keep_their_distance(
    times: tuple[Any, Any],
) -> None:
    assert [one.at_us for one in read(*(with_(time=time) for time in times))] == [0, 1_500_000]


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"time": ""}, "line 3: time is missing"),
        ({"time": None}, "line 3: time is missing"),
        ({"time": "noon"}, "line 3: time is 'noon', neither ISO 8601 nor a number of seconds"),
        ({"time": True}, "line 3: time is 'True', neither"),
        ({"time": "1767623400000"}, "line 3: time is 1767623400000; give seconds"),
        ({"time": "1"}, "line 3: time is 1, unlike those before it; use one form"),
        (
            {"time": "2026-01-05T14:29:59Z"},
            "line 3: time 2026-01-05T14:29:59Z is earlier than the row before; sort the file",
        ),
        ({"provider": "IB"}, "line 3: provider is 'IB'; use InteractiveBrokers or Tastytrade"),
        ({"symbol": " "}, "line 3: symbol is missing"),
        ({"bid": "ten"}, "line 3: bid is ten, which is no price; leave it empty for none"),
        ({"ask": float("nan")}, "line 3: ask is nan, which is no price"),
        ({"last": "Infinity"}, "line 3: last is Infinity, which is no price"),
        ({"last": "1e10"}, "line 3: last is 1e10, which is no price"),
        ({"bid": "0"}, "line 3: bid is 0, which is not above 0; leave it empty for none"),
        ({"ask": Decimal("-0.05")}, "line 3: ask is -0.05, which is not above 0; leave it empty"),
        ({"last": "-1e10"}, "line 3: last is -1e10, which is not above 0"),
        ({"bid": False}, "line 3: bid is False, which is no price"),
    ],
)
def test_a_wrong_row_is_refused_by_its_place(cells: dict[str, Any], sentence: str) -> None:
    with pytest.raises(TicksError) as refused:
        read(GOOD, with_(**cells))
    assert str(refused.value).startswith(sentence)


def test_an_empty_table_is_refused() -> None:
    with pytest.raises(TicksError, match="not one tick"):
        read()


def test_more_ticks_than_fit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TICKS_MAX", 2)
    assert len(read(GOOD, GOOD)) == 2
    with pytest.raises(TicksError, match="line 4: over 2 ticks"):
        read(GOOD, GOOD, GOOD)


def test_a_missing_column_is_named_and_one_too_many_is_not() -> None:
    check_columns([*COLUMNS, "volume"])
    with pytest.raises(TicksError, match="the column ask is missing; the first line must name"):
        check_columns([name for name in COLUMNS if name != "ask"])


@given(st.lists(st.decimals(0, 10_000, places=6), min_size=1).map(sorted))
def test_every_row_is_told_in_its_order(times: list[Decimal]) -> None:
    told = read(*(with_(time=str(time), bid=number) for number, time in enumerate(times, 1)))
    assert [one.at_us for one in told] == [int((time - times[0]) * 1_000_000) for time in times]
    assert [one.bid for one in told] == list(range(1, len(times) + 1))
