"""Signals and updates that the Event hub sends by itself.

EventSeqId orders a user's events and is the replay cursor, EventId tells a repetition from news.
The documents call both not required: None means that the hub left it out.
"""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from hubproof.contract.mesolive import enums
from hubproof.contract.mesolive.market import (
    ConditionEvaluation,
    EntrySignalsResult,
    ExitSignalsResult,
    LiveContract,
)
from hubproof.contract.mesolive.provenance import ASSUMED, DOCUMENTED, known
from hubproof.contract.mesolive.wiremodel import WireModel

_MODELS = "docs:signalr-reference/models/"


class Event(WireModel, kw_only=True, frozen=True):
    """What every event carries."""

    EventId: UUID | None = None
    EventSeqId: int | None = None
    EventTime: datetime


@known(DOCUMENTED, _MODELS + "entry-signal-event")
class EntrySignalEvent(Event, kw_only=True, frozen=True):
    """A strategy may, or may no longer, be entered on an account."""

    State: enums.SignalState
    StrategyId: int
    StrategyName: str
    BrokerAccountId: str
    EntrySignalResult: EntrySignalsResult | None = None


@known(DOCUMENTED, _MODELS + "exit-signal-event")
class ExitSignalEvent(Event, kw_only=True, frozen=True):
    """A position should, or should no longer, be closed."""

    State: enums.SignalState
    StrategyId: int
    StrategyName: str
    PositionId: int
    PositionName: str
    BrokerAccountId: str | None = None
    ExitSignalResult: ExitSignalsResult | None = None


@known(DOCUMENTED, _MODELS + "adjustment-signal-event")
class AdjustmentSignalEvent(Event, kw_only=True, frozen=True):
    """A position should, or should no longer, be adjusted; AdjustmentTimeOk is its schedule."""

    State: enums.SignalState
    StrategyId: int
    StrategyName: str
    PositionId: int
    PositionName: str
    BrokerAccountId: str | None = None
    AdjustmentTimeOk: bool
    Condition: ConditionEvaluation


@known(DOCUMENTED, _MODELS + "order-update-event", parts=ASSUMED)
class OrderRejectionInfo(WireModel, kw_only=True, frozen=True):
    """Why a broker refused an order."""

    Code: str | None = None
    Reason: str | None = None


@known(DOCUMENTED, _MODELS + "order-update-event")
class OrderUpdateEvent(Event, kw_only=True, frozen=True):
    """An order changed its state or was filled further; FillPrice is that of the latest fill."""

    OrderId: int
    BrokerAccountId: str | None = None
    ExecPlanId: int | None = None
    LegGroupId: int | None = None
    StrategyId: int
    StrategyName: str
    State: enums.OrderState
    FilledQty: Decimal | None
    RemainingQty: Decimal | None
    FillPrice: Decimal | None
    AvgFillPrice: Decimal | None
    Rejection: OrderRejectionInfo | None = None


@known(DOCUMENTED, _MODELS + "position-update-event")
class PositionUpdateEvent(Event, kw_only=True, frozen=True):
    """A position came into being, changed or closed."""

    PositionId: int
    StrategyId: int
    StrategyName: str
    PositionName: str
    BrokerAccountId: str
    Status: enums.PositionStatus
    RealizedPnL: Decimal | None = None


@known(DOCUMENTED, _MODELS + "leg-update-event")
class LegUpdateEvent(Event, kw_only=True, frozen=True):
    """A leg of a position changed; Qty is signed."""

    BrokerAccountId: str
    PositionId: int
    PositionName: str
    StrategyId: int
    StrategyName: str
    LegId: int
    LegName: str
    Contract: LiveContract
    Status: enums.LegStatus
    Qty: Decimal | None = None
    RealizedPnL: Decimal | None = None


@known(DOCUMENTED, _MODELS + "agent-status-event")
class AgentStatusEvent(Event, kw_only=True, frozen=True):
    """An agent came or went."""

    Status: enums.AgentStatus
    Message: str
    Connector: enums.AgentConnector | None = None


@known(DOCUMENTED, _MODELS + "error-event")
class ErrorEvent(Event, kw_only=True, frozen=True):
    """An error began or ended; ErrorId stays the same from one to the other."""

    State: enums.ErrorState
    ErrorId: UUID
    StrategyId: int | None = None
    StrategyName: str | None = None
    PositionId: int | None = None
    PositionName: str | None = None
    BrokerAccountId: str | None = None
    Message: str | None = None
    ConditionType: enums.ConditionType | None = None
    Statement: str | None = None
