"""Messages that a timer sends are known by what they say."""

import pytest

from hubproof.harness.conformance.timers import sent_by


@pytest.mark.parametrize(
    ("data", "is_packed", "timer"),
    [
        (b'{"type":6}', False, "ping"),
        (b'{ "type" : 6 }', False, "ping"),
        (b'{"type":8,"sequenceId":1}', False, "ack"),
        (b'{"sequenceId": 12, "type": 8}', False, "ack"),
        (b'{"type":7}', False, None),
        (b'{"type":3,"invocationId":"6","result":{"type":6}}', False, None),
        (b'{"type":[6]}', False, None),
        (b'["type",6]', False, None),
        (b'{"type":6', False, None),
        (b"\x02\x91\x06", True, "ping"),
        (b"\x03\x92\x08\x01", True, "ack"),
        (b"\x03\x92\x09\x01", True, None),
    ],
)
def test_a_ping_and_an_acknowledgement_are_known_however_they_are_spelled(
    data: bytes, *, is_packed: bool, timer: str | None
) -> None:
    assert sent_by(data, is_packed=is_packed) == timer
