"""A stored plan runs again as it was stored, and a replay says whether the same happened."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hubproof.harness import plan as plans
from hubproof.harness.trial import Finished

MUTANT = "mutant:new_key_on_retry"


@pytest.fixture
def stored(hubproof: Callable[..., Any], convicted: Finished, tmp_path: Path) -> Path:
    """The folder of a convicted run."""
    plan = convicted.record.plan
    seed = str(plan.seed)
    out = tmp_path / "out"
    hubproof("run", plan.scenario, "--subject", MUTANT, "--seed", seed, "--out", str(out))
    (folder,) = [one for one in out.iterdir() if one.is_dir()]
    return folder


@pytest.fixture
def plan_file(convicted: Finished, tmp_path: Path) -> Path:
    file = tmp_path / "plan.json"
    file.write_bytes(plans.encode(convicted.record.plan))
    return file


def test_a_folder_is_replayed_with_its_subject_to_the_same_history(
    hubproof: Callable[..., Any], stored: Path
) -> None:
    said = hubproof("replay", str(stored))
    assert said.status == 1
    assert "same history as the stored run, to the byte" in said.lines
    assert said.lines[-1].endswith(f"replay {stored} --subject {MUTANT} --mode sim")


def test_the_object_of_a_replay_has_the_stored_hash(
    hubproof: Callable[..., Any], stored: Path
) -> None:
    said = hubproof("replay", str(stored), "--json")
    then = json.loads((stored / "verdict.json").read_text())
    (now,) = said.json["runs"]
    assert {**now, "wall_s": 0} == {**then, "wall_s": 0}
    assert "same history" in said.err


def test_a_history_that_differs_is_shown_where_it_parts(
    hubproof: Callable[..., Any], stored: Path
) -> None:
    file = stored / "history.jsonl"
    lines = file.read_text().splitlines()
    file.write_text("\n".join([*lines[:4], '{"at_us":0}', *lines[5:]]) + "\n")
    said = hubproof("replay", str(stored))
    assert "the history differs: from line 5 on" in said.out
    assert '  then: {"at_us":0}' in said.lines
    assert f"  now:  {lines[4][:200]}" in said.out


def test_a_history_that_goes_on_longer_parts_at_its_end(
    hubproof: Callable[..., Any], stored: Path
) -> None:
    file = stored / "history.jsonl"
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join(lines[:-1]))
    said = hubproof("replay", str(stored))
    assert f"the history differs: from line {len(lines)} on" in said.out
    assert "  then: (its end)" in said.lines


def test_another_subject_is_not_compared_with_the_stored_run(
    hubproof: Callable[..., Any], stored: Path
) -> None:
    said = hubproof("replay", str(stored), "--subject", "reference")
    assert said.status == 0
    assert "history" not in said.out


def test_a_plan_file_is_replayed_by_the_reference_or_whoever_is_named(
    hubproof: Callable[..., Any], plan_file: Path
) -> None:
    assert hubproof("replay", str(plan_file)).status == 0
    said = hubproof("replay", str(plan_file), "--subject", MUTANT)
    assert said.status == 1
    assert said.lines[-1].endswith(f"replay {plan_file} --subject {MUTANT} --mode sim")


def test_the_list_of_faults_is_taken_from_the_file_and_not_from_the_seed(
    hubproof: Callable[..., Any], plan_file: Path
) -> None:
    plan = json.loads(plan_file.read_text())
    plan["faults"] = plan["faults"][:1]
    plan_file.write_text(json.dumps(plan))
    (run,) = hubproof("replay", str(plan_file), "--json").json["runs"]
    assert (run["faults_planned"], run["plan"]) == (1, plan)


def test_a_run_of_a_command_needs_the_command_again(
    hubproof: Callable[..., Any], stored: Path
) -> None:
    verdict = stored / "verdict.json"
    verdict.write_text(json.dumps({"subject": "command", "mode": "live"}))
    said = hubproof("replay", str(stored))
    assert said.status == 3
    assert "was a run of a command; give that command again after --" in said.err


@pytest.mark.live
def test_a_plan_is_replayed_with_a_command(hubproof: Callable[..., Any], plan_file: Path) -> None:
    said = hubproof("replay", str(plan_file), "--", "false")
    assert said.status == 2
    assert "exited with status 1 before it was ready" in said.out
    assert said.lines[-1].endswith(f"replay {plan_file} -- false  # real time: timing may differ")


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (lambda text: text[:300], "cut off after 300 bytes"),
        (lambda _: "", "empty"),
        (lambda _: "market: calm", "not JSON"),
        (lambda text: text.replace('"version": 1', '"version": 2'), "of version 2"),
        (lambda text: text.replace('"fault": "cut"', '"fault": "hug"'), "fault that does not"),
        (lambda text: text.replace("unknown_outcome", "known_outcome"), "there is no scenario"),
        (lambda _: "[]", "no plan"),
    ],
)
def test_a_plan_file_that_cannot_be_used_is_one_sentence(
    hubproof: Callable[..., Any], plan_file: Path, change: Callable[[str], str], part: str
) -> None:
    plan_file.write_text(change(plan_file.read_text()))
    said = hubproof("replay", str(plan_file))
    assert (said.status, said.out) == (3, "")
    assert part in said.err
    assert said.err.count("\n") == 1


@pytest.mark.parametrize("there", [True, False])
def test_a_place_without_a_plan_is_named_with_what_to_give(
    hubproof: Callable[..., Any], tmp_path: Path, *, there: bool
) -> None:
    said = hubproof("replay", str(tmp_path if there else tmp_path / "nothing"))
    assert said.status == 3
    assert "cannot read" in said.err
    assert "give a plan.json, or the folder of one run" in said.err


@pytest.mark.parametrize("text", [None, "{", "{}", '{"subject":"reference","mode":"dream"}'])
def test_a_folder_whose_verdict_says_nothing_is_one_sentence(
    hubproof: Callable[..., Any], stored: Path, text: str | None
) -> None:
    verdict = stored / "verdict.json"
    verdict.unlink()
    if text is not None:
        verdict.write_text(text)
    said = hubproof("replay", str(stored))
    assert said.status == 3
    assert "does not say which subject was run" in said.err


@pytest.mark.parametrize(
    ("path", "sentence"),
    [("", "give a plan.json, or the folder of one run"), ("x" * 300, "File name too long")],
)
def test_a_path_that_can_be_none_is_one_sentence(
    hubproof: Callable[..., Any], path: str, sentence: str
) -> None:
    said = hubproof("replay", path)
    assert said.status == 3
    assert sentence in said.err
