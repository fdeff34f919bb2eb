"""Inquiries about what is held: a position with its legs and leg groups, or single legs.

A position that is closed goes on being told of (assumption `data.closed_position`): a stream ends
when it is cancelled or its connection is gone, and its reader learns what was realised.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from hubproof.contract.mesolive import models
from hubproof.contract.mesolive.models import DataProviderType, LiveDataInclude
from hubproof.simulator.hubs.appraisal import Appraisal
from hubproof.simulator.hubs.frame import Figures
from hubproof.simulator.hubs.inquiry import FeedKey, TellsByProvider
from hubproof.simulator.world.legs import Leg
from hubproof.simulator.world.positions import Position

Block = TypeVar("Block")

_PRICES, _GREEKS, _PNL = LiveDataInclude.Prices, LiveDataInclude.Greeks, LiveDataInclude.PnL


@dataclass(frozen=True, slots=True)
class OfPosition:
    """The figures of a position, and of its legs and leg groups."""

    args: models.StreamPositionDataArgs | models.GetPositionSnapshotArgs
    provider: DataProviderType
    position: Position

    def feeds(self) -> Sequence[FeedKey]:
        """One feed for each symbol that a leg is on."""
        legs = self.position.legs.values()
        return list(dict.fromkeys((self.provider, leg.underlying) for leg in legs))

    def positions(self) -> Sequence[int]:
        """Just this one."""
        return (self.position.id,)

    def answer(self, told: TellsByProvider) -> Figures:
        """A PositionDataEntry."""
        args, legs = self.args, list(self.position.legs.values())
        one = Appraisal(told[self.provider], args)
        by_leg = {leg.id: leg for leg in legs}
        groups: dict[int, list[Leg]] = {}
        for leg in legs:
            groups.setdefault(leg.group_id, []).append(leg)
        prices = _block(args.IncludePosition, _PRICES, lambda: one.prices(legs))
        data = models.PositionDataEntry(
            PositionPrices=prices,
            PositionGreeks=_block(args.IncludePosition, _GREEKS, lambda: one.greeks(legs)),
            PositionPnLs=_block(args.IncludePosition, _PNL, lambda: one.pnl(legs)),
            LegPrices=_block(args.IncludeLegs, _PRICES, lambda: _map(by_leg, one.leg_prices)),
            LegGreeks=_block(args.IncludeLegs, _GREEKS, lambda: _map(by_leg, one.leg_greeks)),
            LegPnLs=_block(args.IncludeLegs, _PNL, lambda: _map(_alone(legs), one.pnl)),
            LegGroupPrices=_block(args.IncludeLegGroups, _PRICES, lambda: _map(groups, one.prices)),
            LegGroupGreeks=_block(args.IncludeLegGroups, _GREEKS, lambda: _map(groups, one.greeks)),
            LegGroupPnLs=_block(args.IncludeLegGroups, _PNL, lambda: _map(groups, one.pnl)),
        )
        of = f"position {self.position.id}"
        return Figures(says=data, prices=prices, provider=self.provider.value, of=of)


@dataclass(frozen=True, slots=True)
class OfLegs:
    """The figures of several legs, each by the provider beside it."""

    args: models.StreamLegsDataArgs | models.GetLegsSnapshotArgs
    legs: Sequence[tuple[DataProviderType, Leg]]

    def feeds(self) -> Sequence[FeedKey]:
        """A feed for each of their providers and symbols."""
        return _feeds(self.legs)

    def positions(self) -> Sequence[int]:
        """Those that the legs are of."""
        return _positions(self.legs)

    def answer(self, told: TellsByProvider) -> Figures:
        """A LegsData."""
        include = self.args.Include
        by = {name: Appraisal(said, self.args) for name, said in told.items()}
        blocks = {leg.id: (by[provider], leg) for provider, leg in self.legs}
        data = models.LegsData(
            LegPrices=_block(
                include, _PRICES, lambda: _map(blocks, lambda one: one[0].leg_prices(one[1]))
            ),
            LegGreeks=_block(
                include, _GREEKS, lambda: _map(blocks, lambda one: one[0].leg_greeks(one[1]))
            ),
            LegPnLs=_block(include, _PNL, lambda: _map(blocks, lambda one: one[0].pnl([one[1]]))),
        )
        providers = ", ".join(dict.fromkeys(provider.value for provider, _leg in self.legs))
        of = f"legs {', '.join(map(str, blocks))}"
        return Figures(says=data, prices=None, provider=providers, of=of)


@dataclass(frozen=True, slots=True)
class OfLeg:
    """The figures of one leg."""

    args: models.StreamLegDataArgs | models.GetLegSnapshotArgs
    provider: DataProviderType
    leg: Leg

    def feeds(self) -> Sequence[FeedKey]:
        """One feed."""
        return _feeds([(self.provider, self.leg)])

    def positions(self) -> Sequence[int]:
        """That of the leg."""
        return (self.leg.position_id,)

    def answer(self, told: TellsByProvider) -> Figures:
        """A LegData."""
        include, leg = self.args.Include, self.leg
        one = Appraisal(told[self.provider], self.args)
        prices = _block(include, _PRICES, lambda: one.leg_prices(leg))
        data = models.LegData(
            LegId=leg.id,
            Prices=prices,
            Greeks=_block(include, _GREEKS, lambda: one.leg_greeks(leg)),
            PnL=_block(include, _PNL, lambda: one.pnl([leg])),
        )
        return Figures(says=data, prices=prices, provider=self.provider.value, of=f"leg {leg.id}")


def _block(
    include: LiveDataInclude, part: LiveDataInclude, make: Callable[[], Block]
) -> Block | None:
    """A block of figures; None where it was not asked for (contract `include`)."""
    return make() if part.value in include.parts else None


_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


def _map(values: Mapping[_Key, _Value], make: Callable[[_Value], Block]) -> dict[_Key, Block]:
    return {key: make(value) for key, value in values.items()}


def _alone(legs: Iterable[Leg]) -> dict[int, list[Leg]]:
    return {leg.id: [leg] for leg in legs}


def _feeds(legs: Iterable[tuple[DataProviderType, Leg]]) -> list[FeedKey]:
    return list(dict.fromkeys((provider, leg.underlying) for provider, leg in legs))


def _positions(legs: Iterable[tuple[DataProviderType, Leg]]) -> list[int]:
    return list(dict.fromkeys(leg.position_id for _provider, leg in legs))
