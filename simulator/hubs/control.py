"""The Control hub: what a client asks of the world and has done in it.

Rule: each method is a command of the world, which answers it, now or later.
"""

from hubproof.contract.mesolive import models
from hubproof.simulator.hubs.contracted import ContractHub
from hubproof.simulator.hubs.typed.hub import Answer


class ControlHub(ContractHub):
    """Agents, accounts, strategies, positions, preparations and orders."""

    def get_idempotency_record(
        self, args: models.GetIdempotencyRecordArgs
    ) -> Answer[models.IdempotencyRecord]:
        """What became of a call, by its key."""
        return self._ask(args)

    def list_agents(self, args: models.ListAgentsArgs) -> Answer[models.ListAgentsResult]:
        """The agents, and whether each is there."""
        return self._ask(args)

    def list_accounts(self, args: models.ListAccountsArgs) -> Answer[models.ListAccountsResult]:
        """A page of the accounts."""
        return self._ask(args)

    def get_account(self, args: models.GetAccountArgs) -> Answer[models.LiveAccount]:
        """One account."""
        return self._ask(args)

    def list_strategies(
        self, args: models.ListStrategiesArgs
    ) -> Answer[models.ListStrategiesResult]:
        """A page of the strategies."""
        return self._ask(args)

    def get_strategy(self, args: models.GetStrategyArgs) -> Answer[models.LiveStrategy]:
        """One strategy, with its definition."""
        return self._ask(args)

    def create_strategy(self, args: models.CreateStrategyArgs) -> Answer[models.LiveStrategy]:
        """Make a strategy of a definition."""
        return self._ask(args)

    def update_strategy(self, args: models.UpdateStrategyArgs) -> Answer[models.LiveStrategy]:
        """Give a strategy another definition."""
        return self._ask(args)

    def rename_strategy(self, args: models.RenameStrategyArgs) -> Answer[models.LiveStrategy]:
        """Give a strategy another name."""
        return self._ask(args)

    def delete_strategy(
        self, args: models.DeleteStrategyArgs
    ) -> Answer[models.DeleteStrategyResult]:
        """Delete a strategy."""
        return self._ask(args)

    def list_positions(self, args: models.ListPositionsArgs) -> Answer[models.ListPositionsResult]:
        """A page of the positions."""
        return self._ask(args)

    def get_position(self, args: models.GetPositionArgs) -> Answer[models.GetPositionResult]:
        """One position."""
        return self._ask(args)

    def list_legs(self, args: models.ListLegsArgs) -> Answer[models.ListLegsResult]:
        """A page of the legs."""
        return self._ask(args)

    def get_leg(self, args: models.GetLegArgs) -> Answer[models.LiveLeg]:
        """One leg."""
        return self._ask(args)

    def get_legs(self, args: models.GetLegsArgs) -> Answer[models.GetLegsResult]:
        """Some legs, by their ids."""
        return self._ask(args)

    def start_prepare_position_entry(
        self, args: models.PreparePositionEntryArgs
    ) -> Answer[models.StartPreparePositionEntryResult]:
        """Begin to prepare an entry: a job."""
        return self._ask(args)

    def get_prepare_position_entry_status(
        self, args: models.GetPreparePositionEntryStatusArgs
    ) -> Answer[models.GetPreparePositionEntryStatusResult]:
        """How far that job is, and what it came to."""
        return self._ask(args)

    def cancel_prepare_position_entry(
        self, args: models.CancelPreparePositionEntryArgs
    ) -> Answer[models.CancelPreparePositionEntryResult]:
        """Give that job up."""
        return self._ask(args)

    def start_prepare_position_exit(
        self, args: models.PreparePositionExitArgs
    ) -> Answer[models.StartPreparePositionExitResult]:
        """Begin to prepare an exit: a job."""
        return self._ask(args)

    def get_prepare_position_exit_status(
        self, args: models.GetPreparePositionExitStatusArgs
    ) -> Answer[models.GetPreparePositionExitStatusResult]:
        """How far that job is, and what it came to."""
        return self._ask(args)

    def cancel_prepare_position_exit(
        self, args: models.CancelPreparePositionExitArgs
    ) -> Answer[models.CancelPreparePositionExitResult]:
        """Give that job up."""
        return self._ask(args)

    def start_prepare_position_adjustment(
        self, args: models.PreparePositionAdjustmentArgs
    ) -> Answer[models.StartPreparePositionAdjustmentResult]:
        """Begin to prepare an adjustment: a job."""
        return self._ask(args)

    def get_prepare_position_adjustment_status(
        self, args: models.GetPreparePositionAdjustmentStatusArgs
    ) -> Answer[models.GetPreparePositionAdjustmentStatusResult]:
        """How far that job is, and what it came to."""
        return self._ask(args)

    def cancel_prepare_position_adjustment(
        self, args: models.CancelPreparePositionAdjustmentArgs
    ) -> Answer[models.CancelPreparePositionAdjustmentResult]:
        """Give that job up."""
        return self._ask(args)

    def send_order(self, args: models.SendOrderArgs) -> Answer[models.SendOrderResult]:
        """Send the order for one leg group of a plan."""
        return self._ask(args)

    def apply_paper_fills(
        self, args: models.ApplyPaperFillsArgs
    ) -> Answer[models.ApplyPaperFillsResult]:
        """Fill a plan on a paper account."""
        return self._ask(args)

    def cancel_order(self, args: models.CancelOrderArgs) -> Answer[models.CancelOrderResult]:
        """Ask for an order to be cancelled."""
        return self._ask(args)

    def get_order(self, args: models.GetOrderArgs) -> Answer[models.Order]:
        """One order."""
        return self._ask(args)

    def list_orders(self, args: models.ListOrdersArgs) -> Answer[models.ListOrdersResult]:
        """A page of the orders."""
        return self._ask(args)
