"""A market's setup that makes no sense is refused in a sentence that names the part."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from hubproof.contract.mesolive.enums import DataProviderType
from hubproof.simulator.market.setup import (
    IB,
    Halt,
    MarketSetup,
    ModelSetup,
    ProviderSetup,
    Session,
    SymbolSetup,
)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"tick_s": 0.0}, "tick_s is 0.0"),
        ({"tick_s": float("nan")}, "tick_s is nan"),
        ({"step": Decimal(0)}, "step is 0"),
        ({"step": Decimal("NaN")}, "step is NaN"),
        ({"stride": -1}, "stride is -1"),
        ({"providers": (IB, IB)}, "provider InteractiveBrokers is set up twice"),
        ({"symbols": (SymbolSetup(symbol="X", price=Decimal("0.01")),)}, "price of X is 0.01"),
        ({"symbols": (SymbolSetup(symbol="X", price=Decimal(1)),) * 2}, "symbol X is set up twice"),
        ({"sessions": (Session(opens_s=5, closes_s=5),)}, "hours of a session is"),
        ({"sessions": (Session(opens_s=5, closes_s=86_401),)}, "hours of a session is"),
        ({"sessions": (Session(opens_s=5, closes_s=6, days=()),)}, "days of a session is"),
        ({"sessions": (Session(opens_s=5, closes_s=6, days=(7,)),)}, "days of a session is"),
        ({"halts": (Halt(at_s=-1, for_s=1),)}, "at_s of a halt is -1"),
        ({"halts": (Halt(at_s=1, for_s=0),)}, "for_s of a halt is 0"),
        ({"halts": (Halt(at_s=1, for_s=float("inf")),)}, "for_s of a halt is inf"),
        ({"model": ModelSetup(volatility=0)}, "volatility is 0"),
        ({"model": ModelSetup(volatility=float("nan"))}, "volatility is nan"),
        ({"model": ModelSetup(rate=1)}, "rate is 1"),
        ({"model": ModelSetup(dividend_yield=-1)}, "dividend_yield is -1"),
        ({"model": ModelSetup(spread_share=1)}, "spread_share is 1"),
    ],
)
def test_a_setup_that_makes_no_sense_is_refused(settings: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        MarketSetup(**settings)


@pytest.mark.parametrize(
    "settings",
    [
        {"speaks_at_s": 0.5},
        {"every_ticks": 0},
        {"half_spread": -1},
        {"wander": -1},
        {"lag_s": -0.1},
        {"flicker_share": 1.1},
        {"flicker_steps": -1},
        {"boot_frames": -1},
    ],
)
def test_a_provider_that_cannot_quote_is_refused(settings: dict[str, Any]) -> None:
    one = ProviderSetup(provider=DataProviderType.Tastytrade, **settings)
    with pytest.raises(ValueError, match=f"{next(iter(settings))} of Tastytrade is"):
        MarketSetup(providers=(one,))


def test_a_setup_survives_being_written_down() -> None:
    setup = MarketSetup(
        sessions=(Session(opens_s=0, closes_s=9),), halts=(Halt(at_s=1, for_s=2, symbol="SPX"),)
    )
    assert msgspec.json.decode(msgspec.json.encode(setup), type=MarketSetup) == setup
