import asyncio
from typing import Any

import msgspec
import pytest

from hubproof.client.records import Signal, Step
from hubproof.client.sdk import exceptions, models
from hubproof.client.sdk.exceptions import MesoLiveApiException
from hubproof.client.submission import RESENDS_MAX, Refused, Settled, Submission

LOST = exceptions.ConnectionLost("cut")
SENT = models.SendOrderResult(LiveOrderId=5)
KEY = "send_order_1"
NOT_FOUND = MesoLiveApiException(models.StatusCode.NotFound)


def refusal(status: str) -> MesoLiveApiException:
    return MesoLiveApiException(models.StatusCode(status), "no")


@pytest.fixture
def step(make: Any) -> Step:
    return Step(intent=1, name="execute:1", args=make.order(KEY))


def keys(desk: Any) -> list[str]:
    return [args.IdempotencyKey for name, args in desk.control.calls if name == "send_order"]


async def test_a_success_settles_the_step_with_its_order(desk: Any, step: Step) -> None:
    desk.control.script = {"send_order": [SENT]}
    outcome = await Submission(desk.context).submit(step)
    assert isinstance(outcome, Settled)
    assert outcome.step.order_ids == (5,)
    assert desk.context.store.steps(1)["execute:1"].is_settled
    assert desk.said("submitted") == [
        {"decision": "submitted", "intent": "entry-1", "step": "execute:1", "key": KEY}
    ]


async def test_the_key_is_durable_before_the_call_is_made(desk: Any, step: Step) -> None:
    class Peeking(Submission):
        async def send(self, step: Step) -> Step:
            stored = desk.context.store.steps(1)["execute:1"]
            assert (stored.key, stored.is_settled) == (KEY, False)
            return await super().send(step)

    desk.control.script = {"send_order": [SENT]}
    assert isinstance(await Peeking(desk.context).submit(step), Settled)


@pytest.mark.parametrize("error", [LOST, exceptions.CallTimeout("slow")])
async def test_an_unknown_outcome_asks_the_record_and_goes_on_with_it(
    desk: Any, make: Any, step: Step, error: Exception
) -> None:
    desk.control.script = {
        "send_order": [error],
        "get_idempotency_record": [
            make.record(KEY, "Processing"),
            make.record(KEY, "Completed", LiveOrderIds=[8], LiveExecPlanId=9),
        ],
    }
    outcome = await Submission(desk.context).submit(step)
    assert isinstance(outcome, Settled)
    assert outcome.step.order_ids == (8,)
    assert keys(desk) == [KEY]


async def test_without_a_record_the_step_is_sent_again_under_its_key(desk: Any, step: Step) -> None:
    desk.control.script = {
        "send_order": [LOST, LOST, SENT],
        "get_idempotency_record": [NOT_FOUND, NOT_FOUND],
    }
    assert isinstance(await Submission(desk.context).submit(step), Settled)
    assert keys(desk) == [KEY] * 3


@pytest.mark.parametrize("status", ["Conflict", "DuplicateRequest"])
async def test_a_known_key_is_no_failure_but_a_reason_to_ask(
    desk: Any, make: Any, step: Step, status: str
) -> None:
    desk.control.script = {
        "send_order": [refusal(status)],
        "get_idempotency_record": [make.record(KEY, "Completed", LiveOrderIds=[8])],
    }
    outcome = await Submission(desk.context).resume(step)
    assert isinstance(outcome, Settled)
    assert desk.said("surfaced") == []


async def test_a_failed_record_is_surfaced_and_not_sent_again(
    desk: Any, make: Any, step: Step
) -> None:
    desk.control.script = {
        "send_order": [LOST],
        "get_idempotency_record": [make.record(KEY, "Failed", ErrorMessage="no margin")],
    }
    outcome = await Submission(desk.context).submit(step)
    assert outcome == Refused("execute:1: the operation failed: no margin")
    assert keys(desk) == [KEY]
    assert [line["reason"] for line in desk.said("surfaced")] == [outcome.reason]


@pytest.mark.parametrize(
    "fields",
    [{"Operation": models.IdempotencyOperation.ApplyPaperFills}, {"LiveExecPlanId": 10}],
)
async def test_a_record_of_another_intent_is_not_adopted(
    desk: Any, make: Any, step: Step, fields: dict[str, Any]
) -> None:
    desk.control.script = {
        "send_order": [LOST],
        "get_idempotency_record": [make.record(KEY, "Completed", **fields)],
    }
    assert isinstance(await Submission(desk.context).submit(step), Refused)


@pytest.mark.parametrize("status", ["ValidationError", "ProviderError", "NotFound"])
async def test_any_other_status_ends_the_step_surfaced(desk: Any, step: Step, status: str) -> None:
    desk.control.script = {"send_order": [refusal(status)]}
    assert isinstance(await Submission(desk.context).submit(step), Refused)
    assert len(desk.said("surfaced")) == 1
    assert keys(desk) == [KEY]


async def test_a_call_that_was_never_sent_is_simply_sent(desk: Any, step: Step) -> None:
    desk.control.script = {"send_order": [exceptions.NotConnected("down"), SENT]}
    assert isinstance(await Submission(desk.context).submit(step), Settled)
    assert keys(desk) == [KEY, KEY]


async def test_an_invocation_the_hub_refused_is_not_repeated(desk: Any, step: Step) -> None:
    desk.control.script = {"send_order": [exceptions.HubError("Failed to invoke 'SendOrder'")]}
    assert isinstance(await Submission(desk.context).submit(step), Refused)
    assert keys(desk) == [KEY]


async def test_an_invocation_that_broke_off_is_looked_up_but_not_repeated(
    desk: Any, make: Any, step: Step
) -> None:
    broke = exceptions.HubError("An unexpected error occurred invoking 'SendOrder'")
    desk.control.script = {"send_order": [broke], "get_idempotency_record": [NOT_FOUND]}
    assert isinstance(await Submission(desk.context).submit(step), Refused)
    assert keys(desk) == [KEY]
    desk.control.script = {
        "send_order": [broke],
        "get_idempotency_record": [make.record(KEY, "Completed", LiveOrderIds=[8])],
    }
    assert isinstance(await Submission(desk.context).submit(step), Settled)


async def test_a_record_that_stays_processing_is_in_doubt_surfaced_once_and_asked_on(
    desk: Any, make: Any, step: Step
) -> None:
    patience = 40  # the clock leaps a second at each look, and the bound is 30 s
    desk.control.script = {
        "send_order": [LOST],
        "get_idempotency_record": [
            *(make.record(KEY, "Processing") for _ in range(patience)),
            make.record(KEY, "Completed", LiveOrderIds=[8]),
        ],
    }
    assert isinstance(await Submission(desk.context).submit(step), Settled)
    (surfaced,) = desk.said("surfaced")
    assert surfaced["reason"] == "execute:1 is in doubt: Processing for 30 s"
    assert keys(desk) == [KEY]


async def test_asking_for_the_record_survives_lost_connections_and_refusals(
    desk: Any, make: Any, step: Step
) -> None:
    desk.control.script = {
        "send_order": [LOST],
        "get_idempotency_record": [
            LOST,
            exceptions.NotConnected("down"),
            refusal("InternalError"),
            make.record(KEY, "Completed", LiveOrderIds=[8]),
        ],
    }
    assert isinstance(await Submission(desk.context).submit(step), Settled)
    assert len(desk.said("surfaced")) == 1


async def test_a_hub_that_contradicts_itself_is_not_asked_without_end(
    desk: Any, step: Step
) -> None:
    desk.control.script = {
        "send_order": [refusal("Conflict") for _ in range(RESENDS_MAX)],
        "get_idempotency_record": [NOT_FOUND for _ in range(RESENDS_MAX)],
    }
    assert isinstance(await Submission(desk.context).submit(step), Refused)
    assert len(keys(desk)) == RESENDS_MAX


async def test_a_prepare_is_settled_only_with_its_job(desk: Any, make: Any) -> None:
    args = models.PreparePositionEntryArgs(
        IdempotencyKey="prep_entry_1",
        PositionName="condor 1",
        StrategyId=101,
        BrokerAccountId="ML1001",
        LegSelectionConstraint=models.LiveLegSelectionConstraint.UniqueInPosition,
        Underlying=models.LiveUnderlying(Symbol="SPX"),
        DataProvider=None,
    )
    desk.control.script = {
        "start_prepare_position_entry": [LOST],
        "get_idempotency_record": [
            make.record(
                "prep_entry_1",
                "Completed",
                Operation=models.IdempotencyOperation.StartPreparePositionEntry,
                JobId="job-1",
                LiveExecPlanId=9,
            )
        ],
    }
    outcome = await Submission(desk.context).submit(Step(intent=1, name="prepare", args=args))
    assert isinstance(outcome, Settled)
    stored = desk.context.store.steps(1)["prepare"]
    assert (stored.job_id, stored.is_settled) == ("job-1", False)


OFFLINE = MesoLiveApiException(
    models.StatusCode.ProviderError, None, models.MesoLiveApiError(Code="AgentOffline")
)


def entered(desk: Any, make: Any) -> Step:
    """The step of an intent whose signal is On, on a live account whose agent has gone."""
    event = make.signal(1)
    intent = desk.context.store.add_intent(event, "now")
    hear(desk, event)
    account = msgspec.structs.replace(make.account(is_paper=False), BrokerAccountId="U2001")
    desk.context.agents.know(account)
    desk.context.agents.learn(None, models.AgentStatus.Offline)
    return Step(intent=intent.number, name="execute:1", args=make.order(KEY))


def hear(desk: Any, event: models.EntrySignalEvent) -> None:
    state = Signal(state=event.State, event_seq_id=event.EventSeqId)
    desk.context.store.save_signal(event.StrategyId, event.BrokerAccountId, state)


@pytest.mark.parametrize("state", ["On", "Off"])
async def test_an_order_that_the_agent_could_not_take_waits_for_it_and_for_its_signal(
    desk: Any, make: Any, state: str
) -> None:
    step = entered(desk, make)
    desk.control.script = {"send_order": [OFFLINE, SENT]}
    sending = asyncio.ensure_future(Submission(desk.context).submit(step))
    for _ in range(20):
        await asyncio.sleep(0)
    assert keys(desk) == [KEY]
    assert [line["intent"] for line in desk.said("surfaced")] == ["entry-1"]
    hear(desk, make.signal(2, state))
    desk.context.agents.learn(None, models.AgentStatus.Online)
    outcome = await sending
    if state == "On":
        assert isinstance(outcome, Settled)
        assert keys(desk) == [KEY, KEY]
    else:
        assert isinstance(outcome, Refused)
        assert "went Off while the agent was offline" in outcome.reason
        assert keys(desk) == [KEY]
