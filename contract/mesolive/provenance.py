"""Evidence marks: how well each name of the contract is known, written beside its declaration.

Every model, enum, method and callback is declared together with its mark, and a field or member
that is known less well than its owner is named there as an exception. A mark that names something
the owner does not have stops the import, so a renamed field cannot keep a stale mark.
"""

from collections.abc import Callable
from enum import Enum, StrEnum
from typing import TypeVar

import msgspec

Declared = TypeVar("Declared", bound=type)


class Evidence(StrEnum):
    """documented: the exact name was read; inferred: follows from one that was; assumed: ours."""

    documented = "documented"
    inferred = "inferred"
    assumed = "assumed"


class Provenance(msgspec.Struct, frozen=True):
    """How well one name is known, and the document that names it (or that leaves it open).

    `source` is a `docs:` path below the vendor's product documentation, a `seed:` file, or a page
    of the product manual, `manual:`.
    """

    evidence: Evidence
    source: str


DOCUMENTED, INFERRED, ASSUMED = Evidence.documented, Evidence.inferred, Evidence.assumed

KNOWN: dict[str, Provenance] = {}
"""Every declared name, `Owner` or `Owner.part`, in the order of declaration."""


def known(
    evidence: Evidence,
    source: str,
    *,
    parts: Evidence | Provenance | None = None,
    **exceptions: Evidence | Provenance,
) -> Callable[[Declared], Declared]:
    """Mark a model or enum, and all its fields or members.

    `parts` is for a class whose own name is known otherwise than what is in it; `exceptions` are
    single parts. A mark without a source has the class's.

    Raises:
        TypeError: An exception names no field or member of the declared class.
    """

    def record(declared: Declared) -> Declared:
        names = parts_of(declared)
        if stray := [name for name in exceptions if name not in names]:
            raise TypeError(f"{declared.__name__} has no {', '.join(stray)} to mark")
        mark(declared.__name__, Provenance(evidence, source))
        for name in names:
            told = exceptions.get(name, parts or evidence)
            whole = told if isinstance(told, Provenance) else Provenance(told, source)
            mark(f"{declared.__name__}.{name}", whole)
        return declared

    return record


def mark(name: str, provenance: Provenance) -> None:
    """Record one name; two declarations of the same name would hide one of them.

    Raises:
        TypeError: The name is declared twice.
    """
    if name in KNOWN:
        raise TypeError(f"{name} is declared twice")
    KNOWN[name] = provenance


def parts_of(declared: type) -> tuple[str, ...]:
    """The fields of a model, or the members of an enum, in declared order."""
    if issubclass(declared, Enum):
        return tuple(declared.__members__)
    if issubclass(declared, msgspec.Struct):
        return declared.__struct_fields__
    named: tuple[str, ...] = getattr(declared, "NAMED", ())
    return named
