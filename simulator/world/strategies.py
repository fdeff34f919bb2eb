"""Strategies: on which accounts each is active, and which contracts it trades.

Entry signals and listings carry the same underlying object, so that what a client heard in one
place is what it may send back in another. A strategy that is deleted leaves no trace in a list, and
what was bought for it goes on under its old name. No call that makes or changes one takes a key:
whoever repeats it makes another (assumption `strategy.calls_take_no_key`).
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from msgspec.structs import replace

from hubproof.contract.mesolive.models import (
    CreateStrategyArgs,
    DeleteStrategyArgs,
    DeleteStrategyResult,
    GetStrategyArgs,
    ListStrategiesArgs,
    ListStrategiesResult,
    LiveContract,
    LiveStrategy,
    LiveUnderlying,
    MesoContractType,
    RenameStrategyArgs,
    StrategyDefinition,
    UpdateStrategyArgs,
)
from hubproof.simulator.world.definitions import adjustments_of, faults_of
from hubproof.simulator.world.facts import StrategyDeleted
from hubproof.simulator.world.paging import Pages
from hubproof.simulator.world.refusal import all_invalid, invalid, not_found
from hubproof.simulator.world.setup import STRATEGIES, StrategySetup, WorldSetup
from hubproof.simulator.world.structure import AdjustmentSetup, LegSetup
from hubproof.simulator.world.turn import Turn


class Strategies:
    """The user's strategies, in the order in which they were made.

    Their options expire after `epoch`. `on_deleted` hears of every strategy that is gone.
    """

    def __init__(self, setup: WorldSetup, pages: Pages, epoch: datetime) -> None:
        self._accounts = tuple(account.id for account in setup.accounts)
        self._pages = pages
        self._epoch = epoch
        self._made: list[int] = []
        self._by_id: dict[int, StrategySetup] = {}
        self._underlyings: dict[int, LiveUnderlying] = {}
        self._contracts: dict[tuple[int, str], LiveContract] = {}
        self._definitions: dict[int, StrategyDefinition] = {}
        self._repertoires: dict[int, tuple[AdjustmentSetup, ...]] = {}
        self._template = (*setup.strategies, *STRATEGIES)[0]
        self.on_deleted: Callable[[Turn, StrategySetup], None] | None = None
        for strategy in setup.strategies:
            self._repertoires[strategy.id] = strategy.adjustments
            self._put(strategy)

    def ids(self) -> list[int]:
        """The ids of all strategies."""
        return list(self._by_id)

    def get(self, strategy_id: int) -> StrategySetup | None:
        """The strategy with this id, if there is one."""
        return self._by_id.get(strategy_id)

    def was_made(self, strategy_id: int) -> bool:
        """Whether there ever was such a strategy."""
        return strategy_id in self._made

    def is_active(self, strategy_id: int, account: str) -> bool:
        """Whether there is such a strategy, and it is active on the account."""
        strategy = self._by_id.get(strategy_id)
        return strategy is not None and account in strategy.active_on

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
        found, token = self._pages.cut(
            self._made,
            lambda one: one in self._by_id and _is_active(self._by_id[one], wanted),
            scope=f"ListStrategies {wanted}",
            limit=args.Limit,
            token=args.ContinuationToken,
        )
        views = [self._view(self._by_id[one]) for one in found]
        return ListStrategiesResult(Strategies=views, ContinuationToken=token)

    def read(self, _turn: Turn, args: GetStrategyArgs) -> LiveStrategy:
        """GetStrategy."""
        return self._view(self.named(args.StrategyId))

    def create(self, _turn: Turn, args: CreateStrategyArgs) -> LiveStrategy:
        """CreateStrategy: of a definition, or as a copy.

        Raises:
            Refused: It says not of what, a field of it is wrong, or it names an account or strategy
                that does not exist.
        """
        document = args.StrategyDefinition
        _check(document, args.StrategyName)
        if args.CloneStrategyId is not None:
            model = self.named(args.CloneStrategyId)
            document = document or self._definitions.get(model.id)
        elif document is not None:
            model = self._template
        else:
            raise invalid("StrategyDefinition", "A definition or a CloneStrategyId is needed.")
        name = args.StrategyName or (document and document.StrategyName)
        strategy = replace(
            model,
            id=max(self._made, default=0) + 1,
            name=name if isinstance(name, str) else model.name,
            active_on=self._checked_accounts(args.ActiveOnAccounts, ()),
            underlying=_symbol(document, model),
            adjustments=self._adjustments(document, model),
        )
        self._repertoires[strategy.id] = self._repertoire(model)
        self._put(strategy, document)
        return self._view(strategy)

    def update(self, _turn: Turn, args: UpdateStrategyArgs) -> LiveStrategy:
        """UpdateStrategy.

        Raises:
            Refused: There is no such strategy or account, or the definition is wrong.
        """
        known = self.named(args.StrategyId)
        document = args.StrategyDefinition
        _check(document)
        strategy = replace(
            known,
            active_on=self._checked_accounts(args.ActiveOnAccounts, known.active_on),
            underlying=_symbol(document, known),
            adjustments=self._adjustments(document, known),
        )
        self._put(strategy, document)
        return self._view(strategy)

    def rename(self, _turn: Turn, args: RenameStrategyArgs) -> LiveStrategy:
        """RenameStrategy.

        Raises:
            Refused: There is no such strategy, or the name is empty.
        """
        known = self.named(args.StrategyId)
        _check(None, args.StrategyName)
        strategy = replace(known, name=args.StrategyName)
        self._by_id[strategy.id] = strategy
        return self._view(strategy)

    def delete(self, turn: Turn, args: DeleteStrategyArgs) -> DeleteStrategyResult:
        """DeleteStrategy: its signals and errors end with it.

        Raises:
            Refused: There is no such strategy.
        """
        strategy = self.named(args.StrategyId)
        if self.on_deleted is not None:
            self.on_deleted(turn, strategy)
        del self._by_id[strategy.id]
        turn.note(StrategyDeleted(at_us=turn.now, strategy_id=strategy.id))
        return DeleteStrategyResult()

    def _put(self, strategy: StrategySetup, document: StrategyDefinition | None = None) -> None:
        if strategy.id not in self._by_id:
            self._made.append(strategy.id)
        self._by_id[strategy.id] = strategy
        underlying = self._underlyings[strategy.id] = _underlying(strategy)
        added = [leg for one in strategy.adjustments for leg in one.adds]
        for leg in (*strategy.legs, *added):
            self._contracts[strategy.id, leg.name] = _contract(
                strategy, leg, underlying, epoch=self._epoch
            )
        if document is not None:
            self._definitions[strategy.id] = document

    def _adjustments(
        self, document: StrategyDefinition | None, model: StrategySetup
    ) -> tuple[AdjustmentSetup, ...]:
        """Those of a document, done to the legs of the strategy that it has them of."""
        if document is None:
            return model.adjustments
        return adjustments_of(document, self._repertoire(model))

    def _repertoire(self, model: StrategySetup) -> tuple[AdjustmentSetup, ...]:
        """What may be done to the legs of a strategy, whatever its definition makes of it."""
        return self._repertoires.get(model.id, model.adjustments)

    def _checked_accounts(
        self, named: Sequence[str] | None, otherwise: tuple[str, ...]
    ) -> tuple[str, ...]:
        if named is None:
            return otherwise
        for account in named:
            if account not in self._accounts:
                raise invalid("ActiveOnAccounts", f"There is no account {account}.")
        return tuple(dict.fromkeys(named))

    def _view(self, strategy: StrategySetup) -> LiveStrategy:
        return LiveStrategy(
            Id=strategy.id,
            Name=strategy.name,
            ActiveOnAccounts=list(strategy.active_on),
            Underlying=self._underlyings[strategy.id],
            Definition=self._definitions.get(strategy.id),
        )


def _is_active(strategy: StrategySetup, wanted: Sequence[str] | None) -> bool:
    return wanted is None or any(name in strategy.active_on for name in wanted)


def _check(document: StrategyDefinition | None, name: str | None = None) -> None:
    """See that a definition and a name, where they are given, can be a strategy's."""
    faults: dict[str, str] = {}
    if name is not None and not name.strip():
        faults["StrategyName"] = "A strategy needs a name."
    if document is not None:
        for part, why in faults_of(document).items():
            faults[f"StrategyDefinition.{part}" if part else "StrategyDefinition"] = why
    if faults:
        raise all_invalid(faults)


def _symbol(document: StrategyDefinition | None, model: StrategySetup) -> str:
    symbol = None if document is None else document.Symbol
    return symbol if isinstance(symbol, str) and symbol else model.underlying


def _underlying(strategy: StrategySetup) -> LiveUnderlying:
    return LiveUnderlying(Symbol=strategy.underlying, ContractType=strategy.underlying_type)


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
