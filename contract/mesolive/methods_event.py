"""The methods of the Event hub.

What the hub calls by itself is in `callbacks`.
"""

from hubproof.contract.mesolive import models
from hubproof.contract.mesolive.method import HubMethod
from hubproof.contract.mesolive.wiremodel import WireModel


def _event(name: str, sdk_name: str, args: type[WireModel], result: type[WireModel]) -> HubMethod:
    return HubMethod(
        hub="event",
        name=name,
        sdk_name=sdk_name,
        args=args,
        result=result,
        source="docs:signalr-reference/event-hub",
    )


EVENT: tuple[HubMethod, ...] = (
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
        "GetEventsSince", "get_events_since", models.GetEventsSinceArgs, models.GetEventsSinceResult
    ),
)
