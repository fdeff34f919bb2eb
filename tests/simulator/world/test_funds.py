"""An account's money follows its fills, to the cent."""

from decimal import Decimal
from typing import Any

import pytest

from hubproof.contract.mesolive import models


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


def test_what_is_bought_is_paid_for_and_worth_its_price(drive: Any) -> None:
    world = drive()
    world.fill("k", world.prepared(101), prices={"put": "10.00"})
    world.settle()
    # Two puts at 10.00 cost 2,000; they stand at 12.40.
    assert account(world, "ML1001") == (Decimal(58000), Decimal(100480), Decimal(0))
    assert account(world, "U2001") == (Decimal(60000), Decimal(100000), None)


def test_a_live_broker_charges_for_every_contract(drive: Any) -> None:
    world = drive()
    world.send("k", world.prepared(101, "U2001"))
    world.settle()
    cash, net, _ = account(world, "U2001")
    assert (cash, net) == (Decimal("57518.70"), Decimal("99998.70"))
    (leg,) = world.ask("ListLegs", models.ListLegsArgs()).Data.Legs
    assert leg.AvgEntryPrice == Decimal("12.4065")


@pytest.mark.parametrize(
    ("strategy", "margin"),
    # A sold put takes a fifth of the underlying less what it is out of the money, and its price:
    # 1000.05 - 300.25 + 4.35 points for each of two. A bought spread can lose no more than it
    # cost, a condor no more than one of its wings.
    [(102, "0.00"), (103, "140830.00"), (104, "10000.00")],
)
def test_what_is_sold_takes_margin(drive: Any, strategy: int, margin: str) -> None:
    world = drive()
    world.fill("k", world.prepared(strategy))
    world.settle()
    assert account(world, "ML1001")[2] == Decimal(margin)


def test_after_an_exit_there_is_cash_again_and_what_was_earned(drive: Any) -> None:
    world = drive()
    world.fill("in", world.prepared(102), prices={"long": "20.00", "short": "10.00"})
    world.settle()
    world.fill("out", leave(world), prices={"long": "25.00", "short": "9.00"})
    world.settle()
    # Five points on the long leg and one on the short one, of three contracts each.
    assert account(world, "ML1001") == (Decimal(61800), Decimal(101800), Decimal(0))


def test_an_account_that_came_and_went_has_paid_for_it(drive: Any) -> None:
    world = drive()
    world.send("in", world.prepared(101, "U2001"))
    world.settle()
    world.send("out", leave(world), legs=["put"])
    world.settle()
    assert account(world, "U2001") == (Decimal("59997.40"), Decimal("99997.40"), Decimal(0))


def test_commissions_can_be_set_up(drive: Any) -> None:
    world = drive()
    free = type(world.setup.commissions)(per_contract=Decimal(0))
    world = drive(commissions=free)
    world.send("k", world.prepared(101, "U2001"))
    world.settle()
    assert account(world, "U2001")[1] == Decimal(100000)
