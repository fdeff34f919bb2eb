"""What waits for a slow reader is bounded, and the oldest goes first."""

import pytest

from hubproof.contract.mesolive.models import LivePrices
from hubproof.simulator.hubs.channel import CAPACITY, SLOW_BYTES, Channel
from hubproof.simulator.hubs.frame import Figures, Frame


def frame(number: int) -> Frame:
    says = LivePrices()
    return Frame(b"%d" % number, Figures(says=says, prices=says, provider="Tastytrade"))


@pytest.mark.parametrize("waiting_bytes", [0, SLOW_BYTES])
def test_a_reader_that_keeps_up_gets_every_frame_once(waiting_bytes: int) -> None:
    channel = Channel()
    channel.put(frame(1))
    channel.put(frame(2))
    assert [one.data for one in channel.take(waiting_bytes)] == [b"1", b"2"]
    assert list(channel.take(waiting_bytes)) == []


def test_a_slow_reader_gets_nothing_and_then_the_newest() -> None:
    channel = Channel()
    for number in range(CAPACITY + 3):
        channel.put(frame(number))
        assert list(channel.take(SLOW_BYTES + 1)) == []
    assert channel.dropped == 3
    assert [int(one.data) for one in channel.take(0)] == list(range(3, CAPACITY + 3))
