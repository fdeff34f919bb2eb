"""Where another package of the same contract says otherwise than this house.

Pure comparison of two shapes. Every difference is said by the name it is about, with how well that
name is known here: a documented one that differs is a misreading, an assumed one is news.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hubproof.contract.mesolive.catalogue import FieldShape, Shape
from hubproof.contract.mesolive.provenance import KNOWN, Evidence

ANY_JSON = ("JsonElement", "dict", "dict[str,JsonElement]")
"""Types that stand for JSON of a shape nobody wrote down."""

KEPT_JSON = ("JsonElement", "StrategyDefinition", "LiveUnderlying", "T")
"""Our types that take what comes as it is, so that another package may call them any JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One name, what is otherwise, and the evidence here; None where we do not have the name."""

    name: str
    says: str
    evidence: Evidence | None


def differences(ours: Shape, theirs: Shape, package: str) -> list[Difference]:
    """Everything in which `theirs`, the shape of `package`, is not `ours`; sorted by name."""
    found = [
        *_of_models(ours, theirs, package),
        *_of_enums(ours, theirs, package),
        *_of_clients(ours, theirs, package),
    ]
    return sorted(found, key=lambda one: (one.name, one.says))


def _of_models(ours: Shape, theirs: Shape, package: str) -> Iterator[Difference]:
    yield from _one_sided(ours.models, theirs.models, package)
    for name, fields in ours.models.items():
        others = theirs.models.get(name)
        if others is None or (not others and name in KEPT_JSON):
            continue
        yield from _one_sided(fields, others, package, f"{name}.")
        for field, own in fields.items():
            if field in others:
                yield from _of_field(f"{name}.{field}", own, others[field], package)


def _of_field(name: str, own: FieldShape, other: FieldShape, package: str) -> Iterator[Difference]:
    if own.type is not None and not _same(own.type, str(other.type)):
        yield _difference(name, f"{own.type} here, {other.type} in {package}")
    if own.nullable is not None and own.nullable is not other.nullable:
        words = (
            ("may be null", "is never null") if own.nullable else ("is never null", "may be null")
        )
        yield _difference(name, f"{words[0]} here, {words[1]} in {package}")


def _same(own: str, other: str) -> bool:
    return own == other or (own in KEPT_JSON and other in ANY_JSON)


def _of_enums(ours: Shape, theirs: Shape, package: str) -> Iterator[Difference]:
    yield from _one_sided(ours.enums, theirs.enums, package)
    for name, members in ours.enums.items():
        if name in theirs.enums:
            own, other = dict.fromkeys(members), dict.fromkeys(theirs.enums[name])
            yield from _one_sided(own, other, package, f"{name}.")


def _of_clients(ours: Shape, theirs: Shape, package: str) -> Iterator[Difference]:
    for client, methods in ours.clients.items():
        if client not in theirs.clients:
            yield _difference(client, f"not in {package}")
            continue
        for method in methods:
            if method not in theirs.clients[client]:
                yield _difference(f"{client}.{method}", f"not in {package}")


def _one_sided(
    ours: Mapping[str, object], theirs: Mapping[str, object], package: str, owner: str = ""
) -> Iterator[Difference]:
    for name in ours:
        if name not in theirs:
            yield _difference(owner + name, f"not in {package}")
    for name in theirs:
        if name not in ours:
            yield Difference(name=owner + name, says=f"only in {package}", evidence=None)


def _difference(name: str, says: str) -> Difference:
    known = KNOWN.get(name)
    return Difference(name=name, says=says, evidence=known.evidence if known else None)
