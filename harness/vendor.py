"""The vendor's package, where a user has it installed: its models, enums and clients as plain data.

Only annotations are read, so it does not matter what its models are made of: pydantic, dataclasses,
msgspec or plain classes. Nothing of it is called but what its import runs.
"""

import importlib
import inspect
import typing
from collections.abc import Iterator, Mapping
from enum import Enum
from types import ModuleType

from hubproof.contract.mesolive.catalogue import FieldShape, Shape, labels, written


class VendorError(Exception):
    """The package cannot be read; the sentence says why and what to do."""


def shape_of(package: str) -> Shape:
    """The shape of an installed package: of its `models`, or of itself where it has none.

    Raises:
        VendorError: It cannot be imported, has no models, or one of them cannot be read.
    """
    root = _imported(package)
    models = _models_of(root, package)
    found = dict(_classes(models, package.partition(".")[0]))
    if not found:
        raise VendorError(f"{package} has no models: neither {package}.models nor itself shows any")
    return Shape(
        models={name: _fields(one) for name, one in found.items() if not issubclass(one, Enum)},
        enums={name: labels(one) for name, one in found.items() if issubclass(one, Enum)},
        clients={
            name: [one for one in dir(client) if not one.startswith("_")]
            for name, client in vars(root).items()
            if name.endswith("HubClient") and isinstance(client, type)
        },
    )


def _imported(package: str) -> ModuleType:
    if not all(part.isidentifier() for part in package.split(".")):
        raise VendorError(f"{package!r} is no name of a package")
    try:
        return importlib.import_module(package)
    except (Exception, SystemExit) as error:  # its import runs code that is not ours
        why = f"{type(error).__name__}: {error}"
        raise VendorError(
            f"cannot import {package} ({why}); install it where hubproof is installed"
        ) from error


def _models_of(root: ModuleType, package: str) -> ModuleType:
    try:
        return importlib.import_module(f"{package}.models")
    except ModuleNotFoundError as error:
        if error.name != f"{package}.models":
            raise VendorError(f"cannot import {package}.models ({error})") from error
        return root
    except (Exception, SystemExit) as error:
        raise VendorError(
            f"cannot import {package}.models ({type(error).__name__}: {error})"
        ) from error


def _classes(module: ModuleType, root: str) -> Iterator[tuple[str, type]]:
    """The public models and enums that a module shows."""
    for name, one in vars(module).items():
        is_ours_to_read = isinstance(one, type) and not name.startswith("_") and _is_of(one, root)
        if is_ours_to_read and not issubclass(one, BaseException) and not name.endswith("Client"):
            yield name, one


def _is_of(one: type, root: str) -> bool:
    return one.__module__.partition(".")[0] == root


def _fields(model: type) -> Mapping[str, FieldShape]:
    root = model.__module__.partition(".")[0]
    own = [klass for klass in reversed(model.__mro__) if _is_of(klass, root)]
    try:
        names = dict.fromkeys(name for klass in own for name in inspect.get_annotations(klass))
        hints = typing.get_type_hints(model)
    except Exception as error:
        raise VendorError(
            f"{model.__module__}.{model.__qualname__} has annotations that cannot be read ({error})"
        ) from error
    spelled = _on_the_wire(model)
    return {
        spelled.get(name, name): written(hints[name])
        for name in names
        if not name.startswith("_") and typing.get_origin(hints[name]) is not typing.ClassVar
    }


def _on_the_wire(model: type) -> Mapping[str, str]:
    """What attributes are called in messages, where pydantic or msgspec call them otherwise."""
    own = getattr(model, "__struct_fields__", ())
    told = dict(zip(own, getattr(model, "__struct_encode_fields__", ()), strict=True))
    for name, field in getattr(model, "model_fields", {}).items():
        told[name] = getattr(field, "alias", None) or name
    return told
