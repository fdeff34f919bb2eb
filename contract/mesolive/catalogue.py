"""The whole contract as plain data: every name with its type, its evidence and its source.

Made from the declarations themselves, so nothing here can say something else than they do.
"""

import types
import typing
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal

import msgspec

from hubproof.contract.mesolive import models
from hubproof.contract.mesolive.callbacks import CALLBACKS
from hubproof.contract.mesolive.evidence import Evidence, evidence_of
from hubproof.contract.mesolive.methods import METHODS
from hubproof.contract.mesolive.provenance import KNOWN
from hubproof.contract.mesolive.wiremodel import JsonElement

Kind = Literal["method", "callback", "model", "field", "enum", "member"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One name; `type` says in a few words what stands behind it, and may be empty."""

    kind: Kind
    name: str
    type: str
    evidence: Evidence
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldShape:
    """The type of a field without its null, and whether null is allowed; None where unknown."""

    type: str | None
    nullable: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What two packages of the same contract can be compared by.

    `models` has each model's fields, `enums` the names of their members on the wire, and `clients`
    the methods of each hub's client.
    """

    models: Mapping[str, Mapping[str, FieldShape]]
    enums: Mapping[str, Sequence[str]]
    clients: Mapping[str, Sequence[str]]


def rows() -> Iterator[Row]:
    """Every name of the contract: methods, callbacks, then models and enums with their parts."""
    for method in METHODS.values():
        arrow = f"{method.args.__name__} -> {method.result.__name__}"
        words = [
            word for word, holds in (("keyed", method.keyed), ("stream", method.streams)) if holds
        ]
        yield _row("method", method.name, ", ".join([f"{method.hub}: {arrow}", *words]))
    for callback in CALLBACKS.values():
        yield _row("callback", callback.name, callback.payload.__name__)
    for name, declared in _declared():
        is_enum = issubclass(declared, Enum)
        yield _row("enum" if is_enum else "model", name, "")
        for part, said in _parts(declared):
            yield _row("member" if is_enum else "field", f"{name}.{part}", said)


def shape() -> Shape:
    """The contract of this house."""
    declared = dict(_declared())
    return Shape(
        models={
            name: fields_of(one) for name, one in declared.items() if not issubclass(one, Enum)
        },
        enums={name: labels(one) for name, one in declared.items() if issubclass(one, Enum)},
        clients={
            f"MesoLive{hub.capitalize()}HubClient": [
                *(method.sdk_name for method in METHODS.values() if method.hub == hub),
                *(one.registration for one in CALLBACKS.values() if hub == "event"),
            ]
            for hub in ("control", "data", "event")
        },
    )


def labels(enum: Iterable[Enum]) -> list[str]:
    """The members of an enum as they are named on the wire: by value, unless it is a number."""
    return [one.value if isinstance(one.value, str) else one.name for one in enum]


def written(annotation: Any) -> FieldShape:
    """An annotation as the documents would write it: `dict[int,LivePrices]`, nullable or not."""
    origin, inside = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (types.UnionType, typing.Union):
        others = [written(one) for one in inside if one is not types.NoneType]
        nullable = len(others) < len(inside) or any(one.nullable for one in others)
        return FieldShape(type="|".join(str(one.type) for one in others), nullable=nullable)
    if origin is not None and inside:
        return FieldShape(type=f"{_name(origin)}[{','.join(map(_inner, inside))}]", nullable=False)
    return FieldShape(type=_name(annotation), nullable=annotation in (None, types.NoneType))


def fields_of(model: type) -> dict[str, FieldShape]:
    """The fields of one of our models; of kept JSON only the names are known."""
    if issubclass(model, JsonElement):
        return {name: FieldShape(type=None, nullable=None) for name in model.NAMED}
    assert issubclass(model, msgspec.Struct), "a model is one of the two"
    return {field.name: written(field.type) for field in msgspec.structs.fields(model)}


def _declared() -> Iterator[tuple[str, type]]:
    for name in models.__all__:
        if name in KNOWN:
            yield name, getattr(models, name)


def _parts(declared: type) -> Iterator[tuple[str, str]]:
    """Each part of a model or enum, and what it is in words."""
    if issubclass(declared, Enum):
        yield from ((name, f'"{one.value}"') for name, one in declared.__members__.items())
    elif issubclass(declared, JsonElement):
        yield from ((name, "any JSON") for name in declared.NAMED)
    elif issubclass(declared, msgspec.Struct):
        for field in msgspec.structs.fields(declared):
            told = written(field.type)
            null = " | null" if told.nullable else ""
            yield field.name, f"{told.type}{null}{'' if field.required else ', may be absent'}"


def _row(kind: Kind, name: str, said: str) -> Row:
    known = evidence_of(name)
    return Row(kind=kind, name=name, type=said, evidence=known.evidence, source=known.source)


def _inner(annotation: Any) -> str:
    told = written(annotation)
    return f"{told.type}|None" if told.nullable else str(told.type)


def _name(annotation: Any) -> str:
    """The one name for the many that Python has for the same thing."""
    if isinstance(annotation, typing.TypeVar):
        return "T"
    name = getattr(annotation, "__name__", None) or str(annotation)
    return _ALIASES.get(name, name)


_ALIASES = {
    **dict.fromkeys(("Sequence", "tuple", "Iterable", "Collection"), "list"),
    **dict.fromkeys(("Mapping", "MutableMapping"), "dict"),
    **dict.fromkeys(("Any", "object", "JsonValue"), "JsonElement"),
}
