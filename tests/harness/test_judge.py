"""From rows to the verdict of a run: what outranks what, and what nobody could judge."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from hubproof.harness.checkers import CHECKERS, Checker, Finding, checkers_with_blinded
from hubproof.harness.history import History
from hubproof.harness.judge import Judging, judge
from hubproof.harness.oracle import Oracle
from hubproof.harness.scenario import Scenario
from hubproof.harness.verdict import Judgement, Verdict
from hubproof.harness.workloads import EntrySignals
from hubproof.simulator.faults.cut import Cut

if TYPE_CHECKING:
    from tests.harness.conftest import Story

SCENARIO = Scenario(
    name="by_hand",
    says="",
    requirements=("SAFE-4",),
    workload=EntrySignals(count=1, every_s=(1.0, 1.0), on_for_s=(30.0, 30.0)),
    settle_s=1.0,
    live_bound_s=1.0,
)
CUT = Cut(hub="control", method="SendOrder", ordinal=1, phase="received")


def with_faults(history: History) -> History:
    plan = history.plan
    return History(
        type(plan)(scenario=plan.scenario, seed=plan.seed, workload=plan.workload, faults=(CUT,)),
        history.entries,
    )


def verdict_on(judgement: Judgement, requirement: str) -> Verdict:
    [row] = [one for one in judgement.rows if one.requirement == requirement]
    return row.verdict


def test_a_clean_run_is_valid_in_every_row_that_can_be_judged(story: "Story") -> None:
    story.enter(2.0, "1")
    judgement = judge(story.end(), SCENARIO)
    assert judgement.verdict is Verdict.VALID
    assert judgement.reason is None
    assert judgement.not_judged == ("SAFE-3",)
    unused = [one for one in CHECKERS.values() if one.is_used is not None]
    assert len(judgement.rows) == len(CHECKERS) - 1 - len(unused)


def test_a_row_about_a_means_that_is_not_used_is_told_only_where_the_scenario_names_it(
    story: "Story",
) -> None:
    story.enter(2.0, "1")
    scenario = replace(SCENARIO, requirements=("SAFE-4", "DATA-7"))
    judgement = judge(story.end(), scenario)
    assert judgement.verdict is Verdict.VALID
    assert judgement.not_judged == ("DATA-7", "SAFE-3")
    assert not any(one.requirement.startswith(("DATA", "QUOTE")) for one in judgement.rows)


def test_a_violation_is_the_reason_and_the_first_one_comes_first(story: "Story") -> None:
    story.enter(2.0, "1")
    story.enter(6.0, "2", repeat=True)
    judgement = judge(story.end(), SCENARIO)
    assert judgement.verdict is Verdict.INVALID
    times = [violation.at_us for violation in judgement.violations]
    assert times == sorted(times)
    assert judgement.reason is not None
    assert judgement.reason.startswith("IDEM-3: submitted StartPreparePositionEntry")
    assert verdict_on(judgement, "IDEM-8") is Verdict.INVALID
    assert verdict_on(judgement, "EVT-2") is Verdict.VALID


def test_a_run_whose_faults_never_fired_is_unknown(story: "Story") -> None:
    story.enter(2.0, "1")
    judgement = judge(with_faults(story.end()), SCENARIO)
    assert judgement.verdict is Verdict.UNKNOWN
    assert judgement.reason == "not exercised: none of 1 planned faults fired"


def test_a_run_whose_faults_fired_is_not(story: "Story") -> None:
    story.enter(2.0, "1")
    story.fire(3.1, "answered")
    assert judge(with_faults(story.end()), SCENARIO).verdict is Verdict.VALID


def test_a_subject_that_ordered_nothing_is_unknown_where_nothing_was_owed(
    story: "Story",
) -> None:
    judgement = judge(story.end(), SCENARIO)
    assert judgement.verdict is Verdict.UNKNOWN
    assert judgement.reason == "not exercised: the subject ordered nothing"


def test_a_subject_that_ordered_nothing_is_invalid_where_something_was_owed(
    story: "Story",
) -> None:
    story.signal(2.0)
    judgement = judge(story.end(), SCENARIO)
    assert judgement.verdict is Verdict.INVALID
    assert [one.requirement for one in judgement.violations] == ["SAFE-4"]


def test_a_selective_subject_is_not_judged_by_what_it_left_alone(story: "Story") -> None:
    story.signal(2.0)
    story.enter(5.0, "1", (102, "ML1001"))
    judgement = judge(story.end(), SCENARIO, judging=Judging(selective=True))
    assert judgement.verdict is Verdict.VALID
    assert judgement.not_judged == ("EVT-7", "RECON-2", "RECON-7", "SAFE-3", "SAFE-4")


def test_a_missing_decision_log_is_unknown_only_where_it_is_required(story: "Story") -> None:
    story.enter(2.0, "1")
    judgement = judge(story.end(), SCENARIO, judging=Judging(require_decisions=True))
    assert judgement.verdict is Verdict.UNKNOWN
    assert judgement.reason == "SAFE-3: the subject kept no decision log that tells of intents"


def test_a_log_that_tells_of_no_intent_is_no_evidence(story: "Story") -> None:
    story.enter(2.0, "1")
    story.decide(80.0, "handled", event_id="event-1", event_seq_id=1)
    judgement = judge(story.end(), SCENARIO)
    assert judgement.verdict is Verdict.VALID
    assert judgement.not_judged == ("SAFE-3",)


def test_with_a_decision_log_every_row_is_judged(story: "Story") -> None:
    story.enter(2.0, "1")
    story.decide(80.0, "intent", intent="1", event_id="event-1")
    story.decide(80.0, "ended", intent="1", state="done")
    judgement = judge(story.end(), SCENARIO, judging=Judging(require_decisions=True))
    assert judgement.verdict is Verdict.VALID
    assert judgement.not_judged == ()


def crash(_oracle: Oracle) -> Iterable[Finding]:
    raise ZeroDivisionError("by hand")


def crashing(name: str) -> dict[str, Checker]:
    return {**CHECKERS, name: replace(CHECKERS[name], find=crash)}


def test_a_checker_that_crashes_makes_its_row_unknown_by_its_name(story: "Story") -> None:
    story.enter(2.0, "1")
    judgement = judge(story.end(), SCENARIO, checkers=crashing("hears_again"))
    assert judgement.verdict is Verdict.UNKNOWN
    assert judgement.reason == ("EVT-4: checker hears_again crashed: ZeroDivisionError: by hand")
    assert verdict_on(judgement, "EVT-4") is Verdict.UNKNOWN


def test_a_violation_outranks_a_crashed_checker(story: "Story") -> None:
    story.signal(2.0)
    judgement = judge(story.end(), SCENARIO, checkers=crashing("hears_again"))
    assert judgement.verdict is Verdict.INVALID


def test_a_subject_that_was_never_ready_is_unknown(story: "Story") -> None:
    story.entries = [one for one in story.entries if getattr(one, "state", "") != "ready"]
    story.signal(2.0)
    judgement = judge(story.end(), SCENARIO)
    assert judgement.verdict is Verdict.UNKNOWN
    assert judgement.reason == "the subject never became ready"


def test_trouble_of_the_harness_is_unknown_in_its_own_words(story: "Story") -> None:
    story.enter(2.0, "1")
    judgement = judge(story.end(), SCENARIO, trouble="the machine ran out of sockets")
    assert judgement.verdict is Verdict.UNKNOWN
    assert judgement.reason == "the machine ran out of sockets"


def test_a_run_that_broke_off_is_unknown(story: "Story") -> None:
    story.enter(2.0, "1")
    judgement = judge(story.told(), SCENARIO)
    assert judgement.verdict is Verdict.UNKNOWN
    assert judgement.reason == "the run broke off before its end"


def test_an_empty_history_is_unknown(empty: History) -> None:
    assert judge(empty, SCENARIO).verdict is Verdict.UNKNOWN


def test_a_row_that_the_scenario_names_and_nobody_decides_is_unknown(story: "Story") -> None:
    story.enter(2.0, "1")
    judgement = judge(story.end(), replace(SCENARIO, requirements=("PRICE-1",)))
    assert judgement.verdict is Verdict.UNKNOWN
    assert verdict_on(judgement, "PRICE-1") is Verdict.UNKNOWN


def test_a_should_is_reported_and_decides_nothing(story: "Story") -> None:
    story.signal(2.0)
    story.enter(5.0, "1", (102, "ML1001"))
    name = "acts_on_every_signal"
    checkers = {**CHECKERS, name: replace(CHECKERS[name], level="SHOULD")}
    judgement = judge(story.end(), SCENARIO, checkers=checkers)
    assert judgement.verdict is Verdict.VALID
    assert [one.level for one in judgement.violations] == ["SHOULD"]


@pytest.mark.parametrize("name", CHECKERS)
def test_a_blinded_checker_finds_everything_in_order(name: str, story: "Story") -> None:
    story.signal(2.0)
    table = checkers_with_blinded(name)
    assert list(table) == list(CHECKERS)
    assert table[name].check(Oracle.of(story.end())) == []
    assert [one for one in table if table[one] is not CHECKERS[one]] == [name]


def test_blinding_nobody_leaves_the_table_as_it_is() -> None:
    assert checkers_with_blinded(None) is CHECKERS


def test_blinding_a_checker_that_does_not_exist_is_refused_in_a_sentence() -> None:
    with pytest.raises(ValueError, match="no checker 'eyes'; there are key_survives_a_kill"):
        checkers_with_blinded("eyes")
