"""Idempotent submission: one effect for each key, whatever happens to the answer.

The key is durable before the call is sent. Where the outcome is unknown the hub's record of the key
decides: no record, send again under the same key; Processing, wait; Completed, go on with what it
says; Failed, stop. A step found in the store after a restart is simply sent again under its key:
the hub answers DuplicateRequest or Conflict where it knows it, and these too lead to the record.

A step leaves here in one of two ways: settled, or refused with a reason that was surfaced.
"""

import asyncio
from dataclasses import dataclass, replace

from hubproof.client.agents import is_offline_refusal
from hubproof.client.context import Context
from hubproof.client.records import Step
from hubproof.client.sdk import exceptions, models
from hubproof.client.sdk.exceptions import MesoLiveApiException, MesoLiveSignalRError

RECORD_POLL_S = 0.25
"""Between looks at a record that is Processing (the seeds' figure)."""

IN_DOUBT_POLL_S = 5.0
"""The same once the bound has passed and a person was told: nothing is urgent any more."""

RESENDS_MAX = 50
"""Times one step is sent. Each needs a lost connection, a time-out or a hub that contradicts
itself; after so many it is certain only that this hub does not take the step."""

_KNOWN = frozenset({models.StatusCode.DuplicateRequest, models.StatusCode.Conflict})


@dataclass(frozen=True, slots=True)
class Settled:
    """The step had its effect, once."""

    step: Step


@dataclass(frozen=True, slots=True)
class Refused:
    """The step will have no effect that we may count on; `reason` was surfaced."""

    reason: str


@dataclass(frozen=True, slots=True)
class Resend:
    """The hub has nothing under the step's key: send the step, as it is here."""

    step: Step


class Submission:
    """Brings one step at a time to its outcome."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._control = context.control

    async def submit(self, step: Step) -> Settled | Refused:
        """Send a step that nobody has sent before."""
        self.remember_before_submit(step)
        return await self._settle(step)

    async def resume(self, step: Step) -> Settled | Refused:
        """Send a step that an earlier life stored, and may have sent."""
        return await self._settle(step.with_key(self.key_for_retry(step)))

    def remember_before_submit(self, step: Step) -> None:
        """Make the step's key durable. From here on the intent cannot be entered twice (IDEM-1)."""
        self._context.store.save_step(step)

    def key_for_retry(self, step: Step) -> str:
        """The key under which a step is sent again: always its own (IDEM-2)."""
        return step.key

    async def send(self, step: Step) -> Step:
        """Call the hub once; the step with what the answer said."""
        self._context.decisions.submitted(step.intent_name, step=step.name, key=step.key)
        args = step.args
        if isinstance(args, models.PreparePositionEntryArgs):
            started = await self._control.start_prepare_position_entry(args)
            return replace(step, job_id=started.JobId)
        if isinstance(args, models.SendOrderArgs):
            order_id = (await self._control.send_order(args)).LiveOrderId
            return replace(step, order_ids=() if order_id is None else (order_id,))
        if isinstance(args, models.CancelOrderArgs):
            await self._control.cancel_order(args)
            return replace(step, order_ids=(args.OrderId,))
        filled = await self._control.apply_paper_fills(args)
        return replace(step, order_ids=tuple(filled.LiveOrderIds))

    async def on_unknown_outcome(
        self, step: Step, error: MesoLiveSignalRError
    ) -> Settled | Refused | Resend:
        """The call may or may not have had its effect: the record decides (IDEM-5)."""
        outcome = await self.learn(step)
        if isinstance(outcome, Resend) and isinstance(error, exceptions.HubError):
            # The hub broke the call off itself; what it refused once is not sent again (FAIL-11).
            return self.refuse(step, f"the hub failed: {error}")
        return outcome

    async def on_conflict(
        self, step: Step, error: MesoLiveApiException
    ) -> Settled | Refused | Resend:
        """DuplicateRequest or Conflict: the hub knows the key, so learn what became of it (IDEM-4).

        `error.status` is one of the two; both are expected after a retry.
        """
        del error  # both lead to the record
        return await self.learn(step)

    async def on_agent_offline(self, step: Step, error: MesoLiveApiException) -> Refused | Resend:
        """Nothing was begun: send it again when the agent is back, if the signal still holds."""
        if isinstance(step.args, models.CancelOrderArgs):
            return self.refuse(step, f"the agent is offline: {error}")  # it may fill meanwhile
        self._context.surface(step.intent_name, f"{step.name} waits: {error}")
        await self._context.agents.until_back(step.args.BrokerAccountId)
        if not self._context.store.is_wanted(step.intent):
            return self.refuse(step, "the signal went Off while the agent was offline")
        return Resend(step)

    async def learn(self, step: Step) -> Settled | Refused | Resend:
        """Ask for the record until it is final."""
        context = self._context
        doubtful_at = context.clock.monotonic() + context.limits.record_wait_s
        poll_s = RECORD_POLL_S
        while (record := await self.ask(step)) is not None:
            if record.Status is not models.IdempotencyRecordStatus.Processing:
                return self.adopt(step, record)
            if poll_s == RECORD_POLL_S and context.clock.monotonic() >= doubtful_at:
                self.on_doubt(step)
                poll_s = IN_DOUBT_POLL_S
            await asyncio.sleep(poll_s)
        return Resend(step.with_key(self.key_for_retry(step)))

    async def ask(self, step: Step) -> models.IdempotencyRecord | None:
        """The hub's record of the step's key, or None where it has none; asks until it is told."""
        args = models.GetIdempotencyRecordArgs(IdempotencyKey=step.key)
        backoff = self._context.backoff()
        was_surfaced = False
        while True:
            try:
                return await self._context.read(lambda: self._control.get_idempotency_record(args))
            except MesoLiveApiException as error:
                if error.status is models.StatusCode.NotFound:
                    return None
                if not was_surfaced:
                    self._context.surface(step.intent_name, f"its record is refused: {error}")
                was_surfaced = True
            await asyncio.sleep(backoff.next_delay_s())

    def adopt(self, step: Step, record: models.IdempotencyRecord) -> Settled | Refused:
        """Go on with what a final record says (IDEM-6, IDEM-7)."""
        if not self.is_ours(step, record):
            return self.refuse(step, f"the record of {step.key} is of {record.Operation.value}")
        if record.Status is models.IdempotencyRecordStatus.Failed:
            said = record.ErrorMessage or record.ResponseMessage or "no reason given"
            return self.refuse(step, f"the operation failed: {said}")
        return self.settle(
            replace(step, job_id=record.JobId, order_ids=tuple(record.LiveOrderIds or ()))
        )

    def is_ours(self, step: Step, record: models.IdempotencyRecord) -> bool:
        """Whether a record is of this step and of no other intent's (IDEM-12)."""
        plan_id = record.LiveExecPlanId
        same_plan = None in (plan_id, step.exec_plan_id) or plan_id == step.exec_plan_id
        return record.Operation is step.operation and same_plan

    def on_doubt(self, step: Step) -> None:
        """Still Processing after the bound: say so, and keep asking without a new key (IDEM-11)."""
        waited = f"{self._context.limits.record_wait_s:g} s"
        self._context.surface(step.intent_name, f"{step.name} is in doubt: Processing for {waited}")

    def settle(self, step: Step) -> Settled:
        """Remember that the step had its effect, and what came of it."""
        settled = replace(step, is_settled=step.job_id is None)
        self._context.store.save_step(settled)
        return Settled(settled)

    def refuse(self, step: Step, reason: str) -> Refused:
        """Surface why the step has no effect."""
        reason = f"{step.name}: {reason}"
        self._context.surface(step.intent_name, reason)
        return Refused(reason)

    async def _settle(self, step: Step) -> Settled | Refused:
        backoff = self._context.backoff()
        for attempt in range(RESENDS_MAX):
            if attempt > 1:
                await asyncio.sleep(backoff.next_delay_s())
            outcome = await self._attempt(step)
            if not isinstance(outcome, Resend):
                return outcome
            step = outcome.step
        return self.refuse(step, f"not taken after {RESENDS_MAX} attempts")

    async def _attempt(self, step: Step) -> Settled | Refused | Resend:
        await self._control.connected()
        try:
            return self.settle(await self.send(step))
        except MesoLiveApiException as error:
            return await self._on_refusal(step, error)
        except MesoLiveSignalRError as error:
            if error.indeterminate:
                return await self.on_unknown_outcome(step, error)
            if isinstance(error, exceptions.NotConnected):
                return Resend(step)
            return self.refuse(step, f"the hub refused the call: {error}")

    async def _on_refusal(
        self, step: Step, error: MesoLiveApiException
    ) -> Settled | Refused | Resend:
        if error.status in _KNOWN:
            return await self.on_conflict(step, error)
        if is_offline_refusal(error):
            return await self.on_agent_offline(step, error)
        return self.refuse(step, f"the hub refused it: {error}")
