"""Executing a plan: orders on live accounts, supplied fills on paper ones.

Prices and quantities are decimals. An order that is not filled carries `NEVER` as FilledAt, because
the documents call that field compulsory.
"""

from datetime import datetime
from decimal import Decimal

import msgspec

from hubproof.contract.mesolive import enums, legorder
from hubproof.contract.mesolive.provenance import ASSUMED, DOCUMENTED, INFERRED, Provenance, known
from hubproof.contract.mesolive.wiremodel import WireModel

_MODELS = "docs:signalr-reference/models/"
_CONCEPTS = "docs:python-sdk/core-concepts"
_RELIABILITY = "docs:python-sdk/workflows/reliability"


@known(DOCUMENTED, _MODELS + "send-order-args")
class SendOrderArgs(WireModel, kw_only=True, frozen=True):
    """One order for one leg group of a plan; ReplacesOrder is a live order id."""

    IdempotencyKey: str
    ReplacesOrder: int | None
    BrokerAccountId: str
    ExecPlanId: int
    QtyMultiplier: Decimal | None
    LegGroupId: int
    LegGroupOrder: legorder.LegGroupOrder


@known(ASSUMED, _MODELS + "send-order-args")
class SendOrderResult(WireModel, kw_only=True, frozen=True):
    """The order that was made."""

    LiveOrderId: int | None = None


@known(ASSUMED, _RELIABILITY, IdempotencyKey=INFERRED)
class CancelOrderArgs(WireModel, kw_only=True, frozen=True):
    """The order that is to be filled no further."""

    IdempotencyKey: str
    OrderId: int


@known(ASSUMED, _RELIABILITY)
class CancelOrderResult(WireModel, kw_only=True, frozen=True):
    """The order as its cancel left it; CumQty is what had been filled, and stays."""

    OrderId: int | None = None
    State: enums.OrderState | None = None
    CumQty: Decimal | None = None


@known(ASSUMED, _CONCEPTS)
class PaperFill(WireModel, kw_only=True, frozen=True):
    """The price at which one leg of the plan counts as filled."""

    LegName: str
    Price: Decimal


@known(
    ASSUMED,
    _CONCEPTS,
    IdempotencyKey=Provenance(INFERRED, _RELIABILITY),
    BrokerAccountId=INFERRED,
    ExecPlanId=INFERRED,
)
class ApplyPaperFillsArgs(WireModel, kw_only=True, frozen=True):
    """Fills for every leg of a plan at once; the caller says the prices."""

    IdempotencyKey: str
    BrokerAccountId: str
    ExecPlanId: int
    QtyMultiplier: Decimal | None
    Fills: list[PaperFill]


@known(ASSUMED, _CONCEPTS)
class ApplyPaperFillsResult(WireModel, kw_only=True, frozen=True):
    """The position that was made or changed, and one order for each leg group."""

    PositionId: int | None = None
    LiveOrderIds: list[int] = msgspec.field(default_factory=list)


@known(DOCUMENTED, _MODELS + "order")
class Order(WireModel, kw_only=True, frozen=True):
    """An order; Side repeats the sign of Qty as B or S, CumQty is what is filled so far."""

    OrderId: int
    CreatedAt: datetime
    FilledAt: datetime
    ExecPlanId: int
    BrokerAccountId: str
    LegGroupId: int
    State: enums.OrderState
    Side: str
    Qty: Decimal
    CumQty: Decimal
    AvgFillPrice: Decimal | None
    LastFillPrice: Decimal | None
    LimitPrice: Decimal | None
    StopPrice: Decimal | None
    OrderType: enums.OrderType
    TimeInForce: enums.TimeInForce
    LastUpdated: datetime


@known(INFERRED, _MODELS + "order", OrderId=ASSUMED)
class GetOrderArgs(WireModel, kw_only=True, frozen=True):
    """The order to read."""

    OrderId: int


@known(
    INFERRED,
    _MODELS + "order",
    BrokerAccountId=ASSUMED,
    LiveExecPlanId=ASSUMED,
    Limit=ASSUMED,
    ContinuationToken=ASSUMED,
)
class ListOrdersArgs(WireModel, kw_only=True, frozen=True):
    """One page of the orders that match every filter given."""

    BrokerAccountId: str | None = None
    LiveExecPlanId: int | None = None
    Limit: int | None = None
    ContinuationToken: str | None = None


@known(ASSUMED, _MODELS + "order")
class ListOrdersResult(WireModel, kw_only=True, frozen=True):
    """One page of orders; a token means that there are more."""

    Orders: list[Order]
    ContinuationToken: str | None = None
