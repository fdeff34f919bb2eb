"""Paper fills: at once, completely, at the caller's prices."""

from decimal import Decimal
from typing import Any

import pytest

from hubproof.contract.mesolive import models
from hubproof.contract.mesolive.models import StatusCode
from hubproof.simulator.world.facts import Filled, OrderChanged


def test_fills_are_booked_at_once_at_the_callers_prices(drive: Any) -> None:
    world = drive(paper_s=(0.1, 0.1))
    plan = world.prepared(102)
    ticket = world.fill("k", plan, prices={"long": "20.00", "short": "9.00"})
    world.wait(99_999)
    assert (world.answer(ticket), world.facts(Filled)) == (None, [])
    world.wait(1)
    (fill,) = world.facts(Filled)
    assert (fill.qty, fill.price, fill.notional) == (3, Decimal("11.00"), Decimal("8700.00"))
    assert world.answer(ticket).Data.LiveOrderIds == [fill.order_id]
    assert world.answer(ticket).Data.PositionId == 1
    assert world.facts(OrderChanged)[-1].state == "Filled"
    assert [event.State.value for event in world.events("OnOrderUpdate")] == ["Filled"]


def test_a_live_account_takes_no_paper_fills(drive: Any) -> None:
    world = drive()
    refusal = world.answer(world.fill("k", world.prepared(account="U2001"), account="U2001"))
    assert refusal.Status is StatusCode.ValidationError
    assert list(refusal.Error.ValidationErrors) == ["BrokerAccountId"]
    assert world.record("k") is None


@pytest.mark.parametrize(
    "prices",
    [
        {"long": "1"},
        {"long": "1", "other": "1"},
        {"long": "1", "short": "-1"},
        {"long": "1", "short": "9E+999999"},
    ],
)
def test_every_leg_needs_one_price_within_reason(drive: Any, prices: dict[str, str]) -> None:
    world = drive()
    refusal = world.answer(world.fill("k", world.prepared(102), prices=prices))
    assert list(refusal.Error.ValidationErrors) == ["Fills"]


def test_a_leg_that_is_named_twice_has_no_one_price(drive: Any) -> None:
    world = drive()
    twice = models.ApplyPaperFillsArgs(
        IdempotencyKey="k",
        BrokerAccountId="ML1001",
        ExecPlanId=world.prepared().ExecPlanId,
        QtyMultiplier=None,
        Fills=[models.PaperFill(LegName="put", Price=Decimal(price)) for price in (1, 2)],
    )
    assert world.ask("ApplyPaperFills", twice).Status is StatusCode.ValidationError


def test_a_multiplier_scales_the_fill(drive: Any) -> None:
    world = drive()
    world.fill("k", world.prepared(), times="1.5")
    world.settle()
    assert [fill.qty for fill in world.facts(Filled)] == [3]


def test_a_second_execution_under_a_new_key_fills_again(drive: Any) -> None:
    world = drive()
    plan = world.prepared()
    for key in ("first", "second"):
        world.fill(key, plan)
        world.settle()
    assert [(fill.key, fill.qty) for fill in world.facts(Filled)] == [("first", 2), ("second", 2)]
