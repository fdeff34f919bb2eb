"""Strategies made, changed and deleted by a client."""

from typing import Any

import pytest

from hubproof.contract.mesolive import models
from hubproof.contract.mesolive.models import StatusCode
from hubproof.simulator.world.commands import SetError

DOCUMENT = models.StrategyDefinition.from_json(
    {"MesoSimVersion": "3", "StrategyName": "Calendar", "Symbol": "NDX", "Structure": {"Legs": []}}
)

ODD = models.StrategyDefinition(MesoSimVersion="2.9", Symbol=7, Entry="now", Exit=None)
ODD_FIELDS = [f"StrategyDefinition.{name}" for name in ("MesoSimVersion", "Symbol", "Entry")]


def create(world: Any, **fields: Any) -> Any:
    return world.ask("CreateStrategy", models.CreateStrategyArgs(**fields))


def listed(world: Any) -> dict[int, str]:
    page = world.ask("ListStrategies", models.ListStrategiesArgs()).Data
    return {one.Id: one.Name for one in page.Strategies}


def refused_field(answer: Any) -> list[str]:
    assert answer.Status is StatusCode.ValidationError
    return list(answer.Error.ValidationErrors)


def test_a_new_strategy_is_named_and_traded_as_its_definition_says(drive: Any) -> None:
    world = drive()
    made = create(world, StrategyDefinition=DOCUMENT).Data
    assert (made.Id, made.Name, made.ActiveOnAccounts) == (105, "Calendar", [])
    assert made.Underlying.Symbol == "NDX"
    assert world.ask("GetStrategy", models.GetStrategyArgs(StrategyId=105)).Data == made
    assert made.Definition == DOCUMENT
    assert list(listed(world)) == [101, 102, 103, 104, 105]


def test_a_repetition_makes_another_one(drive: Any) -> None:
    world = drive()
    ids = [create(world, StrategyDefinition=DOCUMENT, StrategyName="x").Data.Id for _ in range(2)]
    assert ids == [105, 106]


def test_a_copy_trades_what_its_original_trades(drive: Any) -> None:
    world = drive()
    made = create(world, CloneStrategyId=102, ActiveOnAccounts=["ML1001", "ML1001"]).Data
    assert (made.Name, made.ActiveOnAccounts) == ("Put spread", ["ML1001"])
    plan = world.prepared(made.Id)
    assert list(plan.SelectedLegs) == ["long", "short"]
    assert world.announce(made.Id).strategy_id == made.Id


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({}, ["StrategyDefinition"]),
        ({"StrategyDefinition": DOCUMENT, "ActiveOnAccounts": ["X"]}, ["ActiveOnAccounts"]),
        ({"CloneStrategyId": 101, "StrategyName": "  "}, ["StrategyName"]),
        ({"StrategyDefinition": DOCUMENT, "StrategyName": ""}, ["StrategyName"]),
        ({"StrategyDefinition": ODD, "StrategyName": ""}, ["StrategyName", *ODD_FIELDS]),
        ({"StrategyDefinition": models.StrategyDefinition.from_json([])}, ["StrategyDefinition"]),
    ],
)
def test_what_makes_no_strategy_is_refused(
    drive: Any, fields: dict[str, Any], where: list[str]
) -> None:
    world = drive()
    assert refused_field(create(world, **fields)) == where
    assert create(world, CloneStrategyId=7).Status is StatusCode.NotFound
    assert list(listed(world)) == [101, 102, 103, 104]


def test_a_definition_is_replaced_and_what_is_not_named_stays(drive: Any) -> None:
    world = drive()
    args = models.UpdateStrategyArgs(StrategyId=101, StrategyDefinition=DOCUMENT)
    updated = world.ask("UpdateStrategy", args).Data
    assert (updated.Name, updated.Underlying.Symbol) == ("Long put", "NDX")
    assert updated.ActiveOnAccounts == ["ML1001", "U2001"]
    assert updated.Definition == DOCUMENT
    args = models.UpdateStrategyArgs(
        StrategyId=101, StrategyDefinition=DOCUMENT, ActiveOnAccounts=[]
    )
    assert world.ask("UpdateStrategy", args).Data.ActiveOnAccounts == []
    assert world.answer(world.start("k", 101)).Status is StatusCode.ValidationError
    args = models.UpdateStrategyArgs(StrategyId=101, StrategyDefinition=ODD)
    assert refused_field(world.ask("UpdateStrategy", args)) == ODD_FIELDS
    read = world.ask("GetStrategy", models.GetStrategyArgs(StrategyId=101)).Data
    assert read.Definition == DOCUMENT


def test_a_strategy_is_renamed_and_events_say_so(drive: Any) -> None:
    world = drive()
    args = models.RenameStrategyArgs(StrategyId=103, StrategyName="Naked put")
    assert world.ask("RenameStrategy", args).Data.Name == listed(world)[103] == "Naked put"
    assert world.announce(103).payload.StrategyName == "Naked put"
    nameless = models.RenameStrategyArgs(StrategyId=103, StrategyName="")
    assert refused_field(world.ask("RenameStrategy", nameless)) == ["StrategyName"]


def test_a_deleted_strategy_ends_its_levels_and_cannot_be_entered(drive: Any) -> None:
    world = drive()
    for account in ("ML1001", "U2001"):
        world.announce(101, account)
    world.announce(102)
    world.effects += world.world.apply(SetError(101, models.ErrorState.Active), world.now)
    args = models.DeleteStrategyArgs(StrategyId=101)
    assert world.ask("DeleteStrategy", args).Status is StatusCode.Success
    assert [one.strategy_id for one in world.world.active_state("user-1", world.now)] == [102]
    states = [(one.BrokerAccountId, one.State.value) for one in world.events("OnEntrySignal")]
    assert states[-2:] == [("ML1001", "Off"), ("U2001", "Off")]
    assert world.events("OnError")[-1].State is models.ErrorState.Cleared
    assert list(listed(world)) == world.world.strategies("user-1") == [102, 103, 104]
    assert world.answer(world.start("k", 101)).Status is StatusCode.NotFound
    assert world.ask("DeleteStrategy", args).Status is StatusCode.NotFound
    assert create(world, CloneStrategyId=102).Data.Id == 105


def test_what_was_begun_and_what_is_held_outlive_the_strategy(drive: Any) -> None:
    world = drive()
    world.start("k", 102)
    world.ask("DeleteStrategy", models.DeleteStrategyArgs(StrategyId=102))
    world.settle()
    plan = world.events("OnPositionEntryPreparationCompleted")[-1].Result
    ticket = world.fill("f", plan)
    world.settle()
    assert world.answer(ticket).Status is StatusCode.Success
    (position,) = world.ask("ListPositions", models.ListPositionsArgs()).Data.Positions
    assert (position.LiveStrategyId, position.StrategyName) == (102, "Put spread")


def test_a_page_that_was_begun_before_a_deletion_goes_on_without_repeats(drive: Any) -> None:
    world = drive(page_size_max=2)
    first = world.ask("ListStrategies", models.ListStrategiesArgs()).Data
    world.ask("DeleteStrategy", models.DeleteStrategyArgs(StrategyId=101))
    token = first.ContinuationToken
    rest = world.ask("ListStrategies", models.ListStrategiesArgs(ContinuationToken=token)).Data
    assert [one.Id for one in (*first.Strategies, *rest.Strategies)] == [101, 102, 103, 104]


def test_a_user_without_strategies_can_make_one(drive: Any) -> None:
    world = drive(strategies=())
    assert world.ask("ListStrategies", models.ListStrategiesArgs()).Data.Strategies == []
    document = models.StrategyDefinition(StrategyName="The first", Symbol="SPX")
    args = models.CreateStrategyArgs(StrategyDefinition=document, ActiveOnAccounts=["ML1001"])
    made = world.ask("CreateStrategy", args).Data
    assert (made.Id, made.Name, made.ActiveOnAccounts) == (1, "The first", ["ML1001"])
