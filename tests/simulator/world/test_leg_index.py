"""Legs are found without looking at those that were not asked for."""

from datetime import UTC, datetime

import pytest

from hubproof.contract.mesolive import models
from hubproof.simulator.world.leg_index import LegIndex
from hubproof.simulator.world.legs import Leg

AT = datetime(2026, 1, 5, tzinfo=UTC)
CONTRACT = models.LiveContract(
    ContractType=models.MesoContractType.Index,
    Underlying=models.LiveUnderlying(Symbol="SPX"),
    Root=None,
    OptionType=None,
    Expiration=None,
    Strike=None,
    Multiplier=None,
)


def leg(number: int, position: int, account: str) -> Leg:
    return Leg(
        id=number,
        name="leg",
        group_id=1,
        position_id=position,
        account_id=account,
        contract=CONTRACT,
        underlying="SPX",
        multiplier=1,
        created_at=AT,
    )


@pytest.fixture(scope="module")
def index() -> LegIndex:
    """Twelve legs, two of each position, the odd positions on paper."""
    made = LegIndex()
    for number in range(12):
        position = number // 2
        made.add(leg(100 + number, position, "ML1001" if position % 2 else "U2001"))
    return made


def test_a_leg_is_found_by_its_id(index: LegIndex) -> None:
    found = index.get(107)
    assert found is not None
    assert (found.id, found.position_id) == (107, 3)
    assert index.get(7) is None
    assert [one.id for one in index.several([107, 7, 100, 107])] == [107, 100, 107]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, list(range(100, 112))),
        ({"position": 3}, [106, 107]),
        ({"account": "ML1001"}, [102, 103, 106, 107, 110, 111]),
        ({"position": 3, "account": "U2001"}, [106, 107]),
        ({"position": 9}, []),
        ({"account": "nobody"}, []),
    ],
)
def test_the_narrowest_list_is_looked_through(
    index: LegIndex, wanted: dict[str, object], expected: list[int]
) -> None:
    assert [one.id for one in index.among(**wanted)] == expected  # type: ignore[arg-type]  # a case


def test_an_id_is_taken_once(index: LegIndex) -> None:
    with pytest.raises(AssertionError, match="leg 100 is there already"):
        index.add(leg(100, 1, "U2001"))
