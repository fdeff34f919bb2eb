"""Operations that come to nothing: told as any failure is, once, and nothing else is touched."""

from typing import Any

from hubproof.contract.mesolive import models
from hubproof.contract.mesolive.models import OrderState, PreparationStatus, StatusCode
from hubproof.simulator.world.commands import Doom
from hubproof.simulator.world.facts import Filled, OrderChanged


def doom_next(world: Any) -> None:
    world.effects += world.world.apply(Doom(world._tickets + 1), world.now)


def test_a_job_fails_and_the_next_one_does_not(drive: Any) -> None:
    world = drive()
    doom_next(world)
    tickets = [world.start("a"), world.start("b")]
    assert [world.answer(one).Status for one in tickets] == [StatusCode.Success] * 2
    world.settle()
    assert world.record("a").JobStatus is PreparationStatus.Failed
    assert world.record("b").JobStatus is PreparationStatus.Completed
    (failed,) = world.events("OnPositionEntryPreparationFailed")
    assert failed.JobId == "job-1"


def test_an_order_is_taken_on_and_then_rejected(drive: Any) -> None:
    world = drive()
    plan = world.prepared(account="U2001")
    doom_next(world)
    ticket = world.send("k", plan)
    world.settle()
    assert world.answer(ticket).Data.LiveOrderId == 1
    assert world.record("k").Status is models.IdempotencyRecordStatus.Completed
    (update,) = world.events("OnOrderUpdate")
    assert (update.State, update.Rejection.Code) == (OrderState.Rejected, "InsufficientFunds")
    assert [fact.state for fact in world.facts(OrderChanged)] == ["Working", "Rejected"]
    assert world.facts(Filled) == []
    order = world.ask("GetOrder", models.GetOrderArgs(OrderId=1)).Data
    assert (order.State, order.CumQty) == (OrderState.Rejected, 0)


def test_a_call_that_begins_nothing_is_none_the_worse(drive: Any) -> None:
    world = drive()
    world.start("a")
    doom_next(world)
    assert world.answer(world.start("a")).Status is StatusCode.Conflict
    world.settle()
    assert world.record("a").JobStatus is PreparationStatus.Completed
