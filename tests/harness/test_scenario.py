"""Scenarios hand their limits to every subject."""

import json

from hubproof.harness.scenario import Limits, QuoteLimits, Scenario, workload_json
from hubproof.harness.workloads import EntrySignals


def test_the_limits_reach_the_subject_as_one_line_of_json() -> None:
    scenario = Scenario(
        name="by_hand",
        says="",
        requirements=(),
        workload=EntrySignals(count=1, every_s=(1.0, 1.0), on_for_s=(1.0, 1.0)),
        settle_s=1.0,
        live_bound_s=1.0,
        limits=Limits(act_within_s=5.0),
    )
    assert json.loads(workload_json(scenario)) == {
        "version": 1,
        "limits": {
            "act_within_s": 5.0,
            "record_wait_s": 30.0,
            "call_timeout_s": 10.0,
            "parallel_entries_max": 4,
            "server_timeout_s": 30.0,
            "quotes": None,
            "cancel_unfilled_after_s": None,
        },
    }


def test_what_is_said_of_quotes_reaches_the_subject_too() -> None:
    scenario = Scenario(
        name="by_hand",
        says="",
        requirements=(),
        workload=EntrySignals(count=1, every_s=(1.0, 1.0), on_for_s=(1.0, 1.0)),
        settle_s=1.0,
        live_bound_s=1.0,
        limits=Limits(quotes=QuoteLimits(age_max_ms=1500)),
    )
    assert json.loads(workload_json(scenario))["limits"]["quotes"] == {
        "providers": ["InteractiveBrokers", "Tastytrade"],
        "age_max_ms": 1500,
        "tolerance": 1.0,
        "samples": 3,
        "silence_max_s": 5.0,
        "resync_every_s": 20.0,
    }
