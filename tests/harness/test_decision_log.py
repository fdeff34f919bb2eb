"""Only whole lines of a decision log are evidence, and nothing in its place can stop a run."""

from pathlib import Path

import pytest

from hubproof.harness.decision_log import DecisionLog


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "decisions.ndjson"


@pytest.fixture
def log(path: Path) -> DecisionLog:
    return DecisionLog(path)


def append(path: Path, text: str) -> None:
    with path.open("a") as file:
        file.write(text)


def test_a_log_that_does_not_exist_holds_nothing(log: DecisionLog) -> None:
    log.skip_rest()

    assert list(log.read()) == []


def test_each_line_is_read_once(log: DecisionLog, path: Path) -> None:
    append(path, '{"decision":"handled","event_seq_id":1}\n')
    first = list(log.read())
    append(path, '{"decision":"handled","event_seq_id":2}\n')

    assert first == [{"decision": "handled", "event_seq_id": 1}]
    assert list(log.read()) == [{"decision": "handled", "event_seq_id": 2}]
    assert list(log.read()) == []


def test_a_line_is_read_when_it_is_whole(log: DecisionLog, path: Path) -> None:
    append(path, '{"decision":')
    assert list(log.read()) == []

    append(path, '"ended"}\n')

    assert list(log.read()) == [{"decision": "ended"}]


def test_a_line_that_a_kill_cut_off_does_not_swallow_the_next_one(
    log: DecisionLog, path: Path
) -> None:
    append(path, '{"decision":"inte')
    list(log.read())
    log.skip_rest()

    append(path, '{"decision":"ended"}\n')

    assert list(log.read()) == [{"decision": "ended"}]


@pytest.mark.parametrize("line", ["", "not JSON", "[1]", '"text"', "\xff"])
def test_a_line_that_is_no_object_is_skipped(log: DecisionLog, path: Path, line: str) -> None:
    append(path, line + '\n{"decision":"ended"}\n')

    assert list(log.read()) == [{"decision": "ended"}]


def test_numbers_stay_the_text_they_were(log: DecisionLog, path: Path) -> None:
    append(path, '{"price": 1.10}\n')

    assert list(log.read()) == [{"price": "1.10"}]


def test_names_stay_as_the_hubs_saw_them(log: DecisionLog, path: Path) -> None:
    append(path, '{"key":"prep-secret-key-1"}\n')

    assert list(log.read()) == [{"key": "prep-secret-key-1"}]


def test_what_is_no_file_holds_nothing(log: DecisionLog, path: Path) -> None:
    path.mkdir()
    log.skip_rest()

    assert list(log.read()) == []


def test_a_line_that_is_nested_beyond_measure_is_skipped(log: DecisionLog, path: Path) -> None:
    append(path, '{"a":' + "[" * 100_000 + "]" * 100_000 + "}\n" + '{"decision":"ended"}\n')

    assert list(log.read()) == [{"decision": "ended"}]
