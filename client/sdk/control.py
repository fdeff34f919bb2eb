"""The Control hub: accounts, strategies, preparation jobs, orders, and the records of keyed calls.

One method for each row of the contract's table, under the SDK's name. Every one returns the Data of
a Success and raises MesoLiveApiException for any other Status, MesoLiveSignalRError for no answer.
"""

from hubproof.client.sdk.hub_client import HubClient
from hubproof.contract.mesolive import models


class MesoLiveControlHubClient(HubClient):
    """Calls to the Control hub."""

    hub = "control"

    async def get_idempotency_record(
        self, args: models.GetIdempotencyRecordArgs
    ) -> models.IdempotencyRecord:
        """What became of a keyed operation; status NotFound where no call under the key arrived."""
        return await self._call("GetIdempotencyRecord", args, models.IdempotencyRecord)

    async def list_agents(self, args: models.ListAgentsArgs) -> models.ListAgentsResult:
        """The user's agents."""
        return await self._call("ListAgents", args, models.ListAgentsResult)

    async def list_accounts(self, args: models.ListAccountsArgs) -> models.ListAccountsResult:
        """One page of broker accounts."""
        return await self._call("ListAccounts", args, models.ListAccountsResult)

    async def get_account(self, args: models.GetAccountArgs) -> models.LiveAccount:
        """One broker account."""
        return await self._call("GetAccount", args, models.LiveAccount)

    async def list_strategies(self, args: models.ListStrategiesArgs) -> models.ListStrategiesResult:
        """One page of strategies."""
        return await self._call("ListStrategies", args, models.ListStrategiesResult)

    async def get_strategy(self, args: models.GetStrategyArgs) -> models.LiveStrategy:
        """One strategy."""
        return await self._call("GetStrategy", args, models.LiveStrategy)

    async def create_strategy(self, args: models.CreateStrategyArgs) -> models.LiveStrategy:
        """Make a strategy; without a key, so a repetition makes another."""
        return await self._call("CreateStrategy", args, models.LiveStrategy)

    async def update_strategy(self, args: models.UpdateStrategyArgs) -> models.LiveStrategy:
        """Give a strategy another definition."""
        return await self._call("UpdateStrategy", args, models.LiveStrategy)

    async def rename_strategy(self, args: models.RenameStrategyArgs) -> models.LiveStrategy:
        """Give a strategy another name."""
        return await self._call("RenameStrategy", args, models.LiveStrategy)

    async def delete_strategy(self, args: models.DeleteStrategyArgs) -> models.DeleteStrategyResult:
        """Delete a strategy."""
        return await self._call("DeleteStrategy", args, models.DeleteStrategyResult)

    async def list_positions(self, args: models.ListPositionsArgs) -> models.ListPositionsResult:
        """One page of positions."""
        return await self._call("ListPositions", args, models.ListPositionsResult)

    async def get_position(self, args: models.GetPositionArgs) -> models.GetPositionResult:
        """One position in detail."""
        return await self._call("GetPosition", args, models.GetPositionResult)

    async def list_legs(self, args: models.ListLegsArgs) -> models.ListLegsResult:
        """One page of legs."""
        return await self._call("ListLegs", args, models.ListLegsResult)

    async def get_leg(self, args: models.GetLegArgs) -> models.LiveLeg:
        """One leg."""
        return await self._call("GetLeg", args, models.LiveLeg)

    async def get_legs(self, args: models.GetLegsArgs) -> models.GetLegsResult:
        """Several legs."""
        return await self._call("GetLegs", args, models.GetLegsResult)

    async def start_prepare_position_entry(
        self, args: models.PreparePositionEntryArgs
    ) -> models.StartPreparePositionEntryResult:
        """Start the job that prepares an entry (keyed)."""
        return await self._call(
            "StartPreparePositionEntry", args, models.StartPreparePositionEntryResult
        )

    async def get_prepare_position_entry_status(
        self, args: models.GetPreparePositionEntryStatusArgs
    ) -> models.GetPreparePositionEntryStatusResult:
        """How far a preparation job is."""
        return await self._call(
            "GetPreparePositionEntryStatus", args, models.GetPreparePositionEntryStatusResult
        )

    async def cancel_prepare_position_entry(
        self, args: models.CancelPreparePositionEntryArgs
    ) -> models.CancelPreparePositionEntryResult:
        """Give a preparation up, where it has not ended yet (keyed)."""
        return await self._call(
            "CancelPreparePositionEntry", args, models.CancelPreparePositionEntryResult
        )

    async def start_prepare_position_exit(
        self, args: models.PreparePositionExitArgs
    ) -> models.StartPreparePositionExitResult:
        """Start the job that prepares an exit (keyed)."""
        return await self._call(
            "StartPreparePositionExit", args, models.StartPreparePositionExitResult
        )

    async def get_prepare_position_exit_status(
        self, args: models.GetPreparePositionExitStatusArgs
    ) -> models.GetPreparePositionExitStatusResult:
        """How far a preparation job is."""
        return await self._call(
            "GetPreparePositionExitStatus", args, models.GetPreparePositionExitStatusResult
        )

    async def cancel_prepare_position_exit(
        self, args: models.CancelPreparePositionExitArgs
    ) -> models.CancelPreparePositionExitResult:
        """Give a preparation up, where it has not ended yet (keyed)."""
        return await self._call(
            "CancelPreparePositionExit", args, models.CancelPreparePositionExitResult
        )

    async def start_prepare_position_adjustment(
        self, args: models.PreparePositionAdjustmentArgs
    ) -> models.StartPreparePositionAdjustmentResult:
        """Start the job that prepares an adjustment (keyed)."""
        return await self._call(
            "StartPreparePositionAdjustment", args, models.StartPreparePositionAdjustmentResult
        )

    async def get_prepare_position_adjustment_status(
        self, args: models.GetPreparePositionAdjustmentStatusArgs
    ) -> models.GetPreparePositionAdjustmentStatusResult:
        """How far a preparation job is."""
        return await self._call(
            "GetPreparePositionAdjustmentStatus",
            args,
            models.GetPreparePositionAdjustmentStatusResult,
        )

    async def cancel_prepare_position_adjustment(
        self, args: models.CancelPreparePositionAdjustmentArgs
    ) -> models.CancelPreparePositionAdjustmentResult:
        """Give a preparation up, where it has not ended yet (keyed)."""
        return await self._call(
            "CancelPreparePositionAdjustment", args, models.CancelPreparePositionAdjustmentResult
        )

    async def send_order(self, args: models.SendOrderArgs) -> models.SendOrderResult:
        """Send the order of one leg group to a live broker (keyed)."""
        return await self._call("SendOrder", args, models.SendOrderResult)

    async def apply_paper_fills(
        self, args: models.ApplyPaperFillsArgs
    ) -> models.ApplyPaperFillsResult:
        """Fill a plan on a paper account (keyed)."""
        return await self._call("ApplyPaperFills", args, models.ApplyPaperFillsResult)

    async def cancel_order(self, args: models.CancelOrderArgs) -> models.CancelOrderResult:
        """Have an order filled no further (keyed)."""
        return await self._call("CancelOrder", args, models.CancelOrderResult)

    async def get_order(self, args: models.GetOrderArgs) -> models.Order:
        """One order."""
        return await self._call("GetOrder", args, models.Order)

    async def list_orders(self, args: models.ListOrdersArgs) -> models.ListOrdersResult:
        """One page of orders."""
        return await self._call("ListOrders", args, models.ListOrdersResult)
