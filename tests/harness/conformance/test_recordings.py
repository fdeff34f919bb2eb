"""Recordings: read as they are, and nothing is skipped."""

import json
from pathlib import Path
from typing import Any

import pytest

from hubproof.harness.conformance.recordings import (
    Attach,
    CloseSocket,
    Drop,
    Got,
    GotClose,
    GotEnd,
    GotFrame,
    RecordingError,
    Request,
    Send,
    Wait,
    Words,
    read,
    read_file,
    read_place,
)

FRONT = {
    "case": "invoke/x",
    "says": "",
    "behaviours": [1],
    "endpoint": "/hub",
    "transport": "WebSockets",
    "encoding": "json",
}

ATTACH = {"do": "attach", "transport": "WebSockets", "path": "/", "at": 1, "status": 101}


def one(*steps: dict[str, Any], **flags: Any) -> Any:
    (recording,) = read([{**FRONT, **flags, "steps": list(steps)}])
    return recording


def told(*steps: dict[str, Any], **members: Any) -> str:
    return json.dumps([{**FRONT, "steps": list(steps), **members}])


def test_every_kind_of_step_is_read() -> None:
    answer = {"status": 200, "headers": {}, "body": "x"}
    steps = one(
        {"do": "http", "method": "GET", "path": "/", "at": 0, "answer": answer},
        {**ATTACH, "on": "a"},
        {"on": "a", "send": "x", "kind": "text", "at": 2},
        {"on": "a", "send_fragments": ["x", "y"], "kind": "text", "at": 2},
        {"do": "wait", "ms": 5, "at": 3},
        {"on": "a", "do": "close", "code": 1000, "at": 4},
        {"on": "a", "do": "close", "at": 4},
        {"on": "a", "do": "drop", "at": 5},
        {"on": "a", "got": "{}", "frame": 1, "kind": "text", "at": 6},
        {"on": "a", "got_hex": "c0", "shown": None, "at": 6},
        {"on": "a", "got_close": 1000, "at": 7},
        {"on": "a", "got_end": "dropped", "at": 8},
        {"on": "a", "got_close": 1011, "reason": "bye", "at": 7},
        {"on": "a", "got_frame": "ping", "at": 8},
        {"on": "a", "got_frame": 10, "at": 8},
        {"on": "a", "send_fragments_hex": ["02", "9106"], "kind": "binary", "at": 9},
    ).steps
    kinds = [
        Request,
        Attach,
        Send,
        Send,
        Wait,
        CloseSocket,
        CloseSocket,
        Drop,
        Got,
        Got,
        GotClose,
        GotEnd,
    ]
    kinds += [GotClose, GotFrame, GotFrame, Send]
    assert [type(step) for step in steps] == kinds
    assert steps[3].parts == (Words("x"), Words("y"))
    assert steps[9].words == Words("c0", is_hex=True)
    assert [step.code for step in steps if isinstance(step, CloseSocket)] == [1000, None]
    assert [step.reason for step in steps if isinstance(step, GotClose)] == ["", "bye"]
    assert [step.kind for step in steps if isinstance(step, GotFrame)] == ["ping", "pong"]
    assert steps[15].parts == (Words("02", is_hex=True), Words("9106", is_hex=True))


def test_a_placeholder_among_digits_ends_where_its_name_does() -> None:
    step = {"on": "a", "send_hex": "a3$call.10308", "shown": [3, "$call.1", 8], "at": 0}
    assert one(step).steps[0].parts == (Words("a3($call.1)0308", is_hex=True),)


@pytest.mark.parametrize(
    ("step", "says"),
    [
        ({"got_hex": "9106f"}, "'9106f' is no bytes in hexadecimal digits"),
        ({"send_fragments_hex": ["zz"]}, "'zz' is no bytes in hexadecimal digits"),
        ({"got": "\ud800"}, "is no text that UTF-8 can carry"),
    ],
)
def test_what_no_bytes_can_be_is_an_error_of_its_file(
    step: dict[str, Any], says: str, tmp_path: Path
) -> None:
    file = tmp_path / "odd.json"
    file.write_text(told({"on": "a", "at": 0, **step}))
    with pytest.raises(RecordingError, match=says) as caught:
        read_file(file)
    assert str(caught.value).startswith(f"{file}: ")


def test_what_nobody_knows_is_an_error() -> None:
    with pytest.raises(RecordingError, match="nobody knows how to dance"):
        one({"do": "dance", "at": 0})
    with pytest.raises(RecordingError, match="the WebSocket frame 'wave'"):
        one({"on": "a", "got_frame": "wave", "at": 0})
    with pytest.raises(RecordingError, match="the flag odd"):
        one(odd=True)


def test_a_folder_without_recordings_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="holds no recordings"):
        read_place(tmp_path)
    (tmp_path / "x.json").write_text("[]")
    with pytest.raises(RecordingError, match="there is no recording in"):
        read_place(tmp_path)
    (tmp_path / "y.json").write_text(told())
    assert len(read_place(tmp_path)) == 1
    assert read_place(tmp_path / "y.json") == read_place(tmp_path)
    (tmp_path / "x.json").write_text("[{}]")
    with pytest.raises(RecordingError, match=r"x\.json"):
        read_place(tmp_path)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"a": 1}', "no list of recordings"),
        ("[1]", "no list of recordings"),
        ('[{"case": "x"}]', "has no 'says'"),
        ("", "Expecting value"),
        ("[" * 100_000, "recursion"),
        (told(case=None), r"not of the type that .* \(case is None\)"),
        (told({"on": "a", "got": 7, "at": 0}), r"\(got is 7\)"),
        (told({"do": "http", "at": 0, "headers": []}), r"\(headers is \[\]\)"),
        (
            told({"do": "http", "at": 0, "method": "GET", "path": "/", "answer": {"body": 1}}),
            "is 1",
        ),
        (told({"on": None, "got": "x", "at": 0}), r"\(on is None\)"),
        (told({"on": 1, "send": "x", "at": 0}), r"\(on is 1\)"),
        (told({"on": ["a"], "do": "drop", "at": 0}), r"\(on is \['a'\]\)"),
        (told({"on": None, "do": "wait", "ms": 1, "at": 0}), r"\(on is None\)"),
        (told({"got": "x", "at": 0}), "has no 'on'"),
        (told({"send": "x", "at": 0}), "has no 'on'"),
        (told({"do": "drop", "at": 0}), "has no 'on'"),
        (told({"do": "close", "at": 0}), "has no 'on'"),
        (told(ATTACH), "has no 'on'"),
    ],
)
def test_what_is_no_recording_is_refused_in_words(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "x.json"
    file.write_text(text)
    with pytest.raises(RecordingError, match=says):
        read_file(file)
