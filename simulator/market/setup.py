"""The setup of a market: who quotes, how prices move, and when anybody trades.

It is plain data and is checked once, here. The defaults make a quiet market that never closes: two
providers follow one path, each at its own moments, and are never more than two steps apart.
"""

import math
from decimal import Decimal

import msgspec

from hubproof.contract.mesolive.enums import DataProviderType

DAY_S = 86_400
WEEK_DAYS = 7

TICK_S_MIN = 0.001
"""A market that moved more often would cost more than anybody could read."""

VOLATILITY_MAX = 10.0
"""A thousand percent a year: beyond it the model's numbers say nothing any more."""


class ProviderSetup(msgspec.Struct, frozen=True, kw_only=True):
    """One provider: when it speaks and how its quotes differ from the path.

    It speaks `speaks_at_s` into every `every_ticks`-th tick. Steps of price: `half_spread` from the
    mid to either side, `wander` the most by which its mid lies above the path. What it tells is
    `lag_s` old when it is heard. In a `flicker_share` of its ticks both sides jump by
    `flicker_steps`, up or down, and are back at the next. Each of its streams begins with so many
    `boot_frames`, which are nought throughout.
    """

    provider: DataProviderType
    speaks_at_s: float = 0.0
    every_ticks: int = 1
    half_spread: int = 2
    wander: int = 1
    lag_s: float = 0.0
    flicker_share: float = 0.0
    flicker_steps: int = 20
    boot_frames: int = 0


class SymbolSetup(msgspec.Struct, frozen=True, kw_only=True):
    """Something quoted that no strategy needs to trade, and the price it begins at, in points."""

    symbol: str
    price: Decimal


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """Trading hours: seconds of the UTC day, on these days of the week (0 is Monday).

    Hours that end with one day and go on with the next are two of these; they count as one.
    """

    opens_s: float
    closes_s: float
    days: tuple[int, ...] = (0, 1, 2, 3, 4)


class Halt(msgspec.Struct, frozen=True, kw_only=True):
    """Nobody trades `symbol` (None: anything) for `for_s` seconds, from `at_s` of the run on."""

    at_s: float
    for_s: float
    symbol: str | None = None


IB = ProviderSetup(provider=DataProviderType.InteractiveBrokers, speaks_at_s=0.13)
TASTYTRADE = ProviderSetup(provider=DataProviderType.Tastytrade, speaks_at_s=0.37)


class ModelSetup(msgspec.Struct, frozen=True, kw_only=True):
    """What options are worth: Black and Scholes on one volatility for all strikes and dates.

    Shares of one a year: 0.15 is 15 %. The sides lie `spread_share` of the price from it, and one
    step at the least.
    """

    volatility: float = 0.15
    rate: float = 0.04
    dividend_yield: float = 0.0
    spread_share: float = 0.01


class MarketSetup(msgspec.Struct, frozen=True, kw_only=True):
    """A whole market. All prices are multiples of `step` points, also those of contracts.

    Every `tick_s` seconds the path of each symbol moves by up to `stride` steps. Without `sessions`
    it never closes; `symbols` are quoted beside the underlyings of the strategies.

    Raises:
        ValueError: A number is out of its range, or two parts contradict; the sentence says which.
    """

    tick_s: float = 0.5
    step: Decimal = Decimal("0.05")
    stride: int = 1
    providers: tuple[ProviderSetup, ...] = (IB, TASTYTRADE)
    symbols: tuple[SymbolSetup, ...] = ()
    sessions: tuple[Session, ...] = ()
    halts: tuple[Halt, ...] = ()
    model: ModelSetup = ModelSetup()

    def __post_init__(self) -> None:
        _require("tick_s", self.tick_s, math.isfinite(self.tick_s) and self.tick_s >= TICK_S_MIN)
        _require("step", self.step, self.step.is_finite() and self.step > 0)
        _require("stride", self.stride, self.stride >= 0)
        _check_unique("provider", [one.provider.value for one in self.providers])
        _check_unique("symbol", [one.symbol for one in self.symbols])
        for provider in self.providers:
            self._check_provider(provider)
        for symbol in self.symbols:
            _require(f"the price of {symbol.symbol}", symbol.price, symbol.price >= self.step)
        for session in self.sessions:
            _check_session(session)
        for halt in self.halts:
            _require("at_s of a halt", halt.at_s, halt.at_s >= 0)
            _require("for_s of a halt", halt.for_s, 0 < halt.for_s < math.inf)
        self._check_model()

    def _check_model(self) -> None:
        one = self.model
        _require("volatility", one.volatility, 0 < one.volatility <= VOLATILITY_MAX)
        _require("rate", one.rate, -1 < one.rate < 1)
        _require("dividend_yield", one.dividend_yield, -1 < one.dividend_yield < 1)
        _require("spread_share", one.spread_share, 0 <= one.spread_share < 1)

    def _check_provider(self, one: ProviderSetup) -> None:
        name = one.provider.value
        _require(f"speaks_at_s of {name}", one.speaks_at_s, 0 <= one.speaks_at_s < self.tick_s)
        _require(f"every_ticks of {name}", one.every_ticks, one.every_ticks >= 1)
        _require(f"half_spread of {name}", one.half_spread, one.half_spread >= 0)
        _require(f"wander of {name}", one.wander, one.wander >= 0)
        _require(f"lag_s of {name}", one.lag_s, 0 <= one.lag_s < math.inf)
        _require(f"flicker_share of {name}", one.flicker_share, 0 <= one.flicker_share <= 1)
        _require(f"flicker_steps of {name}", one.flicker_steps, one.flicker_steps >= 0)
        _require(f"boot_frames of {name}", one.boot_frames, one.boot_frames >= 0)


def _require(what: str, value: object, holds: bool) -> None:  # noqa: FBT001  # it is the condition itself
    if not holds:
        raise ValueError(f"market: {what} is {value}, which is out of its range")


def _check_unique(what: str, names: list[str]) -> None:
    for number, name in enumerate(names):
        if name in names[:number]:
            raise ValueError(f"market: {what} {name} is set up twice; say it once")


def _check_session(session: Session) -> None:
    hours = (session.opens_s, session.closes_s)
    _require("the hours of a session", hours, 0 <= hours[0] < hours[1] <= DAY_S)
    is_week = bool(session.days) and all(0 <= day < WEEK_DAYS for day in session.days)
    _require("days of a session", session.days, is_week)


QUIET = MarketSetup()
"""The market of every run that does not ask for another."""
