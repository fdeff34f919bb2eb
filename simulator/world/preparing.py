"""Preparing: the Start calls, each checked for what its job will need.

What is refused here was never begun and uses no key. What turns out to be impossible only when the
job ends, because the world went on meanwhile, fails the job instead.
"""

from collections.abc import Callable
from functools import partial

from hubproof.contract.mesolive.models import (
    PositionAdjustmentOperation,
    PreparePositionAdjustmentArgs,
    PreparePositionAdjustmentResult,
    PreparePositionEntryArgs,
    PreparePositionEntryResult,
    PreparePositionExitArgs,
    PreparePositionExitResult,
)
from hubproof.simulator.world.desk import Desk
from hubproof.simulator.world.exec_plans import ExecPlan
from hubproof.simulator.world.job_kinds import ADJUSTMENT, ENTRY, EXIT
from hubproof.simulator.world.jobs import Jobs
from hubproof.simulator.world.plan_results import adjustment_result, entry_result, exit_result
from hubproof.simulator.world.positions import Position, Positions
from hubproof.simulator.world.refusal import invalid
from hubproof.simulator.world.setup import StrategySetup
from hubproof.simulator.world.structure import AdjustmentSetup
from hubproof.simulator.world.turn import Turn


class Preparing:
    """Takes the Start calls and says what their jobs come to.

    `is_on` tells whether the entry signal of (strategy, account) is On, `asks_for` whether the
    adjustment signal of (position, condition) is.
    """

    def __init__(
        self,
        desk: Desk,
        jobs: Jobs,
        positions: Positions,
        *,
        is_on: Callable[[int, str], bool],
        asks_for: Callable[[int, str], bool],
    ) -> None:
        self._is_on = is_on
        self._asks_for = asks_for
        self._desk = desk
        self._jobs = jobs
        self._positions = positions

    def entry(self, turn: Turn, args: PreparePositionEntryArgs) -> None:
        """StartPreparePositionEntry: answers at once with the JobId.

        Raises:
            Refused: The key is used, or the account or strategy cannot be entered.
        """
        claim = self._desk.records.claim(ENTRY.starts, args)
        strategy = self._checked(args)
        build = partial(self._entry, strategy, args)
        self._jobs.begin(turn, ENTRY, claim, of=(strategy, args.BrokerAccountId), build=build)

    def exit(self, turn: Turn, args: PreparePositionExitArgs) -> None:
        """StartPreparePositionExit: answers at once with the JobId.

        Raises:
            Refused: The key is used, there is no such position, or it is closed.
        """
        claim = self._desk.records.claim(EXIT.starts, args)
        position = self._positions.named(args.PositionId)
        _check_open(position)
        of = (position.plan.strategy, position.plan.broker_account_id)
        self._jobs.begin(turn, EXIT, claim, of=of, build=partial(self._exit, position, args))

    def adjustment(self, turn: Turn, args: PreparePositionAdjustmentArgs) -> None:
        """StartPreparePositionAdjustment: answers at once with the JobId.

        Raises:
            Refused: The key is used, there is no such position, it is closed, or its strategy has
                no such adjustment.
        """
        claim = self._desk.records.claim(ADJUSTMENT.starts, args)
        position = self._positions.named(args.PositionId)
        _check_open(position)
        self._adjustment_of(position, args)
        of = (position.plan.strategy, position.plan.broker_account_id)
        build = partial(self._adjust, position, args)
        self._jobs.begin(turn, ADJUSTMENT, claim, of=of, build=build)

    def _checked(self, args: PreparePositionEntryArgs) -> StrategySetup:
        account = self._desk.accounts.named(args.BrokerAccountId)
        strategy = self._desk.strategies.named(args.StrategyId)
        if not args.PositionName:
            raise invalid("PositionName", "A PositionName is needed.")
        if account.id not in strategy.active_on:
            message = f"Strategy {strategy.id} is not active on {account.id}."
            raise invalid("BrokerAccountId", message)
        return strategy

    def _entry(
        self, strategy: StrategySetup, args: PreparePositionEntryArgs, turn: Turn, job_id: str
    ) -> tuple[ExecPlan, PreparePositionEntryResult]:
        plan = self._desk.plans.enter(turn, job_id, strategy, args)
        return plan, entry_result(turn, plan, is_on=self._is_on(strategy.id, args.BrokerAccountId))

    def _exit(
        self, position: Position, args: PreparePositionExitArgs, turn: Turn, job_id: str
    ) -> tuple[ExecPlan, PreparePositionExitResult]:
        _check_open(position)
        plan = self._desk.plans.leave(turn, job_id, position, args.DataProvider)
        return plan, exit_result(turn, plan, position)

    def _adjustment_of(
        self, position: Position, args: PreparePositionAdjustmentArgs
    ) -> AdjustmentSetup:
        """The adjustment that is asked for, as its strategy has it now."""
        strategy = self._desk.strategies.named(position.plan.strategy.id)
        those = [one for one in strategy.adjustments if one.operation is args.Operation]
        for one in those:
            if one.condition == args.Condition:
                return one
        known = ", ".join(repr(one.condition) for one in those) or "none"
        message = (
            f"Strategy {strategy.id} has no {args.Operation} under {args.Condition!r}: {known}."
        )
        raise invalid("Condition", message)

    def _adjust(
        self, position: Position, args: PreparePositionAdjustmentArgs, turn: Turn, job_id: str
    ) -> tuple[ExecPlan, PreparePositionAdjustmentResult]:
        _check_open(position)
        adjustment = self._adjustment_of(position, args)
        plans, provider = self._desk.plans, args.DataProvider
        standing = plans.standing(turn, position, provider)
        plan = plans.adjust(turn, job_id, position, adjustment, provider)
        is_on = self._asks_for(position.id, adjustment.condition)
        if adjustment.operation is PositionAdjustmentOperation.UpdateVars:
            self._positions.set_variables(turn, position, adjustment.variables)
        return plan, adjustment_result(turn, plan, position, standing=standing, is_on=is_on)


def _check_open(position: Position) -> None:
    if not position.is_open:
        raise invalid("PositionId", f"Position {position.id} is closed.")
