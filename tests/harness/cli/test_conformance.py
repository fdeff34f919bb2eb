"""`hubproof conformance`: what it prints, and the status that it ends with."""

import json
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from hubproof.harness.cli import conformance as command
from hubproof.harness.cli.exits import Exit
from hubproof.harness.cli.main import main
from hubproof.harness.conformance.recordings import Recording
from hubproof.harness.conformance.replay import Outcome
from hubproof.harness.conformance.side_by_side import GoneError
from hubproof.harness.conformance.wire import Server

CASES = Path(__file__).parents[2] / "transcripts" / "cases"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two short recordings and one with a defect."""
    cases = json.loads((CASES / "close.ws.json.json").read_text())[:2]
    defects = json.loads((CASES / "json.ws.json.json").read_text())
    cases.append(next(one for one in defects if one.get("defect")))
    (tmp_path / "some.json").write_text(json.dumps(cases))
    return tmp_path


def change(folder: Path) -> None:
    cases: Any = json.loads((folder / "some.json").read_text())
    step = next(step for step in cases[0]["steps"] if step.get("got") == '{"type":7}')
    step["got"] = '{"type":6,"more":1}'
    (folder / "some.json").write_text(json.dumps(cases))


def test_a_replay_counts_by_family_and_tells_of_defects(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["conformance", "replay", str(folder)]) is Exit.VALID
    told = capsys.readouterr().out
    assert "close         WebSockets        json              2     2\n" in told
    assert "json          WebSockets        json              0     0        1\n" in told
    assert "2 of 2 recordings are answered alike, 0 are not; 1 defects are not followed" in told
    assert "the message is skipped" in told


def test_a_difference_is_told_and_ends_in_status_one(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(folder)
    assert main(["conformance", "replay", str(folder)]) is Exit.INVALID
    told = capsys.readouterr().out
    assert 'close/by-client WebSockets json: The client says goodbye\n    a: {"type":7} ' in told
    assert "1 of 2 recordings are answered alike, 1 are not" in told


@pytest.mark.parametrize(
    ("differences", "status"), [((), Exit.UNKNOWN), (("a: nothing came",), Exit.INVALID)]
)
def test_a_server_that_went_away_leaves_the_rest_untried(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    differences: tuple[str, ...],
    status: Exit,
) -> None:
    async def there(_: Server) -> None:
        return None

    async def against(
        _: Server, recordings: Sequence[Recording], __: Callable[[], str]
    ) -> AsyncIterator[Outcome]:
        yield Outcome(recordings[0], differences)
        raise GoneError

    monkeypatch.setattr(command, "what_is_missing", there)
    monkeypatch.setattr(command, "against", against)
    address = "http://127.0.0.1:8765"
    assert main(["conformance", "replay", str(folder), "--server", address]) is status
    told = capsys.readouterr().out
    assert f"{1 - len(differences)} of 1 recordings are answered alike" in told
    last = f"the server at {address} went away after 1 recordings: 2 were not tried"
    assert told.splitlines()[-1] == last


def test_quick_leaves_out_what_waits(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (folder / "some.json").read_text()
    (folder / "some.json").write_text(text.replace('"at": 208', '"at": 9208'))
    assert main(["conformance", "replay", str(folder), "--quick"]) is Exit.UNKNOWN
    assert "0 of 0 recordings are answered alike" in capsys.readouterr().out


def test_a_folder_whose_files_are_empty_is_told_in_one_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "some.json").write_text("[]")
    assert main(["conformance", "replay", str(folder)]) is Exit.USAGE
    told = capsys.readouterr()
    assert f"there is no recording in {folder}" in told.err
    assert told.out == ""


def test_the_rules_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["conformance", "replay", "--rules"]) is Exit.VALID
    assert "JSON is equal when it parses equal" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["replay"], "name the folder"),
        (["replay", "nowhere"], "holds no recordings"),
        (["replay", str(CASES), "--server", "127.0.0.1:0"], "'127.0.0.1:0' is no address"),
        (["replay", str(CASES), "--server", "ftp://x"], "is no address"),
        (["replay", str(CASES), "--server", "127.0.0.1:1"], "nobody serves"),
        (["server", "http://a..b"], "'http://a..b' is no address"),
        (["server", f"http://{'x' * 64}.com"], "is no address"),
        (["serve", "--port", "0"], "not a whole number"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    argv: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["conformance", *argv]) is Exit.USAGE
    assert says in capsys.readouterr().err
