"""Preparation jobs take their time, then come to a plan or fail."""

from typing import Any

import msgspec
import pytest

from hubproof.contract.mesolive import models
from hubproof.contract.mesolive.models import PreparationStatus, StatusCode
from hubproof.simulator.world.facts import EventLogged, JobChanged, PlanMade


def status_of(world: Any, job_id: str) -> Any:
    args = models.GetPreparePositionEntryStatusArgs(JobId=job_id)
    return world.ask("GetPreparePositionEntryStatus", args)


def test_a_start_is_answered_at_once_and_the_job_ends_within_its_range(drive: Any) -> None:
    world = drive(job_s=(0.5, 0.6))
    job_id = world.answer(world.start("k")).Data.JobId
    assert status_of(world, job_id).Data.Status is PreparationStatus.Running
    world.wait(499_999)
    assert status_of(world, job_id).Data.Result is None
    world.wait(100_001)
    ended = status_of(world, job_id).Data
    assert ended.Status is PreparationStatus.Completed
    assert ended.CreatedAt < ended.UpdatedAt


def test_the_event_and_the_status_carry_the_same_result(drive: Any) -> None:
    world = drive()
    job_id = world.answer(world.start("k")).Data.JobId
    world.settle()
    (event,) = world.events("OnPositionEntryPreparationCompleted")
    assert event.JobId == job_id
    assert event.Result == status_of(world, job_id).Data.Result
    (logged,) = world.facts(EventLogged)
    assert (logged.reference, logged.strategy_id) == (job_id, 101)


def test_a_plan_names_its_legs_its_group_and_its_money(drive: Any) -> None:
    world = drive()
    world.announce(102, "ML1001")
    result = world.prepared(strategy=102)
    assert result.LegGroups == {1: ["long", "short"]}
    assert result.LegGroupQtys[1].Qty == 3
    assert result.LegGroupQtys[1].LegQtys == {"long": 3, "short": -3}
    assert {name: leg.Qty for name, leg in result.SelectedLegs.items()} == {"long": 3, "short": -3}
    legs = {name: quote.Mark for name, quote in result.LegPrices.items()}
    assert result.LegGroupPrices[1].Mark == legs["long"] - legs["short"]
    assert result.EntryAllowed
    (plan,) = world.facts(PlanMade)
    assert plan.notional == 300 * (legs["long"] + legs["short"])
    assert plan.currency == "USD"


def test_a_single_short_leg_is_a_group_that_is_sold(drive: Any) -> None:
    result = drive().prepared(strategy=103)
    assert result.LegGroupQtys[1].Qty == -2
    assert result.LegGroupPrices[1] == result.LegPrices["put"]


def test_only_the_jobs_that_are_set_up_to_fail_do(drive: Any) -> None:
    world = drive(failing_jobs=(2,))
    jobs = [world.answer(world.start(key)).Data.JobId for key in ("a", "b", "c")]
    world.settle()
    told = [status_of(world, job).Data for job in jobs]
    assert [job.Status.value for job in told] == ["Completed", "Failed", "Completed"]
    assert told[1].Error
    (event,) = world.events("OnPositionEntryPreparationFailed")
    assert (event.JobId, event.Error) == (jobs[1], told[1].Error)
    assert len(world.facts(PlanMade)) == 2
    assert [fact.status for fact in world.facts(JobChanged) if fact.job_id == jobs[1]] == [
        "Running",
        "Failed",
    ]


def test_an_unknown_job_is_not_found(drive: Any) -> None:
    assert status_of(drive(), "job-9").Status is StatusCode.NotFound


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"strategy": 999}, StatusCode.NotFound),
        ({"account": "U9"}, StatusCode.NotFound),
        ({"name": ""}, StatusCode.ValidationError),
    ],
)
def test_a_start_that_makes_no_sense_is_refused(
    drive: Any, wrong: dict[str, Any], status: StatusCode
) -> None:
    world = drive()
    assert world.answer(world.start("k", **wrong)).Status is status
    assert world.facts(JobChanged) == []


def test_a_strategy_is_prepared_only_on_accounts_it_is_active_on(drive: Any) -> None:
    strategies = drive().setup.strategies
    paper_only = msgspec.structs.replace(strategies[0], active_on=("ML1001",))
    world = drive(strategies=(paper_only,))
    refusal = world.answer(world.start("k", account="U2001"))
    assert refusal.Status is StatusCode.ValidationError
    assert list(refusal.Error.ValidationErrors) == ["BrokerAccountId"]


def cancel(world: Any, key: str, job_id: str) -> Any:
    args = models.CancelPreparePositionEntryArgs(IdempotencyKey=key, JobId=job_id)
    return world.ask("CancelPreparePositionEntry", args)


def test_a_job_that_is_cancelled_ends_at_once_and_for_good(drive: Any) -> None:
    world = drive()
    job_id = world.answer(world.start("k")).Data.JobId
    assert cancel(world, "c", job_id).Data.Status is PreparationStatus.Cancelled
    world.settle()
    status = status_of(world, job_id).Data
    assert (status.Status, status.Result) == (PreparationStatus.Cancelled, None)
    assert [fact.status for fact in world.facts(JobChanged)] == ["Running", "Cancelled"]
    (event,) = world.events("OnPositionEntryPreparationFailed")
    assert (event.JobId, event.Error) == (job_id, "The preparation was cancelled.")
    record = world.record("k")
    assert record.Status is models.IdempotencyRecordStatus.Failed
    assert record.JobStatus is PreparationStatus.Cancelled
    assert world.facts(PlanMade) == []
    assert world.record("c").Status is models.IdempotencyRecordStatus.Completed
    assert cancel(world, "c", job_id).Status is StatusCode.DuplicateRequest


def test_a_job_that_is_over_stays_as_it_was(drive: Any) -> None:
    world = drive()
    plan = world.prepared()
    assert cancel(world, "c", "job-1").Data.Status is PreparationStatus.Completed
    assert status_of(world, "job-1").Data.Result == plan
    assert cancel(world, "d", "job-9").Status is StatusCode.NotFound
    assert world.record("d") is None


def test_an_entry_is_allowed_while_its_signal_is_on(drive: Any) -> None:
    world = drive()
    world.announce(101)
    assert world.prepared(101).EntryAllowed
    world.announce(101, state="Off")
    refused = world.prepared(101)
    assert not refused.EntryAllowed
    assert [one.IsMet for one in refused.EntryConditions] == [False]


def test_a_plan_is_quoted_by_the_provider_that_was_asked_for(drive: Any) -> None:
    world = drive()
    quotes = {}
    for provider in (None, *world.world.market.providers):
        world.start(f"k-{provider}", provider=provider)
        world.settle()
        quotes[provider] = world.events("OnPositionEntryPreparationCompleted")[-1].Result
    told = {one.UnderlyingPrice.Mark for one in quotes.values()}
    assert len(told) > 1


def test_what_nobody_quotes_cannot_be_prepared(still: Any) -> None:
    world = still(market={"providers": ()})
    world.start("k")
    world.settle()
    (failed,) = world.events("OnPositionEntryPreparationFailed")
    assert "quotes nothing on SPX" in failed.Error
