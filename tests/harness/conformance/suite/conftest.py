"""Planting bugs in the server, and seeing which cases notice."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random

import pytest

from hubproof.harness.conformance.suite.case import Case
from hubproof.harness.conformance.suite.families import CASES
from hubproof.harness.conformance.suite.runner import in_virtual_time
from hubproof.harness.verdict import Verdict

SAMPLE = 4
"""Cases of other families that are played with each bug, others every time."""


@dataclass(frozen=True)
class Plant:
    """A bug: the case that has to notice, how it is planted, and what else it touches by nature.

    `also` are behaviours of other families.
    """

    caught_by: str
    plant: Callable[[pytest.MonkeyPatch], None]
    also: tuple[int, ...] = ()


def invalid(cases: Iterable[Case]) -> set[str]:
    """The ids of the cases that depart."""
    outcomes = in_virtual_time(list(cases))
    return {one.case.id for one in outcomes if one.verdict is Verdict.INVALID}


def strangers(plant: Plant) -> list[Case]:
    """Cases of the families that a bug has nothing to do with."""
    number = int(plant.caught_by.partition(".")[0])
    family = next(one.behaviour.family for one in CASES if one.behaviour.number == number)
    return [
        one
        for one in CASES
        if one.behaviour.family != family and one.behaviour.number not in plant.also
    ]


def named(plant: Plant) -> list[Case]:
    """The cases of the sentence, or the one case, that has to notice."""
    return [one for one in CASES if f"{one.id}.".startswith(f"{plant.caught_by}.")]


@pytest.fixture
def hold(monkeypatch: pytest.MonkeyPatch) -> Callable[[Plant], None]:
    """Plant a bug: its case notices, and no case of another family does."""

    def judge(plant: Plant) -> None:
        plant.plant(monkeypatch)
        assert any(invalid([case]) for case in named(plant)), "nobody notices"
        quick = [one for one in strangers(plant) if one.is_quick]
        sample = Random(plant.caught_by).sample(quick, SAMPLE)
        assert invalid(sample) == set()

    return judge
