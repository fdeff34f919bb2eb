"""What is done by hand is as true as anything, and nobody's client has done it."""

from decimal import Decimal
from typing import Any

from hubproof.contract.mesolive import models
from hubproof.contract.mesolive.models import ErrorState, PositionStatus, StatusCode
from hubproof.simulator.world.commands import (
    ByHand,
    CloseByHand,
    DeleteByHand,
    OpenByHand,
    SetError,
)
from hubproof.simulator.world.facts import (
    Filled,
    JobChanged,
    OrderChanged,
    PlanMade,
    PositionChanged,
    RecordChanged,
    StrategyDeleted,
)

CASH = Decimal(60000)
COMMISSION = Decimal("0.65")


def by_hand(world: Any, command: ByHand) -> None:
    world.effects += world.world.apply(command, world.now)


def cash(world: Any, account: str) -> Decimal:
    told = world.ask("GetAccount", models.GetAccountArgs(BrokerAccountId=account)).Data.Cash
    assert isinstance(told, Decimal)
    return told


def legs(world: Any) -> list[Any]:
    told = world.ask("ListLegs", models.ListLegsArgs()).Data.Legs
    assert isinstance(told, list)
    return told


def states(world: Any) -> list[str]:
    positions = world.ask("ListPositions", models.ListPositionsArgs()).Data.Positions
    return [one.State.value for one in positions]


def statuses(world: Any) -> list[str]:
    return [one.Status.value for one in world.events("OnPositionUpdate")]


def orders(world: Any) -> list[Any]:
    told = world.ask("ListOrders", models.ListOrdersArgs()).Data.Orders
    assert isinstance(told, list)
    return told


def paid(world: Any, account: str) -> Decimal:
    """What all legs of an account cost, before commissions."""
    held = [one for one in legs(world) if one.AccountId == account]
    return sum((one.Qty * one.AvgEntryPrice * 100 for one in held), Decimal(0))


def test_a_position_is_opened_without_an_order(still: Any) -> None:
    world = still()
    by_hand(world, OpenByHand(102, "ML1001", has_orders=False))
    assert statuses(world) == ["Created"]
    assert [(one.LegName, one.Qty) for one in world.events("OnLegUpdate")] == [
        ("long", 3),
        ("short", -3),
    ]
    assert states(world) == ["Open"]
    assert cash(world, "ML1001") == CASH - paid(world, "ML1001") != CASH
    assert orders(world) == world.events("OnOrderUpdate") == []
    for kind in (PlanMade, JobChanged, RecordChanged, OrderChanged, Filled):
        assert world.facts(kind) == []
    [fact] = world.facts(PositionChanged)
    assert (fact.strategy_id, fact.broker_account_id, fact.status) == (102, "ML1001", "Created")


def test_an_order_that_is_given_by_hand_meets_the_market_under_no_key(still: Any) -> None:
    world = still()
    by_hand(world, OpenByHand(104, "U2001", has_orders=True))
    assert [one.State.value for one in world.events("OnOrderUpdate")] == ["Working", "Working"]
    assert statuses(world) == []
    world.settle()
    assert [one.State.value for one in orders(world)] == ["Filled", "Filled"]
    assert {(one.order_id, one.key) for one in world.facts(OrderChanged)} == {(1, None), (2, None)}
    assert [one.key for one in world.facts(Filled)] == [None, None]
    assert statuses(world) == ["Created"]
    traded = sum(one.qty * one.price * 100 for one in world.facts(Filled))
    assert cash(world, "U2001") == CASH - traded - 4 * COMMISSION
    assert world.facts(PlanMade) == world.facts(RecordChanged) == []


def test_on_paper_an_order_that_is_given_by_hand_fills_at_once(still: Any) -> None:
    world = still()
    by_hand(world, OpenByHand(101, "ML1001", has_orders=True))
    assert [one.State.value for one in orders(world)] == ["Filled"]
    assert statuses(world) == ["Created"]


def test_a_position_is_closed_without_an_order_at_what_the_other_side_pays(still: Any) -> None:
    world = still()
    plan = world.prepared(102)
    world.fill("k", plan)
    world.settle()
    before, known = cash(world, "ML1001"), len(orders(world))
    by_hand(world, CloseByHand(1))
    long, short = (plan.LegPrices[name] for name in ("long", "short"))
    assert cash(world, "ML1001") == before + 300 * (long.Bid - short.Ask)
    assert statuses(world) == ["Created", "Closed"]
    assert [one.Qty for one in world.events("OnLegUpdate")[-2:]] == [0, 0]
    detail = world.ask("GetPosition", models.GetPositionArgs(PositionId=1)).Data
    assert detail.PnL.Realized == 300 * (long.Bid - long.Mark - short.Ask + short.Mark)
    assert world.events("OnPositionUpdate")[-1].RealizedPnL == detail.PnL.Realized
    assert len(orders(world)) == known
    assert states(world) == ["Closed"]


def test_an_order_that_still_works_opens_again_what_was_closed(still: Any) -> None:
    world = still(fill_s=(1.0, 1.0), order_s=(0.1, 0.1), slow_share=0.0, seed=3)
    world.send("k", world.prepared(102, "U2001"))
    while not world.facts(Filled):
        world.wait(100_000)
    by_hand(world, CloseByHand(1))
    assert states(world) == ["Closed"]
    world.settle()
    filled = sum(one.qty for one in world.facts(Filled)[1:])
    assert filled > 0
    assert statuses(world)[:3] == ["Created", "Closed", "Adjusted"]
    assert world.world.snapshot()["positions"] == {1: {"long": filled, "short": -filled}}


def test_what_cannot_be_done_is_left_alone(still: Any) -> None:
    world = still()
    for command in (
        OpenByHand(999, "ML1001", has_orders=False),
        OpenByHand(101, "U9", has_orders=True),
        CloseByHand(7),
        DeleteByHand(999),
    ):
        by_hand(world, command)
    by_hand(world, OpenByHand(101, "ML1001", has_orders=False))
    by_hand(world, CloseByHand(1))
    by_hand(world, CloseByHand(1))
    assert statuses(world) == ["Created", "Closed"]
    assert world.facts(StrategyDeleted) == []


def test_what_nobody_quotes_cannot_be_opened_by_hand(still: Any) -> None:
    world = still(market={"providers": ()})
    by_hand(world, OpenByHand(101, "ML1001", has_orders=False))
    assert statuses(world) == []


def test_the_youngest_open_position_of_a_place_is_known(still: Any) -> None:
    world = still()
    for _ in range(3):
        by_hand(world, OpenByHand(101, "ML1001", has_orders=False))
    by_hand(world, OpenByHand(101, "U2001", has_orders=False))
    by_hand(world, CloseByHand(3))
    assert world.world.open_position(101, "ML1001") == 2
    assert world.world.open_position(102, "ML1001") is None
    assert [world.world.is_open(one) for one in (0, 1, 2, 3, 4, 5)] == [
        *(False, True, True, False, True, False)
    ]


def test_a_strategy_that_is_deleted_takes_its_signals_and_its_error_along(still: Any) -> None:
    world = still()
    world.fill("k", world.prepared(101))
    world.settle()
    world.announce(101)
    world.announce(101, "U2001")
    world.announce(102)
    world.effects += world.world.apply(SetError(101, ErrorState.Active), world.now)
    by_hand(world, DeleteByHand(101))
    assert [one.State.value for one in world.events("OnEntrySignal")[3:]] == ["Off", "Off"]
    assert [one.State.value for one in world.events("OnError")] == ["Active", "Cleared"]
    assert world.world.strategies("user-1") == [102, 103, 104]
    assert [one.strategy_id for one in world.facts(StrategyDeleted)] == [101]
    assert not world.world.is_active(101, "ML1001")
    # What lasted beyond it has nothing more to end.
    world.effects += world.world.apply(SetError(101, ErrorState.Cleared), world.now)
    assert len(world.events("OnError")) == 2
    assert states(world) == ["Open"]
    refused = world.answer(world.start("late", 101))
    assert refused.Status is StatusCode.NotFound
    by_hand(world, CloseByHand(1))
    assert world.events("OnPositionUpdate")[-1].Status is PositionStatus.Closed
