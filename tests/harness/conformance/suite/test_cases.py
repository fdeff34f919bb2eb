"""The catalogue: every behaviour has its cases, and every case has a name of its own."""

from collections import Counter
from pathlib import Path

import pytest

from hubproof.harness.conformance.recordings import read_place
from hubproof.harness.conformance.suite.behaviours import (
    BEHAVIOURS,
    NOT_APPLICABLE,
    PARTS_NOT_TRIED,
    SOURCES,
)
from hubproof.harness.conformance.suite.families import CASES
from hubproof.harness.conformance.suite.ways import COLUMNS

TRANSCRIPTS = Path(__file__).parents[3] / "transcripts"


def test_the_behaviours_are_those_of_the_list() -> None:
    assert [one.number for one in BEHAVIOURS] == list(range(1, 105))
    assert {one.family for one in BEHAVIOURS} == set(SOURCES)


def test_every_behaviour_has_a_case_or_a_reason_for_none() -> None:
    tried = {one.behaviour.number for one in CASES}
    assert tried & set(NOT_APPLICABLE) == set()
    assert tried | set(NOT_APPLICABLE) == {one.number for one in BEHAVIOURS}
    assert set(PARTS_NOT_TRIED) <= tried


def test_what_must_be_so_is_a_must_in_every_case_but_those_that_do_better() -> None:
    better = {
        f"{one.behaviour.number}.{one.name}" for one in CASES if one.level != one.behaviour.level
    }
    assert better == {
        "13.adopted",
        "18.others",
        "18.scheme-lower",
        "18.scheme-upper",
        "25.rules",
        "41.negative",
        "72.let-go",
        "94.owed",
        "99.half",
        "99.half-behind",
    }


def test_there_are_enough_cases_and_no_two_of_one_name() -> None:
    assert len(CASES) >= 1_200
    assert [name for name, count in Counter(one.id for one in CASES).items() if count > 1] == []


def test_every_column_has_cases_and_every_transport_most_behaviours() -> None:
    rows = {way.name: {one.behaviour.number for one in CASES if one.way is way} for way in COLUMNS}
    assert {name: len(numbers) > 50 for name, numbers in rows.items()} == {
        **dict.fromkeys(rows, True),
        "http": False,
    }


def test_every_recorded_behaviour_is_tried_by_the_suite_too() -> None:
    recorded = {number for one in read_place(TRANSCRIPTS) for number in one.behaviours}
    assert recorded <= {one.behaviour.number for one in CASES}


@pytest.mark.parametrize("number", [7, 8, 17, 19, 24, 27, 66, 78, 92, 100])
def test_what_no_recording_names_is_tried_all_the_same(number: int) -> None:
    assert number in NOT_APPLICABLE or any(one.behaviour.number == number for one in CASES)


def test_who_addresses_everybody_is_alone_and_who_stops_the_server_is_known() -> None:
    assert {one.behaviour.number for one in CASES if one.alone} == {79, 80, 92}
    assert {one.behaviour.number for one in CASES if one.stops} == {87}
