"""The hub methods: which hub, what goes in, what comes out.

Both sides read this one table, so a method that the server offers is one that the client can call.
Every method takes exactly one argument object, and answers in a MesoLiveApiResponse; one that
streams brings bare items instead.
"""

from dataclasses import dataclass
from typing import Literal

from hubproof.contract.mesolive import models
from hubproof.contract.mesolive.provenance import (
    DOCUMENTED,
    INFERRED,
    Evidence,
    Provenance,
    mark,
)
from hubproof.contract.mesolive.wiremodel import WireModel

HubName = Literal["control", "data", "event"]

HUB_PATHS: dict[HubName, str] = {
    "control": "/hubs/control/v1",
    "data": "/hubs/data/v1",
    "event": "/hubs/event/v1",
}
"""Documented; below the origin that MESOLIVE_INSTANCE names."""

_REFERENCE = "docs:python-sdk/api-reference"
_MODELS = "docs:signalr-reference/models/"
_DATA = "docs:python-sdk/data-hub"
_EVENT = "docs:signalr-reference/event-hub"


@dataclass(frozen=True, slots=True, kw_only=True)
class HubMethod:
    """One method a client may invoke; a `keyed` one happens once for each IdempotencyKey.

    One that `streams` answers with bare items of `result`, until it is cancelled.
    """

    hub: HubName
    name: str
    sdk_name: str
    args: type[WireModel]
    result: type[WireModel]
    keyed: bool = False
    streams: bool = False
    evidence: Evidence = DOCUMENTED
    source: str


def _control(  # noqa: PLR0913  # one row of the table
    name: str,
    sdk_name: str,
    args: type[WireModel],
    result: type[WireModel],
    *,
    keyed: bool = False,
    source: str = _REFERENCE,
    evidence: Evidence = DOCUMENTED,
) -> HubMethod:
    return HubMethod(
        hub="control",
        name=name,
        sdk_name=sdk_name,
        args=args,
        result=result,
        keyed=keyed,
        source=source,
        evidence=evidence,
    )


def _event(name: str, sdk_name: str, args: type[WireModel], result: type[WireModel]) -> HubMethod:
    return HubMethod(
        hub="event", name=name, sdk_name=sdk_name, args=args, result=result, source=_EVENT
    )


def _data(name: str, sdk_name: str, args: type[WireModel], *, streams: bool) -> HubMethod:
    return HubMethod(
        hub="data",
        name=name,
        sdk_name=sdk_name,
        args=args,
        result=models.UnderlyingData,
        streams=streams,
        source=_DATA,
    )


METHODS: dict[str, HubMethod] = {
    method.name: method
    for method in (
        _control(
            "GetIdempotencyRecord",
            "get_idempotency_record",
            models.GetIdempotencyRecordArgs,
            models.IdempotencyRecord,
        ),
        _control("ListAgents", "list_agents", models.ListAgentsArgs, models.ListAgentsResult),
        _control(
            "ListAccounts", "list_accounts", models.ListAccountsArgs, models.ListAccountsResult
        ),
        _control("GetAccount", "get_account", models.GetAccountArgs, models.LiveAccount),
        _control(
            "ListStrategies",
            "list_strategies",
            models.ListStrategiesArgs,
            models.ListStrategiesResult,
        ),
        _control("GetStrategy", "get_strategy", models.GetStrategyArgs, models.LiveStrategy),
        _control(
            "CreateStrategy", "create_strategy", models.CreateStrategyArgs, models.LiveStrategy
        ),
        _control(
            "UpdateStrategy", "update_strategy", models.UpdateStrategyArgs, models.LiveStrategy
        ),
        _control(
            "RenameStrategy", "rename_strategy", models.RenameStrategyArgs, models.LiveStrategy
        ),
        _control(
            "DeleteStrategy",
            "delete_strategy",
            models.DeleteStrategyArgs,
            models.DeleteStrategyResult,
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
            source=_MODELS + "get-prepare-position-exit-status-result",
            evidence=INFERRED,
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
        _control(
            "GetOrder", "get_order", models.GetOrderArgs, models.Order, source=_MODELS + "order"
        ),
        _control(
            "ListOrders",
            "list_orders",
            models.ListOrdersArgs,
            models.ListOrdersResult,
            source=_MODELS + "order",
        ),
        _event(
            "SubscribeToStrategies",
            "subscribe_to_strategies",
            models.SubscribeToStrategiesArgs,
            models.SubscribeToStrategiesResult,
        ),
        _event(
            "UnsubscribeFromStrategies",
            "unsubscribe_from_strategies",
            models.UnsubscribeFromStrategiesArgs,
            models.UnsubscribeFromStrategiesResult,
        ),
        _event(
            "GetLatestEventSeqId",
            "get_latest_event_seq_id",
            models.GetLatestEventSeqIdArgs,
            models.GetLatestEventSeqIdResult,
        ),
        _event(
            "GetEventsSince",
            "get_events_since",
            models.GetEventsSinceArgs,
            models.GetEventsSinceResult,
        ),
        _data(
            "StreamUnderlyingData",
            "stream_underlying_data",
            models.StreamUnderlyingDataArgs,
            streams=True,
        ),
        _data(
            "GetUnderlyingSnapshot",
            "get_underlying_snapshot",
            models.GetUnderlyingSnapshotArgs,
            streams=False,
        ),
    )
}

for _method in METHODS.values():
    mark(_method.name, Provenance(_method.evidence, _method.source))
