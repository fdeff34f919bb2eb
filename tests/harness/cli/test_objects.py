"""The JSON object has exactly the members that scripts were promised, with their types."""

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hubproof.harness import plan as plans
from hubproof.harness.cli import objects
from hubproof.harness.trial import Finished
from hubproof.harness.verdict import Verdict

RUN = {
    "scenario": str,
    "mode": str,
    "subject": str,
    "seed": int,
    "plan": dict,
    "verdict": str,
    "reason": str,
    "violations": list,
    "faults_planned": int,
    "faults_fired": int,
    "calls": int,
    "history_sha256": str,
    "simulated_s": float,
    "wall_s": float,
}
VIOLATION = ["requirement", "level", "checker", "message", "exposure", "at_s"]


def test_a_campaign_has_the_promised_members_in_their_order(
    hubproof: Callable[..., Any], valid: Finished
) -> None:
    said = hubproof("run", valid.record.plan.scenario, "--json")
    assert said.status == 0
    assert list(said.json) == ["version", "verdict", "not_judged", "runs"]
    assert said.json["version"] == 1
    assert said.json["not_judged"] == []
    (run,) = said.json["runs"]
    expected = objects.run(valid)
    assert {**run, "wall_s": 0} == {**json.loads(json.dumps(expected)), "wall_s": 0}


def test_a_run_has_the_promised_members_and_types(convicted: Finished) -> None:
    told = objects.run(convicted)
    assert {name: type(value) for name, value in told.items()} == RUN
    assert list(told) == list(RUN)
    assert told["verdict"] == "invalid"
    assert told["reason"].startswith(convicted.judgement.violations[0].requirement)


def test_a_violation_has_the_promised_members(convicted: Finished) -> None:
    told = objects.run(convicted)["violations"]
    dear = next(one for one in told if one["exposure"] is not None)
    cheap = next(one for one in told if one["exposure"] is None)
    assert list(dear) == list(cheap) == VIOLATION
    first = convicted.judgement.violations[0]
    assert told[0]["at_s"] == first.at_us / 1_000_000
    assert isinstance(dear["exposure"], str)
    assert Decimal(dear["exposure"]) > 0


def test_the_plan_is_the_object_that_its_file_holds(convicted: Finished) -> None:
    plan = convicted.record.plan
    assert json.loads(json.dumps(objects.run(convicted)["plan"])) == json.loads(plans.encode(plan))


def test_the_hash_is_that_of_the_history_and_only_of_a_simulated_one(valid: Finished) -> None:
    assert objects.run(valid)["history_sha256"] == valid.record.history.sha256()
    live = replace(valid, record=replace(valid.record, mode="live"))
    assert objects.run(live)["history_sha256"] is None


def test_a_valid_run_has_no_reason(valid: Finished) -> None:
    assert objects.run(valid)["reason"] is None
    assert objects.run(valid)["violations"] == []


def test_an_error_has_the_version_and_the_sentence() -> None:
    assert objects.error("no") == {"version": 1, "error": "no"}


def test_a_campaign_of_nothing_still_has_its_shape() -> None:
    assert objects.campaign(Verdict.UNKNOWN, [], []) == {
        "version": 1,
        "verdict": "unknown",
        "not_judged": [],
        "runs": [],
    }
