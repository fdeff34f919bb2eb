"""What is wrong with a JSON message, in the words of ASP.NET Core.

Rule: only asked when a message has been refused, so it may take its time. It says what that server
says who reads the members in their order: the first of the wrong kind, then the first that lacks.

Source: recordings `json/*.detailed` and `handshake/*.detailed`.
"""

import json
from typing import Any

Sentence = tuple[str, str]
"""What is wrong, and what the error is called."""

_DATA = "InvalidDataException"
_KINDS: dict[str, tuple[type, str]] = {
    "invocationId": (str, "String"),
    "target": (str, "String"),
    "error": (str, "String"),
    "arguments": (list, "Array"),
    "streamIds": (list, "Array"),
}
_NUMBERS = ("type", "sequenceId")
_NEEDED: dict[int, tuple[str, ...]] = {
    1: ("target", "arguments"),
    2: ("invocationId", "item"),
    3: ("invocationId",),
    4: ("invocationId", "target", "arguments"),
    5: ("invocationId",),
    8: ("sequenceId",),
    9: ("sequenceId",),
}
_TOKENS: dict[type, str] = {
    list: "Array",
    str: "String",
    int: "Number",
    float: "Number",
    type(None): "Null",
}
OUT_OF_BOUNDS = "Either the JSON value is not in a supported format, or is out of bounds for an {}."
_NO_TOKENS = (
    "The input does not contain any JSON tokens. Expected the input to start with a valid JSON"
    " token, when isFinalBlock is true. LineNumber: 0 | BytePositionInLine: 0."
)


def explain(text: bytes) -> Sentence:
    """Why `text` is no hub message."""
    try:
        value, _ = json.JSONDecoder().raw_decode(text.decode(errors="replace").strip())
    except (ValueError, RecursionError):
        return "Error reading JSON.", _DATA
    if not isinstance(value, dict):
        return _not_an_object(value)
    return _wrong_kind(value) or _lacks(value) or ("Error reading JSON.", _DATA)


def explain_handshake(text: bytes) -> Sentence:  # noqa: PLR0911  # one return per kind
    """Why `text` is no handshake."""
    told = text.decode(errors="replace")
    try:
        value, _ = json.JSONDecoder().raw_decode(told.strip())
    except json.JSONDecodeError as error:
        return _syntax(told, error), "JsonReaderException"
    except RecursionError:
        return "Error reading JSON.", _DATA
    if not isinstance(value, dict):
        return _not_an_object(value)
    version = value.get("version")
    if "protocol" in value and not isinstance(value["protocol"], str):
        return "Expected 'protocol' to be of type String.", _DATA
    if "version" in value and not _is_number(version):
        return "Expected 'version' to be of type Number.", _DATA
    if "version" in value and not isinstance(version, int):
        return OUT_OF_BOUNDS.format("Int32"), "FormatException"
    lacking = "protocol" if "protocol" not in value else "version"
    return f"Missing required property '{lacking}'. Message content: {told}", _DATA


def _syntax(told: str, error: json.JSONDecodeError) -> str:
    if not told.strip():
        return _NO_TOKENS
    letter = told.strip()[error.pos : error.pos + 1]
    line = error.lineno - 1
    return (
        f"'{letter}' is an invalid start of a value."
        f" LineNumber: {line} | BytePositionInLine: {error.colno - 1}."
    )


def _not_an_object(value: Any) -> Sentence:
    token = str(value) if isinstance(value, bool) else _TOKENS[type(value)]
    return f"Unexpected JSON Token Type '{token}'. Expected a JSON Object.", _DATA


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _wrong_kind(value: dict[str, Any]) -> Sentence | None:
    for name, one in value.items():
        if name in _NUMBERS and not _is_number(one):
            return f"Expected '{name}' to be of type Number.", _DATA
        if name in _NUMBERS and not isinstance(one, int):
            return OUT_OF_BOUNDS.format("Int32" if name == "type" else "Int64"), "FormatException"
        if name in _KINDS and not isinstance(one, _KINDS[name][0]):
            return f"Expected '{name}' to be of type {_KINDS[name][1]}.", _DATA
        if name == "allowReconnect" and not isinstance(one, bool):
            return "Expected 'allowReconnect' to be true or false.", _DATA
    return None


def _lacks(value: dict[str, Any]) -> Sentence | None:
    if "type" not in value:
        return "Missing required property 'type'.", _DATA
    for name in _NEEDED.get(value["type"], ()):
        if name not in value:
            return f"Missing required property '{name}'.", _DATA
    if "error" in value and "result" in value:
        return "The 'error' and 'result' properties are mutually exclusive.", _DATA
    return None
