"""Frames: whole messages, in order, and not too many of them in one."""

from hypothesis import given
from hypothesis import strategies as st

from hubproof.simulator.session.outbox import FRAME_BYTES_MAX, Outbox

sizes = st.lists(st.integers(1, FRAME_BYTES_MAX + 10), max_size=12)


@given(sizes)
def test_frames_hold_whole_messages_in_order_and_only_a_single_one_may_be_larger(
    lengths: list[int],
) -> None:
    outbox = Outbox()
    for length in lengths:
        outbox.append(b"x" * (length - 1) + b"\x1e")
    frames = outbox.take()
    assert [len(part) + 1 for frame in frames for part in frame.split(b"\x1e")[:-1]] == lengths
    assert all(frame.endswith(b"\x1e") for frame in frames)
    assert all(len(frame) <= FRAME_BYTES_MAX or frame.count(b"\x1e") == 1 for frame in frames)


def test_small_messages_share_a_frame_and_are_handed_out_once() -> None:
    outbox = Outbox()
    outbox.append(b"a\x1e")
    outbox.append(b"b\x1e")
    assert outbox.take() == [b"a\x1eb\x1e"]
    assert outbox.take() == []
