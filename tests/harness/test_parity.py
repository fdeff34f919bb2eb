"""Parity compares verdicts, and says what was different where they part."""

from dataclasses import replace

from hubproof.harness.nemesis import expand
from hubproof.harness.parity import Outline, compare, outline
from hubproof.harness.subjects.naming import parse
from hubproof.harness.trial import Terms, carry_out
from hubproof.harness.verdict import Verdict
from hubproof.scenarios import SCENARIOS

SCENARIO = SCENARIOS["unknown_outcome_of_an_order"]
PLAN = expand(SCENARIO, 1)
SIM = Outline(
    verdict=Verdict.VALID,
    reason=None,
    rows=(),
    fired={0: 1.5, 1: 2.5},
    calls=(("SendOrder", "Success"), ("GetOrder", None)),
    lives=1,
    trouble=None,
)


def why(live: Outline) -> tuple[str, ...]:
    difference = compare(PLAN, SIM, live)
    assert difference is not None
    return difference.why


def test_equal_verdicts_agree_whatever_else_differs() -> None:
    assert compare(PLAN, SIM, replace(SIM, calls=(), fired={}, lives=3)) is None


def test_a_fault_that_fired_in_one_mode_only_is_named_with_its_time() -> None:
    fault = PLAN.faults[1]
    (line,) = why(replace(SIM, verdict=Verdict.INVALID, fired={0: 1.5}))
    assert line == (
        f"fault 2, cut at {fault.trigger.name} {fault.trigger.ordinal}"
        f" ({fault.trigger.phase}) fired in sim only, at 2.5 s"
    )
    (line,) = why(replace(SIM, verdict=Verdict.INVALID, fired={0: 1.5, 1: 2.0, 2: 7.25}))
    assert line.endswith("fired live only, at 7.2 s")


def test_the_first_call_that_differs_is_told_with_both_answers() -> None:
    calls = (("SendOrder", "Success"), ("GetIdempotencyRecord", "NotFound"), ("GetOrder", None))
    (line,) = why(replace(SIM, verdict=Verdict.INVALID, calls=calls))
    assert line == (
        "from call 2 on: in sim GetOrder (not answered), live GetIdempotencyRecord (NotFound)"
    )
    (line,) = why(replace(SIM, verdict=Verdict.INVALID, calls=calls[:1]))
    assert line == "from call 2 on: in sim GetOrder (not answered), live none"


def test_trouble_lives_and_rows_are_told_too() -> None:
    live = replace(
        SIM, verdict=Verdict.INVALID, trouble="it never connected", lives=2, rows=("IDEM-8",)
    )
    assert why(live) == (
        "live was not carried through: it never connected",
        "the subject was started 1 times in sim and 2 times live",
        "broken live only: IDEM-8",
    )
    difference = compare(PLAN, replace(SIM, verdict=Verdict.INVALID, rows=("SAFE-1",)), SIM)
    assert difference is not None
    assert difference.why == ("broken in sim only: SAFE-1",)


def test_an_outline_holds_what_a_history_says() -> None:
    finished = carry_out(PLAN, SCENARIO, parse("mutant:new_key_on_retry"), Terms())
    one = outline(finished)
    assert one.verdict is Verdict.INVALID
    assert "IDEM-8" in one.rows
    assert len(set(one.rows)) == len(one.rows)
    assert len(one.fired) == finished.faults_fired > 0
    assert len(one.calls) == finished.calls
    assert ("SendOrder", "Success") in one.calls
    # An order whose connection was cut before the answer has none.
    assert any(status is None for _, status in one.calls)
    assert one.lives == 1
