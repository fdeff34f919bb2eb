"""Definitions: what the simulator reads from the document that a strategy is made of.

The document is the client's. What is documented of its parts must be as it is there (assumption
`strategy.checked_definition`); what is not understood within them is passed over: it goes back as
it came, and a strategy of it trades all the same.
"""

import re
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

_VERSION = re.compile(r"[vV]?([0-9]{1,6})(\.[0-9]+)*")
_VERSION_MIN = 3
_TEXTS = ("StrategyName", "Symbol")
_OBJECTS = ("Backtest", "Structure", "Entry", "Adjustment", "Exit", "Settings")


def faults_of(document: StrategyDefinition) -> dict[str, str]:
    """What of a document is not as it must be, and why, by the name of the part.

    What is wrong with the whole is under no name. A part that is missing or null is no fault.
    """
    if not isinstance(document.content, Mapping):
        return {"": "A definition is a JSON object."}
    faults: dict[str, str] = {}
    version = document.named("MesoSimVersion")
    if version is not None and not _is_new_enough(version):
        faults["MesoSimVersion"] = f"A definition is of version {_VERSION_MIN} or later."
    for name in _TEXTS:
        text = document.named(name)
        if text is not None and not (isinstance(text, str) and text.strip()):
            faults[name] = f"{name} is a text that is not empty."
    for name in _OBJECTS:
        part = document.named(name)
        if part is not None and not isinstance(part, Mapping):
            faults[name] = f"{name} is a JSON object."
    return faults


def _is_new_enough(version: object) -> bool:
    if isinstance(version, bool) or not isinstance(version, int | str | Decimal):
        return False
    found = _VERSION.fullmatch(str(version).strip())
    return found is not None and int(found[1]) >= _VERSION_MIN


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
