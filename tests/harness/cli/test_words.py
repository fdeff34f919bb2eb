"""A verdict reads as promise, deed, cost and time, and every number is the run's own."""

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from hubproof.harness.cli import words
from hubproof.harness.failures import HarnessError
from hubproof.harness.history import History
from hubproof.harness.judge import Judging
from hubproof.harness.requirements import REQUIREMENTS
from hubproof.harness.trial import Finished
from hubproof.harness.verdict import Judgement, Verdict, Violation
from hubproof.simulator.faults.cut import Cut
from hubproof.simulator.faults.event_before_subscription import EventBeforeSubscription
from hubproof.simulator.journal import FaultFired
from hubproof.simulator.world.facts import PlanMade


def broken(
    requirement: str, at_s: float, exposure: str | None = None, message: str = "did it"
) -> Violation:
    return Violation(
        requirement=requirement,
        level="MUST",
        checker="a_checker",
        message=message,
        exposure=None if exposure is None else Decimal(exposure),
        at_us=round(at_s * 1_000_000),
    )


def judged(finished: Finished, *violations: Violation, **members: object) -> Finished:
    changed = msgspec.structs.replace(
        finished.judgement, violations=violations, verdict=Verdict.INVALID, **members
    )
    return replace(finished, judgement=changed)


def in_currency(finished: Finished, currency: str) -> Finished:
    history = finished.record.history
    entries = [
        msgspec.structs.replace(one, currency=currency) if isinstance(one, PlanMade) else one
        for one in history.entries
    ]
    record = replace(finished.record, history=History(history.plan, entries))
    return replace(finished, record=record)


def test_a_headline_names_verdict_scenario_seed_subject_and_what_happened(valid: Finished) -> None:
    planned = len(valid.record.plan.faults)
    assert words.headline(valid).startswith(
        f"VALID   unknown_outcome_of_an_order  seed 1  reference  {planned} of {planned} faults"
    )
    assert f"{valid.calls} calls, " in words.headline(valid)
    assert " s simulated in " in words.headline(valid)
    live = replace(valid, record=replace(valid.record, mode="live"))
    assert " s real in " in words.headline(live)


def test_a_headline_says_which_rows_were_not_judged(valid: Finished) -> None:
    assert "not judged" not in words.headline(valid)
    partly = replace(
        valid, judgement=msgspec.structs.replace(valid.judgement, not_judged=("SAFE-3", "SAFE-4"))
    )
    assert words.headline(partly).endswith(", not judged: SAFE-3 SAFE-4")


def test_a_failure_begins_with_its_headline_and_ends_with_its_command(convicted: Finished) -> None:
    lines = words.failure(convicted, "hubproof run it")
    assert lines[0] == words.headline(convicted)
    assert lines[-1] == "hubproof run it"


def test_a_conviction_says_the_cost_first_then_every_promise_and_what_was_done(
    convicted: Finished,
) -> None:
    lines = words.failure(convicted, "again")
    violations = convicted.judgement.violations
    cost = words.exposure(violations)
    assert cost is not None
    assert lines[1] == f"  {cost:,.2f} USD at risk beyond what the signals called for"
    text = "\n".join(lines)
    for one in violations:
        says = REQUIREMENTS[one.requirement].says
        assert f"  {one.requirement} ({one.level}): a client {says}" in lines
        assert f"{one.at_us / 1_000_000:.3f} s" in text
    firsts = {one.requirement: one for one in reversed(violations)}
    assert all(one.message in text for one in firsts.values())


def test_the_dearest_promise_comes_first_then_the_earliest(valid: Finished) -> None:
    violations = (
        broken("IDEM-2", 2.0),
        broken("IDEM-3", 1.0),
        broken("SAFE-1", 3.0, "10"),
        broken("IDEM-8", 4.0, "20"),
    )
    lines = words.failure(judged(valid, *violations), "again")
    assert re.findall(r"^  ([A-Z]+-\d+) ", "\n".join(lines), re.MULTILINE) == [
        *("IDEM-8", "SAFE-1", "IDEM-3", "IDEM-2")
    ]


def test_money_is_summed_within_a_row_and_never_over_rows() -> None:
    rows = (broken("SAFE-1", 1, "10"), broken("SAFE-1", 2, "5"), broken("IDEM-8", 1, "12"))
    assert words.exposure(rows) == Decimal(15)
    assert words.exposure([broken("IDEM-2", 1)]) is None
    assert words.exposure([]) is None


def test_the_currency_is_that_of_the_run(convicted: Finished) -> None:
    lines = words.failure(in_currency(convicted, "CHF"), "again")
    assert lines[1].split()[1] == "CHF"


def test_money_without_a_plan_has_no_currency() -> None:
    assert words.money(Decimal(4310), "USD") == "4,310.00 USD"
    assert words.money(Decimal(4310), "") == "4,310.00"


def test_a_row_broken_again_and_again_is_told_once_with_its_times(valid: Finished) -> None:
    violations = [broken("IDEM-2", at, message=f"deed {at}") for at in range(1, 10)]
    lines = words.failure(judged(valid, *violations), "again")
    assert sum("deed" in line for line in lines) == 1
    assert "    8 more, at 2.000 s, 3.000 s, 4.000 s, 5.000 s, 6.000 s, 7.000 s, ..." in lines


def test_a_fault_that_names_no_method_of_its_own_is_told_by_what_set_it_off(
    convicted: Finished,
) -> None:
    fault = EventBeforeSubscription(ordinal=1)
    plan = msgspec.structs.replace(convicted.record.plan, faults=(fault,))
    fired = FaultFired(at_us=1_000_000, fault=0, name=fault.name, phase="unsubscribed")
    record = replace(convicted.record, plan=plan, history=History(plan, [fired]))
    lines = words.failure(judged(replace(convicted, record=record), broken("EVT-14", 1.5)), "again")
    told = "0.500 s after SubscribeToStrategies met the fault event_before_subscription"
    assert any(told in line for line in lines)


def test_the_fault_that_came_last_before_a_breach_is_named(convicted: Finished) -> None:
    entries = convicted.record.history.entries
    fired = next(one for one in entries if isinstance(one, FaultFired))
    fault = convicted.record.plan.faults[fired.fault]
    assert isinstance(fault, Cut)
    first_s = fired.at_us / 1_000_000
    lines = words.failure(judged(convicted, broken("IDEM-2", first_s + 0.25)), "again")
    told = next(line for line in lines if "did it" in line)
    assert f"0.250 s after {fault.method} met the fault cut ({fired.phase})" in told
    before = words.failure(judged(convicted, broken("IDEM-2", first_s - 0.01)), "again")
    assert "the fault" not in "".join(before[1:])


def test_an_unknown_run_says_why_and_what_the_subject_printed_last(valid: Finished) -> None:
    record = replace(valid.record, trouble="it was not ready", log="one\ntwo\n")
    judgement = Judgement(
        verdict=Verdict.UNKNOWN, reason="it was not ready", rows=(), violations=(), not_judged=()
    )
    lines = words.failure(Finished(record=record, judgement=judgement), "again")
    assert lines[1:] == [
        "  it was not ready",
        "  the last lines that the subject printed:",
        "    one",
        "    two",
        "again",
    ]


def test_a_conviction_keeps_what_else_went_wrong(valid: Finished) -> None:
    record = replace(valid.record, trouble="it ignored SIGTERM", log="")
    finished = replace(judged(valid, broken("IDEM-2", 1.0)), record=record)
    assert "  it ignored SIGTERM" in words.failure(finished, "again")


def test_rows_left_open_are_said_with_their_reason() -> None:
    assert words.left_unjudged(["SAFE-3"], Judging()) == (
        "not judged in some run, without a decision log: SAFE-3"
    )
    assert "or with --selective: SAFE-3, SAFE-4" in words.left_unjudged(
        ["SAFE-3", "SAFE-4"], Judging(selective=True)
    )


@pytest.mark.parametrize(("out", "where"), [(Path("kept"), "kept in kept"), (None, "not kept")])
def test_a_campaign_cut_short_says_where_its_results_are(out: Path | None, where: str) -> None:
    said = words.cut_short("interrupted", 3, 10, out)
    assert said.startswith("interrupted after 3 of 10 runs; what was finished is ")
    assert where in said


def test_a_failure_of_ours_says_where_it_happened() -> None:
    def fails() -> None:
        raise KeyError("missing")

    with pytest.raises(KeyError) as caught:
        fails()
    assert re.fullmatch(
        r"hubproof itself failed: KeyError: 'missing' \(test_words.py:\d+\)",
        words.of_our_own(caught.value),
    )
    assert words.of_our_own(HarnessError("steady, seed 3: no")) == (
        "hubproof itself failed in steady, seed 3: no"
    )
