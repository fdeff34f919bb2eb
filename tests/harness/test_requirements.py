"""The list of requirements: complete, in order, and the only source of ids."""

from hubproof.harness.checkers import CHECKERS
from hubproof.harness.requirements import REQUIREMENTS
from hubproof.scenarios import SCENARIOS

SIZES = {
    "IDEM": 12,
    "EVT": 17,
    "DATA": 8,
    "QUOTE": 7,
    "PRICE": 7,
    "RECON": 8,
    "GUARD": 9,
    "OPS": 9,
    "FAIL": 13,
    "SAFE": 4,
}


def test_the_rows_of_every_group_are_numbered_without_a_hole() -> None:
    assert list(REQUIREMENTS) == [
        f"{group}-{number}" for group, size in SIZES.items() for number in range(1, size + 1)
    ]


def test_every_row_says_something_that_fits_in_a_line() -> None:
    assert all(20 < len(row.says) < 80 for row in REQUIREMENTS.values())
    assert len({row.says for row in REQUIREMENTS.values()}) == len(REQUIREMENTS)


def test_checkers_decide_known_rows_at_their_level_and_one_each() -> None:
    decided = [checker.requirement for checker in CHECKERS.values()]
    assert len(dict.fromkeys(decided)) == len(decided)
    for checker in CHECKERS.values():
        assert checker.level == REQUIREMENTS[checker.requirement].level


def test_a_checker_stands_in_the_table_under_its_own_name() -> None:
    assert [checker.name for checker in CHECKERS.values()] == list(CHECKERS)


def test_every_row_that_a_scenario_names_is_decided() -> None:
    decided = [checker.requirement for checker in CHECKERS.values()]
    for scenario in SCENARIOS.values():
        assert [row for row in scenario.requirements if row not in decided] == []
