"""The rules of comparison: what of an answer may differ from the recorded one, and nothing else.

Source: the README beside the recordings, "Comparing" and "Placeholders". Every rule stands in
`RULES`, in words, because whoever is told "0 differences" has to know what was compared.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hubproof.harness.conformance.placeholders import Bindings
from hubproof.harness.conformance.recordings import Answer, Got, Recording, Words
from hubproof.harness.conformance.timers import sent_by

TIME_MS = 1_100
"""How far a timed answer may be off: the recorded server works with a tick of one second."""

RULES = (
    (
        "Hub messages are compared one by one in the order of each connection. How they fall"
        " into frames, events and polls is not compared; that none is split over two frames"
        " is."
    ),
    (
        "JSON is equal when it parses equal: names and texts exactly, whatever their escapes;"
        " the order of an object's members does not count. A number with a fraction is equal"
        " by its digits (1.10 is not 1.1); without one, with the fraction .0 or with an"
        " exponent by its value (1 is 1.0, 1E+21 is 1e21)."
    ),
    ("MessagePack is equal byte for byte, but for the lengths that follow from a placeholder."),
    (
        "$id, $token, $tag and $call stand for this run's own: the same wherever they occur,"
        " and different from each other."
    ),
    (
        "An HTTP answer has the recorded status, body and headers; content-length and"
        " transfer-encoding may differ, and headers that are not recorded may be there."
    ),
    (
        "A close frame has the recorded code and reason, which is empty where none is recorded;"
        " WebSocket pings and pongs come where they were recorded, and nowhere else."
    ),
    (
        "In a case flagged unordered, the answers of a connection between two steps of the"
        " client, and the lines of a log, may come in any order."
    ),
    (
        f"In a case flagged timed, an answer comes within {TIME_MS} ms of its recorded time after"
        " the connection's last answer or the client's last step, whichever was later."
    ),
    (
        "Acknowledgements (type 8) are compared in their place only in a case flagged acks;"
        " elsewhere they are left out, as a timer decides when they come."
    ),
    (
        "Pings (type 6) are compared where the case has any, or is about them by its name (it"
        " ends in pings); elsewhere they are left out. Pings after the last recorded answer of"
        " a case that has any do not count."
    ),
    (
        "An answer must not come before the client's step that it followed in the"
        " recording, unless the client took that step within 30 ms of its last one, without"
        " listening, or has just attached."
    ),
    (
        "Nothing else may come: after the last step the connections are listened to for"
        " another 400 ms, in a timed case for 2.5 s."
    ),
    (
        "Whoever drops a connection hears nothing more of it: what came last and how it ends"
        " is not compared."
    ),
    ("A case flagged defect is played and not compared: what our server does instead is listed."),
)


def timer_of(words: Words) -> str | None:
    """Which timer has sent a recorded message, if any did."""
    if not words.is_hex:
        return sent_by(words.text.encode(), is_packed=False)
    return None if "$" in words.text else sent_by(bytes.fromhex(words.text), is_packed=True)


def about_pings(recording: Recording) -> bool:
    """Whether pings count in this case."""
    has_any = any(
        isinstance(step, Got) and timer_of(step.words) == "ping" for step in recording.steps
    )
    return has_any or recording.case.endswith("pings")


def same_json(recorded: str, heard: str, bindings: Bindings) -> bool:
    """Whether two JSON texts are equal by the rules."""
    try:
        return _same(_parse(recorded), _parse(heard), bindings)
    except ValueError:
        return bindings.agrees(recorded, heard)


@dataclass(frozen=True, slots=True)
class Reply:
    """The whole answer that came to a plain request."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def differences(
    recorded: Answer, heard: Reply, bindings: Bindings, *, is_unordered: bool
) -> list[str]:
    """What of an HTTP answer is not as it was recorded, one sentence each."""
    found = []
    if recorded.status != heard.status:
        found.append(f"status {heard.status} instead of {recorded.status}")
    for name, value in recorded.headers.items():
        if name in _FREE_HEADERS:
            continue
        told = heard.headers.get(name)
        if told != value:
            found.append(f"header {name}: {told!r} instead of {value!r}")
    if not _same_body(recorded, heard, bindings, is_unordered=is_unordered):
        found.append(f"body {heard.body[:300]!r} instead of {recorded.body.text[:300]!r}")
    return found


_FREE_HEADERS = ("content-length", "transfer-encoding")


class _Number(str):
    """A number by its digits, as it was written."""

    __slots__ = ()


def _same_body(recorded: Answer, heard: Reply, bindings: Bindings, *, is_unordered: bool) -> bool:
    if recorded.body.is_hex:
        return bytes.fromhex(recorded.body.text) == heard.body
    try:
        body = heard.body.decode()
    except UnicodeDecodeError:
        return False
    if "json" not in recorded.headers.get("content-type", ""):
        return bindings.agrees(recorded.body.text, body)
    if is_unordered:
        try:
            lists = [json.loads(text) for text in (recorded.body.text, body)]
        except ValueError:
            return False
        if all(isinstance(one, list) for one in lists):
            return sorted(lists[0]) == sorted(lists[1])
    return same_json(recorded.body.text, body, bindings)


def _parse(text: str) -> Any:
    return json.loads(text, parse_float=_Number, parse_int=_Number)


def _same(recorded: Any, heard: Any, bindings: Bindings) -> bool:
    if isinstance(recorded, _Number) or isinstance(heard, _Number):
        both = isinstance(recorded, _Number) and isinstance(heard, _Number)
        return both and _digits(recorded) == _digits(heard)
    if isinstance(recorded, str) and isinstance(heard, str):
        return bindings.agrees(recorded, heard)
    if isinstance(recorded, Mapping) and isinstance(heard, Mapping):
        return recorded.keys() == heard.keys() and all(
            _same(value, heard[key], bindings) for key, value in recorded.items()
        )
    if isinstance(recorded, list) and isinstance(heard, list):
        return len(recorded) == len(heard) and all(
            _same(one, other, bindings) for one, other in zip(recorded, heard, strict=True)
        )
    return type(recorded) is type(heard) and bool(recorded == heard)


def _digits(number: str) -> tuple[Decimal, int]:
    """The value, and how many digits its fraction has where they mean something."""
    fraction = re.fullmatch(r"-?\d+\.(\d+)", number)
    counts = fraction is not None and fraction[1] != "0"
    return Decimal(number), len(fraction[1]) if fraction is not None and counts else 0
