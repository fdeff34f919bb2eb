"""The enums of the contract: each member's value is its name on the wire.

Only names that were read are marked documented. A member that the documents leave open is marked
assumed, so that a run against the real hubs can say which of our guesses a message contradicts.
"""

from enum import StrEnum

from hubproof.contract.mesolive.provenance import ASSUMED, DOCUMENTED, INFERRED, Provenance, known

_MODELS = "docs:signalr-reference/models/"
_ORDER_MANUAL = Provenance(INFERRED, "manual:operation-manual/order-execution")
_TRACKING_MANUAL = Provenance(INFERRED, "manual:technical-specification/position-tracking")


@known(
    DOCUMENTED,
    "docs:python-sdk/workflows/reliability",
    NotFound=ASSUMED,
    ValidationError=ASSUMED,
    Unauthorized=ASSUMED,
    ProviderError=ASSUMED,
    InternalError=ASSUMED,
)
class StatusCode(StrEnum):
    """How a hub method answered; everything but Success is an exception in the SDK."""

    Success = "Success"
    DuplicateRequest = "DuplicateRequest"
    Conflict = "Conflict"
    NotFound = "NotFound"
    ValidationError = "ValidationError"
    Unauthorized = "Unauthorized"
    ProviderError = "ProviderError"
    InternalError = "InternalError"


@known(DOCUMENTED, _MODELS + "exit-signal-event")
class SignalState(StrEnum):
    """Whether a signal's condition holds from now on, or no longer."""

    On = "On"
    Off = "Off"


@known(DOCUMENTED, _MODELS + "error-event", parts=ASSUMED)
class ErrorState(StrEnum):
    """Whether an error is there from now on, or no longer."""

    Active = "Active"
    Cleared = "Cleared"


@known(DOCUMENTED, _MODELS + "error-event", parts=ASSUMED)
class ConditionType(StrEnum):
    """The part of a strategy whose expression could not be evaluated."""

    Entry = "Entry"
    Exit = "Exit"
    Adjustment = "Adjustment"
    Abort = "Abort"


@known(DOCUMENTED, _MODELS + "order-update-event", parts=ASSUMED, Rejected=INFERRED)
class OrderState(StrEnum):
    """Life of an order; Filled, Cancelled and Rejected are final."""

    Pending = "Pending"
    Working = "Working"
    PartiallyFilled = "PartiallyFilled"
    Filled = "Filled"
    Cancelled = "Cancelled"
    Rejected = "Rejected"


@known(DOCUMENTED, _MODELS + "order", parts=_ORDER_MANUAL)
class OrderType(StrEnum):
    """Limit and StopLimit need a limit price, Stop and StopLimit a stop price."""

    Market = "Market"
    Limit = "Limit"
    Stop = "Stop"
    StopLimit = "StopLimit"


@known(DOCUMENTED, _MODELS + "order", parts=_ORDER_MANUAL)
class TimeInForce(StrEnum):
    """Until the end of the trading day, or until cancelled."""

    DAY = "DAY"
    GTC = "GTC"


@known(
    DOCUMENTED,
    _MODELS + "get-prepare-position-exit-status-result",
    Pending=ASSUMED,
    Running=ASSUMED,
    Cancelled=ASSUMED,
)
class PreparationStatus(StrEnum):
    """Life of a preparation job; Completed, Failed and Cancelled are final."""

    Pending = "Pending"
    Running = "Running"
    Completed = "Completed"
    Failed = "Failed"
    Cancelled = "Cancelled"


@known(DOCUMENTED, "seed:000_55f365fef96fb07d.txt")
class IdempotencyRecordStatus(StrEnum):
    """What became of a keyed operation; Completed and Failed are final."""

    Processing = "Processing"
    Completed = "Completed"
    Failed = "Failed"


@known(DOCUMENTED, _MODELS + "idempotency-record", parts=ASSUMED)
class IdempotencyOperation(StrEnum):
    """The operation that a key belongs to: the hub method's name."""

    StartPreparePositionEntry = "StartPreparePositionEntry"
    CancelPreparePositionEntry = "CancelPreparePositionEntry"
    StartPreparePositionExit = "StartPreparePositionExit"
    CancelPreparePositionExit = "CancelPreparePositionExit"
    StartPreparePositionAdjustment = "StartPreparePositionAdjustment"
    CancelPreparePositionAdjustment = "CancelPreparePositionAdjustment"
    SendOrder = "SendOrder"
    ApplyPaperFills = "ApplyPaperFills"
    CancelOrder = "CancelOrder"


@known(DOCUMENTED, _MODELS + "position-status")
class PositionStatus(StrEnum):
    """What happened to a position, as PositionUpdateEvent tells it."""

    Created = "Created"
    Closed = "Closed"
    Adjusted = "Adjusted"
    RealizedPnLChanged = "RealizedPnLChanged"


@known(DOCUMENTED, _MODELS + "live-position", parts=ASSUMED)
class LivePositionState(StrEnum):
    """Whether a position still holds legs."""

    Open = "Open"
    Closed = "Closed"


@known(DOCUMENTED, _MODELS + "leg-update-event", parts=ASSUMED)
class LegStatus(StrEnum):
    """Whether a leg still counts in its position."""

    Open = "Open"
    Closed = "Closed"


@known(DOCUMENTED, _MODELS + "live-account", parts=_ORDER_MANUAL, Paper=ASSUMED)
class BrokerType(StrEnum):
    """Where an account is kept."""

    InteractiveBrokers = "InteractiveBrokers"
    Tastytrade = "Tastytrade"
    Paper = "Paper"


@known(DOCUMENTED, "docs:signalr-reference/data-hub", parts=ASSUMED)
class DataProviderType(StrEnum):
    """Where quotes come from."""

    InteractiveBrokers = "InteractiveBrokers"
    Tastytrade = "Tastytrade"


@known(
    DOCUMENTED,
    _MODELS + "prepare-position-entry-args",
    parts=_TRACKING_MANUAL,
    Unconstrained=ASSUMED,
)
class LiveLegSelectionConstraint(StrEnum):
    """Which legs may be the same contract: none anywhere, none in one position, or any."""

    FullyUnique = "FullyUnique"
    UniqueInPosition = "UniqueInPosition"
    Unconstrained = "None"


@known(DOCUMENTED, _MODELS + "live-contract")
class MesoContractType(StrEnum):
    """Kind of instrument."""

    Stock = "Stock"
    Index = "Index"
    Options = "Options"
    Futures = "Futures"
    FuturesOptions = "FuturesOptions"


@known(DOCUMENTED, _MODELS + "live-contract")
class MesoOptionType(StrEnum):
    """Right of an option."""

    Call = "Call"
    Put = "Put"


@known(DOCUMENTED, _MODELS + "agent-status-event", parts=ASSUMED)
class AgentStatus(StrEnum):
    """Whether the agent that relays a broker's data and orders is there."""

    Online = "Online"
    Offline = "Offline"


@known(DOCUMENTED, _MODELS + "agent-status-event", parts=ASSUMED)
class AgentConnector(StrEnum):
    """Which of an agent's connectors is meant."""

    InteractiveBrokers = "InteractiveBrokers"
    Tastytrade = "Tastytrade"


@known(DOCUMENTED, "docs:python-sdk/workflows/adjustment")
class PositionAdjustmentOperation(StrEnum):
    """What an adjustment does; UpdateVars alone needs no order."""

    AddLegs = "AddLegs"
    RemoveLegs = "RemoveLegs"
    MoveLeg = "MoveLeg"
    UpdateVars = "UpdateVars"


@known(INFERRED, "seed:002_afd1bdd2604ec133.txt", parts=ASSUMED)
class MesoLiveEventKind(StrEnum):
    """Which payload of an event envelope is filled: the payload field's name."""

    EntrySignal = "EntrySignal"
    ExitSignal = "ExitSignal"
    AdjustmentSignal = "AdjustmentSignal"
    OrderUpdate = "OrderUpdate"
    PositionUpdate = "PositionUpdate"
    LegUpdate = "LegUpdate"
    AgentStatusChange = "AgentStatusChange"
    Error = "Error"
    PositionEntryPreparationCompleted = "PositionEntryPreparationCompleted"
    PositionEntryPreparationFailed = "PositionEntryPreparationFailed"
    PositionExitPreparationCompleted = "PositionExitPreparationCompleted"
    PositionExitPreparationFailed = "PositionExitPreparationFailed"
    PositionAdjustmentPreparationCompleted = "PositionAdjustmentPreparationCompleted"
    PositionAdjustmentPreparationFailed = "PositionAdjustmentPreparationFailed"
    AutoUpdateVarsAdjustmentStarted = "AutoUpdateVarsAdjustmentStarted"
    AutoUpdateVarsAdjustmentCompleted = "AutoUpdateVarsAdjustmentCompleted"
    AutoUpdateVarsAdjustmentFailed = "AutoUpdateVarsAdjustmentFailed"
