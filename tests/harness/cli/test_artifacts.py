"""A run's folder is complete or not there, and is readable to whoever reads a report."""

import json
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from hubproof.harness import history as histories
from hubproof.harness import plan as plans
from hubproof.harness.cli import artifacts, objects
from hubproof.harness.cli.exits import UsageError
from hubproof.harness.trial import Finished


@pytest.fixture
def keep(tmp_path: Path) -> Callable[[Finished], Path]:
    return lambda finished: artifacts.keep(finished, objects.run(finished), tmp_path)


def test_a_folder_holds_plan_history_verdict_and_log(
    keep: Callable[[Finished], Path], convicted: Finished
) -> None:
    folder = keep(convicted)
    record = convicted.record
    assert sorted(one.name for one in folder.iterdir()) == [
        *("history.jsonl", "plan.json", "subject.log", "verdict.json")
    ]
    plan = plans.decode((folder / "plan.json").read_bytes())
    assert plan == record.plan
    kept = histories.decode(plan, (folder / "history.jsonl").read_bytes())
    assert kept.sha256() == record.history.sha256()
    assert json.loads((folder / "verdict.json").read_text())["verdict"] == "invalid"
    assert (folder / "subject.log").read_text() == record.log


def test_the_name_of_a_folder_says_scenario_seed_subject_and_mode(
    keep: Callable[[Finished], Path], convicted: Finished
) -> None:
    seed = convicted.record.plan.seed
    assert keep(convicted).name == (
        f"unknown_outcome_of_an_order-{seed}-mutant-new_key_on_retry-sim"
    )


def test_a_subject_of_any_length_has_a_folder_of_its_own(
    keep: Callable[[Finished], Path], valid: Finished
) -> None:
    names = [
        keep(replace(valid, record=replace(valid.record, subject=f"py:{'m' * 240}:{end}"))).name
        for end in ("run", "walk")
    ]
    assert len(set(names)) == 2
    assert max(map(len, names)) < 200


def test_a_run_that_is_kept_again_replaces_the_older_one(
    keep: Callable[[Finished], Path], valid: Finished, tmp_path: Path
) -> None:
    (keep(valid) / "stale").touch()
    keep(replace(valid, record=replace(valid.record, log="newer")))
    (folder,) = tmp_path.iterdir()
    assert (folder / "subject.log").read_text() == "newer"
    assert not (folder / "stale").exists()


def test_a_folder_that_could_not_be_finished_is_not_there(
    keep: Callable[[Finished], Path],
    valid: Finished,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def is_full(_told: objects.Told) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(artifacts, "_text", is_full)
    with pytest.raises(OSError, match="No space"):
        keep(valid)
    assert list(tmp_path.iterdir()) == []


def test_others_may_read_a_folder_as_far_as_the_user_lets_them(
    keep: Callable[[Finished], Path], valid: Finished, tmp_path: Path
) -> None:
    (tmp_path / "plain").mkdir()
    assert keep(valid).stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_log_with_half_a_letter_is_kept(
    keep: Callable[[Finished], Path], valid: Finished
) -> None:
    folder = keep(replace(valid, record=replace(valid.record, log="\ud83d caf\u00e9")))
    assert (folder / "subject.log").read_text(encoding="utf-8") == "\\ud83d caf\u00e9"


def test_a_directory_is_made_with_those_above_it_and_an_old_summary_goes(tmp_path: Path) -> None:
    directory = artifacts.prepare(str(tmp_path / "a" / "b"))
    artifacts.summarise({"version": 1, "verdict": "valid", "runs": []}, directory)
    artifacts.prepare(str(directory))
    assert list(directory.iterdir()) == []


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_a_file_in_the_place_of_the_directory_is_named(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match=r"file.*: there is a file in its place; .* --out"):
        artifacts.prepare(str(tmp_path / place))


def test_a_directory_that_cannot_be_written_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    with pytest.raises(UsageError, match=r"cannot write into .*: Permission denied; name another"):
        artifacts.prepare(str(tmp_path))
