"""Verbs about quotes for histories written by hand; see the stories of the folder above."""

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from hubproof.harness.cli.blinding import checkers_in_force
from hubproof.harness.history import History
from hubproof.harness.oracle import Oracle
from hubproof.harness.scenario import Limits, QuoteLimits
from hubproof.harness.verdict import Violation
from hubproof.simulator import journal as lines

if TYPE_CHECKING:
    from tests.harness.conftest import Story

A, B = "InteractiveBrokers", "Tastytrade"


class Quotes:
    """Tells of the Data hub within a story; times are seconds, prices points of SPX."""

    def __init__(self, story: "Story") -> None:
        self.story = story
        story.links["data"] = 0
        story.connect(0.2, "data")

    def stream(self, at: float, provider: str) -> int:
        """A stream is opened; its call."""
        return self._ask(at, "StreamUnderlyingData", provider, status=None)

    def snapshot(self, at: float, provider: str, price: str | None = None) -> int:
        """A snapshot is asked for, and its quote written where one is given; its call."""
        call = self._ask(at, "GetUnderlyingSnapshot", provider, status="Success")
        if price is not None:
            self.quote(at + 0.01, call, provider, price, via="snapshot")
        return call

    def quote(  # noqa: PLR0913  # one line of a story names all it is about
        self,
        at: float,
        call: int,
        provider: str,
        price: str | None = "5000",
        *,
        age_s: float = 0.1,
        via: str = "stream",
    ) -> None:
        """One frame with the same price on both sides; None is a null."""
        side = None if price is None else Decimal(price)
        self.story.add(
            lines.Quoted(
                at_us=round(at * 1_000_000),
                connection=self.story.links["data"],
                call=call,
                provider=provider,
                symbol="SPX",
                bid=side,
                ask=side,
                bid_age_ms=round(age_s * 1000),
                ask_age_ms=0,
                via=via,
            )
        )

    def flow(  # noqa: PLR0913  # one line of a story names all it is about
        self,
        since: float,
        until: float,
        call: int,
        provider: str,
        price: str | None = "5000",
        *,
        age_s: float = 0.1,
    ) -> None:
        """A frame every half second, `until` included."""
        for step in range(int((until - since) * 2) + 1):
            self.quote(since + step / 2, call, provider, price, age_s=age_s)

    def feed(self, provider: str, *, since: float = 0.6, until: float = 90.0) -> int:
        """A whole stream as it should be, with its snapshots; its call."""
        call = self.stream(since, provider)
        self.flow(since + 0.1, until, call, provider)
        for at in range(int(since) + 1, int(until), 20):
            self.snapshot(at + 0.05, provider, "5000")
        return call

    def ended(self, at: float, call: int, reason: str = "error") -> None:
        """The stream of this call ended."""
        self.story.add(lines.StreamEnded(at_us=round(at * 1_000_000), call=call, reason=reason))

    def fault(self, at: float, healed: float, name: str) -> None:
        """A fault on quotes acted until it was healed."""
        self.story.add(
            lines.FaultFired(at_us=round(at * 1_000_000), fault=0, name=name, phase="began")
        )
        self.story.add(lines.FaultHealed(at_us=round(healed * 1_000_000), fault=0, name=name))

    def _ask(self, at: float, method: str, provider: str, *, status: str | None) -> int:
        args = {"Symbol": "SPX", "Provider": provider}
        return self.story.call(at, method, args, hub="data", status=status)


@pytest.fixture
def quotes(story: "Story") -> Quotes:
    return Quotes(story)


FindHeld = Callable[[str, History], list[Violation]]


@pytest.fixture
def held() -> FindHeld:
    """What one checker finds where the scenario sets limits on quotes."""

    def found(name: str, history: History) -> list[Violation]:
        oracle = Oracle.of(history, Limits(quotes=QuoteLimits()))
        return checkers_in_force()[name].check(oracle)

    return found


@pytest.fixture
def held_rows() -> Callable[[History], list[str]]:
    """Every requirement that is found broken there, each once."""

    def broken(history: History) -> list[str]:
        oracle = Oracle.of(history, Limits(quotes=QuoteLimits()))
        found = [one for checker in checkers_in_force().values() for one in checker.check(oracle)]
        return list(dict.fromkeys(one.requirement for one in found))

    return broken
