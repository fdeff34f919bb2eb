import random

from hubproof.client.backoff import Backoff


class Always:
    def __init__(self, value: float) -> None:
        self.value = value

    def random(self) -> float:
        return self.value


def backoff(value: float) -> Backoff:
    return Backoff(Always(value), base_s=1.0, cap_s=60.0)  # type: ignore[arg-type]


def test_delays_are_drawn_from_zero_to_a_doubling_ceiling() -> None:
    delays = backoff(0.5)
    assert [delays.next_delay_s() for _ in range(4)] == [0.5, 1.0, 2.0, 4.0]


def test_no_delay_exceeds_the_cap_however_many_failures() -> None:
    delays = backoff(1.0)
    assert [delays.next_delay_s() for _ in range(2000)][-1] == 60.0


def test_a_success_starts_the_row_again() -> None:
    delays = backoff(1.0)
    for _ in range(5):
        delays.next_delay_s()
    delays.reset()
    assert delays.next_delay_s() == 1.0


def test_two_clients_do_not_come_back_in_step() -> None:
    rows = []
    for seed in (1, 2):
        delays = Backoff(random.Random(seed), base_s=1.0, cap_s=60.0)
        rows.append([delays.next_delay_s() for _ in range(5)])
    assert rows[0] != rows[1]
