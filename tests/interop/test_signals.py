"""Microsoft's own client hears every signal of the Event hub once, through three resets."""

from typing import Any

import pytest

from hubproof.simulator import journal as lines
from hubproof.simulator.world import facts

CALLS, RESETS = 20, 3


@pytest.mark.live
async def test_every_signal_is_heard_once_through_three_resets(
    hubs: Any, javascript_script: Any, key: str
) -> None:
    seen = await javascript_script("signals.mjs", str(hubs.port), key)
    entries = hubs.simulator.journal.entries()
    told = [one.event_seq_id for one in entries if isinstance(one, facts.SignalChanged)]
    assert seen == {"reconnecting": 0, "heard": told, "answered": CALLS}
    assert len(told) == CALLS
    for kind, times in ((lines.Connected, 1), (lines.Away, RESETS), (lines.Back, RESETS)):
        assert len([one for one in entries if isinstance(one, kind)]) == times
