"""A transport through which nothing passes, and what its release makes up for."""

from typing import Any, cast

from hubproof.simulator.transports.stalled import StalledTransport


class Inner:
    """Notes what is done to it."""

    def __init__(self) -> None:
        self.done: list[Any] = []
        self.is_gone = False

    def pause_reading(self) -> None:
        self.done.append("pause")

    def resume_reading(self) -> None:
        self.done.append("resume")

    def write(self, data: bytes) -> None:
        self.done.append(data)

    def abort(self) -> None:
        self.done.append("abort")

    def is_closing(self) -> bool:
        return self.is_gone

    def get_extra_info(self, _: str) -> None:
        return None


def stall() -> tuple[Inner, StalledTransport]:
    inner = Inner()
    return inner, StalledTransport(cast("Any", inner))


def test_nothing_passes_until_the_release_and_then_all_of_it_in_order() -> None:
    inner, stalled = stall()
    stalled.write(b"one")
    stalled.write(memoryview(b"two"))
    assert inner.done == ["pause"]
    assert stalled.get_write_buffer_size() == 0
    assert stalled.release() is cast("Any", inner)
    assert inner.done == ["pause", b"onetwo", "resume"]


def test_an_end_does_not_pass_and_becomes_a_reset_without_a_word() -> None:
    for end in (StalledTransport.close, StalledTransport.abort):
        inner, stalled = stall()
        stalled.write(b"said before")
        end(stalled)
        stalled.write(b"said after")
        assert stalled.is_closing()
        assert not stalled.can_write_eof()
        assert inner.done == ["pause"]
        stalled.release()
        assert inner.done == ["pause", "abort"]


def test_what_has_ended_underneath_is_left_alone() -> None:
    inner, stalled = stall()
    stalled.write(b"lost")
    inner.is_gone = True
    assert stalled.is_closing()
    stalled.release()
    assert inner.done == ["pause"]
