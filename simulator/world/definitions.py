"""Definitions: what the simulator reads from the document that a strategy is made of.

The document is the client's and may be anything. What is not understood of it is passed over: it
goes back as it came, and a strategy of it trades all the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from msgspec.structs import replace

from hubproof.contract.mesolive.models import PositionAdjustmentOperation, StrategyDefinition
from hubproof.contract.mesolive.wiremodel import JsonElement
from hubproof.simulator.world.structure import AdjustmentSetup

_PARTS = {f"{one.value}Adjustment": one for one in PositionAdjustmentOperation}
"""What each operation is called in a definition."""

_VARIABLE_MAX = Decimal(10) ** 15
"""Beyond it a number would not be written exactly everywhere."""


def adjustments_of(
    document: StrategyDefinition, known: Sequence[AdjustmentSetup]
) -> tuple[AdjustmentSetup, ...]:
    """The adjustments that a document names, by condition and operation.

    What one does to legs is what the `known` one of that operation does (assumption
    `strategy.adjustments_of_a_definition`); without one it is left out.
    """
    found = _members(_part(document.Adjustment, "ConditionalAdjustments"))
    return tuple(
        adjustment
        for condition, parts in found
        if condition
        for name, operation in _PARTS.items()
        if (part := _part(parts, name)) is not None
        if (adjustment := _adjustment(condition, operation, part, known)) is not None
    )


def _adjustment(
    condition: str,
    operation: PositionAdjustmentOperation,
    part: object,
    known: Sequence[AdjustmentSetup],
) -> AdjustmentSetup | None:
    variables = dict(_numbers(_part(part, "VarDefines")))
    model = next((one for one in known if one.operation is operation), None)
    if model is None:
        if not variables or operation is not PositionAdjustmentOperation.UpdateVars:
            return None
        return AdjustmentSetup(condition=condition, operation=operation, variables=variables)
    if operation is PositionAdjustmentOperation.UpdateVars and not variables:
        variables = model.variables
    return replace(model, condition=condition, variables=variables)


def _part(content: object, name: str) -> object:
    return None if content is None else JsonElement.from_json(content).named(name)


def _members(content: object) -> Iterator[tuple[str, object]]:
    if isinstance(content, Mapping):
        yield from content.items()


def _numbers(content: object) -> Iterator[tuple[str, Decimal]]:
    """The variables that are numbers, or texts of one; others are expressions."""
    for name, value in _members(content):
        if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
            continue
        try:
            number = Decimal(value)
        except InvalidOperation:
            continue
        if number.is_finite() and abs(number) <= _VARIABLE_MAX:
            yield name, number
