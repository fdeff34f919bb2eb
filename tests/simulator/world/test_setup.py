"""A setup that contradicts itself is refused in a sentence that names the part."""

from typing import Any

import msgspec
import pytest

from hubproof.simulator.world.setup import LIVE, PAPER, STRATEGIES, WorldSetup


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"accounts": (PAPER, PAPER)}, "account ML1001 is set up twice"),
        ({"accounts": (LIVE,)}, "strategy 101 is active on ML1001, which is no account"),
        ({"strategies": STRATEGIES[:1] * 2}, "strategy 101 is set up twice"),
        ({"job_s": (2.0, 1.0)}, "job_s is"),
        ({"fill_s": (-1.0, 1.0)}, "fill_s is"),
        ({"slow_share": 1.5}, "slow_share is 1.5"),
        ({"page_size_max": 0}, "page_size_max is 0"),
        ({"page_size_max": 1001}, "page_size_max is 1001"),
    ],
)
def test_a_setup_that_makes_no_sense_is_refused(settings: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        WorldSetup(**settings)


@pytest.mark.parametrize(
    "change",
    [
        {"legs": ()},
        {"qty": 0},
        {"multiplier": 0},
        {"legs": (msgspec.structs.replace(STRATEGIES[0].legs[0], ratio=0),)},
        {"legs": STRATEGIES[0].legs * 2},
    ],
)
def test_a_strategy_that_cannot_trade_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="strategy 101"):
        WorldSetup(strategies=(msgspec.structs.replace(STRATEGIES[0], **change),))


def test_a_setup_survives_being_written_down() -> None:
    setup = WorldSetup(failing_jobs=(2,), slow_share=0.5)
    assert msgspec.json.decode(msgspec.json.encode(setup), type=WorldSetup) == setup
