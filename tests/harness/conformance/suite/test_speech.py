"""Messages as plain data: written and read in both encodings, and compared without mercy."""

from typing import Any

import pytest

from hubproof.harness.conformance.suite import speech
from hubproof.harness.conformance.suite.speech import (
    Told,
    ack,
    call,
    cancel,
    close,
    decode,
    done,
    encode,
    error,
    item,
    result,
    same,
    sequence,
    stream,
    told,
)

SAID = (
    (call("7", "Add", 2, 3), "0d960180a137a341646492020390"),
    (call(None, "Notify", "hi"), "10960180c0a64e6f7469667991a2686990"),
    (call("u", "Sum", streams=["q"]), "0d960180a175a353756d9091a171"),
    (stream("s", "Count", 1, 0), "0f960480a173a5436f756e7492010090"),
    (result("7", 5), "07950380a1370305"),
    (done("7"), "06940380a13702"),
    (error("7", "no"), "09950380a13701a26e6f"),
    (item("s9", 0), "07940280a2733900"),
    (cancel("s9"), "06930580a27339"),
    (speech.PING, "029106"),
    (close(again=True), "049307c0c3"),
    (ack(12), "0392080c"),
    (sequence(4), "03920904"),
)
HEARD = (told("x"), call("s1", "Ask", 1), result("7", None), close("bye"), *(
    one for one, _ in SAID if one["type"] not in (4, 5) and "streamIds" not in one
))  # fmt: skip


@pytest.mark.parametrize(("message", "digits"), SAID, ids=[digits for _, digits in SAID])
def test_messagepack_is_what_the_specification_says(message: Told, digits: str) -> None:
    assert encode(message, is_packed=True).hex() == digits


@pytest.mark.parametrize("is_packed", [False, True])
@pytest.mark.parametrize("message", HEARD, ids=str)
def test_what_a_server_says_is_read_alike_in_both_encodings(
    message: Told, *, is_packed: bool
) -> None:
    data = encode(message, is_packed=is_packed)
    assert decode(data if is_packed else data[:-1], is_packed=is_packed) == message


@pytest.mark.parametrize("digits", ["029163", "03920701", "05930380a178", "0592018080c0", "0101"])
def test_what_no_server_should_say_is_refused(digits: str) -> None:
    with pytest.raises(ValueError, match=r"no server should|more than one value"):
        decode(bytes.fromhex(digits), is_packed=True)


@pytest.mark.parametrize(
    ("one", "other"),
    [(1, True), (1, 1.0), ([1], [1.0]), ({"a": 0}, {"a": False}), ({"a": 1}, {}), ("1", 1)],
)
def test_values_of_other_kinds_are_not_the_same(one: Any, other: Any) -> None:
    assert not same(one, other)
    assert same(one, one)
