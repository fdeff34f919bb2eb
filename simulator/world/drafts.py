"""Drafts: the leg groups that a plan is to trade, before anybody says what they cost.

A group of one leg is counted in that leg's signed contracts. One of several is traded in the unit
in which it was entered where that comes out even, and else as one combination that is bought, in
the smallest unit there is (assumption `adjustment.leg_groups`).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import gcd

from hubproof.contract.mesolive.models import LiveContract, PositionAdjustmentOperation
from hubproof.simulator.world.positions import Position
from hubproof.simulator.world.refusal import invalid
from hubproof.simulator.world.structure import AdjustmentSetup, LegSetup


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A leg group before it is quoted; `legs` are the id and the contract of each, by name."""

    id: int
    qty: int
    ratios: Mapping[str, int]
    legs: Mapping[str, tuple[int, LiveContract]]
    multiplier: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One leg of what is to be traded: so many signed contracts of it."""

    id: int
    name: str
    group: int
    contract: LiveContract
    qty: int


Opens = Callable[[LegSetup], tuple[int, LiveContract]]
"""The id and the contract of a leg that a position does not have yet."""


def closing(position: Position) -> list[Draft]:
    """The leg groups that close all that a position holds."""
    return _grouped(
        position, [_closed(position, name) for name, qty in position.held.items() if qty]
    )


def adjusting(position: Position, adjustment: AdjustmentSetup, opens: Opens) -> list[Draft]:
    """The leg groups that an adjustment of a position trades; UpdateVars trades none.

    Raises:
        Refused: The position holds nothing of a leg that is to be closed or moved.
    """
    for name in adjustment.removes:
        if not position.held.get(name):
            message = f"Position {position.id} holds nothing of {name} any more."
            raise invalid("Operation", message)
    closed = [_closed(position, name) for name in adjustment.removes]
    if adjustment.operation is PositionAdjustmentOperation.MoveLeg:
        ((old,), (leg,)) = closed, adjustment.adds
        return _grouped(position, [old, _opened(position, leg, -old.qty, opens)])
    units = _units_held(position)
    added = [_opened(position, leg, units * leg.ratio, opens) for leg in adjustment.adds]
    return _grouped(position, [*closed, *added])


def _closed(position: Position, name: str) -> Part:
    leg = position.legs[name]
    return Part(id=leg.id, name=name, group=leg.group_id, contract=leg.contract, qty=-leg.qty)


def _opened(position: Position, leg: LegSetup, qty: int, opens: Opens) -> Part:
    known = position.legs.get(leg.name)
    number, contract = opens(leg) if known is None else (known.id, known.contract)
    return Part(id=number, name=leg.name, group=leg.group, contract=contract, qty=qty)


def _units_held(position: Position) -> int:
    """How many units of its strategy a position is of, by the legs that it still has."""
    strategy = position.plan.strategy
    added = [leg for one in strategy.adjustments for leg in one.adds]
    ratios = {leg.name: leg.ratio for leg in (*strategy.legs, *added)}
    held = [abs(qty) // abs(ratios[name]) for name, qty in position.held.items() if name in ratios]
    return max(held, default=0) or strategy.qty


def _grouped(position: Position, parts: Sequence[Part]) -> list[Draft]:
    usual = {number: group.ratios for number, group in position.plan.groups.items()}
    return [
        _draft(group, members, usual.get(group, {}), position.plan.strategy.multiplier)
        for group, members in _by_group(parts)
    ]


def _by_group(parts: Sequence[Part]) -> Iterator[tuple[int, list[Part]]]:
    members: dict[int, list[Part]] = {}
    for part in parts:
        members.setdefault(part.group, []).append(part)
    return iter(sorted(members.items()))


def _draft(group: int, members: Sequence[Part], usual: Mapping[str, int], multiplier: int) -> Draft:
    qty, ratios = _unit({part.name: part.qty for part in members}, usual)
    return Draft(
        id=group,
        qty=qty,
        ratios=ratios,
        legs={part.name: (part.id, part.contract) for part in members},
        multiplier=multiplier,
    )


def _unit(qtys: Mapping[str, int], usual: Mapping[str, int]) -> tuple[int, Mapping[str, int]]:
    """How many units these contracts are, and what of each leg is in one."""
    if usual.keys() == qtys.keys():
        first, ratio = next(iter(usual.items()))
        units = qtys[first] // ratio
        if all(units * usual[name] == qty for name, qty in qtys.items()):
            return units, usual
    if len(qtys) == 1:
        ((name, qty),) = qtys.items()
        return qty, {name: 1}
    units = gcd(*qtys.values())
    return units, {name: qty // units for name, qty in qtys.items()}
