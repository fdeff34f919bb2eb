"""`hubproof conformance server`: what it prints, writes, and ends with."""

import json
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import pytest

from hubproof.harness.cli import suite
from hubproof.harness.cli.exits import Exit
from hubproof.harness.cli.main import main
from hubproof.harness.conformance.side_by_side import GoneError
from hubproof.harness.conformance.suite.case import Case, Outcome
from hubproof.harness.conformance.wire import Server
from hubproof.harness.verdict import Verdict
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


def test_a_server_that_went_away_leaves_the_rest_untried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def there(_: Server) -> None:
        return None

    async def against(
        _: Server, cases: Sequence[Case], __: Callable[[], str]
    ) -> AsyncIterator[Outcome]:
        yield Outcome(cases[1], Verdict.VALID)
        raise GoneError

    monkeypatch.setattr(suite, "look_for", there)
    monkeypatch.setattr(suite, "against", against)
    address, kept = "http://127.0.0.1:8765", tmp_path / "kept.json"
    argv = [*COMMAND, address, "--case", "51.unknown", "--json", str(kept)]
    assert main(argv) is Exit.UNKNOWN
    lines = capsys.readouterr().out.splitlines()
    says = f"the server at {address} went away after 1 case: the others were not tried"
    assert says in lines
    assert lines[-1].startswith("1 of 5 cases pass, 0 depart, 4 could not be tried")
    assert not [line for line in lines if line.startswith("unknown")]
    verdicts = [one["verdict"] for one in json.loads(kept.read_text())["cases"]]
    assert verdicts == ["unknown", "valid", *["unknown"] * 3]


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
