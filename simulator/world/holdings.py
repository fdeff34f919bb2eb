"""Holdings: positions and legs as they are read back one by one.

What they are worth is told at the prices that an exit would be planned with, so that no client can
read one number here and be filled at another.
"""

from collections.abc import Mapping

from msgspec import structs

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
from hubproof.simulator.market.instrument import instrument_of
from hubproof.simulator.market.quote import Quote
from hubproof.simulator.market.valuation import combined_quote
from hubproof.simulator.world.exchange import Exchange
from hubproof.simulator.world.paging import Pages
from hubproof.simulator.world.positions import Position, Positions
from hubproof.simulator.world.pricing import live_prices
from hubproof.simulator.world.refusal import not_found
from hubproof.simulator.world.running import running
from hubproof.simulator.world.turn import Turn


class Holdings:
    """Answers GetPosition, ListLegs, GetLeg and GetLegs."""

    def __init__(self, positions: Positions, pages: Pages, exchange: Exchange) -> None:
        self._exchange = exchange
        self._positions = positions
        self._pages = pages

    def position(self, turn: Turn, args: GetPositionArgs) -> GetPositionResult:
        """GetPosition.

        Raises:
            Refused: There is no such position.
        """
        position = self._positions.named(args.PositionId)
        quotes = self._quotes(turn, position)
        # Nobody quotes nothing: nought would be a price.
        whole = Quote(None, None, None, turn.now)
        if any(position.held.values()):
            whole = combined_quote(position.held, quotes)
        return GetPositionResult(
            Position=position.view(),
            Legs=[leg.view() for leg in position.legs.values()],
            Vars=dict(position.variables),
            Prices=live_prices(whole, turn.now, turn.time),
            PnL=_pnl(turn, position, quotes),
        )

    def _quotes(self, turn: Turn, position: Position) -> dict[str, Quote]:
        return {
            name: self._exchange.shown(((instrument_of(leg.contract), 1),), turn.now)
            for name, leg in position.legs.items()
        }

    def legs(self, _turn: Turn, args: ListLegsArgs) -> ListLegsResult:
        """ListLegs."""
        position, account = args.LivePositionId, args.BrokerAccountId
        legs, token = self._pages.cut(
            self._positions.legs.among(position=position, account=account),
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
        leg = self._positions.legs.get(args.LegId)
        if leg is None:
            raise not_found("leg", args.LegId)
        return leg.view()

    def several(self, _turn: Turn, args: GetLegsArgs) -> GetLegsResult:
        """GetLegs: those that there are, in the order in which they were asked for."""
        return GetLegsResult(Legs=[leg.view() for leg in self._positions.legs.several(args.LegIds)])


def _pnl(turn: Turn, position: Position, quotes: Mapping[str, Quote]) -> LivePnL:
    """Realised, and running at either side."""
    quoted = [(leg, quotes[name]) for name, leg in position.legs.items()]
    told = live_prices(running(quoted, turn.now), turn.now, turn.time)
    return LivePnL(Realized=position.realized, **structs.asdict(told))
