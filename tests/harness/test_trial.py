"""One plan, one subject, one verdict: what a finished run counts."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from hubproof.harness.checkers import CHECKERS, checkers_with_blinded
from hubproof.harness.judge import Judging
from hubproof.harness.nemesis import expand
from hubproof.harness.subjects.naming import parse
from hubproof.harness.trial import Terms, carry_out, judged
from hubproof.harness.verdict import Verdict
from hubproof.scenarios import SCENARIOS
from hubproof.simulator.faults.close_with_error import CloseWithError
from hubproof.simulator.faults.stop_reading import StopReading
from hubproof.simulator.journal import Received

STORM = SCENARIOS["unknown_outcome_of_an_order"]
CALM = SCENARIOS["steady_state"]


def test_a_fault_counts_once_and_every_invocation_counts() -> None:
    plan = expand(STORM, 1)

    finished = carry_out(plan, STORM, parse("reference"), Terms())

    assert finished.judgement.verdict is Verdict.VALID
    assert 0 < finished.faults_fired <= len(plan.faults)
    entries = finished.record.history.entries
    assert finished.calls == sum(isinstance(entry, Received) for entry in entries) > 0


def test_the_terms_say_how_it_is_judged() -> None:
    plan, idle = expand(CALM, 1), parse("mutant:does_nothing")
    blinded = checkers_with_blinded("acts_on_every_signal")

    strict = carry_out(plan, CALM, idle, Terms()).judgement
    selective = carry_out(plan, CALM, idle, Terms(judging=Judging(selective=True))).judgement
    blind = carry_out(plan, CALM, idle, Terms(checkers=blinded)).judgement

    assert strict.verdict is Verdict.INVALID
    assert selective.verdict is blind.verdict is Verdict.UNKNOWN
    assert "SAFE-4" in selective.not_judged
    assert list(Terms().checkers) == list(CHECKERS)


def test_where_the_state_stands_changes_nothing(tmp_path: Path) -> None:
    plan = expand(STORM, 2)
    runs = [
        carry_out(plan, STORM, parse("reference"), Terms(state_root=root))
        for root in (None, tmp_path)
    ]

    assert runs[0].record.history.sha256() == runs[1].record.history.sha256()
    assert list(tmp_path.iterdir()) == []


def test_a_verdict_never_repeats_the_key_whatever_the_subject_put_it_into() -> None:
    plan, idle = expand(STORM, 1), parse("mutant:new_key_on_retry")
    finished = carry_out(plan, STORM, idle, Terms())
    # What the messages name anyway plays the key that a subject made part of its names.
    record = replace(finished.record, key="paper_entry_")
    assert "paper_entry_" in str(finished.judgement)

    clean = judged(record, STORM, Terms()).judgement

    assert "paper_entry_" not in str(clean)
    assert "(key)" in str(clean)
    assert clean.verdict is finished.judgement.verdict


@pytest.mark.parametrize("fault", [StopReading, CloseWithError])
def test_a_right_client_is_valid_under_the_defects_of_a_server(
    fault: type[StopReading | CloseWithError],
) -> None:
    """No scenario draws them, so they are put into a plan by hand."""
    struck = (
        fault(hub="control", method="StartPreparePositionEntry", ordinal=1, phase="received"),
        fault(hub="control", method="ApplyPaperFills", ordinal=1, phase="committed"),
        fault(hub="event", method="OnEntrySignal", ordinal=3, phase="answered"),
    )
    plan = msgspec.structs.replace(expand(STORM, 3), faults=struck)

    finished = carry_out(plan, STORM, parse("reference"), Terms())

    assert finished.judgement.verdict is Verdict.VALID, finished.judgement.reason
    assert finished.faults_fired >= 2  # what is not read meets the second on another connection
