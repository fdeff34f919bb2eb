"""The catalogues are complete, can be searched by line, and are data for scripts."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest

from hubproof.harness.checkers import CHECKERS
from hubproof.harness.cli.arguments import CATALOGUES
from hubproof.harness.mutants import MUTANTS
from hubproof.harness.requirements import REQUIREMENTS
from hubproof.harness.unusual import UNUSUAL
from hubproof.scenarios import SCENARIOS
from hubproof.simulator.faults import FAULTS

TABLES: Mapping[str, Iterable[str]] = {
    "scenarios": SCENARIOS,
    "faults": FAULTS,
    "checkers": CHECKERS,
    "requirements": REQUIREMENTS,
    "mutants": MUTANTS,
    "unusual": UNUSUAL,
}


@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_every_member_has_a_line_of_its_own_where_nobody_watches(
    hubproof: Callable[..., Any], catalogue: str
) -> None:
    said = hubproof("list", catalogue)
    assert said.status == 0
    assert [line.split()[0] for line in said.lines[1:]] == list(TABLES[catalogue])
    assert "\x1b" not in said.out


@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_the_object_holds_every_member_under_the_catalogues_name(
    hubproof: Callable[..., Any], catalogue: str
) -> None:
    told = hubproof("list", catalogue, "--json").json
    assert list(told) == ["version", catalogue]
    assert [one.get("name", one.get("id")) for one in told[catalogue]] == list(TABLES[catalogue])
    assert all(one["says"] for one in told[catalogue])


def test_lists_and_claims_are_lists_and_claims_in_the_object(hubproof: Callable[..., Any]) -> None:
    (cut, *_) = hubproof("list", "faults", "--json").json["faults"]
    assert cut["phases"] == ["received", "committed", "answered"]
    assert cut["modes"] == ["sim", "live"]
    rows = hubproof("list", "requirements", "--json").json["requirements"]
    judged = {checker.requirement for checker in CHECKERS.values()}
    assert {row["id"] for row in rows if row["judged"]} == judged


def test_a_text_is_printed_as_it_stands(
    hubproof: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    (name, mutant) = next(iter(MUTANTS.items()))
    monkeypatch.setitem(MUTANTS, name, type(mutant)(**{**fields(mutant), "says": "[red] :b: 1"}))
    assert "[red] :b: 1" in hubproof("list", "mutants").out


def fields(one: object) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__dataclass_fields__}  # type: ignore[attr-defined]


def test_a_narrow_terminal_keeps_names_whole(
    hubproof: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "80")
    said = hubproof("list", "scenarios")
    for name in SCENARIOS:
        assert name in said.out
