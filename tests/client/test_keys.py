import random
import re

from hubproof.client.keys import Keys


def test_a_key_is_its_prefix_and_128_bits_in_hexadecimal() -> None:
    for keys in (Keys(), Keys(random.Random(1))):
        assert re.fullmatch("send_order_[0-9a-f]{32}", keys.new("send_order_"))


def test_no_two_keys_are_equal() -> None:
    for keys in (Keys(), Keys(random.Random(1))):
        assert len({keys.new("x_") for _ in range(1000)}) == 1000


def test_one_seed_gives_one_row_of_keys() -> None:
    first, second = (Keys(random.Random(5)) for _ in range(2))
    assert [first.new("a") for _ in range(3)] == [second.new("a") for _ in range(3)]
