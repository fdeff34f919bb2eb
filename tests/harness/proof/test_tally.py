"""A tally adds up over runs and processes, and knows what never happened."""

import pytest

from hubproof.harness.nemesis import expand
from hubproof.harness.proof.tally import FAILURES_KEPT_MAX, UNDRAWN, Tally, cells
from hubproof.harness.subjects.naming import parse
from hubproof.harness.trial import Terms, carry_out
from hubproof.harness.verdict import Verdict
from hubproof.scenarios import SCENARIOS
from hubproof.simulator.faults import FAULTS


def test_a_run_s_verdict_and_firings_are_counted() -> None:
    scenario = SCENARIOS["unknown_outcome_of_an_order"]
    finished = carry_out(expand(scenario, 1), scenario, parse("reference"), Terms())
    tally = Tally()

    tally.add(finished)
    tally.add(finished)

    assert (tally.runs, tally.verdicts) == (2, {Verdict.VALID: 2})
    assert sum(tally.fired.values()) == 2 * finished.faults_fired > 0
    assert {fault for fault, _ in tally.fired} == {"cut"}


def test_two_tallies_make_one() -> None:
    one = Tally(runs=2, verdicts={Verdict.VALID: 2}, fired={("cut", "received"): 1})
    other = Tally(
        runs=3,
        verdicts={Verdict.VALID: 1, Verdict.INVALID: 2},
        fired={("cut", "received"): 1, ("kill", "answered"): 4},
        failures=["a", "b"],
    )

    one.merge(other)

    assert one.runs == 5
    assert one.verdicts == {Verdict.VALID: 3, Verdict.INVALID: 2}
    assert one.fired == {("cut", "received"): 2, ("kill", "answered"): 4}
    assert one.failures == ["a", "b"]


def test_no_more_failures_are_kept_than_anybody_reads() -> None:
    tally = Tally()

    for _ in range(3):
        tally.merge(Tally(failures=["line"] * (FAILURES_KEPT_MAX - 1)))

    assert len(tally.failures) == FAILURES_KEPT_MAX


@pytest.mark.parametrize(
    ("subject", "scenario", "is_unfair"),
    [
        ("mutant:does_nothing", "steady_state", True),
        ("unusual:polls", "job_callback_lost", False),
    ],
)
def test_unknown_is_fair_only_where_nothing_was_tried(
    subject: str, scenario: str, *, is_unfair: bool
) -> None:
    one = SCENARIOS[scenario]
    tally = Tally()
    tally.add(carry_out(expand(one, 1), one, parse(subject), Terms()))
    assert len(tally.failures) == 1
    assert bool(tally.unfair) == is_unfair


def test_what_never_fired_is_named() -> None:
    everything = dict.fromkeys(cells(), 1)
    del everything["kill", "committed"]

    assert Tally(fired=everything).rarely_fired() == [("kill", "committed")]
    assert len(Tally(fired=everything).rarely_fired(2)) == len(cells())
    assert {name for name, _ in cells()} == set(FAULTS) - set(UNDRAWN)
    drawn = {draw.fault.name for one in SCENARIOS.values() for draw in one.storm}
    assert drawn.isdisjoint(UNDRAWN)
