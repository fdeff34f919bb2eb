"""The methods of the Control hub.

A row whose page was cut off follows from the naming of its neighbours, and is marked so.
"""

from hubproof.contract.mesolive import models
from hubproof.contract.mesolive.method import HubMethod
from hubproof.contract.mesolive.provenance import DOCUMENTED, INFERRED, Evidence
from hubproof.contract.mesolive.wiremodel import WireModel

_REFERENCE = "docs:python-sdk/api-reference"
_MODELS = "docs:signalr-reference/models/"


def _control(  # noqa: PLR0913  # one row of the table
    name: str,
    sdk_name: str,
    args: type[WireModel],
    result: type[WireModel],
    *,
    keyed: bool = False,
    evidence: Evidence = DOCUMENTED,
    source: str = _REFERENCE,
) -> HubMethod:
    return HubMethod(
        hub="control",
        name=name,
        sdk_name=sdk_name,
        args=args,
        result=result,
        keyed=keyed,
        evidence=evidence,
        source=source,
    )


CONTROL: tuple[HubMethod, ...] = (
    _control(
        "GetIdempotencyRecord",
        "get_idempotency_record",
        models.GetIdempotencyRecordArgs,
        models.IdempotencyRecord,
    ),
    _control("ListAgents", "list_agents", models.ListAgentsArgs, models.ListAgentsResult),
    _control("ListAccounts", "list_accounts", models.ListAccountsArgs, models.ListAccountsResult),
    _control("GetAccount", "get_account", models.GetAccountArgs, models.LiveAccount),
    _control(
        "ListStrategies", "list_strategies", models.ListStrategiesArgs, models.ListStrategiesResult
    ),
    _control("GetStrategy", "get_strategy", models.GetStrategyArgs, models.LiveStrategy),
    _control("CreateStrategy", "create_strategy", models.CreateStrategyArgs, models.LiveStrategy),
    _control("UpdateStrategy", "update_strategy", models.UpdateStrategyArgs, models.LiveStrategy),
    _control("RenameStrategy", "rename_strategy", models.RenameStrategyArgs, models.LiveStrategy),
    _control(
        "DeleteStrategy", "delete_strategy", models.DeleteStrategyArgs, models.DeleteStrategyResult
    ),
    _control(
        "ListPositions", "list_positions", models.ListPositionsArgs, models.ListPositionsResult
    ),
    _control("GetPosition", "get_position", models.GetPositionArgs, models.GetPositionResult),
    _control("ListLegs", "list_legs", models.ListLegsArgs, models.ListLegsResult),
    _control("GetLeg", "get_leg", models.GetLegArgs, models.LiveLeg),
    _control("GetLegs", "get_legs", models.GetLegsArgs, models.GetLegsResult),
    _control(
        "StartPreparePositionEntry",
        "start_prepare_position_entry",
        models.PreparePositionEntryArgs,
        models.StartPreparePositionEntryResult,
        keyed=True,
    ),
    _control(
        "GetPreparePositionEntryStatus",
        "get_prepare_position_entry_status",
        models.GetPreparePositionEntryStatusArgs,
        models.GetPreparePositionEntryStatusResult,
    ),
    _control(
        "CancelPreparePositionEntry",
        "cancel_prepare_position_entry",
        models.CancelPreparePositionEntryArgs,
        models.CancelPreparePositionEntryResult,
        keyed=True,
    ),
    _control(
        "StartPreparePositionExit",
        "start_prepare_position_exit",
        models.PreparePositionExitArgs,
        models.StartPreparePositionExitResult,
        keyed=True,
    ),
    _control(
        "GetPreparePositionExitStatus",
        "get_prepare_position_exit_status",
        models.GetPreparePositionExitStatusArgs,
        models.GetPreparePositionExitStatusResult,
        evidence=INFERRED,
        source=_MODELS + "get-prepare-position-exit-status-result",
    ),
    _control(
        "CancelPreparePositionExit",
        "cancel_prepare_position_exit",
        models.CancelPreparePositionExitArgs,
        models.CancelPreparePositionExitResult,
        keyed=True,
        evidence=INFERRED,
    ),
    _control(
        "StartPreparePositionAdjustment",
        "start_prepare_position_adjustment",
        models.PreparePositionAdjustmentArgs,
        models.StartPreparePositionAdjustmentResult,
        keyed=True,
        source=_MODELS + "position-adjustment-preparation-completed-event",
    ),
    _control(
        "GetPreparePositionAdjustmentStatus",
        "get_prepare_position_adjustment_status",
        models.GetPreparePositionAdjustmentStatusArgs,
        models.GetPreparePositionAdjustmentStatusResult,
        evidence=INFERRED,
    ),
    _control(
        "CancelPreparePositionAdjustment",
        "cancel_prepare_position_adjustment",
        models.CancelPreparePositionAdjustmentArgs,
        models.CancelPreparePositionAdjustmentResult,
        keyed=True,
        evidence=INFERRED,
    ),
    _control(
        "SendOrder",
        "send_order",
        models.SendOrderArgs,
        models.SendOrderResult,
        keyed=True,
        source=_MODELS + "send-order-args",
    ),
    _control(
        "ApplyPaperFills",
        "apply_paper_fills",
        models.ApplyPaperFillsArgs,
        models.ApplyPaperFillsResult,
        keyed=True,
        source="docs:python-sdk/core-concepts",
    ),
    _control(
        "CancelOrder",
        "cancel_order",
        models.CancelOrderArgs,
        models.CancelOrderResult,
        keyed=True,
        source="docs:python-sdk/workflows/reliability",
    ),
    _control("GetOrder", "get_order", models.GetOrderArgs, models.Order, source=_MODELS + "order"),
    _control(
        "ListOrders",
        "list_orders",
        models.ListOrdersArgs,
        models.ListOrdersResult,
        source=_MODELS + "order",
    ),
)
