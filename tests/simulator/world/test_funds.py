"""An account's money follows its fills, to the cent."""

from decimal import Decimal
from typing import Any

import pytest

from hubproof.contract.mesolive import models
from hubproof.simulator.market.commissions import Commissions


def account(world: Any, name: str) -> tuple[Decimal | None, ...]:
    read = world.ask("GetAccount", models.GetAccountArgs(BrokerAccountId=name)).Data
    return read.Cash, read.NetLiquidationValue, read.MaintenanceMarginReq


def leave(world: Any) -> Any:
    args = models.PreparePositionExitArgs(IdempotencyKey="leave", PositionId=1)
    world.call("StartPreparePositionExit", args)
    world.settle()
    return world.events("OnPositionExitPreparationCompleted")[-1].Result


def test_an_account_that_has_not_traded_is_as_it_was_set_up(drive: Any) -> None:
    world = drive()
    for name in ("ML1001", "U2001"):
        assert account(world, name) == (Decimal(60000), Decimal(100000), None)


def test_what_is_bought_is_paid_for_and_worth_its_price(still: Any) -> None:
    world = still()
    plan = world.prepared(101)
    world.fill("k", plan, prices={"put": "10.00"})
    world.settle()
    # Two puts at 10.00 cost 2,000.
    worth = 98000 + 200 * plan.LegPrices["put"].Mark
    assert account(world, "ML1001") == (Decimal(58000), worth, Decimal(0))
    assert account(world, "U2001") == (Decimal(60000), Decimal(100000), None)


def test_a_live_broker_charges_for_every_contract(still: Any) -> None:
    world = still()
    plan = world.prepared(101, "U2001")
    world.send("k", plan)
    world.settle()
    cash, net, _ = account(world, "U2001")
    quote = plan.LegPrices["put"]
    assert cash == 60000 - 200 * quote.Ask - Decimal("1.30")
    assert net == 100000 - 200 * (quote.Ask - quote.Mark) - Decimal("1.30")
    (leg,) = world.ask("ListLegs", models.ListLegsArgs()).Data.Legs
    assert leg.AvgEntryPrice == quote.Ask + Decimal("0.0065")


@pytest.mark.parametrize(
    ("strategy", "most"),
    # A bought spread can lose no more than it cost, a condor no more than one of its wings.
    [(102, "0.00"), (104, "10000.00")],
)
def test_what_is_sold_takes_margin(still: Any, strategy: int, most: str) -> None:
    world = still()
    world.fill("k", world.prepared(strategy))
    world.settle()
    assert account(world, "ML1001")[2] == Decimal(most)


def test_a_sold_put_takes_a_fifth_of_the_underlying_less_what_it_is_out_of_the_money(
    still: Any,
) -> None:
    world = still()
    plan = world.prepared(103)
    world.fill("k", plan)
    world.settle()
    spot, put = plan.UnderlyingPrice.Mark, plan.LegPrices["put"].Mark
    points = spot / 5 - (spot - 4700) + put
    assert account(world, "ML1001")[2] == (200 * points).quantize(Decimal("0.01"))


def test_an_account_is_worth_what_its_contracts_are_quoted_at_now(drive: Any) -> None:
    world = drive()
    world.fill("k", world.prepared(101))
    world.settle()
    before = account(world, "ML1001")[1]
    world.wait(60_000_000)
    assert account(world, "ML1001")[1] != before


def test_after_an_exit_there_is_cash_again_and_what_was_earned(drive: Any) -> None:
    world = drive()
    world.fill("in", world.prepared(102), prices={"long": "20.00", "short": "10.00"})
    world.settle()
    world.fill("out", leave(world), prices={"long": "25.00", "short": "9.00"})
    world.settle()
    # Five points on the long leg and one on the short one, of three contracts each.
    assert account(world, "ML1001") == (Decimal(61800), Decimal(101800), Decimal(0))


def test_an_account_that_came_and_went_has_paid_for_it(still: Any) -> None:
    world = still()
    world.send("in", world.prepared(101, "U2001"))
    world.settle()
    plan = leave(world)
    world.send("out", plan, legs=["put"])
    world.settle()
    quote = plan.LegPrices["put"]
    left = 200 * (quote.Ask - quote.Bid) + Decimal("2.60")
    assert account(world, "U2001") == (60000 - left, 100000 - left, Decimal(0))


def test_commissions_can_be_set_up(still: Any) -> None:
    world = still(commissions=Commissions(per_contract=Decimal(0)))
    plan = world.prepared(101, "U2001")
    world.send("k", plan)
    world.settle()
    quote = plan.LegPrices["put"]
    assert account(world, "U2001")[0] == 60000 - 200 * quote.Ask
