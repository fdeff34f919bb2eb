"""Keyed operations happen once, and their records tell what became of them."""

from typing import Any

import pytest

from hubproof.contract.mesolive import models
from hubproof.contract.mesolive.models import IdempotencyRecordStatus, StatusCode
from hubproof.simulator.world.facts import Filled, JobChanged, OrderChanged, RecordChanged

PROCESSING, COMPLETED, FAILED = IdempotencyRecordStatus


def test_a_key_that_was_never_used_is_not_found(drive: Any) -> None:
    args = models.GetIdempotencyRecordArgs(IdempotencyKey="new")
    assert drive().ask("GetIdempotencyRecord", args).Status is StatusCode.NotFound


def test_an_empty_key_is_refused(drive: Any) -> None:
    world = drive()
    assert world.answer(world.start("")).Status is StatusCode.ValidationError


@pytest.mark.parametrize("operation", ["start", "fill", "send"])
def test_the_same_call_conflicts_while_it_goes_on_and_is_a_duplicate_afterwards(
    drive: Any, operation: str
) -> None:
    world = drive()
    account = "U2001" if operation == "send" else "ML1001"
    plan = world.prepared(account=account)
    again = [101, account] if operation == "start" else [plan]
    call = getattr(world, operation)
    call("k", *again)
    assert world.record("k").Status is PROCESSING
    assert world.answer(call("k", *again)).Status is StatusCode.Conflict
    world.settle()
    assert world.record("k").Status is COMPLETED
    before = world.facts(Filled), world.facts(JobChanged)
    assert world.answer(call("k", *again)).Status is StatusCode.DuplicateRequest
    world.settle()
    assert (world.facts(Filled), world.facts(JobChanged)) == before


def test_a_used_key_conflicts_with_another_payload_in_any_state(drive: Any) -> None:
    world = drive(failing_jobs=(2,))
    for key in ("good", "bad"):
        world.start(key)
        assert world.answer(world.start(key, name="other")).Status is StatusCode.Conflict
        world.settle()
        assert world.answer(world.start(key, name="other")).Status is StatusCode.Conflict
    assert world.record("bad").Status is FAILED


def test_a_used_key_conflicts_with_another_operation(drive: Any) -> None:
    world = drive()
    plan = world.prepared()
    world.fill("k", plan)
    world.settle()
    assert world.answer(world.start("k")).Status is StatusCode.Conflict


def test_a_used_key_conflicts_before_its_payload_is_even_checked(drive: Any) -> None:
    world = drive()
    world.start("k")
    assert world.answer(world.start("k", strategy=999)).Status is StatusCode.Conflict


def test_the_key_of_a_failed_operation_stays_used(drive: Any) -> None:
    world = drive(failing_jobs=(1,))
    world.start("k")
    world.settle()
    assert world.answer(world.start("k")).Status is StatusCode.DuplicateRequest
    assert world.record("k").ErrorMessage


def test_a_call_that_is_refused_as_invalid_leaves_its_key_unused(drive: Any) -> None:
    world = drive()
    assert world.answer(world.start("k", strategy=999)).Status is StatusCode.NotFound
    assert world.record("k") is None
    assert world.answer(world.start("k")).Status is StatusCode.Success


def test_the_record_of_an_order_names_plan_order_and_first_answer(drive: Any) -> None:
    world = drive()
    plan = world.prepared(account="U2001")
    ticket = world.send("k", plan)
    assert world.record("k").ResponseStatus is None
    world.settle()
    record = world.record("k")
    assert record.Operation is models.IdempotencyOperation.SendOrder
    assert record.LiveExecPlanId == plan.ExecPlanId
    assert record.LiveOrderIds == [world.answer(ticket).Data.LiveOrderId]
    assert record.ResponseStatus is StatusCode.Success
    assert record.ResponseData == f'{{"LiveOrderId":{record.LiveOrderIds[0]}}}'
    assert record.CreatedAt < record.UpdatedAt


def test_the_record_of_a_job_follows_the_job(drive: Any) -> None:
    world = drive()
    ticket = world.start("k")
    job_id = world.answer(ticket).Data.JobId
    record = world.record("k")
    assert (record.JobId, record.JobStatus) == (job_id, models.PreparationStatus.Running)
    assert record.ResponseData == f'{{"JobId":"{job_id}"}}'
    world.settle()
    record = world.record("k")
    assert record.JobStatus is models.PreparationStatus.Completed
    assert record.JobResult.named("ExecPlanId") == record.LiveExecPlanId


def test_the_record_of_a_failed_job_says_why(drive: Any) -> None:
    world = drive(failing_jobs=(1,))
    world.start("k")
    world.settle()
    record = world.record("k")
    assert record.JobStatus is models.PreparationStatus.Failed
    assert record.JobErrorMessage == record.ErrorMessage != ""
    assert record.JobResult is None


def test_every_change_of_a_record_is_a_fact_with_its_payload_hash(drive: Any) -> None:
    world = drive()
    plan = world.prepared()
    world.fill("k", plan)
    world.settle()
    changes = [fact for fact in world.facts(RecordChanged) if fact.key == "k"]
    assert [fact.status for fact in changes] == ["Processing", "Completed"]
    assert changes[0].payload_hash == world.record("k").RequestHash
    assert changes[1].order_ids == (world.facts(OrderChanged)[-1].order_id,)
