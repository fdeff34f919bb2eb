"""What waits for a slow reader is bounded, and the oldest goes first."""

from hubproof.contract.mesolive.models import LivePrices
from hubproof.simulator.hubs.channel import CAPACITY, Channel
from hubproof.simulator.hubs.frame import Figures, Frame


def frame(number: int) -> Frame:
    says = LivePrices()
    return Frame(b"%d" % number, Figures(says=says, prices=says, provider="Tastytrade"))


def test_a_reader_that_keeps_up_gets_every_frame_once() -> None:
    channel = Channel()
    channel.put(frame(1))
    channel.put(frame(2))
    assert [one.data for one in channel.take(is_slow=False)] == [b"1", b"2"]
    assert list(channel.take(is_slow=False)) == []


def test_a_slow_reader_gets_nothing_and_then_the_newest() -> None:
    channel = Channel()
    for number in range(CAPACITY + 3):
        channel.put(frame(number))
        assert list(channel.take(is_slow=True)) == []
    assert channel.dropped == 3
    assert [int(one.data) for one in channel.take(is_slow=False)] == list(range(3, CAPACITY + 3))
