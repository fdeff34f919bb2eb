"""Trials side by side: what goes wrong has to go wrong by itself, and while somebody serves."""

import pytest

from hubproof.harness.conformance import side_by_side
from hubproof.harness.conformance.side_by_side import GoneError, while_there

GOOD = "good"


class Server:
    """Answers each trial in turn with what was planned for it; it leaves after so many looks."""

    def __init__(self, plans: dict[str, list[str]], looks: int = 1000) -> None:
        self.plans = plans
        self.tried: list[str] = []
        self.looks = looks

    async def attempt(self, name: str) -> str:
        self.tried.append(name)
        return f"{name} {self.plans[name].pop(0)}"

    async def is_there(self) -> bool:
        self.looks -= 1
        return self.looks >= 0

    async def outcomes(self) -> list[str]:
        told: list[str] = []
        try:
            async for one in while_there(
                list(self.plans), self.attempt, lambda one: GOOD not in one, self.is_there
            ):
                told.append(one)  # noqa: PERF401  # those before an error are kept
        except GoneError:
            told.append("gone")
        return told


async def test_what_goes_wrong_beside_others_has_to_go_wrong_by_itself_too() -> None:
    server = Server({"a": ["bad", GOOD], "b": [GOOD], "c": ["bad", "worse"]})
    assert await server.outcomes() == ["b good", "a good", "c worse"]
    assert server.tried == ["a", "b", "c", "a", "c"]


async def test_what_was_by_itself_is_not_tried_again() -> None:
    server = Server({"a": ["bad"]})
    assert await server.outcomes() == ["a bad"]


async def test_where_too_much_goes_wrong_nothing_is_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(side_by_side, "AGAIN_MAX", 1)
    server = Server({"a": ["bad"], "b": [GOOD], "c": ["bad"]})
    assert await server.outcomes() == ["b good", "a bad", "c bad"]


@pytest.mark.parametrize(("looks", "told"), [(0, ["gone"]), (1, ["b good", "gone"])])
async def test_a_server_that_is_gone_is_convicted_of_nothing(looks: int, told: list[str]) -> None:
    server = Server({"a": ["bad", "bad"], "b": [GOOD]}, looks)
    assert await server.outcomes() == told


async def test_a_trial_that_breaks_breaks_them_all_off() -> None:
    server = Server({"a": [], "b": [GOOD]})
    with pytest.raises(IndexError):
        await server.outcomes()
