"""The structure of a strategy: the legs that it trades, and what may become of them afterwards.

A leg keeps its name as long as its position lives, so whatever takes its place has another: in one
plan, order or list a name says which contract is meant.
"""

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from hubproof.contract.mesolive.models import MesoOptionType, PositionAdjustmentOperation


class LegSetup(msgspec.Struct, frozen=True, kw_only=True):
    """An option that a strategy trades; the market says what it costs.

    `ratio` is signed and counts this leg in one unit of the strategy: +1 buys one, -2 sells two.
    Legs of one `group` are traded as one order.
    """

    name: str
    strike: Decimal
    option_type: MesoOptionType = MesoOptionType.Put
    ratio: int = 1
    group: int = 1


class AdjustmentSetup(msgspec.Struct, frozen=True, kw_only=True):
    """What a strategy does to a position when a condition is met: `operation` says which it is.

    AddLegs buys and sells `adds`, RemoveLegs closes the legs that `removes` names, MoveLeg does
    both with one leg, whose place the other takes over. `variables` are set with the first fill; of
    UpdateVars they are all there is.
    """

    condition: str
    operation: PositionAdjustmentOperation
    adds: tuple[LegSetup, ...] = ()
    removes: tuple[str, ...] = ()
    variables: dict[str, Decimal] = {}


def check_adjustments(
    where: str, legs: Sequence[LegSetup], adjustments: Sequence[AdjustmentSetup]
) -> None:
    """Check what may become of a position of these legs; `where` names the strategy.

    Raises:
        ValueError: An adjustment cannot be carried out as it is set up; the sentence names it.
    """
    known = {leg.name: leg for leg in legs}
    seen: list[tuple[str, str]] = []
    for one in adjustments:
        for leg in one.adds:
            if known.setdefault(leg.name, leg) != leg or leg in legs:
                raise ValueError(f"{where}: leg {leg.name} is set up twice; give each its own name")
    for one in adjustments:
        place = f"{where}: {one.operation.value} under {one.condition!r}"
        if (one.operation.value, one.condition) in seen:
            raise ValueError(f"{place} is set up twice; give each its own condition")
        seen.append((one.operation.value, one.condition))
        _check_adjustment(place, one, known)


def _check_adjustment(place: str, one: AdjustmentSetup, known: dict[str, LegSetup]) -> None:
    if not one.condition or not _is_whole(one):
        raise ValueError(f"{place} must have a condition, and just the parts of its operation")
    for name in one.removes:
        if name not in known:
            raise ValueError(f"{place} removes {name}, which is no leg")
    if one.operation is PositionAdjustmentOperation.MoveLeg:
        old, new = known[one.removes[0]], one.adds[0]
        if (old.ratio, old.group) != (new.ratio, new.group):
            raise ValueError(f"{place} must leave the leg its ratio and its group")


def _is_whole(one: AdjustmentSetup) -> bool:
    has = (len(one.adds), len(one.removes))
    if one.operation is PositionAdjustmentOperation.AddLegs:
        return has[0] > 0 and has[1] == 0
    if one.operation is PositionAdjustmentOperation.RemoveLegs:
        return has[0] == 0 and has[1] > 0
    if one.operation is PositionAdjustmentOperation.MoveLeg:
        return has == (1, 1)
    return has == (0, 0) and bool(one.variables)
