"""The hold with a script of what the gate says, one answer for each look."""

from typing import Any

import pytest

from hubproof.client.quote_gate import Refusal
from hubproof.client.quote_hold import QuoteHold, SignalGoneError
from hubproof.client.sdk.exceptions import NotConnected

STALE = Refusal("too old")
APART = Refusal("too far apart", is_divergence=True)


class Script:
    """A gate and a monitor in one: answers come from the list, and what is asked is kept."""

    def __init__(self, *answers: Refusal | None) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, str]] = []

    def watch(self, symbol: str) -> None:
        self.asked.append(("watch", symbol))

    def resync(self, symbol: str) -> None:
        self.asked.append(("resync", symbol))

    def samples(self, symbol: str) -> dict[str, Any]:
        self.asked.append(("samples", symbol))
        return {}

    def why_not(self, samples: dict[str, Any], now_s: float) -> Refusal | None:
        assert samples == {}
        assert now_s > 0
        return self.answers.pop(0)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hubproof.client.quote_hold.LOOK_AGAIN_S", 0.0)


def hold(desk: Any, script: Script) -> QuoteHold:
    return QuoteHold(desk.context, script, script)  # type: ignore[arg-type]  # it is both


async def test_an_entry_passes_when_the_gate_allows_it(desk: Any) -> None:
    script = Script(None)
    await hold(desk, script).until_agreed("entry-1", "SPX", lambda: False)
    assert script.asked == [("watch", "SPX"), ("samples", "SPX")]
    assert desk.said("surfaced") == []


async def test_it_waits_while_the_gate_refuses_and_tells_a_person_once(desk: Any) -> None:
    # The clock of the desk is a second later at each look.
    script = Script(*[STALE] * 8, None)
    await hold(desk, script).until_agreed("entry-1", "SPX", lambda: True)
    assert script.answers == []
    assert [line["reason"] for line in desk.said("surfaced")] == ["the entry waits: too old"]
    assert ("resync", "SPX") not in script.asked


async def test_a_short_wait_is_nobodys_business(desk: Any) -> None:
    await hold(desk, Script(STALE, None)).until_agreed("entry-1", "SPX", lambda: True)
    assert desk.said("surfaced") == []


async def test_a_divergence_is_told_at_once_and_starts_the_streams_over(desk: Any) -> None:
    script = Script(APART, None)
    await hold(desk, script).until_agreed("entry-1", "SPX", lambda: True)
    assert len(desk.said("surfaced")) == 1
    assert script.asked.count(("resync", "SPX")) == 1


async def test_an_entry_whose_signal_is_gone_is_dropped(desk: Any) -> None:
    wanted = [True, True, False]
    script = Script(STALE, STALE, STALE, None)
    with pytest.raises(SignalGoneError, match=r"went Off before the quotes allowed .*: too old"):
        await hold(desk, script).until_agreed("entry-1", "SPX", lambda: wanted.pop(0))
    assert script.answers == [None]


async def test_the_connection_is_waited_for_before_the_quotes_are_judged(desk: Any) -> None:
    async def gone() -> None:
        raise NotConnected("stopped")

    desk.control.connected = gone
    script = Script(None)
    with pytest.raises(NotConnected):
        await hold(desk, script).until_agreed("entry-1", "SPX", lambda: True)
    assert script.answers == [None]
