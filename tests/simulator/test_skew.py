"""A clock that is off: every time that the hubs tell is, and nothing else."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest

from hubproof.client.sdk import models
from hubproof.simulator import journal as lines
from hubproof.simulator.faults import AnyFault
from hubproof.simulator.faults.clock_skew import ClockSkew
from tests.simulator.conftest import EPOCH, IB


def skew(by_s: float, *, ordinal: int = 1, for_s: float = 10.0) -> ClockSkew:
    return ClockSkew(ordinal=ordinal, by_s=by_s, for_s=for_s)


def spans(entries: Sequence[Any]) -> list[tuple[str, float]]:
    """Every fault that acted: its phase, and for how long."""
    healed = {e.fault: e.at_us for e in entries if isinstance(e, lines.FaultHealed)}
    return [
        (e.phase, round((healed[e.fault] - e.at_us) / 1e6, 1))
        for e in entries
        if isinstance(e, lines.FaultFired)
    ]


def off(stage: Any, told: datetime) -> float:
    """By how much a time that was told just now is off, to a tenth of a second."""
    now_s: float = stage.loop.time()
    return round((told - EPOCH).total_seconds() - now_s, 1)


async def latest(stage: Any, client: Any) -> float:
    return off(stage, (await client.get_latest_event_seq_id()).SnapshotTime)


@pytest.mark.parametrize(("by_s", "phase"), [(2.5, "ahead"), (-1.5, "behind")])
def test_what_is_told_is_off_until_it_is_healed(perform: Any, by_s: float, phase: str) -> None:
    heard: list[Any] = []
    seen: list[float] = []

    async def act(stage: Any) -> None:
        client = await stage.event(heard, subscribe=True)
        stage.simulator.begin_storm()
        for strategy in (101, 102, 103):
            stage.announce(strategy)
            await asyncio.sleep(2)
            seen.append(off(stage, heard[-1].EventTime) + 2)
            seen.append(await latest(stage, client))
            await asyncio.sleep(4)

    entries = perform(act, faults=[skew(by_s)])
    # The event that sets it off has the time that it had.
    assert seen == [0.0, by_s, by_s, by_s, 0.0, 0.0]
    assert spans(entries) == [(phase, 10.0)]


def test_the_newest_of_two_holds(perform: Any) -> None:
    seen: list[float] = []

    async def act(stage: Any) -> None:
        client = await stage.event()
        stage.simulator.begin_storm()
        stage.announce(101)
        await asyncio.sleep(1)
        stage.announce(102)
        for _ in range(4):
            await asyncio.sleep(2)
            seen.append(await latest(stage, client))

    entries = perform(act, faults=[skew(2.5, for_s=6.0), skew(-1.0, ordinal=2, for_s=3.0)])
    assert seen == [-1.0, 2.5, 0.0, 0.0]
    assert spans(entries) == [("ahead", 6.0), ("behind", 3.0)]


def test_the_end_of_the_storm_sets_the_clock_right(perform: Any) -> None:
    seen: list[float] = []

    async def act(stage: Any) -> None:
        client = await stage.event()
        stage.simulator.begin_storm()
        stage.announce(101)
        await asyncio.sleep(1)
        stage.simulator.stop_faults()
        seen.append(await latest(stage, client))

    entries = perform(act, faults=[skew(2.5)])
    assert seen == [0.0]
    assert spans(entries) == [("ahead", 1.0)]


def told(perform: Any, *faults: AnyFault) -> list[Any]:
    """Prices and ages of a snapshot, then those of a plan, with their times apart."""
    found: list[Any] = []

    async def act(stage: Any) -> None:
        control, quotes = await stage.control(), await stage.quotes()
        stage.simulator.begin_storm()
        stage.announce(101)
        await asyncio.sleep(3.3)
        prices = (await quotes.snapshot(IB))["Data"]["Prices"]
        found.extend([prices.pop("SnapshotTime"), prices])
        plan = await stage.prepared(control, "ML1001")
        legs = plan.LegPrices["put"]
        found.extend([legs.SnapshotTime, (legs.Bid, legs.Ask, legs.BidAgeMs, plan.LegGreeks)])
        listed = await control.list_agents(models.ListAgentsArgs())
        found.append(listed.Agents[0].LastSnapshotTime)

    perform(act, faults=faults)
    return found


def test_ages_and_worth_are_true_and_every_time_beside_them_is_off(perform: Any) -> None:
    right, wrong = told(perform), told(perform, skew(2.5))
    assert wrong[1] == right[1]
    assert wrong[3] == right[3]
    for place in (0, 2, 4):
        assert right[place] != wrong[place]
    assert (wrong[2] - right[2]).total_seconds() == 2.5
