"""An execution plan: what to trade, as it was quoted when the plan was made.

It is plain data and never changes. Its legs stand in groups, each traded as one order.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import gcd

from hubproof.contract.mesolive.models import LiveContract
from hubproof.simulator.market.greeks import Greeks, combined_greeks
from hubproof.simulator.market.instrument import Instrument
from hubproof.simulator.market.quote import Quote
from hubproof.simulator.world import pricing
from hubproof.simulator.world.exchange import Units
from hubproof.simulator.world.refusal import invalid
from hubproof.simulator.world.setup import StrategySetup
from hubproof.simulator.world.structure import AdjustmentSetup

PRICE_MAX = 1_000_000
"""No leg costs more points than this; beyond it sums of money would no longer be exact."""

MULTIPLIER_MAX = 1_000
"""No entry is scaled further: a slip of the keyboard is refused while numbers are still exact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedLeg:
    """One leg of a plan as it was quoted when the plan was made; both sides are known."""

    id: int
    contract: LiveContract
    instrument: Instrument
    quote: Quote
    greeks: Greeks

    @property
    def price(self) -> Decimal:
        """What one contract cost, in points."""
        assert self.quote.mark is not None, "what nobody quotes is in no plan"
        return self.quote.mark


@dataclass(frozen=True, slots=True, kw_only=True)
class LegGroup:
    """Legs that are traded as one order.

    `qty` counts units of the group, `ratios` the contracts of a leg in a unit, and `quote` is that
    of one unit, in points; one point is worth `multiplier`.
    """

    id: int
    qty: int
    ratios: Mapping[str, int]
    legs: Mapping[str, PlannedLeg]
    quote: Quote
    multiplier: int

    @property
    def price(self) -> Decimal:
        """What one unit cost, in points: plus is paid, minus is received."""
        assert self.quote.mark is not None, "what nobody quotes is in no plan"
        return self.quote.mark

    @property
    def units(self) -> Units:
        """What one unit is made of."""
        return tuple((self.legs[name].instrument, qty) for name, qty in self.ratios.items())

    @property
    def greeks(self) -> Greeks:
        """How one unit answers to its underlying."""
        return combined_greeks(self.ratios, {name: leg.greeks for name, leg in self.legs.items()})

    def notional(self, qty: int, prices: pricing.Prices) -> Decimal:
        """The money that `qty` units put at risk at these prices of the legs."""
        return pricing.notional(self.ratios, prices, qty, self.multiplier)

    def scaled(self, multiplier: Decimal | None) -> int:
        """The units to trade for a caller's QtyMultiplier; None takes the plan's own, which is 1.

        Raises:
            Refused: The multiplier is not above 0, is over its limit or splits a contract.
        """
        if multiplier is None:
            return self.qty
        if not 0 < multiplier <= MULTIPLIER_MAX:
            message = f"QtyMultiplier {multiplier:g} is not above 0 and up to {MULTIPLIER_MAX}."
            raise invalid("QtyMultiplier", message)
        qty = self.qty * multiplier
        if qty != qty.to_integral_value():
            message = f"QtyMultiplier {multiplier:g} leaves no whole quantity."
            raise invalid("QtyMultiplier", message)
        return int(qty)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecPlan:
    """One plan; `legs` are by name, and `underlying` is what that was quoted at.

    It opens a position, or trades in the one with `position_id`: to carry out an `adjustment` of
    that, or to close it.
    """

    id: int
    strategy: StrategySetup
    broker_account_id: str
    position_name: str
    groups: Mapping[int, LegGroup]
    underlying: Quote
    position_id: int | None = None
    adjustment: AdjustmentSetup | None = None

    @property
    def legs(self) -> dict[str, PlannedLeg]:
        """All legs, by name."""
        return {name: leg for one in self.groups.values() for name, leg in one.legs.items()}

    @property
    def prices(self) -> pricing.Prices:
        """What each leg cost, by name."""
        return {name: leg.price for name, leg in self.legs.items()}

    @property
    def notional(self) -> Decimal:
        """The money that executing it once, as a whole, puts at risk at its own prices."""
        groups, prices = self.groups.values(), self.prices
        return sum((one.notional(one.qty, prices) for one in groups), Decimal(0))

    @property
    def unit(self) -> dict[str, int]:
        """The contracts of each leg in one unit of the whole, as small as it comes out even."""
        traded = self.strategy.qty
        if any(one.qty % traded for one in self.groups.values()):
            traded = gcd(*(one.qty for one in self.groups.values()))
        return {
            name: one.qty // traded * ratio
            for one in self.groups.values()
            for name, ratio in one.ratios.items()
        }

    def scaled(self, group: LegGroup, multiplier: Decimal | None) -> int:
        """The units of a group to trade for a caller's QtyMultiplier.

        Raises:
            Refused: The multiplier leaves no whole quantity, or the plan is for a position, whose
                quantities are its own (assumption `plan.multiplier_is_for_entries`).
        """
        if multiplier is not None and self.position_id is not None:
            message = "What a position holds sets the quantities: leave QtyMultiplier null."
            raise invalid("QtyMultiplier", message)
        return group.scaled(multiplier)
