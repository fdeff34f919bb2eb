"""The world as a whole: time, determinism, and who may ask."""

import os
import random
import subprocess
import sys
from datetime import timedelta
from typing import Any, get_args

import pytest

from hubproof.contract.mesolive import models
from hubproof.contract.mesolive.methods import METHODS
from hubproof.simulator.hubs.inquiries import AnyArgs
from hubproof.simulator.world.commands import Call
from hubproof.simulator.world.effects import Noted, Published, Replied

from .day import digest


def a_day(world: Any) -> list[Any]:
    """Signals, two entries on each account, a repeat and a page of history."""
    for strategy, account in ((101, "ML1001"), (102, "U2001")):
        world.announce(strategy, account)
        plan = world.prepared(strategy, account)
        execute = world.fill if account == "ML1001" else world.send
        execute(f"exec_{strategy}", plan)
        execute(f"exec_{strategy}", plan)
        world.settle()
    world.ask("GetEventsSince", models.GetEventsSinceArgs(SinceEventSeqId=3, Limit=5))
    return list(world.effects)


def test_the_same_commands_at_the_same_instants_have_the_same_effects(drive: Any) -> None:
    assert repr(a_day(drive())) == repr(a_day(drive()))


def test_the_same_commands_have_the_same_effects_in_every_process(pytestconfig: Any) -> None:
    here = digest()
    for hash_seed in ("0", "1", "4711"):
        said = subprocess.run(
            [sys.executable, "-c", "from tests.simulator.world.day import digest; print(digest())"],
            capture_output=True,
            text=True,
            check=True,
            cwd=pytestconfig.rootpath,
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
        )
        assert said.stdout.strip() == here


def test_another_seed_makes_another_day(drive: Any) -> None:
    assert repr(a_day(drive())) != repr(a_day(drive(seed=2)))


def test_how_often_the_world_is_looked_at_changes_nothing(drive: Any) -> None:
    def order(step_us: int) -> list[Any]:
        world = drive()
        plan = world.prepared(102, "U2001")
        world.send("k", plan)
        for _ in range(0, 12_000_000, step_us):
            world.wait(step_us)
        assert world.world.next_deadline() is None
        return list(world.effects)

    assert order(1_000) == order(12_000_000)


def test_what_was_due_before_a_command_happens_before_it(drive: Any) -> None:
    world = drive(job_s=(1.0, 1.0))
    world.start("k")
    world.now = 2_000_000
    event = world.announce()
    assert event.event_seq_id == 2
    (prepared,) = world.events("OnPositionEntryPreparationCompleted")
    assert event.payload.EventTime - prepared.EventTime == timedelta(seconds=1)


def test_time_never_goes_back(drive: Any) -> None:
    world = drive()
    world.wait(10)
    with pytest.raises(ValueError, match="cannot go back"):
        world.world.advance(9)
    with pytest.raises(ValueError, match="cannot go back"):
        world.world.active_state("user-1", 9)


def test_a_turn_is_told_as_facts_then_answers_then_events(drive: Any) -> None:
    world = drive()
    plan = world.prepared()
    world.fill("k", plan)
    before = len(world.effects)
    world.settle()
    kinds = [type(effect) for effect in world.effects[before:]]
    order: list[type] = [Noted, Replied, Published]
    assert kinds == sorted(kinds, key=order.index)


def test_a_method_that_the_world_does_not_have_is_refused(drive: Any) -> None:
    with pytest.raises(ValueError, match="no method"):
        drive().call("Reboot", models.ListAgentsArgs())


def test_a_world_belongs_to_one_user(drive: Any) -> None:
    world = drive().world
    assert world.strategies("user-1") == [101, 102, 103, 104]
    with pytest.raises(ValueError, match="user-2"):
        world.strategies("user-2")
    with pytest.raises(ValueError, match="user-2"):
        world.active_state("user-2", 0)
    with pytest.raises(ValueError, match="user-2"):
        world.apply(Call(1, "user-2", "ListAgents", models.ListAgentsArgs()), 0)


def test_a_world_takes_one_draw_from_the_generator_it_is_given(drive: Any) -> None:
    used, fresh = random.Random(5), random.Random(5)
    world = drive().world
    type(world)(drive().setup, used, world._epoch)
    fresh.random()
    assert used.random() == fresh.random()


def test_one_purpose_draws_nothing_from_another(drive: Any) -> None:
    def accepted_at(entries: int) -> Any:
        world = drive()
        plan = world.prepared(account="U2001")
        for number in range(entries):
            world.start(f"more_{number}")
        world.settle()
        began = world.now
        world.send("k", plan)
        world.settle()
        return world.events("OnOrderUpdate")[0].EventTime - timedelta(microseconds=began)

    assert accepted_at(0) == accepted_at(3)


def test_a_snapshot_tells_what_is_true_now(drive: Any) -> None:
    world = drive()
    world.announce()
    plan = world.prepared()
    world.fill("k", plan)
    world.settle()
    told = world.world.snapshot()
    assert told["signals_on"] == ["101 on ML1001"]
    assert told["orders"] == {1: "Filled"}
    assert told["positions"] == {1: {"put": 2}}
    assert told["records"]["k"] == "Completed"


def test_every_method_of_the_contract_is_carried_out(drive: Any) -> None:
    of_a_connection = {"SubscribeToStrategies", "UnsubscribeFromStrategies"}
    quoted = {name for name, one in METHODS.items() if one.args in get_args(AnyArgs)}
    assert {*drive().world._handlers} | of_a_connection | quoted == {*METHODS}
