"""Holdings: positions and legs as they are read back one by one.

What they are worth is told at the prices that an exit would be planned with, so that no client can
read one number here and be filled at another.
"""

from decimal import Decimal

from hubproof.contract.mesolive.models import (
    GetLegArgs,
    GetLegsArgs,
    GetLegsResult,
    GetPositionArgs,
    GetPositionResult,
    ListLegsArgs,
    ListLegsResult,
    LiveLeg,
    LivePnL,
)
from hubproof.simulator.world.paging import Pages
from hubproof.simulator.world.plans import units_held
from hubproof.simulator.world.positions import Position, Positions
from hubproof.simulator.world.pricing import HALF_SPREAD, quote
from hubproof.simulator.world.refusal import not_found
from hubproof.simulator.world.turn import Turn


class Holdings:
    """Answers GetPosition, ListLegs, GetLeg and GetLegs."""

    def __init__(self, positions: Positions, pages: Pages) -> None:
        self._positions = positions
        self._pages = pages

    def position(self, turn: Turn, args: GetPositionArgs) -> GetPositionResult:
        """GetPosition.

        Raises:
            Refused: There is no such position.
        """
        position = self._positions.named(args.PositionId)
        return GetPositionResult(
            Position=position.view(),
            Legs=[leg.view() for leg in position.legs.values()],
            Prices=quote(_price(position), turn.time),
            PnL=_pnl(turn, position),
        )

    def legs(self, _turn: Turn, args: ListLegsArgs) -> ListLegsResult:
        """ListLegs."""
        position, account = args.LivePositionId, args.BrokerAccountId
        legs, token = self._pages.cut(
            self._positions.legs(),
            lambda leg: position in (None, leg.position_id) and account in (None, leg.account_id),
            scope=f"ListLegs {position} {account}",
            limit=args.Limit,
            token=args.ContinuationToken,
        )
        return ListLegsResult(Legs=[leg.view() for leg in legs], ContinuationToken=token)

    def leg(self, _turn: Turn, args: GetLegArgs) -> LiveLeg:
        """GetLeg.

        Raises:
            Refused: There is no such leg.
        """
        for leg in self._positions.legs():
            if leg.id == args.LegId:
                return leg.view()
        raise not_found("leg", args.LegId)

    def several(self, _turn: Turn, args: GetLegsArgs) -> GetLegsResult:
        """GetLegs: those that there are, in the order in which they were asked for."""
        known = {leg.id: leg for leg in self._positions.legs()}
        return GetLegsResult(Legs=[known[one].view() for one in args.LegIds if one in known])


def _price(position: Position) -> Decimal:
    """What the whole position would cost in points."""
    held, groups = position.held, position.plan.groups.values()
    return sum((group.price * units_held(group, held) for group in groups), Decimal(0))


def _pnl(turn: Turn, position: Position) -> LivePnL:
    """Realised, and running at either side: what is sold gets the bid, what is bought the ask."""
    prices = position.plan.prices
    running = {
        side: sum(
            (leg.worth(prices[leg.name] + away) for leg in position.legs.values()), Decimal(0)
        )
        for side, away in (("Bid", -HALF_SPREAD), ("Ask", HALF_SPREAD), ("Mark", Decimal(0)))
    }
    return LivePnL(
        SnapshotTime=turn.time,
        Realized=position.realized,
        Bid=running["Bid"],
        Ask=running["Ask"],
        Last=running["Mark"],
        Mark=running["Mark"],
        BidAgeMs=0,
        AskAgeMs=0,
        LastAgeMs=0,
        MarkAgeMs=0,
    )
