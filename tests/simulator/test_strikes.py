"""How a due fault is carried out on the connections it is about, and what is written of it."""

from typing import Any, cast

import pytest

from hubproof.simulator import journal as lines
from hubproof.simulator.clockwork import Clockwork, SteadyClock
from hubproof.simulator.faults.cut import Cut
from hubproof.simulator.faults.kill import Kill
from hubproof.simulator.injection import Due
from hubproof.simulator.strikes import Strikes
from hubproof.simulator.transports.connection import Connection


class Line:
    """As much of a connection as a strike touches; `cuts` holds the flush each cut asked for."""

    def __init__(self, number: int, *, is_open: bool = True, comes_back: bool = False) -> None:
        self.number = number
        self.is_open = is_open
        self.comes_back = comes_back
        self.is_away = False
        self.cuts: list[bool] = []

    def break_off(self, *, after_flush: bool = False) -> None:
        self.cuts.append(after_flush)
        self.is_open = self.is_away = self.comes_back


class Scene:
    """Strikes over some lines."""

    def __init__(self, *connections: Line) -> None:
        self.connections = connections
        self.journal = lines.Journal()
        clock = SteadyClock(lambda: 7)
        self.strikes = Strikes(
            journal=self.journal,
            clock=clock,
            clockwork=Clockwork(clock, next_deadline=lambda: None, advance=lambda _: None),
            on_subject=lambda _, __: True,
        )

    def fall(self, fault: Any, phase: str) -> bool:
        connections = [cast("Connection", one) for one in self.connections]
        return self.strikes.fall(Due(4, fault), phase, connections, call=9)

    @property
    def cuts(self) -> list[list[bool]]:
        return [one.cuts for one in self.connections]


def cut(phase: str, connection: int | None = None) -> Cut:
    return Cut(hub="control", method="SendOrder", ordinal=1, phase=phase, connection=connection)


@pytest.mark.parametrize(
    ("phase", "is_flushed"), [("received", False), ("committed", False), ("answered", True)]
)
def test_only_a_cut_after_the_answer_lets_what_was_written_arrive(
    phase: str, *, is_flushed: bool
) -> None:
    scene = Scene(Line(1), Line(2))
    assert scene.fall(cut(phase), phase)
    assert scene.cuts == [[is_flushed], [is_flushed]]
    assert scene.journal.entries() == (
        lines.FaultFired(at_us=7, fault=4, name="cut", phase=phase, call=9),
    )


def test_a_cut_meant_for_one_connection_spares_the_others() -> None:
    scene = Scene(Line(1), Line(2), Line(3))
    assert scene.fall(cut("committed", connection=2), "committed")
    assert scene.cuts == [[], [False], []]


def test_what_has_ended_already_is_not_cut_and_nothing_is_written_down() -> None:
    scene = Scene(Line(1, is_open=False))
    assert not scene.fall(cut("committed"), "committed")
    assert scene.cuts == [[]]
    assert len(scene.journal) == 0


def test_a_kill_is_written_down_and_leaves_the_connections_to_whoever_kills() -> None:
    scene = Scene(Line(1))
    fault = Kill(hub="control", method="SendOrder", ordinal=1, phase="received", restart_after_s=1)
    assert scene.fall(fault, "received")
    assert scene.cuts == [[]]
    assert scene.journal.entries() == (
        lines.FaultFired(at_us=7, fault=4, name="kill", phase="received", call=9),
    )


def test_what_a_cut_was_for_goes_on_where_the_connection_can_come_back() -> None:
    scene = Scene(Line(1, comes_back=True))
    assert not scene.fall(cut("received"), "received")
    assert scene.cuts == [[False]]
    assert len(scene.journal) == 1


def test_who_is_away_is_nobody_to_cut() -> None:
    scene = Scene(Line(1, comes_back=True))
    for _ in range(2):
        assert not scene.fall(cut("received"), "received")
    assert scene.cuts == [[False]]
    assert len(scene.journal) == 1
