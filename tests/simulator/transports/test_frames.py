"""Frames as RFC 6455 draws them, at every length that has a form of its own."""

import pytest

from hubproof.simulator.transports.frames import close_frame, pong_frame, text_frame


@pytest.mark.parametrize(
    ("size", "header"),
    [
        (0, "8100"),
        (125, "817d"),
        (126, "817e007e"),
        (65_535, "817effff"),
        (65_536, "817f0000000000010000"),
    ],
)
def test_a_text_frame_carries_its_length_in_the_shortest_form(size: int, header: str) -> None:
    assert text_frame(b"x" * size) == bytes.fromhex(header) + b"x" * size


def test_control_frames_are_short() -> None:
    assert close_frame() == bytes.fromhex("880203e8")
    assert pong_frame(b"hi") == b"\x8a\x02hi"
