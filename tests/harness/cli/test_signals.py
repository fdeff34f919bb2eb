"""Signals without end take turns, and each is Off before it goes On again."""

import asyncio
import itertools
from collections.abc import Sequence
from typing import Any, cast

import pytest

from hubproof.contract.mesolive.models import SignalState
from hubproof.harness.cli.signals import PLACES, announce_for_ever
from hubproof.simulator.app import Simulator
from hubproof.simulator.world.commands import (
    Announce,
    AnnounceAdjustment,
    AnnounceExit,
    Announcement,
    AutoUpdateVars,
    OfPosition,
)

ROUNDS = 3


class Board:
    """Takes announcements as a simulator does, and keeps them."""

    def __init__(self, possible: Sequence[OfPosition]) -> None:
        self.taken: list[tuple[int, Announcement]] = []
        self._possible = possible

    def announce(self, command: Announcement, *, at: int) -> None:
        self.taken.append((at, command))

    def possible(self) -> list[OfPosition]:
        return [*self._possible]


async def announced(
    monkeypatch: pytest.MonkeyPatch, possible: Sequence[OfPosition] = ()
) -> list[tuple[int, Any]]:
    """What is announced in three rounds of turns of 4 s, by the times it is due at."""
    board, turns, now = Board(possible), itertools.count(), [0]

    async def pass_time(every_s: float) -> None:
        now[0] += round(every_s * 1_000_000)
        if next(turns) == ROUNDS * len(PLACES):
            raise asyncio.CancelledError

    monkeypatch.setattr(asyncio, "sleep", pass_time)
    with pytest.raises(asyncio.CancelledError):
        await announce_for_ever(cast("Simulator", board), lambda: now[0], every_s=4.0)
    return sorted(board.taken, key=lambda one: one[0])


async def test_paper_and_live_take_turns_over_all_strategies(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken = await announced(monkeypatch)
    on = [(at, one) for at, one in taken if one.state == "On"]
    assert [at for at, _ in on] == [number * 4_000_000 for number in range(1, len(on) + 1)]
    assert [(one.strategy_id, one.broker_account_id) for _, one in on] == [*PLACES] * ROUNDS
    assert [account for _, account in PLACES[:2]] == ["ML1001", "U2001"]


async def test_no_place_is_told_a_state_that_it_is_already_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken = await announced(monkeypatch)
    for place in PLACES:
        states = [
            one.state for _, one in taken if (one.strategy_id, one.broker_account_id) == place
        ]
        assert states == ["On", "Off"] * ROUNDS


async def test_whatever_is_possible_about_open_positions_takes_turns_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    on, off = SignalState.On, SignalState.Off
    leave, adjust = AnnounceExit(1, on), AnnounceAdjustment(1, on, "c")
    possible = (leave, adjust, AnnounceExit(2, on), AutoUpdateVars(1, "d"))
    taken = await announced(monkeypatch, possible)
    about = [(at, one) for at, one in taken if not isinstance(one, Announce)]
    rounds = ROUNDS * len(PLACES) // len(possible)
    assert [one for _, one in about if getattr(one, "state", on) is on] == [*possible] * rounds
    assert about[0] == (4_000_000, leave)
    assert (20_000_000, AnnounceExit(1, off)) in about
    assert (24_000_000, AnnounceAdjustment(1, off, "c")) in about
