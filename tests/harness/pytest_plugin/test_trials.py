"""All seeds run, what a report shows stays, and a failure of ours ends the series."""

from dataclasses import replace

import msgspec
import pytest

from hubproof.harness.cli.exits import BrokenOffError
from hubproof.harness.failures import HarnessError
from hubproof.harness.judge import DEFAULT
from hubproof.harness.plan import Plan
from hubproof.harness.pytest_plugin import trials as module
from hubproof.harness.pytest_plugin.asked import Asked
from hubproof.harness.pytest_plugin.trials import KEPT_MAX, Trials, carry_out_all
from hubproof.harness.subjects.naming import parse
from hubproof.harness.trial import Finished, Terms
from hubproof.harness.verdict import Verdict
from hubproof.scenarios import SCENARIOS

STEADY = SCENARIOS["steady_state"]


def run(one: Finished, seed: int, verdict: Verdict, *not_judged: str) -> Finished:
    plan = msgspec.structs.replace(one.record.plan, seed=seed)
    judgement = msgspec.structs.replace(
        one.judgement, verdict=verdict, reason=f"reason {seed}", not_judged=not_judged
    )
    return Finished(record=replace(one.record, plan=plan), judgement=judgement)


def seeds(trials: Trials) -> list[int]:
    return [one.record.plan.seed for one in trials.shown]


def test_where_all_are_valid_the_first_is_shown(valid: Finished) -> None:
    trials = Trials()
    for seed in (4, 5, 6):
        trials.take(run(valid, seed, Verdict.VALID))
    assert (trials.verdict, trials.count, trials.failed) == (Verdict.VALID, 3, [])
    assert seeds(trials) == [4]


def test_the_run_that_decides_is_shown_first(valid: Finished) -> None:
    trials = Trials()
    trials.take(run(valid, 1, Verdict.UNKNOWN))
    assert str(trials.verdict) == "unknown"
    trials.take(run(valid, 2, Verdict.VALID))
    trials.take(run(valid, 3, Verdict.INVALID))
    trials.take(run(valid, 4, Verdict.INVALID))
    assert str(trials.verdict) == "invalid"
    assert seeds(trials) == [3, 4, 1]
    assert [(one.seed, one.verdict, one.reason) for one in trials.failed] == [
        (1, Verdict.UNKNOWN, "reason 1"),
        (3, Verdict.INVALID, "reason 3"),
        (4, Verdict.INVALID, "reason 4"),
    ]


def test_of_many_failures_few_stay_whole_and_all_are_named(valid: Finished) -> None:
    trials = Trials()
    for seed in range(1, 30):
        trials.take(run(valid, seed, Verdict.UNKNOWN))
    trials.take(run(valid, 30, Verdict.INVALID))
    assert seeds(trials) == [30, *range(1, KEPT_MAX)]
    assert [one.seed for one in trials.failed] == [*range(1, 31)]


def test_rows_that_some_run_left_open_are_collected(valid: Finished) -> None:
    trials = Trials()
    trials.take(run(valid, 1, Verdict.VALID, "SAFE-4"))
    trials.take(run(valid, 2, Verdict.VALID, "SAFE-3", "SAFE-4"))
    assert [*trials.not_judged] == ["SAFE-4", "SAFE-3"]


def order(subject: str, last: int) -> Asked:
    return Asked(subject=parse(subject), terms=Terms(), seeds=range(1, last + 1))


def test_every_seed_runs_whatever_comes_out() -> None:
    trials = carry_out_all(STEADY, order("mutant:does_nothing", 3))
    assert (trials.count, [one.seed for one in trials.failed]) == (3, [1, 2, 3])
    assert carry_out_all(STEADY, order("reference", 2)).verdict is Verdict.VALID


def test_a_failure_of_ours_ends_it_with_the_command_that_repeats_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    called: list[int] = []

    def fails(plan: Plan, *_: object) -> Finished:
        called.append(plan.seed)
        raise HarnessError(f"{plan.scenario}, seed {plan.seed}: the world stood still")

    monkeypatch.setattr(module, "carry_out", fails)
    asked = order("reference", 3)
    with pytest.raises(BrokenOffError, match=r"^hubproof itself failed in") as broke:
        carry_out_all(STEADY, asked)
    assert called == [1]
    assert broke.value.again.endswith("hubproof run steady_state --seed 1")
    assert asked.terms.judging == DEFAULT
