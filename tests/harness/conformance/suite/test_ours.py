"""The whole suite against our own server, and against one that says nothing."""

from collections.abc import Iterable
from typing import Any

import pytest

from hubproof.harness.conformance.carriers import OK, SWITCHED
from hubproof.harness.conformance.ledger import Heard, Message
from hubproof.harness.conformance.suite.case import Case
from hubproof.harness.conformance.suite.families import CASES
from hubproof.harness.conformance.suite.runner import in_virtual_time
from hubproof.harness.conformance.suite.scene import Scene, Whole
from hubproof.harness.conformance.suite.talk import Talk
from hubproof.harness.verdict import Verdict

FAMILIES = sorted({one.behaviour.family for one in CASES})


def departures(cases: Iterable[Case]) -> dict[str, tuple[str, str, str]]:
    return {
        one.case.id: (str(one.verdict), one.expected, one.came)
        for one in in_virtual_time(list(cases))
        if one.verdict is not Verdict.VALID
    }


@pytest.mark.parametrize("family", FAMILIES)
def test_our_server_departs_nowhere(family: str) -> None:
    assert departures(one for one in CASES if one.behaviour.family == family) == {}


SILENCE_IS_RIGHT = {"26.no-frames", "36.none", "94.nothing"}
"""Sentences that a server keeps which says nothing after its handshake."""

SHAKEN_IS_ENOUGH = {"4.id-key", "9.kept"}
"""Sentences about whether anybody may attach at all."""

READ_BY_HAND = {
    "12.case",
    "12.key",
    "12.list",
    "12.version",
    "24.refused",
    "25.unanswered",
    "26.pong",
    "28.among-others",
    "28.any-case",
    "28.anything",
    "28.bytes",
    "48.reader",
    "66.goes-on",
}
"""Sentences whose cases read from the socket themselves, past what is made silent here.

For all of these a bug is planted that they notice, as for many others.
"""


def test_no_case_passes_where_the_server_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever comes after the handshake is lost, and every refusal is that of a teapot."""
    right_hear, right_ask, right_attach = Talk._hear, Scene.ask, Talk.attach

    def hear(self: Talk, heard: Heard) -> None:
        if not isinstance(heard, Message) or heard.data == b"{}":
            right_hear(self, heard)

    async def ask(self: Scene, method: str, path: str, **asked: Any) -> Whole:
        answer = await right_ask(self, method, path, **asked)
        return answer if "/negotiate?" in path and "tag=" in path else Whole(418, {}, b"")

    async def attach(self: Talk, *asked: Any) -> int:
        status = await right_attach(self, *asked)
        return status if status in (OK, SWITCHED) else 418

    monkeypatch.setattr(Talk, "_hear", hear)
    monkeypatch.setattr(Scene, "ask", ask)
    monkeypatch.setattr(Talk, "attach", attach)
    firsts = {f"{one.behaviour.number}.{one.name}": one for one in reversed(CASES)}
    outcomes = dict(zip(firsts, in_virtual_time(list(firsts.values())), strict=True))
    passed = {name for name, one in outcomes.items() if one.verdict is Verdict.VALID}
    assert passed == SILENCE_IS_RIGHT | SHAKEN_IS_ENOUGH | READ_BY_HAND
