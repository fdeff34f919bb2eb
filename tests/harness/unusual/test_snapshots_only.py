"""A client that streams nothing is as right as one that does."""

import pytest

from hubproof.harness.nemesis import expand
from hubproof.harness.subjects.naming import parse
from hubproof.harness.trial import Finished, Terms, carry_out
from hubproof.harness.verdict import Verdict
from hubproof.scenarios import SCENARIOS
from hubproof.simulator.journal import Received

SEEDS = range(1, 9)
QUOTED = [name for name, one in SCENARIOS.items() if one.limits.quotes is not None]


def finished(scenario: str, seed: int) -> Finished:
    plan = expand(SCENARIOS[scenario], seed)
    return carry_out(plan, SCENARIOS[scenario], parse("unusual:snapshots_only"), Terms())


@pytest.mark.parametrize("scenario", QUOTED)
def test_nothing_convicts_it(scenario: str) -> None:
    for seed in SEEDS:
        judgement = finished(scenario, seed).judgement
        assert judgement.verdict is Verdict.VALID, (seed, judgement.reason)


def test_it_opens_no_stream_asks_both_providers_and_is_not_judged_by_streams() -> None:
    run = finished("stream_items_dropped", 1)
    calls = [one for one in run.record.history.entries if isinstance(one, Received)]
    asked = [one.args["Provider"] for one in calls if one.method == "GetUnderlyingSnapshot"]
    assert {"InteractiveBrokers", "Tastytrade"} == set(asked)
    assert not any(one.method == "StreamUnderlyingData" for one in calls)
    assert {"DATA-1", "DATA-2", "DATA-7"} <= set(run.judgement.not_judged)
