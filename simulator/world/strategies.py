"""Strategies: on which accounts each is active, and which contracts it trades.

A strategy trades one underlying for the whole run; entry signals and listings carry the same
object, so that what a client heard in one place is what it may send back in another.
"""

from datetime import datetime, timedelta
from decimal import Decimal

from hubproof.contract.mesolive.models import (
    GetStrategyArgs,
    ListStrategiesArgs,
    ListStrategiesResult,
    LiveContract,
    LiveStrategy,
    LiveUnderlying,
    MesoContractType,
)
from hubproof.simulator.world.paging import Pages
from hubproof.simulator.world.refusal import not_found
from hubproof.simulator.world.setup import LegSetup, StrategySetup, WorldSetup
from hubproof.simulator.world.turn import Turn


class Strategies:
    """The user's strategies, in the order of the setup; their options expire after `epoch`."""

    def __init__(self, setup: WorldSetup, pages: Pages, epoch: datetime) -> None:
        self._all = setup.strategies
        self._pages = pages
        self._by_id = {strategy.id: strategy for strategy in setup.strategies}
        self._underlyings = {strategy.id: _underlying(strategy) for strategy in setup.strategies}
        self._contracts = {
            (strategy.id, leg.name): _contract(
                strategy, leg, self._underlyings[strategy.id], epoch=epoch
            )
            for strategy in setup.strategies
            for leg in strategy.legs
        }

    def ids(self) -> list[int]:
        """The ids of all strategies."""
        return list(self._by_id)

    def get(self, strategy_id: int) -> StrategySetup | None:
        """The strategy with this id, if there is one."""
        return self._by_id.get(strategy_id)

    def named(self, strategy_id: int) -> StrategySetup:
        """The strategy with this id.

        Raises:
            Refused: There is none.
        """
        strategy = self._by_id.get(strategy_id)
        if strategy is None:
            raise not_found("strategy", strategy_id)
        return strategy

    def underlying(self, strategy_id: int) -> LiveUnderlying:
        """What the strategy trades on."""
        return self._underlyings[strategy_id]

    def contract(self, strategy_id: int, leg_name: str) -> LiveContract:
        """The instrument of one of the strategy's legs."""
        return self._contracts[strategy_id, leg_name]

    def page(self, _turn: Turn, args: ListStrategiesArgs) -> ListStrategiesResult:
        """ListStrategies: all, or those active on one of the accounts named."""
        wanted = args.ActiveOnAccounts
        strategies, token = self._pages.cut(
            self._all,
            lambda strategy: wanted is None or any(name in strategy.active_on for name in wanted),
            scope=f"ListStrategies {wanted}",
            limit=args.Limit,
            token=args.ContinuationToken,
        )
        views = [self._view(strategy) for strategy in strategies]
        return ListStrategiesResult(Strategies=views, ContinuationToken=token)

    def read(self, _turn: Turn, args: GetStrategyArgs) -> LiveStrategy:
        """GetStrategy."""
        return self._view(self.named(args.StrategyId))

    def _view(self, strategy: StrategySetup) -> LiveStrategy:
        return LiveStrategy(
            Id=strategy.id,
            Name=strategy.name,
            ActiveOnAccounts=list(strategy.active_on),
            Underlying=self._underlyings[strategy.id],
        )


def _underlying(strategy: StrategySetup) -> LiveUnderlying:
    return LiveUnderlying(Symbol=strategy.underlying, ContractType=strategy.underlying_type.value)


def _contract(
    strategy: StrategySetup, leg: LegSetup, underlying: LiveUnderlying, *, epoch: datetime
) -> LiveContract:
    return LiveContract(
        ContractType=MesoContractType.Options,
        Underlying=underlying,
        Root=strategy.underlying,
        OptionType=leg.option_type,
        Expiration=epoch + timedelta(days=strategy.days_to_expiry),
        Strike=leg.strike,
        Multiplier=Decimal(strategy.multiplier),
    )
