"""Signatures: what a hub's methods are called, take and give, read once from their annotations.

Rules: names on the wire are written as .NET writes them, and found whatever their case; private,
static and inherited methods of `Hub` itself are no hub methods. An `AsyncIterator` among the
parameters is an upload, and as a result a stream.
"""

import inspect
import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from msgspec import Raw

from hubproof.contract.dotnet.shapes import (
    Anything,
    Shape,
    ValueMismatchError,
    pascal,
    shape_of,
    stream_item,
)
from hubproof.simulator.hubs.typed.hub import Hub
from hubproof.simulator.hubs.typed.values import Decode, Values
from hubproof.simulator.session import errors
from hubproof.simulator.session.events import Invoked


class BindingError(Exception):
    """Arguments that do not fit; the sentence is the detail."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter; of an upload, `item` is what it is a stream of."""

    name: str
    shape: Shape
    item: Shape | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """One method. `item` is the shape of its stream's items, where it streams.

    Of its parameters `uploads` are streams from the client, and the others arguments, of these
    `shapes`. A plain one anybody may call, with values for values.
    """

    name: str
    function: Callable[..., Any]
    parameters: tuple[Parameter, ...]
    result: Shape
    item: Shape | None
    policy: str | None
    uploads: tuple[Parameter, ...]
    shapes: tuple[Shape, ...]
    is_plain: bool

    def bind(self, invoked: Invoked, values: Values) -> list[Any]:
        """The arguments that are no uploads, as values.

        Raises:
            BindingError: their number or one of them does not fit (behaviours 53, 54).
        """
        if invoked.unreadable is not None:
            raise BindingError(invoked.unreadable)
        arguments, shapes, decode = invoked.arguments, self.shapes, values.decode
        if len(arguments) != len(shapes):
            raise BindingError(errors.argument_count(len(arguments), len(shapes)))
        try:
            return list(map(decode, arguments, shapes))
        except ValueMismatchError as error:
            which = "s."
            if values.names_places:
                which = f" {1 + _first_misfit(arguments, shapes, decode)}."
            raise BindingError(f"Error binding argument{which} {errors.ARGUMENTS}") from error


def _first_misfit(arguments: Sequence[Raw], shapes: Sequence[Shape], decode: Decode) -> int:
    for place, (argument, shape) in enumerate(zip(arguments, shapes, strict=True)):
        try:
            decode(argument, shape)
        except ValueMismatchError:
            return place
    raise AssertionError("one of them does not fit")


def signatures_of(hub: type[Hub]) -> Mapping[str, Signature]:
    """The methods of a hub, by their names in lower case."""
    functions: dict[str, Any] = {}
    for part in reversed(hub.__mro__):
        functions |= vars(part)
    found = {}
    for name, function in functions.items():
        if name.startswith("_") or name in vars(Hub) or not inspect.isfunction(function):
            continue
        signature = _signature(name, function)
        found[signature.name.lower()] = signature
    return found


@cache
def _signature(name: str, function: Callable[..., Any]) -> Signature:
    hints = typing.get_type_hints(function, include_extras=True)
    result = hints.pop("return", None)
    names = list(inspect.signature(function).parameters)[1:]
    item = stream_item(result)
    policy = getattr(function, "hub_policy", None)
    parameters = tuple(_parameter(one, hints[one]) for one in names)
    return Signature(
        name=getattr(function, "hub_name", pascal(name)),
        function=function,
        parameters=parameters,
        result=Anything() if item is not None else shape_of(result),
        item=None if item is None else shape_of(item),
        policy=policy,
        uploads=tuple(one for one in parameters if one.item is not None),
        shapes=tuple(one.shape for one in parameters if one.item is None),
        is_plain=item is None and policy is None and all(one.item is None for one in parameters),
    )


def _parameter(name: str, annotation: Any) -> Parameter:
    item = stream_item(annotation)
    if item is not None:
        return Parameter(name, Anything(), shape_of(item))
    return Parameter(name, shape_of(annotation))
