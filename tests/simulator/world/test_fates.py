"""Operations that come to nothing: told as any failure is, once, and nothing else is touched."""

from collections.abc import Callable
from typing import Any

from hubproof.contract.mesolive import models
from hubproof.contract.mesolive.models import OrderState, PreparationStatus, StatusCode
from hubproof.simulator.world.commands import Doom, FillLate, Hold, Release, Rest
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


def give_next(world: Any, kind: Any, *more: Any) -> int:
    """Give the next call a fate, and return its ticket."""
    ticket = int(world._tickets) + 1
    world.effects += world.world.apply(kind(ticket, *more), world.now)
    return ticket


def test_what_is_held_goes_on_when_it_is_released_and_not_before(drive: Any) -> None:
    world = drive()
    ticket = give_next(world, Hold)
    world.start("k")
    world.wait(60_000_000)
    assert world.world.is_held(ticket)
    assert world.record("k").Status is models.IdempotencyRecordStatus.Processing
    world.effects += world.world.apply(Release(ticket), world.now)
    world.settle()
    assert not world.world.is_held(ticket)
    assert world.record("k").JobStatus is PreparationStatus.Completed


def test_an_order_its_cancel_and_paper_fills_can_hang_too(drive: Any) -> None:
    world = drive()
    live, paper = world.prepared(account="U2001"), world.prepared()
    cancel = models.CancelOrderArgs(IdempotencyKey="cancel", OrderId=1)
    begins: list[Callable[[], int]] = [
        lambda: world.send("k", live, order_type="Limit", limit="1"),
        lambda: world.fill("p", paper),
        lambda: world.call("CancelOrder", cancel),
    ]
    for begin in begins:
        ticket = give_next(world, Hold)
        assert begin() == ticket
        world.wait(30_000_000)
        assert world.answer(ticket) is None
        world.effects += world.world.apply(Release(ticket), world.now)
        world.settle()
        assert world.answer(ticket).Status is StatusCode.Success


def test_a_call_that_begins_nothing_has_nothing_to_hold(drive: Any) -> None:
    world = drive()
    world.start("k")
    ticket = give_next(world, Hold)
    world.start("k")
    assert world.answer(ticket).Status is StatusCode.Conflict
    assert not world.world.is_held(ticket)


def test_an_order_that_rests_fills_in_ones_and_in_one_instant(still: Any) -> None:
    world = still(order_s=(0.0, 0.0), slow_share=0.0)
    plan = world.prepared(102, "U2001")
    give_next(world, Rest, 7_000_000)
    began = world.now
    world.send("k", plan)
    world.settle()
    fills = [(fill.at_us - began, fill.qty) for fill in world.facts(Filled)]
    assert fills == [(7_000_000, 1)] * 3


def test_an_order_fills_before_its_cancel_comes_through(still: Any) -> None:
    world = still()
    plan = world.prepared(102, "U2001")
    limit = plan.LegGroupPrices[1].Bid
    world.send("k", plan, order_type="Limit", limit=limit)
    world.wait(10_000_000)
    ticket = give_next(world, FillLate)
    world.call("CancelOrder", models.CancelOrderArgs(IdempotencyKey="cancel", OrderId=1))
    world.settle()
    assert world.answer(ticket).Status is StatusCode.ProviderError
    assert "was Filled before" in world.record("cancel").ErrorMessage
    assert [(fill.qty, fill.price) for fill in world.facts(Filled)] == [(3, limit)]
