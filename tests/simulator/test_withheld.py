"""Answers that never come, and answers that come too late."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from hubproof.client.sdk import models
from hubproof.client.sdk.exceptions import CallTimeout, MesoLiveApiException
from hubproof.simulator import journal as lines
from hubproof.simulator.faults.delay_completion import HELD_S_MAX, DelayCompletion
from hubproof.simulator.faults.lose_completion import LoseCompletion
from hubproof.simulator.world import facts

START = "StartPreparePositionEntry"
LOSE = LoseCompletion(hub="control", method=START, ordinal=1)
DELAY = DelayCompletion(hub="control", method=START, ordinal=1)


async def give_up(stage: Any, control: Any, key: str = "k") -> None:
    """Call under a key, and stop to wait."""
    stage.simulator.begin_storm()
    with pytest.raises(CallTimeout):
        await control.start_prepare_position_entry(stage.entry(key))


def answers(entries: Sequence[Any], call: int) -> list[lines.Answered]:
    return [one for one in entries if isinstance(one, lines.Answered) and one.call == call]


def fired(entries: Sequence[Any]) -> list[tuple[str, str, int | None]]:
    return [(e.name, e.phase, e.call) for e in entries if isinstance(e, lines.FaultFired)]


def test_a_lost_answer_leaves_the_effect_and_the_connection(perform: Any) -> None:
    async def act(stage: Any) -> None:
        control = await stage.control()
        await give_up(stage, control)
        # The connection is the same one, and serves what comes behind.
        assert (await control.list_agents(models.ListAgentsArgs())).Agents
        await asyncio.sleep(60)

    entries = perform(act, faults=[LOSE])
    assert fired(entries) == [("lose_completion", "lost", 1)]
    assert answers(entries, 1) == []
    assert [e.connection for e in entries if isinstance(e, lines.Connected)] == [1]
    statuses = [e.status for e in entries if isinstance(e, facts.RecordChanged) and e.key == "k"]
    assert statuses == ["Processing", "Completed"]


def test_a_late_answer_comes_just_before_the_next_call_under_its_key(perform: Any) -> None:
    async def act(stage: Any) -> None:
        control = await stage.control()
        await give_up(stage, control)
        await control.list_agents(models.ListAgentsArgs())
        args = models.GetIdempotencyRecordArgs(IdempotencyKey="k")
        record = await control.get_idempotency_record(args)
        # The answer that came late was not taken for this one's.
        assert record.Operation is models.IdempotencyOperation.StartPreparePositionEntry
        await asyncio.sleep(60)

    entries = perform(act, faults=[DELAY])
    assert fired(entries) == [("delay_completion", "delayed", 1)]
    (late,) = answers(entries, 1)
    assert late.late
    assert late.result is not None
    told = [e for e in entries if isinstance(e, lines.Received | lines.Answered)]
    asked = next(e for e in told if isinstance(e, lines.Received) and e.key == "k" and e.call != 1)
    following = told[told.index(asked) + 1 :]
    assert [one.call for one in following] == [1, asked.call]
    others = [e for e in told if isinstance(e, lines.Answered) and e.call != 1]
    assert not any(one.late for one in others)


def test_a_resend_under_the_key_hears_both_answers(perform: Any) -> None:
    refusals: list[models.StatusCode] = []

    async def act(stage: Any) -> None:
        control = await stage.control()
        await give_up(stage, control)
        await asyncio.sleep(20)
        try:
            await control.start_prepare_position_entry(stage.entry("k"))
        except MesoLiveApiException as error:
            refusals.append(error.status)

    perform(act, faults=[DELAY])
    assert refusals == [models.StatusCode.DuplicateRequest]


def test_an_answer_that_nobody_asks_for_comes_when_no_client_waits_any_more(perform: Any) -> None:
    async def act(stage: Any) -> None:
        await give_up(stage, await stage.control())
        await asyncio.sleep(60)

    entries = perform(act, faults=[DELAY])
    (late,) = answers(entries, 1)
    (when,) = [e.at_us for e in entries if isinstance(e, lines.FaultFired)]
    assert late.at_us - when == HELD_S_MAX * 1_000_000


def test_nobody_is_told_whose_connection_is_gone(perform: Any) -> None:
    async def act(stage: Any) -> None:
        control = await stage.control()
        await give_up(stage, control)
        control.drop("for a test")
        await asyncio.sleep(60)

    assert answers(perform(act, faults=[DELAY]), 1) == []


@pytest.mark.parametrize("kind", [LoseCompletion, DelayCompletion])
def test_a_callback_has_no_answer_to_keep_back(
    kind: type[LoseCompletion] | type[DelayCompletion],
) -> None:
    with pytest.raises(ValueError, match="which nobody answers"):
        kind(hub="event", method="OnEntrySignal", ordinal=1)
    with pytest.raises(ValueError, match="count from 1"):
        kind(hub="control", method=START, ordinal=0)
