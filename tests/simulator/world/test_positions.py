"""Positions follow fills."""

from typing import Any

from hubproof.contract.mesolive import models
from hubproof.simulator.world.facts import Filled, PositionChanged


def test_a_position_comes_into_being_with_the_first_fill_and_only_then(drive: Any) -> None:
    world = drive(fill_s=(1.0, 1.0), order_s=(0.1, 0.1), slow_share=0.0)
    world.send("k", world.prepared(102, "U2001"))
    world.wait(1_099_999)
    assert world.facts(PositionChanged) == []
    world.wait(1)
    (created,) = world.facts(PositionChanged)
    assert (created.strategy_id, created.broker_account_id) == (102, "U2001")
    (event,) = world.events("OnPositionUpdate")
    assert (event.PositionId, event.Status) == (created.position_id, models.PositionStatus.Created)


def test_every_fill_tells_what_each_leg_has_come_to(drive: Any) -> None:
    world = drive()
    plan = world.prepared(102, "U2001")
    world.send("k", plan)
    world.settle()
    updates = world.events("OnLegUpdate")
    assert len(updates) == 2 * len(world.facts(Filled))
    assert [(leg.LegName, leg.Qty) for leg in updates[-2:]] == [("long", 3), ("short", -3)]
    assert updates[-1].LegId == plan.SelectedLegs["short"].Id
    assert updates[-1].Contract == plan.SelectedLegs["short"].LiveContract
    assert len(world.events("OnPositionUpdate")) == 1
