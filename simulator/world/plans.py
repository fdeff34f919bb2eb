"""All plans: how each is made from what the legs are quoted at, and where it is found again.

A plan is made by a preparation job. It may be executed more than once (assumption
`plan.second_execution`): whoever does that is to be caught by the record, not saved by the broker.
"""

from collections.abc import Sequence
from functools import partial
from itertools import count

from hubproof.contract.mesolive.models import (
    DataProviderType,
    LiveContract,
    PreparePositionEntryArgs,
)
from hubproof.simulator.market.greeks import Greeks, combined_greeks
from hubproof.simulator.market.instrument import instrument_of
from hubproof.simulator.market.quote import Quote
from hubproof.simulator.market.valuation import combined_quote
from hubproof.simulator.world import pricing
from hubproof.simulator.world.drafts import Draft, adjusting, closing
from hubproof.simulator.world.exchange import Exchange
from hubproof.simulator.world.exec_plans import ExecPlan, LegGroup, PlannedLeg
from hubproof.simulator.world.facts import PlanMade
from hubproof.simulator.world.positions import Position
from hubproof.simulator.world.refusal import invalid, not_found, unpriced
from hubproof.simulator.world.setup import StrategySetup
from hubproof.simulator.world.strategies import Strategies
from hubproof.simulator.world.structure import AdjustmentSetup, LegSetup
from hubproof.simulator.world.turn import Turn


class Plans:
    """All plans, by id; money is in `currency`."""

    def __init__(self, currency: str, strategies: Strategies, exchange: Exchange) -> None:
        self._currency = currency
        self._strategies = strategies
        self._exchange = exchange
        self._by_id: dict[int, ExecPlan] = {}
        self._leg_ids = count(1)

    def enter(
        self, turn: Turn, job_id: str, strategy: StrategySetup, args: PreparePositionEntryArgs
    ) -> ExecPlan:
        """The plan of an entry that a job comes to.

        Raises:
            Refused: Nobody quotes one of its legs.
        """
        provider = self._exchange.chosen(args.DataProvider)
        place = (args.BrokerAccountId, args.PositionName)
        return self._add(turn, job_id, self._opening(turn, strategy, place, provider))

    def by_hand(
        self, turn: Turn, strategy: StrategySetup, account_id: str, position_name: str
    ) -> ExecPlan:
        """What somebody enters who needs no plan; no job made it, and the record tells of none.

        Raises:
            Refused: Nobody quotes one of its legs.
        """
        place = (account_id, position_name)
        plan = self._opening(turn, strategy, place, self._exchange.provider)
        self._by_id[plan.id] = plan
        return plan

    def leave(
        self, turn: Turn, job_id: str, position: Position, provider: DataProviderType | None
    ) -> ExecPlan:
        """The plan that closes what a position holds.

        Raises:
            Refused: Nobody quotes one of its legs.
        """
        return self._within(turn, job_id, position, (closing(position), provider))

    def adjust(
        self,
        turn: Turn,
        job_id: str,
        position: Position,
        adjustment: AdjustmentSetup,
        provider: DataProviderType | None,
    ) -> ExecPlan:
        """The plan that adjusts a position.

        Raises:
            Refused: It holds nothing of a leg to close, or nobody quotes one of the legs.
        """
        drafts = adjusting(position, adjustment, partial(self._new_leg, position))
        drafted = (drafts, provider)
        return self._within(turn, job_id, position, drafted, adjustment)

    def standing(
        self, turn: Turn, position: Position, provider: DataProviderType | None
    ) -> tuple[Quote, Greeks]:
        """What all that a position holds is quoted at, and how that answers to its underlying.

        Raises:
            Refused: Nobody quotes one of its legs.
        """
        chosen = self._exchange.chosen(provider)
        held = {name: qty for name, qty in position.held.items() if qty}
        legs = {name: position.legs[name] for name in held}
        quoted = {name: self._leg(turn, leg.id, leg.contract, chosen) for name, leg in legs.items()}
        return (
            combined_quote(held, {name: leg.quote for name, leg in quoted.items()}),
            combined_greeks(held, {name: leg.greeks for name, leg in quoted.items()}),
        )

    def of_account(self, plan_id: int, account_id: str) -> ExecPlan:
        """The plan to execute on an account.

        Raises:
            Refused: There is no such plan, or it was prepared for another account.
        """
        plan = self._by_id.get(plan_id)
        if plan is None:
            raise not_found("execution plan", plan_id)
        if plan.broker_account_id != account_id:
            raise invalid("ExecPlanId", f"Plan {plan_id} was not prepared for {account_id}.")
        return plan

    def ids(self) -> list[int]:
        """The ids of all plans, oldest first."""
        return list(self._by_id)

    def _opening(
        self,
        turn: Turn,
        strategy: StrategySetup,
        place: tuple[str, str],
        provider: DataProviderType,
    ) -> ExecPlan:
        """A plan of an account and a position's name, as the provider quotes its legs."""
        account_id, position_name = place
        groups = {draft.id: self._quoted(turn, draft, provider) for draft in self._entry(strategy)}
        return ExecPlan(
            id=len(self._by_id) + 1,
            strategy=strategy,
            broker_account_id=account_id,
            position_name=position_name,
            groups=groups,
            underlying=self._exchange.underlying(strategy.underlying, turn.now, provider),
        )

    def _entry(self, strategy: StrategySetup) -> list[Draft]:
        """The leg groups of one entry."""
        members: dict[int, list[LegSetup]] = {}
        for leg in strategy.legs:
            members.setdefault(leg.group, []).append(leg)
        ids = {leg.name: next(self._leg_ids) for leg in strategy.legs}
        contract = self._strategies.contract
        return [
            Draft(
                id=number,
                qty=pricing.group_qty(legs, strategy.qty),
                ratios=pricing.group_ratios(legs),
                legs={one.name: (ids[one.name], contract(strategy.id, one.name)) for one in legs},
                multiplier=strategy.multiplier,
            )
            for number, legs in sorted(members.items())
        ]

    def _new_leg(self, position: Position, leg: LegSetup) -> tuple[int, LiveContract]:
        contract = self._strategies.contract(position.plan.strategy.id, leg.name)
        return next(self._leg_ids), contract

    def _within(
        self,
        turn: Turn,
        job_id: str,
        position: Position,
        drafted: tuple[Sequence[Draft], DataProviderType | None],
        adjustment: AdjustmentSetup | None = None,
    ) -> ExecPlan:
        """A plan that trades drafts in a position, as the provider quotes them."""
        drafts, provider = drafted[0], self._exchange.chosen(drafted[1])
        strategy = position.plan.strategy
        plan = ExecPlan(
            id=len(self._by_id) + 1,
            strategy=strategy,
            broker_account_id=position.plan.broker_account_id,
            position_name=position.plan.position_name,
            groups={draft.id: self._quoted(turn, draft, provider) for draft in drafts},
            underlying=self._exchange.underlying(strategy.underlying, turn.now, provider),
            position_id=position.id,
            adjustment=adjustment,
        )
        return self._add(turn, job_id, plan)

    def _quoted(self, turn: Turn, draft: Draft, provider: DataProviderType) -> LegGroup:
        legs = {
            name: self._leg(turn, leg_id, contract, provider)
            for name, (leg_id, contract) in draft.legs.items()
        }
        units = tuple((legs[name].instrument, qty) for name, qty in draft.ratios.items())
        return LegGroup(
            id=draft.id,
            qty=draft.qty,
            ratios=draft.ratios,
            legs=legs,
            quote=self._exchange.shown(units, turn.now, provider),
            multiplier=draft.multiplier,
        )

    def _leg(
        self, turn: Turn, leg_id: int, contract: LiveContract, provider: DataProviderType
    ) -> PlannedLeg:
        instrument = instrument_of(contract)
        quote = self._exchange.shown(((instrument, 1),), turn.now, provider)
        greeks = self._exchange.greeks(instrument, turn.now, provider)
        if quote.mark is None or greeks is None:
            raise unpriced(instrument.symbol, provider.value)
        return PlannedLeg(
            id=leg_id, contract=contract, instrument=instrument, quote=quote, greeks=greeks
        )

    def _add(self, turn: Turn, job_id: str, plan: ExecPlan) -> ExecPlan:
        self._by_id[plan.id] = plan
        turn.note(
            PlanMade(
                at_us=turn.now,
                exec_plan_id=plan.id,
                job_id=job_id,
                strategy_id=plan.strategy.id,
                broker_account_id=plan.broker_account_id,
                leg_group_ids=tuple(plan.groups),
                notional=plan.notional,
                currency=self._currency,
            )
        )
        return plan
