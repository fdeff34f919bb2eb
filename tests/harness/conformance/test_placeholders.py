"""Placeholders: learned once, the same everywhere, and lengths in MessagePack that follow."""

import pytest

from hubproof.harness.conformance.placeholders import (
    Bindings,
    UnboundError,
    split_prefixed,
    text_of,
    with_prefix,
)

QUESTION = "13960180a3($call.1)a85175657374696f6e910790"


def message(number: str) -> bytes:
    told = bytes.fromhex("960180") + text_of(number.encode())
    return with_prefix(told + bytes.fromhex("a85175657374696f6e910790"))


def test_a_placeholder_is_learned_and_then_compared() -> None:
    bindings = Bindings("tag")
    assert bindings.agrees("id $id.a!", "id abc!")
    assert bindings.agrees("$id.a", "abc")
    assert not bindings.agrees("$id.a", "abd")
    assert bindings.fill("/hub?id=$id.a&tag=$tag") == "/hub?id=abc&tag=tag"


def test_two_names_never_stand_for_the_same() -> None:
    bindings = Bindings("tag")
    assert bindings.agrees("$id.a", "abc")
    assert not bindings.agrees("$token.a", "abc")


def test_what_nobody_has_told_cannot_be_filled_in() -> None:
    with pytest.raises(UnboundError, match=r"\$id\.b"):
        Bindings("tag").fill("$id.b")


def test_without_a_token_the_public_id_opens_the_connection() -> None:
    bindings = Bindings("tag")
    bindings.bind("$id.a", "abc")
    assert bindings.fill("$token.a") == "abc"


@pytest.mark.parametrize("number", ["s1", "s12", "s" * 31, "s" * 40])
def test_in_messagepack_the_lengths_follow_the_placeholder(number: str) -> None:
    bindings = Bindings("tag")
    assert bindings.agrees_hex(QUESTION, message(number))
    assert bindings.fill_hex(QUESTION) == message(number)
    assert bindings.fill_hex(QUESTION * 2) == message(number) * 2


def test_another_byte_is_noticed_behind_a_placeholder() -> None:
    changed = QUESTION.replace("07", "08")
    assert not Bindings("tag").agrees_hex(changed, message("s1"))


def test_another_value_is_noticed() -> None:
    bindings = Bindings("tag")
    bindings.bind("$call.1", "s1")
    assert not bindings.agrees_hex(QUESTION, message("s2"))


def test_messages_are_split_by_their_lengths() -> None:
    bodies = [b"x", b"y" * 300, b""]
    assert list(split_prefixed(b"".join(map(with_prefix, bodies)))) == bodies
    with pytest.raises(ValueError, match="not whole"):
        list(split_prefixed(with_prefix(b"abc")[:-1]))
