"""A job's callback that is never written, on a connection that is healthy."""

import asyncio
from typing import Any

import pytest

from hubproof.client.sdk import models
from hubproof.simulator import journal as lines
from hubproof.simulator.faults.lose_job_callback import LoseJobCallback
from hubproof.simulator.world import facts

COMPLETED = "OnPositionEntryPreparationCompleted"


def test_the_callback_is_not_said_and_the_history_has_it(perform: Any) -> None:
    heard: list[Any] = []
    found: list[Any] = []

    async def act(stage: Any) -> None:
        control, event = await stage.control(), await stage.event(subscribe=True)
        event.on_position_entry_preparation_completed(heard.append)
        stage.simulator.begin_storm()
        for key in ("one", "two"):
            await control.start_prepare_position_entry(stage.entry(key))
            await asyncio.sleep(5)
        args = models.GetEventsSinceArgs(SinceEventSeqId=0)
        found.extend((await event.get_events_since(args)).Events)

    entries = perform(act, faults=[LoseJobCallback(callback=COMPLETED, ordinal=1)])
    logged = [e.event_seq_id for e in entries if isinstance(e, facts.EventLogged)]
    (fired,) = [e for e in entries if isinstance(e, lines.FaultFired)]
    assert (fired.phase, fired.event_seq_id) == ("unsaid", logged[0])
    assert [one.EventSeqId for one in heard] == logged[1:]
    assert len(found) == len(logged) == 2
    assert not [e for e in entries if isinstance(e, lines.Disconnected) and e.reason != "client"]


def test_other_callbacks_and_positions_are_refused() -> None:
    with pytest.raises(ValueError, match="OnEntrySignal tells of no job; use OnPositionEntry"):
        LoseJobCallback(callback="OnEntrySignal", ordinal=1)
    with pytest.raises(ValueError, match="count from 1, not 0"):
        LoseJobCallback(callback=COMPLETED, ordinal=0)
