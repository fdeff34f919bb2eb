from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from hubproof.client.quote_gate import QuoteGate, Sample, is_price
from hubproof.client.sdk import models
from hubproof.client.settings import QuoteLimits

NOW = datetime(2026, 1, 5, 14, 30, tzinfo=UTC)


@pytest.fixture
def gate() -> QuoteGate:
    return QuoteGate(QuoteLimits(age_max_ms=3000, tolerance=1.0, samples=3))


def prices(
    bid: str | None = "5000",
    ask: str | None = "5000.5",
    *,
    age_ms: int | None = 0,
    lag_s: float = 0.0,
) -> models.LivePrices:
    return models.LivePrices(
        SnapshotTime=NOW - timedelta(seconds=lag_s),
        Bid=None if bid is None else Decimal(bid),
        Ask=None if ask is None else Decimal(ask),
        BidAgeMs=age_ms,
        AskAgeMs=0,
    )


def samples(*mids: str, born_s: float = 10.0) -> list[Sample]:
    return [Sample(Decimal(mid), born_s) for mid in mids]


def test_a_quote_is_its_middle_and_the_age_of_its_older_side(gate: QuoteGate) -> None:
    sample = gate.sample(prices(age_ms=400), 10.0, NOW)
    assert sample == Sample(Decimal("5000.25"), 9.6)


def test_an_old_snapshot_makes_its_quotes_older_and_a_clock_that_runs_ahead_no_younger(
    gate: QuoteGate,
) -> None:
    late = gate.sample(prices(age_ms=400, lag_s=2.0), 10.0, NOW)
    early = gate.sample(prices(age_ms=400, lag_s=-2.0), 10.0, NOW)
    assert late is not None
    assert late.born_s == pytest.approx(7.6)
    assert early == Sample(Decimal("5000.25"), 9.6)


@pytest.mark.parametrize(
    ("bid", "ask"),
    [
        ("0", "0"),
        (None, None),
        (None, "5000"),
        ("5000", None),
        ("-1", "5000"),
        ("-2", "-1"),
        ("0", "5000"),
        ("5001", "5000"),
        ("1.7976931348623157E+308", "1.7976931348623157E+308"),
        ("5000", "1E+12"),
    ],
)
def test_a_frame_without_a_price_is_no_sample(
    gate: QuoteGate, bid: str | None, ask: str | None
) -> None:
    assert gate.sample(prices(bid, ask), 10.0, NOW) is None


@pytest.mark.parametrize(
    ("bid", "ask"), [("NaN", "1"), ("1", "NaN"), ("sNaN", "sNaN"), ("1", "Infinity")]
)
def test_what_is_not_finite_is_no_price(bid: str, ask: str) -> None:
    assert not is_price(Decimal(bid), Decimal(ask))


def test_a_price_of_unknown_age_is_no_sample(gate: QuoteGate) -> None:
    assert gate.sample(prices(age_ms=None), 10.0, NOW) is None


def test_sides_that_meet_are_a_price(gate: QuoteGate) -> None:
    assert gate.sample(prices("5000", "5000"), 10.0, NOW) is not None


def test_two_fresh_providers_that_agree_let_an_entry_pass(gate: QuoteGate) -> None:
    known = {"A": samples("5000", "5000.1", "5000.2"), "B": samples("5001", "5001.1", "5001.2")}
    assert gate.why_not(known, 10.5) is None


def test_a_quote_goes_on_ageing_while_nothing_comes(gate: QuoteGate) -> None:
    known = {"A": samples("5000", "5000", "5000"), "B": samples("5000", "5000", "5000")}
    assert gate.why_not(known, 13.0) is None
    refusal = gate.why_not(known, 13.01)
    assert refusal is not None
    assert "A has 0 fresh of 3, B has 0 fresh of 3" in refusal.reason
    assert not refusal.is_divergence


def test_one_stale_provider_is_enough_to_wait(gate: QuoteGate) -> None:
    known = {"A": samples("5000", "5000", "5000"), "B": samples("5000", "5000", "5000", born_s=6.0)}
    refusal = gate.why_not(known, 10.0)
    assert refusal is not None
    assert refusal.reason.endswith("B has 0 fresh of 3")


@pytest.mark.parametrize("known", [{}, {"A": samples("5000", "5000", "5000")}])
def test_nobody_vouches_for_itself(gate: QuoteGate, known: dict[str, list[Sample]]) -> None:
    refusal = gate.why_not(known, 10.0)
    assert refusal is not None
    assert refusal.reason.endswith("nobody else is asked")


def test_medians_further_apart_than_the_tolerance_are_a_divergence(gate: QuoteGate) -> None:
    known = {"A": samples("5000", "5000", "5000"), "B": samples("5001.01", "5001.01", "5001.01")}
    refusal = gate.why_not(known, 10.0)
    assert refusal is not None
    assert refusal.is_divergence
    assert "A 5000, B 5001.01" in refusal.reason


def test_one_flickering_tick_neither_prevents_nor_starts_an_entry(gate: QuoteGate) -> None:
    calm = samples("5000", "5000", "5000")
    assert gate.why_not({"A": calm, "B": samples("5000", "5900", "5000")}, 10.0) is None
    apart = samples("5900", "5000", "5900")
    assert gate.why_not({"A": calm, "B": apart}, 10.0) is not None


def test_a_third_provider_that_is_stale_does_not_prevent_an_entry(gate: QuoteGate) -> None:
    calm = samples("5000", "5000", "5000")
    assert gate.why_not({"A": calm, "B": calm, "C": []}, 10.0) is None
