"""`hubproof contract`: the contract to read, and to hold a vendor's package against."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hubproof.contract.mesolive.assumed import ASSUMED
from hubproof.contract.mesolive.catalogue import rows, shape
from hubproof.contract.mesolive.evidence import all_names

NAME = "fake_mesolive_sdk_of_a_test"

IMPORTS = """from __future__ import annotations
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any as JsonElement
from uuid import UUID
T = JsonElement

"""

Vendor = Callable[..., str]


def source() -> str:
    """A module of dataclasses and enums that says exactly what the contract does."""
    lines = [IMPORTS]
    for name, labels in shape().enums.items():
        lines.append(f"class {name}(str, Enum):")
        lines += [f'    M{number} = "{label}"' for number, label in enumerate(labels)]
    for name, fields in shape().models.items():
        if name == "JsonElement":
            continue
        lines += ["@dataclass", f"class {name}:", "    ..."]
        for field, told in fields.items():
            null = " | None" if told.nullable else ""
            lines.append(f"    {field}: {told.type or 'JsonElement'}{null}")
    return "\n".join(lines)


@pytest.fixture
def vendor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Vendor]:
    """Installs a package that agrees with the contract but for what a test replaces in it."""

    def installed(*replaced: tuple[str, str]) -> str:
        models, root = source(), ""
        for client, methods in shape().clients.items():
            root += f"class {client}:\n" + "".join(f"    def {m}(self): ...\n" for m in methods)
        for old, new in replaced:
            assert old in models + root
            models, root = models.replace(old, new), root.replace(old, new)
        (tmp_path / NAME).mkdir()
        (tmp_path / NAME / "__init__.py").write_text(root)
        (tmp_path / NAME / "models.py").write_text(models)
        monkeypatch.syspath_prepend(tmp_path)
        return NAME

    yield installed
    for name in [name for name in sys.modules if name.partition(".")[0] == NAME]:
        del sys.modules[name]


def test_every_name_has_a_line_with_its_evidence_and_source(hubproof: Callable[..., Any]) -> None:
    said = hubproof("contract")
    assert said.status == 0
    assert "\x1b" not in said.out
    told = {line.split()[1]: line for line in said.lines[1:]}
    assert sorted(told) == list(all_names())
    for row in rows():
        assert told[row.name].split()[-2:] == [row.evidence, row.source]
        assert row.type in told[row.name]


def test_the_object_holds_the_same_rows(hubproof: Callable[..., Any]) -> None:
    told = hubproof("contract", "--json").json
    assert list(told) == ["version", "contract"]
    assert [one["name"] for one in told["contract"]] == [row.name for row in rows()]
    (qty,) = [one for one in told["contract"] if one["name"] == "LiveLeg.Qty"]
    assert qty == {
        "kind": "field",
        "name": "LiveLeg.Qty",
        "type": "Decimal",
        "evidence": "documented",
        "source": "docs:signalr-reference/models/live-leg",
    }


def test_what_is_assumed_is_told_with_question_answer_and_reason(
    hubproof: Callable[..., Any],
) -> None:
    said = hubproof("contract", "--assumed")
    assert (said.status, len(said.lines)) == (0, 1 + len(ASSUMED))
    for row, line in zip(ASSUMED, said.lines[1:], strict=True):
        assert line.split()[0] == row.key
        assert row.question in line
        assert row.answer in line
        assert row.why in line
    told = hubproof("contract", "--assumed", "--json").json["assumed"]
    assert [one["key"] for one in told] == [row.key for row in ASSUMED]
    assert all(one["question"] and one["answer"] and one["why"] for one in told)


def test_a_package_that_says_the_same_ends_in_0(
    hubproof: Callable[..., Any], vendor: Vendor
) -> None:
    name = vendor()
    said = hubproof("contract", "--against", name)
    assert (said.status, said.out) == (0, f"no difference between this contract and {name}\n")
    assert hubproof("contract", "--against", name, "--json").json["differences"] == []


def test_a_package_that_differs_ends_in_1_and_every_difference_has_a_line(
    hubproof: Callable[..., Any], vendor: Vendor
) -> None:
    name = vendor(
        ("    AvgEntryPrice: Decimal", "    AvgEntryPrice: float"),
        ("    LegGroupId: int\n    CreatedAt: datetime", "    CreatedAt: datetime | None"),
        ('= "PartiallyFilled"', '= "Partial"'),
        ("def list_legs(", "def get_all_legs("),
    )
    said = hubproof("contract", "--against", name)
    assert said.status == 1
    assert said.lines == [
        f"LiveLeg.AvgEntryPrice (documented): Decimal here, float in {name}",
        f"LiveLeg.CreatedAt (documented): is never null here, may be null in {name}",
        f"LiveLeg.LegGroupId (documented): not in {name}",
        f"MesoLiveControlHubClient.list_legs: not in {name}",
        f"OrderState.Partial: only in {name}",
        f"OrderState.PartiallyFilled (assumed): not in {name}",
        f"6 differences between this contract and {name}",
    ]


def test_one_difference_is_one_and_stands_in_the_object(
    hubproof: Callable[..., Any], vendor: Vendor
) -> None:
    name = vendor(('= "DAY"', '= "Day"\n    MX = "DAY"'))
    said = hubproof("contract", "--against", name)
    assert said.lines[-1] == f"1 difference between this contract and {name}"
    told = hubproof("contract", "--against", name, "--json")
    assert told.status == 1
    assert told.json == {
        "version": 1,
        "package": name,
        "differences": [{"name": "TimeInForce.Day", "says": f"only in {name}", "evidence": None}],
    }


def test_a_package_that_is_not_there_ends_in_3_and_one_sentence(
    hubproof: Callable[..., Any],
) -> None:
    said = hubproof("contract", "--against", "mesolive_sdk_that_nobody_has")
    assert (said.status, said.out) == (3, "")
    assert said.err.count("\n") == 1
    assert "cannot import mesolive_sdk_that_nobody_has" in said.err
    assert "install it where hubproof is installed" in said.err
    told = hubproof("contract", "--against", "mesolive_sdk_that_nobody_has", "--json")
    assert told.status == 3
    assert "cannot import" in told.json["error"]


def test_our_own_stand_in_agrees_with_the_contract(hubproof: Callable[..., Any]) -> None:
    told = hubproof("contract", "--against", "hubproof.client.sdk", "--json").json["differences"]
    assert [(one["name"], one["evidence"]) for one in told] == [
        ("Event", None),
        ("JsonElement", None),
    ]


def test_what_is_assumed_and_a_comparison_are_two_questions(hubproof: Callable[..., Any]) -> None:
    said = hubproof("contract", "--assumed", "--against", "x")
    assert said.status == 3
    assert "not allowed with" in said.err
