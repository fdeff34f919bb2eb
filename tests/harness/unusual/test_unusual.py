"""Each unusual client is the reference client with one thing done otherwise, and is right."""

import dataclasses
import importlib
import os
import subprocess
import sys
from collections import Counter

import pytest

from hubproof.client.runtime import Parts
from hubproof.harness.nemesis import expand
from hubproof.harness.subjects.naming import parse
from hubproof.harness.subjects.subject import SubjectError
from hubproof.harness.trial import Finished, Terms, carry_out
from hubproof.harness.unusual import UNUSUAL
from hubproof.harness.verdict import Verdict
from hubproof.scenarios import SCENARIOS
from hubproof.simulator.journal import Received

RESUME = "resume_after_a_cut_with_duplicates"


def run(name: str, scenario: str = RESUME, seed: int = 1) -> Finished:
    one = SCENARIOS[scenario]
    finished = carry_out(expand(one, seed), one, parse(f"unusual:{name}"), Terms())
    assert finished.judgement.verdict is Verdict.VALID, finished.judgement.reason
    return finished


def calls(finished: Finished) -> Counter[str]:
    entries = finished.record.history.entries
    return Counter(one.method for one in entries if isinstance(one, Received))


def pages(finished: Finished) -> list[dict[str, object]]:
    entries = finished.record.history.entries
    return [
        one.args for one in entries if isinstance(one, Received) and one.method == "GetEventsSince"
    ]


@pytest.mark.parametrize("name", UNUSUAL)
def test_one_stands_in_the_file_of_its_name_and_differs_from_the_reference(name: str) -> None:
    module = importlib.import_module(f"hubproof.harness.unusual.{name}")
    assert module.UNUSUAL is UNUSUAL[name]
    usual = dataclasses.asdict(Parts())
    own = dataclasses.asdict(UNUSUAL[name].parts)
    assert [part for part in own if own[part] is not usual[part]]


def test_polling_asks_often_and_subscribes_to_nothing() -> None:
    made = calls(run("polls"))
    assert made["SubscribeToStrategies"] == 0
    assert made["GetEventsSince"] > 40


def test_from_zero_means_the_beginning_every_time() -> None:
    asked = pages(run("replays_from_zero"))
    assert {one["SinceEventSeqId"] for one in asked} == {0}
    assert len(asked) > 4


def test_one_event_a_page_means_a_limit_of_one() -> None:
    assert {one["Limit"] for one in pages(run("one_event_a_page"))} == {1}


def test_subscribing_first_means_before_any_page() -> None:
    entries = run("subscribes_first").record.history.entries
    methods = [one.method for one in entries if isinstance(one, Received) and one.hub == "event"]
    assert methods[:3] == ["GetLatestEventSeqId", "SubscribeToStrategies", "GetEventsSince"]


def test_resending_comes_before_asking() -> None:
    scenario = "unknown_outcome_of_an_order"
    entries = run("resends_first", scenario).record.history.entries
    keyed = [one for one in entries if isinstance(one, Received) and one.key is not None]
    seen: Counter[str] = Counter()
    for one in keyed:
        assert one.key is not None
        seen[one.key] += 1
        if one.method == "GetIdempotencyRecord":
            # Asked for only where the operation had been sent twice before.
            assert seen[one.key] > 2


def test_an_unknown_name_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(SubjectError, match="no unusual client 'odd'; there are one_event_a_page"):
        parse("unusual:odd")
    said = subprocess.run(
        [sys.executable, "-m", "hubproof.harness.unusual", "odd"],
        capture_output=True,
        text=True,
        check=False,
        env=dict(os.environ),
    )
    assert said.returncode == 3
    assert said.stderr.startswith("usage: python -m hubproof.harness.unusual NAME; there are one")
