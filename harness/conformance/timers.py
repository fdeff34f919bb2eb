"""Messages that a timer sends, and no step of the client: pings and acknowledgements.

Rule: they are known by what they say, however that is spelled; in MessagePack by their first bytes.
"""

import json
from collections.abc import Mapping
from typing import Any, Literal

TIMED_BYTES_MAX = 100
"""No ping or acknowledgement is longer, white space included."""

PACKED: Mapping[bytes, Literal["ping", "ack"]] = {b"\x91\x06": "ping", b"\x92\x08": "ack"}
JSON: Mapping[Any, Literal["ping", "ack"]] = {6: "ping", 8: "ack"}


def sent_by(data: bytes, *, is_packed: bool) -> Literal["ping", "ack"] | None:
    """Which timer sends this message, if any does: that of pings, or that of acknowledgements."""
    if is_packed:
        return PACKED.get(data[1:3])
    if len(data) > TIMED_BYTES_MAX or b'"type"' not in data:
        return None
    try:
        message = json.loads(data)
    except ValueError:
        return None
    kind = message.get("type") if isinstance(message, dict) else None
    return JSON.get(kind) if isinstance(kind, int) else None
