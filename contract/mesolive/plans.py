"""Execution plans: what a preparation job came to, for an entry, an exit or an adjustment.

Legs are keyed by name and leg groups by id. The ids travel as text, as JSON keys must, and are
integers here.
"""

from decimal import Decimal

from hubproof.contract.mesolive import enums, quantities
from hubproof.contract.mesolive.market import ConditionEvaluation, LiveGreeks, LivePrices
from hubproof.contract.mesolive.positions import LiveLeg
from hubproof.contract.mesolive.provenance import DOCUMENTED, known
from hubproof.contract.mesolive.wiremodel import WireModel

_MODELS = "docs:signalr-reference/models/"


class Plan(WireModel, kw_only=True, frozen=True):
    """What all three kinds of plan say; LegGroups gives each group's leg names."""

    ExecPlanId: int
    PositionName: str
    StrategyId: int
    StrategyName: str
    BrokerAccountId: str
    LegGroups: dict[int, list[str]]
    LegGroupQtys: dict[int, quantities.LegGroupQtys]
    Vars: dict[str, Decimal]
    LegGreeks: dict[str, LiveGreeks]
    LegPrices: dict[str, LivePrices]
    LegGroupGreeks: dict[int, LiveGreeks]
    LegGroupPrices: dict[int, LivePrices]
    PositionGreeks: LiveGreeks
    PositionPrice: LivePrices
    UnderlyingPrice: LivePrices


@known(DOCUMENTED, _MODELS + "prepare-position-entry-result")
class PreparePositionEntryResult(Plan, kw_only=True, frozen=True):
    """A plan that opens a position; EntryAllowed is the verdict of the strategy's own checks."""

    SelectedLegs: dict[str, LiveLeg]
    AbortConditions: list[ConditionEvaluation]
    EntryConditions: list[ConditionEvaluation]
    EntryAllowed: bool
    QtyMultiplier: Decimal


@known(DOCUMENTED, _MODELS + "prepare-position-exit-result")
class PreparePositionExitResult(Plan, kw_only=True, frozen=True):
    """A plan that closes a position."""

    PositionId: int
    PositionLegs: dict[str, LiveLeg]


@known(DOCUMENTED, _MODELS + "prepare-position-adjustment-result")
class PreparePositionAdjustmentResult(Plan, kw_only=True, frozen=True):
    """A plan that changes a position; Condition is what selected the adjustment."""

    Operation: enums.PositionAdjustmentOperation
    Condition: str
    PositionId: int
    OrderLegs: dict[str, LiveLeg]
    QtyMultiplier: Decimal | None = None
    AbortConditions: list[ConditionEvaluation] | None = None
    AdjustmentAllowed: bool | None = None
