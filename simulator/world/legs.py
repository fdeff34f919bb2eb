"""Legs: one instrument of a position, what of it is held, and what it has earned.

A leg follows its fills. Adding to it averages the entry price, commission included (contract:
LiveLeg.AvgEntryPrice); taking from it realises the difference less commission, and a fill beyond
nought opens the other side at its own price. The books are exact fractions, because an average
seldom comes out even; what is told of them are cents, or six places where cents would not be true.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from hubproof.contract.mesolive.models import LegStatus, LiveContract, LiveLeg
from hubproof.simulator.market.ledger import told

_NOTHING = Fraction(0)


@dataclass(slots=True, kw_only=True)
class Leg:
    """One leg; `qty` is signed contracts, `average` their entry price in points, exactly.

    `earned` is money, exactly; one point of a contract is worth `multiplier`.
    """

    id: int
    name: str
    group_id: int
    position_id: int
    account_id: str
    contract: LiveContract
    underlying: str
    multiplier: int
    created_at: datetime
    closed_at: datetime | None = None
    qty: int = 0
    average: Fraction = _NOTHING
    earned: Fraction = _NOTHING

    @property
    def entry_price(self) -> Decimal:
        """Points of one contract, commission included, as they are told."""
        return told(self.average)

    @property
    def realized(self) -> Decimal:
        """The money that closed contracts have earned, as it is told."""
        return told(self.earned)

    @property
    def status(self) -> LegStatus:
        """Whether any of it is held."""
        return LegStatus.Open if self.qty else LegStatus.Closed

    def take(
        self, qty: int, price: Decimal, at: datetime, *, commission: Decimal = Decimal(0)
    ) -> None:
        """Take a fill of `qty` contracts at `price`, charged `commission`, into account."""
        closing = _part_that_closes(self.qty, qty)
        each, paid = Fraction(commission) / abs(qty), Fraction(price)
        self.earned -= (paid - self.average) * closing * self.multiplier
        self.earned -= each * abs(closing)
        opening = qty - closing
        held = self.qty + closing
        if opening:
            charged = each * abs(opening) / self.multiplier
            cost = self.average * held + paid * opening + charged
            self.average = cost / (held + opening)
        self.qty = held + opening
        self.closed_at = None if self.qty else at

    def worth(self, price: Decimal) -> Decimal:
        """What is won, or lost, if what is held were closed at `price`, which may be no number."""
        if not price.is_finite():
            return price
        return told((Fraction(price) - self.average) * self.qty * self.multiplier)

    def view(self) -> LiveLeg:
        """The leg as it is read back; what is closed keeps its last entry price."""
        return LiveLeg(
            Id=self.id,
            Name=self.name,
            LiveContract=self.contract,
            LegGroupId=self.group_id,
            CreatedAt=self.created_at,
            ClosedAt=self.closed_at,
            LivePositionId=self.position_id,
            AccountId=self.account_id,
            Underlying=self.underlying,
            Qty=Decimal(self.qty),
            AvgEntryPrice=self.entry_price,
            UserSetRealizedPnL=None,
            TrackedRealizedPnL=self.realized,
        )


def _part_that_closes(held: int, qty: int) -> int:
    """How much of a fill, with its sign, takes away from what is held."""
    if held * qty >= 0:
        return 0
    return max(qty, -held) if held > 0 else min(qty, -held)
