"""All plans: how each is made from what the legs are quoted at, and where it is found again.

A plan is made by a preparation job. It may be executed more than once (assumption
`plan.second_execution`): whoever does that is to be caught by the record, not saved by the broker.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import count

from hubproof.contract.mesolive.models import (
    DataProviderType,
    LiveContract,
    PreparePositionEntryArgs,
)
from hubproof.simulator.market.instrument import instrument_of
from hubproof.simulator.world import pricing
from hubproof.simulator.world.exchange import Exchange
from hubproof.simulator.world.exec_plans import ExecPlan, LegGroup, PlannedLeg, units_held
from hubproof.simulator.world.facts import PlanMade
from hubproof.simulator.world.refusal import invalid, not_found, unpriced
from hubproof.simulator.world.setup import LegSetup, StrategySetup
from hubproof.simulator.world.strategies import Strategies
from hubproof.simulator.world.turn import Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A leg group before it is quoted; `legs` are the id and the contract of each, by name."""

    id: int
    qty: int
    ratios: Mapping[str, int]
    legs: Mapping[str, tuple[int, LiveContract]]
    multiplier: int


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
        self, turn: Turn, job_id: str, entry: ExecPlan, *, position_id: int, held: Mapping[str, int]
    ) -> ExecPlan:
        """The plan that closes a position; `held` is what that has of each leg of its entry.

        Raises:
            Refused: Nobody quotes one of its legs.
        """
        groups = {}
        for group in entry.groups.values():
            if qty := -units_held(group, held):
                draft = _draft_of(group, qty)
                groups[group.id] = self._quoted(turn, draft, self._exchange.provider)
        symbol = entry.strategy.underlying
        plan = replace(
            entry,
            id=len(self._by_id) + 1,
            groups=groups,
            underlying=self._exchange.underlying(symbol, turn.now),
            position_id=position_id,
        )
        return self._add(turn, job_id, plan)

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


def _draft_of(group: LegGroup, qty: int) -> Draft:
    return Draft(
        id=group.id,
        qty=qty,
        ratios=group.ratios,
        legs={name: (leg.id, leg.contract) for name, leg in group.legs.items()},
        multiplier=group.multiplier,
    )
