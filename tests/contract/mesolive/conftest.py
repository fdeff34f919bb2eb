"""Strategies for contract values: any value that a model's annotations allow."""

import functools
import types
import typing
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from uuid import UUID

import msgspec
import pytest
from hypothesis import strategies as st

from hubproof.contract.mesolive import models

SIMPLE: dict[object, st.SearchStrategy[object]] = {
    str: st.text(max_size=8),
    int: st.integers(-(2**53), 2**53),
    bool: st.booleans(),
    Decimal: st.decimals(allow_nan=False, allow_infinity=False),
    datetime: st.datetimes(
        min_value=datetime(2, 1, 1),  # noqa: DTZ001  # hypothesis wants it naive
        max_value=datetime(9998, 1, 1),  # noqa: DTZ001
        timezones=st.sampled_from([UTC, timezone(timedelta(hours=5))]),
    ),
    UUID: st.uuids(),
    types.NoneType: st.none(),
}

JSON_VALUES = st.recursive(
    st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=4,
)


@functools.cache
def strategy_of(annotation: object) -> st.SearchStrategy[object]:
    """Any value of one annotation that the models use."""
    if annotation in SIMPLE:
        return SIMPLE[annotation]
    if arguments := typing.get_args(annotation):
        return composed(typing.get_origin(annotation), [strategy_of(a) for a in arguments])
    assert isinstance(annotation, type)
    if issubclass(annotation, Enum):
        return st.sampled_from(annotation)
    if issubclass(annotation, models.JsonElement):
        return JSON_VALUES.map(annotation.from_json)
    assert issubclass(annotation, msgspec.Struct)
    fields = {field.name: strategy_of(field.type) for field in msgspec.structs.fields(annotation)}
    return st.builds(annotation, **fields)


def composed(origin: object, parts: list[st.SearchStrategy[object]]) -> st.SearchStrategy[object]:
    if origin is list:
        return st.lists(parts[0], max_size=1)
    if origin is dict:
        return st.dictionaries(*parts, max_size=1)
    return st.one_of(parts[::-1])  # None first, so that large models stay small on average


@pytest.fixture(scope="session")
def any_value_of() -> Callable[[type[msgspec.Struct]], st.SearchStrategy[object]]:
    return strategy_of
