"""The suite's own MessagePack: bytes written by hand, and there and back for everything else."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubproof.harness.conformance.suite.packing import Ext, pack, unpack
from hubproof.harness.conformance.suite.speech import same

KNOWN = (
    (None, "c0"),
    (True, "c3"),
    (False, "c2"),
    (0, "00"),
    (127, "7f"),
    (128, "cc80"),
    (300, "cd012c"),
    (65_536, "ce00010000"),
    (1 << 32, "cf0000000100000000"),
    (-1, "ff"),
    (-32, "e0"),
    (-33, "d0df"),
    (-300, "d1fed4"),
    (-70_000, "d2fffeee90"),
    (-(1 << 40), "d3ffffff0000000000"),
    (0.1, "cb3fb999999999999a"),
    ("Add", "a3416464"),
    ("x" * 32, "d920" + "78" * 32),
    ("x" * 300, "da012c" + "78" * 300),
    (b"\x00\xff", "c40200ff"),
    ([1, [2]], "92019102"),
    ([0] * 16, "dc0010" + "00" * 16),
    ({"x": 1}, "81a17801"),
)


@pytest.mark.parametrize(("value", "digits"), KNOWN, ids=[digits[:20] for _, digits in KNOWN])
def test_what_is_packed_is_as_short_as_can_be(value: Any, digits: str) -> None:
    assert pack(value).hex() == digits
    assert unpack(bytes.fromhex(digits)) == value


LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(1 << 63), (1 << 64) - 1)
    | st.floats(allow_nan=False)
    | st.text(max_size=40)
    | st.binary(max_size=40)
)


@settings(max_examples=50, deadline=None)
@given(st.lists(LEAVES, max_size=20), st.dictionaries(st.text(max_size=5), LEAVES, max_size=5))
def test_everything_comes_back_as_it_was(values: list[Any], by_name: dict[str, Any]) -> None:
    back = unpack(pack([values, by_name]))
    assert same(back, [values, by_name])


def test_what_only_a_server_writes_is_read() -> None:
    assert unpack(bytes.fromhex("d6ff695735a5")) == Ext((-1, bytes.fromhex("695735a5")))
    assert unpack(bytes.fromhex("c70cff" + "00" * 12)) == Ext((-1, b"\x00" * 12))
    assert unpack(bytes.fromhex("de0001a178c0")) == {"x": None}
    assert unpack(bytes.fromhex("ca3fc00000")) == 1.5


@pytest.mark.parametrize("digits", ["", "92", "a3", "c1", "0101", "cd01", "a2ffff"])
def test_what_is_no_messagepack_is_refused(digits: str) -> None:
    with pytest.raises(ValueError, match=r"MessagePack|one value|cut short|nobody knows"):
        unpack(bytes.fromhex(digits))


def test_a_number_of_more_than_64_bits_is_refused() -> None:
    with pytest.raises(ValueError, match="64 bits"):
        pack(1 << 64)
