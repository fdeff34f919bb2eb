"""Working orders: what one asks for, what of it was filled, and from when until when it counts.

Plain data that a match turns into newer data. Quantities are signed units of whatever the order
trades, a contract or a combination; prices are points of one unit.
"""

from dataclasses import dataclass
from decimal import Decimal

from hubproof.contract.mesolive.enums import OrderType, TimeInForce

LIMIT_TYPES = (OrderType.Limit, OrderType.StopLimit)
STOP_TYPES = (OrderType.Stop, OrderType.StopLimit)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingOrder:
    """One order; instants are microseconds of the run's clock.

    It meets the market from `from_us` on, which is later than its acceptance by what it travels,
    and no longer from `until_us` on (None: it works until it is cancelled).
    """

    id: int
    qty: int
    order_type: OrderType
    limit: Decimal | None = None
    stop: Decimal | None = None
    from_us: int = 0
    until_us: int | None = None
    filled: int = 0
    is_triggered: bool = False

    def __post_init__(self) -> None:
        assert self.qty != 0, "an order trades something"
        assert self.limit is not None or self.order_type not in LIMIT_TYPES, "it needs its limit"
        assert self.stop is not None or self.order_type not in STOP_TYPES, "it needs its stop"
        assert 0 <= self.filled * self.side <= self.qty * self.side, "it fills what it asks for"

    @property
    def side(self) -> int:
        """1 for a purchase, -1 for a sale."""
        return 1 if self.qty > 0 else -1

    @property
    def left(self) -> int:
        """The signed units that are not filled yet."""
        return self.qty - self.filled

    @property
    def is_live(self) -> bool:
        """Whether it may trade: it is no stop, or one that was triggered."""
        return self.is_triggered or self.order_type not in STOP_TYPES

    def is_expired(self, now: int) -> bool:
        """Whether its day is over."""
        return self.until_us is not None and now >= self.until_us


def until(time_in_force: TimeInForce, session_end: int | None) -> int | None:
    """The end of an order that is accepted in the session, or before the one, that ends so."""
    return session_end if time_in_force is TimeInForce.DAY else None
