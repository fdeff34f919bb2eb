"""`hubproof parity`: equal verdicts are counted, others explained, with both commands."""

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.live

# Right in virtual time, and gone at once where time is real.
TWO_FACED = """
    import sys
    from hubproof.client.runtime import run as trade

    async def run(env):
        if not env["MESOLIVE_API_KEY"].startswith("sim-"):
            sys.exit("not today")
        await trade(env)
"""
ABSENT = """
    async def run(env):
        pass
"""


def test_verdicts_that_are_equal_are_counted(
    hubproof: Callable[..., Any], bots: Callable[[str], str]
) -> None:
    said = hubproof("parity", "steady_state", "--seeds", "3", "--subject", bots(ABSENT) + "run")
    assert said.status == 0
    assert said.lines[-1] == (
        "3 of 3 plans (100.0 %): the same verdict in sim and live, py:bot_for_cli:run"
    )
    same = [line for line in said.lines if line.endswith("sim unknown, live unknown: the same")]
    assert len(same) == 3


def test_a_difference_is_explained_and_both_runs_can_be_repeated(
    hubproof: Callable[..., Any], bots: Callable[[str], str]
) -> None:
    subject = bots(TWO_FACED) + "run"
    said = hubproof("parity", "steady_state", "--seed", "4", "--subject", subject)
    assert said.status == 1
    assert "0 of 1 plans (0.0 %): the same verdict in sim and live" in said.out
    head = said.lines.index("steady_state  seed 4: sim valid, live unknown")
    told = said.lines[head + 1 :]
    assert told[0].startswith("  live: the subject exited with status 1 before it was ready")
    assert any(line.startswith("  from call 1 on: in sim ") for line in told)
    assert told[-2].endswith(f"run steady_state --seed 4 --subject {subject}")
    assert told[-1].endswith("--mode live  # real time: timing may differ")


def test_the_object_holds_the_plan_and_the_reasons(
    hubproof: Callable[..., Any], bots: Callable[[str], str]
) -> None:
    said = hubproof("parity", "steady_state", "--subject", bots(TWO_FACED) + "run", "--json")
    told = said.json
    assert (told["plans"], told["compared"], told["agree"]) == (1, 1, 0)
    (one,) = told["differences"]
    assert (one["scenario"], one["seed"], one["plan"]["seed"]) == ("steady_state", 1, 1)
    assert (one["sim"]["verdict"], one["live"]["verdict"]) == ("valid", "unknown")
    assert one["why"]


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (("--", "sh"), "a command runs in real time only: there is nothing to compare it with"),
        (("no_such",), "there is no scenario 'no_such'; there are "),
        (("--at-once", "17"), "'17' is not a whole number from 1 to 16"),
        (("--seed", str(2**53 - 1), "--seeds", "2"), "choose a smaller --seed"),
        (("--subject", "mutant:no_such"), "no_such"),
    ],
)
def test_what_cannot_be_compared_is_one_sentence(
    hubproof: Callable[..., Any], argv: tuple[str, ...], says: str
) -> None:
    said = hubproof("parity", *argv)
    assert said.status == 3
    assert says in said.err
    assert len(said.err.splitlines()) == 1
