"""Fitting: JSON in any dialect, brought into the form that the models are read from.

A reader must take either casing of a name, an enum as name in any spelling or as number, and a time
with more digits than a clock has. Almost every message needs none of it, so this is done only to
one that could not be read as it stood. What cannot be fitted is left as it is: the reading that
follows says what is wrong with it, and where.
"""

import re
from collections.abc import Callable
from enum import Enum
from typing import Any

import msgspec
from msgspec import inspect

from hubproof.contract.mesolive.flags import Flags

Fit = Callable[[Any], Any]

_LAST_INSTANT = re.compile(r"(9999-12-31T23:59:59\.\d{6})\d+(.*)")
"""What a .NET server writes for the greatest time: rounded up there would be no such year."""


def fitting(type_: Any) -> Fit:
    """What brings decoded JSON into the form of `type_`; numbers with a fraction are Decimals."""
    return _fit(inspect.type_info(type_)) or _as_it_is


def number_of(member: Enum) -> int:
    """The number by which a member may travel: its bits, or its place among the declared ones."""
    return member.number if isinstance(member, Flags) else list(type(member)).index(member)


def _as_it_is(value: Any) -> Any:
    return value


def _fit(info: inspect.Type) -> Fit | None:
    """None where there is nothing to do, whatever the value."""
    if isinstance(info, inspect.StructType):
        return _fit_struct(info)
    if isinstance(info, inspect.UnionType):
        (inner,) = [one for one in info.types if not isinstance(one, inspect.NoneType)]
        return _fit(inner)
    if isinstance(info, inspect.ListType):
        return _fit_list(_fit(info.item_type))
    if isinstance(info, inspect.DictType):
        return _fit_map(_fit(info.value_type))
    if isinstance(info, inspect.EnumType):
        return _fit_flags(info.cls) if issubclass(info.cls, Flags) else _fit_enum(info.cls)
    return _fit_time if isinstance(info, inspect.DateTimeType) else None


def _fit_struct(info: inspect.StructType) -> Fit:
    fields = {field.name.lower(): (field.name, _fit(field.type)) for field in info.fields}

    def fit(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        fitted = {}
        for key, inner in value.items():
            if not isinstance(key, str):
                raise msgspec.ValidationError(f"a member is named by text, and not by {key!r}")
            # A name that the model does not have is left out: hubs may add some.
            if (field := fields.get(key.lower())) is not None:
                name, within = field
                fitted[name] = inner if within is None else within(inner)
        return fitted

    return fit


def _fit_list(within: Fit | None) -> Fit | None:
    if within is None:
        return None
    return lambda value: [within(one) for one in value] if isinstance(value, list) else value


def _fit_map(within: Fit | None) -> Fit | None:
    if within is None:
        return None

    def fit(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {key: within(one) for key, one in value.items()}

    return fit


def _fit_enum(enum: type[Enum]) -> Fit:
    names = [str(member.value) for member in enum]
    spelled = {name.lower(): name for name in names}

    def fit(value: Any) -> Any:
        if isinstance(value, str):
            return spelled.get(value.lower(), value)
        is_number = type(value) is int and 0 <= value < len(names)
        return names[value] if is_number else value

    return fit


def _fit_flags(flags: type[Flags]) -> Fit:
    def fit(value: Any) -> Any:
        if type(value) is not int:
            return value
        try:
            return flags.of_number(value).value
        except ValueError:
            return value

    return fit


def _fit_time(value: Any) -> Any:
    return _LAST_INSTANT.sub(r"\1\2", value) if isinstance(value, str) else value
