"""The setup of a world: who trades what, and how long the broker takes.

It is plain data and is checked once, here, so that nothing below has to doubt it. Two worlds with
equal setups and seeds are equal; a part that remembered anything outside its own world would break
that.
"""

from decimal import Decimal

import msgspec

from hubproof.contract.mesolive.dialect import OURS, Dialect
from hubproof.contract.mesolive.models import (
    AgentConnector,
    BrokerType,
    MesoContractType,
    MesoOptionType,
    PositionAdjustmentOperation,
)
from hubproof.simulator.market.commissions import Commissions
from hubproof.simulator.market.setup import QUIET, MarketSetup
from hubproof.simulator.world.habits import PROMPT, BrokerHabits
from hubproof.simulator.world.retention import UNBOUNDED, Retention
from hubproof.simulator.world.structure import AdjustmentSetup, LegSetup, check_adjustments

Range = tuple[float, float]
"""Shortest and longest time in seconds; drawn evenly in between."""

EVENTS_PER_PAGE_MAX = 1000
"""The cap that the vendor documents for GetEventsSince (contract `wire.limits`)."""


class AccountSetup(msgspec.Struct, frozen=True, kw_only=True):
    """A broker account; `is_paper` decides which of the two executions it takes."""

    id: str
    is_paper: bool
    broker: BrokerType
    account_type: str = "Individual"
    net_liquidation_value: Decimal = Decimal(100000)
    cash: Decimal = Decimal(60000)


class StrategySetup(msgspec.Struct, frozen=True, kw_only=True):
    """A strategy, active on some accounts; one entry trades `qty` units of its legs.

    `multiplier` is the money one point of a leg's price is worth. `variables` are those that a
    position of it begins with, and `adjustments` what may become of one.
    """

    id: int
    name: str
    active_on: tuple[str, ...]
    legs: tuple[LegSetup, ...]
    qty: int = 1
    multiplier: int = 100
    days_to_expiry: int = 45
    underlying: str = "SPX"
    underlying_type: MesoContractType = MesoContractType.Index
    underlying_price: Decimal = Decimal("5000.25")
    variables: dict[str, Decimal] = {}
    adjustments: tuple[AdjustmentSetup, ...] = ()


PAPER = AccountSetup(id="ML1001", is_paper=True, broker=BrokerType.Paper)
LIVE = AccountSetup(id="U2001", is_paper=False, broker=BrokerType.InteractiveBrokers)


def _leg(  # one row of the table below
    name: str,
    strike: int,
    option_type: MesoOptionType = MesoOptionType.Put,
    *,
    ratio: int = 1,
    group: int = 1,
) -> LegSetup:
    return LegSetup(
        name=name,
        strike=Decimal(strike),
        option_type=option_type,
        ratio=ratio,
        group=group,
    )


def _adjustments(
    *, adds: LegSetup, moves: str, to: LegSetup, removes: tuple[str, ...]
) -> tuple[AdjustmentSetup, ...]:
    """One of each operation, under the same conditions for every strategy."""
    return (
        AdjustmentSetup(
            condition="pos_delta > 40",
            operation=PositionAdjustmentOperation.AddLegs,
            adds=(adds,),
            variables={"hedges": Decimal(1)},
        ),
        AdjustmentSetup(
            condition="underlying_price < 4950",
            operation=PositionAdjustmentOperation.MoveLeg,
            adds=(to,),
            removes=(moves,),
        ),
        AdjustmentSetup(
            condition="days_in_trade > 30",
            operation=PositionAdjustmentOperation.RemoveLegs,
            removes=removes,
        ),
        AdjustmentSetup(
            condition="pos_pnl > 1000",
            operation=PositionAdjustmentOperation.UpdateVars,
            variables={"stop_loss": Decimal(500)},
        ),
    )


STRATEGIES = (
    StrategySetup(
        id=101,
        name="Long put",
        active_on=(PAPER.id, LIVE.id),
        legs=(_leg("put", 4900),),
        qty=2,
        adjustments=_adjustments(
            adds=_leg("short put", 4750, ratio=-1),
            moves="put",
            to=_leg("moved put", 4850),
            removes=("short put",),
        ),
    ),
    StrategySetup(
        id=102,
        name="Put spread",
        active_on=(PAPER.id, LIVE.id),
        legs=(_leg("long", 4950), _leg("short", 4850, ratio=-1)),
        qty=3,
        variables={"stop_loss": Decimal(900)},
        adjustments=_adjustments(
            adds=_leg("hedge", 4600, group=2),
            moves="short",
            to=_leg("moved short", 4800, ratio=-1),
            removes=("short",),
        ),
    ),
    StrategySetup(
        id=103,
        name="Short put",
        active_on=(PAPER.id, LIVE.id),
        legs=(_leg("put", 4700, ratio=-1),),
        qty=2,
        adjustments=_adjustments(
            adds=_leg("hedge", 4500, group=2),
            moves="put",
            to=_leg("moved put", 4600, ratio=-1),
            removes=("hedge",),
        ),
    ),
    StrategySetup(
        id=104,
        name="Iron condor",
        active_on=(PAPER.id, LIVE.id),
        legs=(
            _leg("long put", 4600),
            _leg("short put", 4700, ratio=-1),
            _leg("short call", 5300, MesoOptionType.Call, ratio=-1, group=2),
            _leg("long call", 5400, MesoOptionType.Call, group=2),
        ),
        adjustments=_adjustments(
            adds=_leg("hedge", 4400, group=3),
            moves="short put",
            to=_leg("moved put", 4650, ratio=-1),
            removes=("short call", "long call"),
        ),
    ),
)
"""One long leg, two legs as one order, one short leg, and four legs as two orders.

Each may be adjusted in all four ways.
"""


class WorldSetup(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a world starts from; all of it belongs to one user.

    Times are seconds: `job_s` a preparation takes, `order_s` the broker takes to accept an order
    (`slow_order_s` for the share `slow_share` of them), `paper_s` paper fills take, `fill_s` passes
    before each fill of an order (its `habits` may say otherwise), and `cancel_s` or, for the same
    share, `slow_order_s` before a cancel is confirmed. `failing_jobs` counts preparations from 1.
    `market` says who quotes what, and when anybody trades; `dialect` how the hubs write;
    `retention` how much of the event log is kept.

    Raises:
        ValueError: A part contradicts another or is out of its range; the sentence names it.
    """

    user: str = "user-1"
    accounts: tuple[AccountSetup, ...] = (PAPER, LIVE)
    strategies: tuple[StrategySetup, ...] = STRATEGIES
    connector: AgentConnector = AgentConnector.InteractiveBrokers
    currency: str = "USD"
    job_s: Range = (0.2, 1.5)
    order_s: Range = (0.05, 0.4)
    slow_order_s: Range = (2.0, 6.0)
    slow_share: float = 0.1
    paper_s: Range = (0.05, 0.3)
    fill_s: Range = (0.2, 1.2)
    cancel_s: Range = (0.05, 0.6)
    habits: BrokerHabits = PROMPT
    page_size_max: int = EVENTS_PER_PAGE_MAX
    failing_jobs: tuple[int, ...] = ()
    commissions: Commissions = Commissions()
    market: MarketSetup = QUIET
    dialect: Dialect = OURS
    retention: Retention = UNBOUNDED

    def __post_init__(self) -> None:
        _check_unique("account", [account.id for account in self.accounts])
        _check_unique("strategy", [str(strategy.id) for strategy in self.strategies])
        for strategy in self.strategies:
            _check_strategy(strategy, [account.id for account in self.accounts])
        for name in ("job_s", "order_s", "slow_order_s", "paper_s", "fill_s", "cancel_s"):
            _check_range(name, getattr(self, name))
        if not 0 <= self.slow_share <= 1:
            raise ValueError(f"slow_share is {self.slow_share}; it must lie between 0 and 1")
        if not 1 <= self.page_size_max <= EVENTS_PER_PAGE_MAX:
            raise ValueError(
                f"page_size_max is {self.page_size_max}; it must lie between 1 and"
                f" {EVENTS_PER_PAGE_MAX}"
            )


def _check_unique(what: str, ids: list[str]) -> None:
    for number, id_ in enumerate(ids):
        if id_ in ids[:number]:
            raise ValueError(f"{what} {id_} is set up twice; give each its own id")


def _check_strategy(strategy: StrategySetup, accounts: list[str]) -> None:
    where = f"strategy {strategy.id}"
    for account in strategy.active_on:
        if account not in accounts:
            raise ValueError(f"{where} is active on {account}, which is no account of the setup")
    if not strategy.legs or strategy.qty < 1 or strategy.multiplier < 1:
        raise ValueError(f"{where} must have a leg, and a qty and multiplier of 1 or more")
    _check_unique(f"{where}: leg", [leg.name for leg in strategy.legs])
    added = [leg for one in strategy.adjustments for leg in one.adds]
    for leg in (*strategy.legs, *added):
        if leg.strike <= 0 or leg.ratio == 0:
            raise ValueError(
                f"{where}: leg {leg.name} must have a strike above 0 and a ratio other than 0"
            )

    check_adjustments(where, strategy.legs, strategy.adjustments)


def _check_range(name: str, limits: Range) -> None:
    low, high = limits
    if not 0 <= low <= high:
        raise ValueError(f"{name} is {limits}; it must be (low, high) with 0 <= low <= high")
