"""Pages and callbacks that carry the same events: in which order, to whom, and when not at all."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from hubproof.client.sdk import models
from hubproof.client.sdk.exceptions import ConnectionLost
from hubproof.simulator import journal as lines
from hubproof.simulator.faults.cut import Cut
from hubproof.simulator.faults.overlap_replay_with_live import OverlapReplayWithLive


def overlap(phase: str = "around_page", ordinal: int = 1) -> OverlapReplayWithLive:
    return OverlapReplayWithLive(ordinal=ordinal, phase=phase)


async def pages(client: Any, *since: int) -> None:
    for one in since:
        await client.get_events_since(models.GetEventsSinceArgs(SinceEventSeqId=one))


def copies(entries: Sequence[Any]) -> list[tuple[int, int]]:
    """Connection and event of every copy."""
    return [(e.connection, e.event_seq_id) for e in entries if isinstance(e, lines.Sent) and e.copy]


def order(entries: Sequence[Any]) -> list[str]:
    """Pages with events and copies, in the order in which they were written."""
    return [
        "page" if isinstance(e, lines.Answered) else "copy"
        for e in entries
        if (isinstance(e, lines.Answered) and e.event_seq_ids)
        or (isinstance(e, lines.Sent) and e.copy)
    ]


def fired(entries: Sequence[Any]) -> list[tuple[str, int | None]]:
    return [(e.phase, e.call) for e in entries if isinstance(e, lines.FaultFired)]


async def two_signals(stage: Any) -> None:
    for strategy in (101, 102):
        stage.announce(strategy)
    await asyncio.sleep(1)
    stage.simulator.begin_storm()


@pytest.mark.parametrize(
    ("phase", "written"),
    [
        ("before_page", ["copy", "copy", "page"]),
        ("after_page", ["page", "copy", "copy"]),
        ("around_page", ["copy", "copy", "page", "copy", "copy"]),
    ],
)
def test_the_events_of_a_page_are_called_back_around_it(
    perform: Any, phase: str, written: list[str]
) -> None:
    heard: list[Any] = []

    async def act(stage: Any) -> None:
        await two_signals(stage)
        await pages(await stage.event(heard), 0)
        await asyncio.sleep(1)

    entries = perform(act, faults=[overlap(phase)])
    assert fired(entries) == [(phase, 1)]
    assert order(entries) == written
    pushed = heard[:2]
    assert len(heard) == 2 + written.count("copy")
    assert all(event in pushed for event in heard), "the same events, with their own ids"


def test_every_open_connection_hears_the_copies_whether_it_subscribed_or_not(perform: Any) -> None:
    async def act(stage: Any) -> None:
        await two_signals(stage)
        await stage.event(subscribe=True)
        gone = await stage.event()
        reader = await stage.event()
        await gone.close()
        await asyncio.sleep(1)
        await pages(reader, 1)

    assert copies(perform(act, faults=[overlap("after_page")])) == [(1, 2), (3, 2)]


def test_a_page_without_events_passes_its_overlap_on_to_the_next_with_any(perform: Any) -> None:
    async def act(stage: Any) -> None:
        await two_signals(stage)
        await pages(await stage.event(), 2, 2, 1, 0)

    entries = perform(act, faults=[overlap("before_page")])
    assert fired(entries) == [("before_page", 3)]
    assert copies(entries) == [(1, 2)]


def test_an_overlap_that_found_no_events_ends_with_the_storm(perform: Any) -> None:
    async def act(stage: Any) -> None:
        await two_signals(stage)
        client = await stage.event()
        await pages(client, 2)
        stage.simulator.stop_faults()
        await pages(client, 0)

    entries = perform(act, faults=[overlap()])
    assert fired(entries) == []
    assert copies(entries) == []


def test_a_page_that_is_lost_overlaps_with_nothing(perform: Any) -> None:
    async def act(stage: Any) -> None:
        await two_signals(stage)
        client = await stage.event()
        with pytest.raises(ConnectionLost):
            await pages(client, 0)

    lost = Cut(hub="event", method="GetEventsSince", ordinal=1, phase="committed")
    entries = perform(act, faults=[lost, overlap()])
    assert [phase for phase, _ in fired(entries)] == ["committed"]
    assert copies(entries) == []


def test_two_overlaps_take_a_page_each(perform: Any) -> None:
    async def act(stage: Any) -> None:
        await two_signals(stage)
        await pages(await stage.event(), 2, 2, 1, 0)

    entries = perform(act, faults=[overlap("before_page"), overlap("after_page", 2)])
    assert fired(entries) == [("before_page", 3), ("after_page", 4)]
