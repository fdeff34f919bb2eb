"""A filter is answered from the list of its own positions, in the order of all."""

from typing import Any

from hubproof.contract.mesolive import models
from hubproof.simulator.world.position_index import PositionIndex


def filled() -> PositionIndex[int]:
    index: PositionIndex[int] = PositionIndex()
    for number in range(1000):
        account = ("ML1001", "U2001")[number % 2]
        index.add(number, strategy=101 + number % 4, plan=number, account=account)
    return index


def test_nothing_named_is_everything() -> None:
    assert list(filled().among()) == list(range(1000))


def test_what_is_named_first_of_plan_strategy_and_account_decides() -> None:
    index = filled()
    assert list(index.among(account="U2001"))[:3] == [1, 3, 5]
    assert list(index.among(strategy=103, account="U2001"))[:3] == [2, 6, 10]
    assert list(index.among(plan=7, strategy=103)) == [7]
    assert len(index.among(strategy=103)) == 250


def test_what_nothing_has_is_empty() -> None:
    index = filled()
    assert list(index.among(plan=5000)) == list(index.among(account="X")) == []
    assert list(index.among(strategy=1)) == []


def test_a_list_only_grows_at_its_end() -> None:
    index = filled()
    before = list(index.among(strategy=101))
    index.add(1000, strategy=101, plan=1000, account="U2001")
    assert list(index.among(strategy=101)) == [*before, 1000]


def test_positions_of_a_filter_are_listed_to_the_last_page_without_looking_at_the_others(
    drive: Any,
) -> None:
    world = drive(page_size_max=2)
    for strategy in (101, 102, 101, 103, 101):
        world.fill(f"fill-{strategy}-{world.now}", world.prepared(strategy))
        world.settle()
    index = world.world._positions._index
    looked: list[int] = []

    class Watched(list[Any]):
        """A list that notices what is taken from it."""

        def __getitem__(self, place: Any) -> Any:
            looked.append(place)
            return super().__getitem__(place)

    index._all = Watched(index._all)
    index._by = {key: Watched(items) for key, items in index._by.items()}
    found, token = [], None
    while True:
        args = models.ListPositionsArgs(
            LiveStrategyId=101, BrokerAccountId="ML1001", ContinuationToken=token
        )
        page = world.ask("ListPositions", args).Data
        found += [one.Id for one in page.Positions]
        token = page.ContinuationToken
        if token is None:
            break
    assert found == [1, 3, 5]
    assert looked == [0, 1, 2, 2], "of the strategy's three, and of nobody else's"
