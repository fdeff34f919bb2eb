"""`hubproof conformance server`: what it prints, writes, and ends with."""

import json
from pathlib import Path

import pytest

from hubproof.harness.cli import suite
from hubproof.harness.cli.exits import Exit
from hubproof.harness.cli.main import main
from hubproof.simulator.session import errors

COMMAND = ["conformance", "server"]


def test_chosen_cases_are_played_and_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "told.json"
    asked = ["--case", "51.unknown", "--case", "44.result.ws.json", "--json", str(file)]
    assert main([*COMMAND, *asked]) is Exit.VALID
    told = capsys.readouterr().out
    assert " 51 M a method that does not exist" in told
    assert "6 of 6 cases pass, 0 depart, 0 could not be tried; " in told
    assert len(json.loads(file.read_text())["cases"]) == 6


def test_a_departure_is_told_and_ends_in_status_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(errors, "method_does_not_exist", lambda _: "Nobody knows.")
    assert main([*COMMAND, "--case", "51.unknown.ws.json"]) is Exit.INVALID
    told = capsys.readouterr().out
    assert "came      {" in told
    assert "Nobody knows." in told
    assert "again     hubproof conformance server --case 51.unknown.ws.json" in told


def test_the_cases_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*COMMAND, "--list", "--case", "27", "--case", "44"]) is Exit.VALID
    told = capsys.readouterr().out
    assert "27.stuck  SHOULD  A client that does not read for 10 s is cut off\n" in told
    assert "44.result  MUST" in told
    assert "45." not in told


def test_only_what_was_chosen_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*COMMAND, "--case", "81.no-answer.ws.json"]) is Exit.VALID
    lines = capsys.readouterr().out.splitlines()
    assert [line[:3] for line in lines[2:-2]] == [" 81"]
    assert lines[-1].startswith("1 of 1 case passes, 0 depart")
    assert main([*COMMAND, "--list", "--case", "81.no-answer.ws.json"]) is Exit.VALID
    assert capsys.readouterr().out.splitlines()[-1] == "1 case, 1 sentence, 1 behaviour"


def test_quick_leaves_out_what_waits(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*COMMAND, "--quick", "--case", "26.no-frames", "--case", "27"]) is Exit.UNKNOWN
    assert "0 of 0 cases pass" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["--case", "44.res"], "there is no case '44.res'"),
        (["--case", "17"], "there is no case '17'; HTTP/2 has it"),
        (
            ["http://127.0.0.1:1"],
            "nobody serves at http://127.0.0.1:1; `hubproof conformance serve`",
        ),
        (["http://127.0.0.1:x"], "is no address"),
        (["https://127.0.0.1"], "is no address"),
        (["http://127.0.0.1:1/a/prefix"], "says more than where a server listens"),
        (["--case", "52.lower.ws.json", "--json", "no/such/folder.json"], "cannot write"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    argv: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*COMMAND, *argv]) is Exit.USAGE
    told = capsys.readouterr()
    assert says in told.err
    assert told.out == ""


def test_what_cannot_be_kept_is_refused_before_play_and_a_look_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    played: list[int] = []

    def broken(cases: list[object]) -> None:
        played.append(len(cases))
        raise RuntimeError("broken off")

    monkeypatch.setattr(suite, "in_virtual_time", broken)
    kept = tmp_path / "kept.json"

    assert main([*COMMAND, "--json", str(tmp_path / "no" / "folder.json")]) is Exit.USAGE
    assert not played
    assert main([*COMMAND, "--json", str(kept)]) is Exit.HARNESS
    assert played
    assert not kept.exists()
