"""A bot that nobody's reference client is, judged over each transport in each encoding.

It enters once through a cut at the worst moment, and the record says so, whatever it speaks; where
it does not, the record says that.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hubproof.harness.plan import Plan
from hubproof.harness.scenario import Limits, Scenario
from hubproof.harness.subjects.naming import of_command
from hubproof.harness.trial import Finished, Terms, carry_out
from hubproof.harness.verdict import Verdict
from hubproof.harness.workloads import EntrySignals, SignalTimes
from hubproof.harness.workloads.workload import Announcement
from hubproof.simulator import journal as lines
from hubproof.simulator.faults.cut import Cut
from hubproof.simulator.faults.network_reset import NetworkReset

HERE = Path(__file__).parent / "js"

SCENARIO = Scenario(
    name="short",
    says="two signals on paper",
    requirements=("IDEM-8", "SAFE-1", "SAFE-4"),
    workload=EntrySignals(count=2, every_s=(0.3, 0.4), on_for_s=(60.0, 60.0)),
    limits=Limits(call_timeout_s=1.0),
    settle_s=40.0,
    live_bound_s=60.0,
)
PLAN = Plan(
    scenario=SCENARIO.name,
    seed=1,
    workload=SignalTimes(
        signals=tuple(
            Announcement(at_us=at, strategy_id=one, broker_account_id="ML1001", state="On")
            for at, one in ((200_000, 101), (500_000, 102))
        )
    ),
    faults=(
        Cut(hub="control", method="StartPreparePositionEntry", ordinal=1, phase="committed"),
        Cut(hub="control", method="ApplyPaperFills", ordinal=1, phase="committed"),
        Cut(hub="event", method="OnEntrySignal", ordinal=2, phase="committed"),
        Cut(hub="control", method="GetPreparePositionEntryStatus", ordinal=1, phase="answered"),
        NetworkReset(hub="control", method="ApplyPaperFills", ordinal=2, phase="received"),
    ),
)

WAYS = [
    ("WebSockets", "messagepack", ""),
    ("ServerSentEvents", "json", ""),
    ("LongPolling", "messagepack", ""),
    ("WebSockets", "json", "stateful"),
    ("LongPolling", "json", "naive"),
    ("ServerSentEvents", "json", "naive"),
    ("WebSockets", "messagepack", "naive"),
]
"""Transport, encoding, and what is peculiar: connections that come back, a key for each try."""


@pytest.fixture
def judged(npm_ci: Callable[[Path], None], node: str) -> Iterator[Iterator[Finished]]:
    """Runs of the bot over real sockets, side by side, in the order of `WAYS`."""
    npm_ci(HERE)

    def run(words: tuple[str, ...]) -> Finished:
        command = [node, str(HERE / "enters_once.mjs"), *filter(None, words)]
        return carry_out(PLAN, SCENARIO, of_command(command), Terms(mode="live"))

    with ThreadPoolExecutor(len(WAYS)) as threads:
        yield threads.map(run, WAYS)


@pytest.mark.live
def test_a_bot_enters_once_through_cuts_and_a_naive_one_twice(judged: Iterator[Finished]) -> None:
    for (transport, encoding, manner), finished in zip(WAYS, judged, strict=True):
        judgement = finished.judgement
        broken = {one.requirement for one in judgement.violations}
        if manner == "naive":
            assert judgement.verdict is Verdict.INVALID
            assert "IDEM-8" in broken
        else:
            assert judgement.verdict is Verdict.VALID, (judgement.reason, broken)
        assert finished.faults_fired == len(PLAN.faults)
        entries = finished.record.history.entries
        opened = [one for one in entries if isinstance(one, lines.Connected)]
        assert {(one.transport, one.encoding) for one in opened} == {(transport, encoding)}
        # One that comes back is the same; without that each cut makes another one.
        has_come_back = any(isinstance(one, lines.Back) for one in entries)
        assert has_come_back == (manner == "stateful")
        assert len(opened) == 2 if has_come_back else len(opened) >= 5
