"""Signatures: what a hub's methods are called, take and give, read once from their annotations.

Rules: names on the wire are written as .NET writes them, and found whatever their case; private,
static and inherited methods of `Hub` itself are no hub methods. An `AsyncIterator` among the
parameters is an upload, and as a result a stream. What cannot be carried is told when the hub is
served, and not to its first caller.
"""

import inspect
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from operator import call
from typing import Any

from msgspec import Raw

from hubproof.contract.dotnet.shapes import (
    Anything,
    Shape,
    ValueMismatchError,
    check,
    pascal,
    shape_of,
    stream_item,
)
from hubproof.contract.signalr.protocols import PROTOCOLS, HubProtocol
from hubproof.simulator.hubs.typed.hub import Answer, Hub, Items
from hubproof.simulator.hubs.typed.values import values_of
from hubproof.simulator.session import errors
from hubproof.simulator.session.events import Invoked

Read = Callable[[bytes, HubProtocol], Any]
"""Reads an argument in an encoding; ValueMismatchError says what was wrong with it."""


class BindingError(Exception):
    """Arguments that do not fit; the sentence is the detail, and `why` is for the hub's own log."""

    def __init__(self, says: str, why: str = "") -> None:
        super().__init__(says)
        self.why = why or says


class HubDefinitionError(TypeError):
    """A method that cannot be a hub's; the sentence names it, and what to write instead."""


def _nothing() -> None:
    """What is carried out elsewhere."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter; of an upload, `item` is what it is a stream of.

    It is read by its shape, or as its hub says.
    """

    name: str
    shape: Shape
    item: Shape | None = None
    read: Read | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """One method. `item` is the shape of its stream's items, where it streams.

    Of its parameters `uploads` are streams from the client, and the `wanted` ones arguments, each
    with what reads it in an encoding. A plain one anybody may call, with values for values. One
    that `endures` streams on though it is cancelled.
    """

    name: str
    parameters: tuple[Parameter, ...]
    wanted: tuple[Parameter, ...]
    uploads: tuple[Parameter, ...] = ()
    item: Shape | None = None
    result: Shape = field(default_factory=Anything)
    function: Callable[..., Any] = field(default=_nothing)
    policy: str | None = None
    endures: bool = False
    is_plain: bool = field(init=False)
    readers: Mapping[str, tuple[Callable[[Raw], Any], ...]] = field(init=False)

    def __post_init__(self) -> None:
        is_plain = self.item is None and self.policy is None and not self.uploads
        readers = {
            protocol.name: tuple(_reader(one, protocol) for one in self.wanted)
            for protocol in PROTOCOLS.values()
        }
        for name, value in (("is_plain", is_plain), ("readers", readers)):
            object.__setattr__(self, name, value)  # it is frozen from here on

    @property
    def streams(self) -> bool:
        """Whether it answers with items."""
        return self.item is not None

    def bind(self, invoked: Invoked, protocol: HubProtocol) -> list[Any]:
        """The arguments that are no uploads, as values.

        Raises:
            BindingError: their number or one of them does not fit (behaviours 53, 54).
        """
        arguments, readers = invoked.arguments, self.readers[protocol.name]
        if invoked.unreadable is None and len(arguments) == len(readers):
            try:
                return list(map(call, readers, arguments))
            except ValueError:
                pass  # which one it is, and whether it is one, is found below
        return self._bind_one_by_one(invoked, protocol)

    def _bind_one_by_one(self, invoked: Invoked, protocol: HubProtocol) -> list[Any]:
        if invoked.unreadable is not None:
            raise BindingError(invoked.unreadable)
        arguments, wanted = invoked.arguments, self.wanted
        if len(arguments) != len(wanted):
            raise BindingError(errors.argument_count(len(arguments), len(wanted)))
        decode = values_of(protocol).decode
        bound = []
        for place, (text, parameter) in enumerate(zip(arguments, wanted, strict=True), start=1):
            try:
                if parameter.read is None:
                    bound.append(decode(bytes(text), parameter.shape))
                else:
                    bound.append(parameter.read(text, protocol))
            except ValueMismatchError as error:
                which = f" {place}." if protocol.is_binary else "s."
                says = f"Error binding argument{which} {errors.ARGUMENTS}"
                raise BindingError(says, str(error)) from error
        return bound


def _reader(parameter: Parameter, protocol: HubProtocol) -> Callable[[Raw], Any]:
    read = parameter.read
    if read is None:
        return values_of(protocol).reader(parameter.shape)
    return lambda text: read(text, protocol)


_OF_ANY_HUB = ("context", "clients", "groups")


def _by_its_shape(_: Any) -> None:
    """No annotation is read otherwise."""


def signatures_of(
    hub: type[Hub], reads: Callable[[Any], Read | None] = _by_its_shape
) -> Mapping[str, Signature]:
    """The methods of a hub, by their names in lower case.

    `reads` says of which annotations arguments are read otherwise than by their shape, and how.

    Raises:
        HubDefinitionError: one of them cannot be called, or takes the place of what `Hub` has.
    """
    for name in _OF_ANY_HUB:
        if not isinstance(inspect.getattr_static(hub, name), property):
            said = f"{hub.__name__}.{name}: methods find the {name} of their hub under this name"
            raise HubDefinitionError(f"{said}; call it otherwise, on the wire by hub_method(name=)")
    while len(hub.__bases__) == 1 and not any(map(inspect.isfunction, vars(hub).values())):
        hub = hub.__bases__[0]  # it adds nothing, and is asked for as often as its like
    return _signatures_of(hub, reads)  # type: ignore[arg-type]  # a class can be hashed


@cache
def _signatures_of(hub: type[Hub], reads: Callable[[Any], Read | None]) -> Mapping[str, Signature]:
    functions: dict[str, Any] = {}
    for part in reversed(hub.__mro__):
        functions |= vars(part)
    found = {}
    for name, function in functions.items():
        if name.startswith("_") or name in vars(Hub) or not inspect.isfunction(function):
            continue
        signature = _signature(name, function, reads)
        if signature.name.lower() in found:
            said = f"{hub.__name__}.{name}: there is another method that is called {signature.name}"
            raise HubDefinitionError(f"{said}, and clients tell them apart by nothing else")
        found[signature.name.lower()] = signature
    return found


@cache
def _signature(
    name: str, function: Callable[..., Any], reads: Callable[[Any], Read | None]
) -> Signature:
    where = function.__qualname__
    try:
        hints = typing.get_type_hints(function, include_extras=True)
        given, item = _given(hints.get("return"))
        check(given if item is None else item)
        parameters = tuple(_parameter(one, hints, reads) for one in _arguments(function))
    except (TypeError, NameError) as error:
        raise HubDefinitionError(f"{where}: {error}") from error
    if item is None and inspect.isasyncgenfunction(function):
        said = "it yields, so that it gives an AsyncIterator of what it yields"
        raise HubDefinitionError(f"{where}: {said}")
    return Signature(
        name=getattr(function, "hub_name", pascal(name)),
        function=function,
        parameters=parameters,
        result=given,
        item=item,
        policy=getattr(function, "hub_policy", None),
        endures=getattr(function, "hub_endures", False),
        wanted=tuple(one for one in parameters if one.item is None),
        uploads=tuple(one for one in parameters if one.item is not None),
    )


def _given(annotation: Any) -> tuple[Shape, Shape | None]:
    """The shapes of a method's result, and of its items where it streams."""
    origin = typing.get_origin(annotation)
    if origin in (Answer, Items):
        return Anything(), Anything() if origin is Items else None
    item = stream_item(annotation)
    return (shape_of(annotation), None) if item is None else (Anything(), shape_of(item))


_BY_PLACE = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def _arguments(function: Callable[..., Any]) -> list[str]:
    """The names of what a method takes, without its `self`."""
    names = []
    for one in inspect.signature(function).parameters.values():
        if one.kind not in _BY_PLACE:
            raise TypeError(f"a hub is called by places, and {one} has none")
        names.append(one.name)
    if not names:
        raise TypeError("a method takes self; one that does not is a staticmethod")
    return names[1:]


def _parameter(
    name: str, hints: Mapping[str, Any], reads: Callable[[Any], Read | None]
) -> Parameter:
    if name not in hints:
        raise TypeError(f"{name} has no annotation, so nobody knows what may come; say object")
    annotation = hints[name]
    read = reads(annotation)
    if read is not None:
        return Parameter(name, Anything(), read=read)
    item = stream_item(annotation)
    shape = shape_of(annotation if item is None else item)
    check(shape)
    return Parameter(name, shape) if item is None else Parameter(name, Anything(), shape)
