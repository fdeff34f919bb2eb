"""The fuzzer that `make fuzz` gives to atheris can be run, and tells what it finds."""

import importlib.util

import pytest

from hubproof.simulator.session.session import Session
from tests.fuzz import wire

HOWS = (0, 1, 2, 4 | 8, 16, 17 | 5 << 5)
"""Both encodings and none, with details, calls side by side, stateful, in longer pieces."""

CALL = b'{"type":1,"invocationId":"1","target":"A","arguments":[1],"streamIds":["u"]}\x1e'
TOLD = (
    CALL + b'{"type":2,"invocationId":"u","item":1}\x1e{"type":7}\x1e',
    b"\x09\x95\x01\x80\xa11\xa1A\x91\x01\x02\x91\x06",
    bytes(range(256)),
)


def test_the_modules_whose_branches_are_followed_are_there() -> None:
    assert [name for name in wire.TARGETS if importlib.util.find_spec(name) is None] == []


@pytest.mark.parametrize("how", HOWS)
@pytest.mark.parametrize("as_words", [0, 1])
def test_nothing_that_is_told_breaks_a_session(how: int, as_words: int) -> None:
    attack = wire.attack_of()
    for told in TOLD:
        attack(bytes((how, as_words)) + told)


def test_a_call_that_is_told_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    answered: list[str | None] = []
    monkeypatch.setattr(Session, "complete", lambda _, call, **_rest: answered.append(call))
    wire.attack_of()(bytes((0, 0)) + CALL)
    assert answered == ["1"]


def test_a_session_that_holds_too_much_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "HELD_BYTES_MAX", -1)
    with pytest.raises(AssertionError):
        wire.attack_of()(bytes((0, 0)) + CALL)
