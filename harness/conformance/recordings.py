"""Recordings: what a client said to a real ASP.NET Core server, and what came back.

Rule: a file is read as it is, and a step that is not understood is an error, never skipped: an
answer that nobody compares would prove nothing. The form is described in the README beside them.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_MARK = re.compile(r"\(\$[\w.]+\)")
"""A placeholder among digits."""


@dataclass(frozen=True, slots=True)
class Words:
    """Bytes of a recording with placeholders: text, or hexadecimal digits where `is_hex`.

    Among digits a placeholder stands in brackets.
    """

    text: str
    is_hex: bool = False

    def __post_init__(self) -> None:
        """See whether there are bytes that this stands for.

        Raises:
            ValueError: there are none.
        """
        try:
            if self.is_hex:
                bytes.fromhex(_MARK.sub("", self.text))
            else:
                self.text.encode()
        except ValueError as error:
            form = "bytes in hexadecimal digits" if self.is_hex else "text that UTF-8 can carry"
            raise ValueError(f"{self.text!r} is no {form}") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The whole answer to a plain request."""

    status: int
    headers: Mapping[str, str]
    body: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A plain HTTP request, and its answer, which may have come much later."""

    at: int
    on: str
    method: str
    path: str
    headers: Mapping[str, str]
    body: Words | None
    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Attach:
    """A WebSocket upgrade, an event stream or the first poll; `status` is how it went."""

    at: int
    on: str
    transport: str
    path: str
    headers: Mapping[str, str]
    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """One WebSocket message in `parts` frames of a `kind`, or one POST that got `status`."""

    at: int
    on: str
    parts: tuple[Words, ...]
    kind: str | None
    status: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """The client waits so many milliseconds."""

    at: int
    on: str
    ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseSocket:
    """The client sends a WebSocket close frame, which may be without a code."""

    at: int
    on: str
    code: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """The client's connection is reset, or it polls no more."""

    at: int
    on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Got:
    """One whole hub message from the server; `kind` is its WebSocket frame's, where it had one."""

    at: int
    on: str
    words: Words
    kind: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GotClose:
    """The server's WebSocket close frame; most often it gives no reason."""

    at: int
    on: str
    code: int
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GotFrame:
    """A WebSocket `ping` or `pong` from the server."""

    at: int
    on: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GotEnd:
    """The connection ended without a close frame; `how` says in which way."""

    at: int
    on: str
    how: str


Doing = Request | Attach | Send | Wait | CloseSocket | Drop
Hearing = Got | GotClose | GotEnd | GotFrame
Step = Doing | Hearing

HEARINGS = (Got, GotClose, GotEnd, GotFrame)

CONTROLS: Mapping[Any, str] = {9: "ping", 10: "pong", "ping": "ping", "pong": "pong"}
"""What a recording may call a control frame: by its opcode, or by its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One case: its steps in the order in which they happened, and what its flags say.

    `unordered`: answers between two client steps may come in any order. `timed`: their time
    matters. `acks`: the place of acknowledgements matters. `defect`: the recorded server does
    something it should not.
    """

    case: str
    says: str
    behaviours: tuple[int, ...]
    endpoint: str
    transport: str
    encoding: str
    steps: tuple[Step, ...]
    flags: frozenset[str] = field(default_factory=frozenset)

    @property
    def family(self) -> str:
        """What the case is about: the part of its name before the slash."""
        return self.case.partition("/")[0]

    @property
    def name(self) -> str:
        """The case with its transport and encoding, which no other recording shares."""
        return f"{self.case} {self.transport} {self.encoding}"


class RecordingError(ValueError):
    """A file that is no recording; the sentence says where."""


FLAGS = ("unordered", "timed", "acks", "defect")
_TEXTS = ("case", "says", "endpoint", "transport", "encoding", "method", "path", "on")
_WORDS = ("got", "got_hex", "send", "send_hex", "body", "body_hex", "do")
_TYPES: Mapping[str, type] = {
    **dict.fromkeys((*_TEXTS, *_WORDS), str),
    **dict.fromkeys(("headers", "answer"), dict),
    **dict.fromkeys(("behaviours", "steps", "send_fragments", "send_fragments_hex"), list),
}
"""What the members of recordings, steps and answers are that never may be left without a value."""

_ON_ONE = (None, "attach", "close", "drop")
"""What is done on a connection, or is no doing but said or heard there: it has to say on which."""

_PLAIN = ("case", "says", "behaviours", "endpoint", "transport", "encoding", "steps")


def read_place(place: Path) -> list[Recording]:
    """Every recording of a folder, by the names of its files and their own order, or of one file.

    Raises:
        RecordingError: there is none, or one cannot be understood.
    """
    if place.is_file():
        paths = [place]
    else:
        paths = sorted(place.glob("*.json")) or sorted((place / "cases").glob("*.json"))
    if not paths:
        raise RecordingError(f"{place} holds no recordings: name a folder of .json files, or one")
    recordings = [recording for path in paths for recording in read_file(path)]
    if not recordings:
        raise RecordingError(f"there is no recording in {place}: its lists are empty")
    return recordings


def read_file(path: Path) -> list[Recording]:
    """The recordings of one file.

    Raises:
        RecordingError: it cannot be understood.
    """
    try:
        return read(json.loads(path.read_text(encoding="utf-8")))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise RecordingError(f"{path} is no JSON: {error}") from error
    except (OSError, ValueError, RecursionError) as error:
        raise RecordingError(f"{path}: {error}") from error
    except KeyError as error:
        raise RecordingError(f"{path}: a recording or a step of it has no {error}") from error
    except (TypeError, AttributeError) as error:
        says = f"{path}: a member is not of the type that tests/transcripts/README.md gives it"
        raise RecordingError(f"{says} ({error})") from error


def read(cases: Sequence[Mapping[str, Any]]) -> list[Recording]:
    """Recordings from the parsed content of a file.

    Raises:
        RecordingError: a step or a flag is not one of those that are known, or these are none.
    """
    if not isinstance(cases, list) or not all(isinstance(one, dict) for one in cases):
        raise RecordingError("this is no list of recordings")
    return [_recording(case) for case in cases]


def _check(told: Mapping[str, Any]) -> None:
    for name, value in told.items():
        if name in _TYPES and not isinstance(value, _TYPES[name]):
            raise TypeError(f"{name} is {value!r}")


def _recording(case: Mapping[str, Any]) -> Recording:
    _check(case)
    odd = [key for key in case if key not in (*_PLAIN, *FLAGS)]
    if odd:
        raise RecordingError(f"{case['case']}: nobody knows the flag {odd[0]}")
    return Recording(
        case=case["case"],
        says=case["says"],
        behaviours=tuple(case["behaviours"]),
        endpoint=case["endpoint"],
        transport=case["transport"],
        encoding=case["encoding"],
        steps=tuple(_step(step) for step in case["steps"]),
        flags=frozenset(flag for flag in FLAGS if case.get(flag)),
    )


def _step(step: Mapping[str, Any]) -> Step:
    _check(step)
    at = int(step["at"])
    on = step["on"] if step.get("do") in _ON_ONE else step.get("on", "")
    if "do" in step:
        return _doing(step, at, on)
    if "got" in step or "got_hex" in step:
        return Got(at=at, on=on, words=_words(step, "got"), kind=step.get("kind"))
    if "got_close" in step:
        reason = str(step.get("reason") or "")
        return GotClose(at=at, on=on, code=int(step["got_close"]), reason=reason)
    if "got_frame" in step:
        return GotFrame(at=at, on=on, kind=_control(step["got_frame"]))
    if "got_end" in step:
        return GotEnd(at=at, on=on, how=str(step["got_end"]))
    parts: tuple[Words, ...]
    if "send_fragments" in step:
        parts = tuple(Words(text) for text in step["send_fragments"])
    elif "send_fragments_hex" in step:
        parts = tuple(Words(digits, is_hex=True) for digits in step["send_fragments_hex"])
    else:
        parts = (_words(step, "send"),)
    return Send(at=at, on=on, parts=parts, kind=step.get("kind"), status=step.get("status"))


def _doing(step: Mapping[str, Any], at: int, on: str) -> Step:
    doing = step["do"]
    if doing == "http":
        has_body = "body" in step or "body_hex" in step
        return Request(
            at=at,
            on=on,
            method=step["method"],
            path=step["path"],
            headers=step.get("headers", {}),
            body=_words(step, "body") if has_body else None,
            answer=_answer(step["answer"]),
        )
    if doing == "attach":
        return Attach(
            at=at,
            on=on,
            transport=step["transport"],
            path=step["path"],
            headers=step.get("headers", {}),
            status=step["status"],
        )
    if doing == "wait":
        return Wait(at=at, on=on, ms=step["ms"])
    if doing == "close":
        return CloseSocket(at=at, on=on, code=step.get("code"))
    if doing == "drop":
        return Drop(at=at, on=on)
    raise RecordingError(f"nobody knows how to {doing}")


def _control(told: Any) -> str:
    kind = CONTROLS.get(told.lower() if isinstance(told, str) else told)
    if kind is None:
        raise RecordingError(f"nobody knows the WebSocket frame {told!r}")
    return kind


def _answer(answer: Mapping[str, Any]) -> Answer:
    _check(answer)
    return Answer(status=answer["status"], headers=answer["headers"], body=_words(answer, "body"))


def _marked(digits: str, shown: Any) -> str:
    """The digits with every placeholder in brackets: without, its end would be anybody's guess."""
    if "$" not in digits:
        return digits
    names = {*re.findall(r"\$[\w.]+", json.dumps(shown))}
    pattern = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.sub(pattern, lambda match: f"({match[0]})", digits)


def _words(step: Mapping[str, Any], key: str) -> Words:
    if f"{key}_hex" in step:
        return Words(_marked(step[f"{key}_hex"], step.get("shown")), is_hex=True)
    return Words(step[key])
