"""The entry workflow: from a signal that goes On to one entry, and never two.

One On period of a signal is one intent (EVT-16): hearing On again while it is On starts nothing,
and an Off that comes first drops what was not begun (GUARD-2). What was begun is finished, also by
the next life. Workflows of one strategy run one after another (GUARD-3), and only so many run at
all (GUARD-5). Nothing new begins while the history may still hold an Off, while the agent of its
account is offline, or while its strategy has an error (GUARD-9).
"""

import asyncio
import sqlite3
from dataclasses import replace

from hubproof.client.context import Context
from hubproof.client.directory import Directory
from hubproof.client.entry import (
    PREPARE,
    UnpricedError,
    execution_names,
    execution_step,
    prepare_step,
)
from hubproof.client.jobs import JobEnd, Jobs
from hubproof.client.quote_hold import QuoteHold, SignalGoneError
from hubproof.client.records import Intent, IntentState, Signal, Step
from hubproof.client.sdk import models
from hubproof.client.sdk.exceptions import MesoLiveApiException, MesoLiveSignalRError
from hubproof.client.submission import Refused, Settled, Submission
from hubproof.client.working_order import WorkingOrders

STORE_RETRY_S = 5.0
"""Between attempts to go on with an entry whose store fails: a full disk is not freed sooner."""

Prepared = models.PreparePositionEntryResult


class Workflow:
    """Turns entry signals into entries."""

    def __init__(  # noqa: PLR0913  # what it hands work to, each by its name
        self,
        context: Context,
        *,
        submission: Submission,
        jobs: Jobs,
        working_orders: WorkingOrders,
        directory: Directory,
        hold: QuoteHold | None = None,
    ) -> None:
        self._context = context
        self._store = context.store
        self._submission = submission
        self._jobs = jobs
        self._working_orders = working_orders
        self._directory = directory
        self._hold = hold
        self._agents = context.agents
        self._errors = context.errors
        self._may_begin = asyncio.Event()
        self._is_stopping = False
        self._slots = asyncio.Semaphore(context.limits.parallel_entries_max)
        self._turns: dict[int, asyncio.Lock] = {}
        self._waiting: dict[tuple[int, str], Intent] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}

    # Signals; the event consumer calls these within the transaction that moves its cursor.

    def on_signal(self, event: models.EntrySignalEvent) -> None:
        """Remember the signal's state, and open or drop an intent where it has changed."""
        is_news = self.is_new_period(event)
        self._store.save_signal(
            event.StrategyId,
            event.BrokerAccountId,
            Signal(state=event.State, event_seq_id=event.EventSeqId),
        )
        if event.State is models.SignalState.Off:
            place = (event.StrategyId, event.BrokerAccountId)
            self.drop(place, "the signal went Off before the entry was begun")
        elif is_news:
            self.open_intent(event)

    def is_new_period(self, event: models.EntrySignalEvent) -> bool:
        """Whether this On begins an On period, rather than repeating it (EVT-16)."""
        known = self._store.signal(event.StrategyId, event.BrokerAccountId)
        return known is None or known.state is not models.SignalState.On

    def open_intent(self, event: models.EntrySignalEvent) -> None:
        """Make an intent, and start on it once it is durable."""
        opened_at = self._context.clock.utc_now().isoformat()
        intent = self._store.add_intent(event, opened_at)
        self._store.after_commit(lambda: self._announce(intent))

    def drop(self, place: tuple[int, str], reason: str) -> None:
        """End the intent of a signal that went Off before anything was begun, if there is one."""
        intent = self._waiting.get(place)
        if intent is None:
            return
        self._store.end_intent(intent.number, IntentState.DROPPED, reason)
        self._store.after_commit(lambda: self._drop(intent, reason))

    # Running

    def allow_new(self) -> None:
        """The history is caught up: what is On now is On."""
        if not self._is_stopping:
            self._may_begin.set()

    def hold_new(self) -> None:
        """Begin nothing for now; what was begun goes on."""
        self._may_begin.clear()

    def recover(self) -> None:
        """Take up every intent that an earlier life left open, those it had begun first."""
        intents = [(intent, self.steps_of(intent)) for intent in self._store.open_intents()]
        for intent, steps in intents:
            if steps:
                self._start(intent, steps)
        for intent, steps in intents:
            if not steps:
                self._wait(intent)

    def steps_of(self, intent: Intent) -> dict[str, Step]:
        """What was begun for an intent, by name of the step."""
        return self._store.steps(intent.number)

    async def stop(self, bound_s: float) -> None:
        """Give what was begun `bound_s` seconds to finish, and leave the rest to the next life."""
        self._is_stopping = True
        self.hold_new()
        waiting = {intent.number for intent in self._waiting.values()}
        begun = [task for number, task in self._tasks.items() if number not in waiting]
        if begun:
            await asyncio.wait(begun, timeout=bound_s)
        for number, task in list(self._tasks.items()):
            task.cancel()
            if number not in waiting:
                self._context.surface(f"entry-{number}", "abandoned at the stop; it is recovered")
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def run(self, intent: Intent, steps: dict[str, Step] | None) -> None:
        """Carry out one intent, in its turn; `steps` are those that an earlier life stored."""
        turn = self._turns.setdefault(intent.strategy_id, asyncio.Lock())
        while True:
            if not steps:
                await self._until_sound(intent)  # others may take their turn
            async with turn, self._slots:
                if not steps:
                    await self._may_begin.wait()
                    if self._is_held_back(intent):
                        continue
                    self._waiting.pop((intent.strategy_id, intent.account), None)
                while not await self._carry_out(intent, steps):
                    await asyncio.sleep(STORE_RETRY_S)
                    steps = None  # what is in the store now decides, not what was in memory
                return

    def _is_held_back(self, intent: Intent) -> bool:
        return self._agents.holds_back(intent.account) or self._errors.holds_back(
            intent.strategy_id, intent.account
        )

    async def _until_sound(self, intent: Intent) -> None:
        while self._is_held_back(intent):
            await self._agents.until_back(intent.account)
            await self._errors.until_cleared(intent.strategy_id, intent.account)

    async def _carry_out(self, intent: Intent, steps: dict[str, Step] | None) -> bool:
        """Bring an intent to its end, as far as this life can; False where the store failed."""
        try:
            if steps is None:
                steps = self.steps_of(intent)
            state, reason = await self._outcome(intent, steps)
            if state is not IntentState.OPEN:
                self.end(intent, state, reason)
        except sqlite3.Error as error:
            # A key that could not be remembered was not sent (FAIL-10).
            self._context.surface(intent.name, f"the store fails: {error}")
            return False
        return True

    async def _outcome(
        self, intent: Intent, steps: dict[str, Step]
    ) -> tuple[IntentState, str | None]:
        try:
            reason = await self.enter(intent, steps)
        except sqlite3.Error:
            raise
        except MesoLiveSignalRError as error:
            # The Control hub is gone for good; the next life finishes what is open here.
            self._context.surface(intent.name, f"left open: {error}")
            return IntentState.OPEN, None
        except SignalGoneError as error:
            return IntentState.DROPPED, str(error)
        except (MesoLiveApiException, UnpricedError) as error:
            self._context.surface(intent.name, str(error))
            return IntentState.FAILED, str(error)
        except Exception as error:  # noqa: BLE001  # a bug in one entry must not stop the others
            reason = f"{type(error).__name__}: {error}"
            self._context.surface(intent.name, f"it cannot be carried out: {reason}")
            return IntentState.DEAD_LETTERED, reason
        return (IntentState.FAILED if reason else IntentState.DONE), reason

    async def enter(self, intent: Intent, steps: dict[str, Step]) -> str | None:
        """Prepare once, execute every leg group once, and see the orders through.

        Why it failed, or None.
        """
        account = await self._directory.account(intent.account)
        if account is None:
            reason = f"the hub knows no account {intent.account}"
            self._context.surface(intent.name, reason)
            return reason
        prepared = await self.prepare(intent, steps)
        if not isinstance(prepared, Prepared):
            return prepared.reason
        executed: list[Step] = []
        refusal = None
        names = execution_names(prepared, is_paper=account.IsPaperAccount)
        has_begun = any(name in steps for name in names)
        for name in names:
            if name not in steps:
                await self.hold_for_quotes(intent, has_begun=has_begun)
            outcome = await self._execute(intent, name, prepared, steps.get(name))
            if isinstance(outcome, Refused):
                refusal = outcome.reason
                break
            executed.append(outcome.step)
            has_begun = True
        if account.IsPaperAccount:
            return refusal
        # Also where a later leg group was refused: what was sent before it is at the broker.
        unfilled = await self._working_orders.see_through(intent, executed, steps)
        return refusal or unfilled

    async def _execute(
        self, intent: Intent, name: str, prepared: Prepared, step: Step | None
    ) -> Settled | Refused:
        """Execute one leg group, or go on where an earlier life left off."""
        if step is None:
            fresh = execution_step(intent, name, prepared, self._context.keys)
            return await self._submission.submit(fresh)
        return Settled(step) if step.is_settled else await self._submission.resume(step)

    async def hold_for_quotes(self, intent: Intent, *, has_begun: bool) -> None:
        """Wait for quotes that an order may be sent on; what `has_begun` is not dropped half done.

        Raises:
            SignalGoneError: the signal went Off first.
            UnpricedError: it is not known whose quotes to look at.
        """
        if self._hold is None:
            return
        underlying = intent.underlying or await self._directory.underlying(intent.strategy_id)
        if underlying is None or underlying.Symbol is None:
            raise UnpricedError("the hub names no symbol whose quotes could be compared")
        await self._hold.until_agreed(
            intent.name,
            str(underlying.Symbol),
            lambda: has_begun or self.is_still_on(intent),
        )

    def is_still_on(self, intent: Intent) -> bool:
        """Whether the On period that an intent was made of goes on."""
        signal = self._store.signal(intent.strategy_id, intent.account)
        is_on = signal is not None and signal.state is models.SignalState.On
        return is_on and self._store.is_newest_intent(intent)

    async def prepare(self, intent: Intent, steps: dict[str, Step]) -> Prepared | Refused:
        """The plan of an intent, from its job or from what an earlier life learnt of it."""
        step = steps.get(PREPARE)
        if step is not None and step.prepared is not None:
            return step.prepared
        outcome = await self._submit_prepare(intent, step)
        if isinstance(outcome, Refused):
            return outcome
        started = outcome.step
        if started.job_id is None:
            return self._submission.refuse(started, "the hub named no job")
        end = await self.wait_for_job(started.job_id, is_resumed=step is not None)
        if end.prepared is None:
            return self._submission.refuse(started, f"the job failed: {end.error}")
        self._store.save_step(replace(started, is_settled=True, prepared=end.prepared))
        if not end.prepared.EntryAllowed:
            return self._submission.refuse(started, "the strategy does not allow the entry")
        return end.prepared

    async def wait_for_job(self, job_id: str, *, is_resumed: bool) -> JobEnd:
        """Wait for a preparation job, by callback or by asking."""
        return await self._jobs.end_of(job_id, ask_first=is_resumed)

    def end(self, intent: Intent, state: IntentState, reason: str | None) -> None:
        """Put an intent into its final state (SAFE-3)."""
        self._store.end_intent(intent.number, state, reason)
        self._context.decisions.ended(intent.name, state=state.value, reason=reason)

    async def _submit_prepare(self, intent: Intent, step: Step | None) -> Settled | Refused:
        if step is None:
            underlying = intent.underlying or await self._directory.underlying(intent.strategy_id)
            if underlying is None:
                reason = f"the hub does not say what strategy {intent.strategy_id} trades on"
                self._context.surface(intent.name, reason)
                return Refused(reason)
            fresh = prepare_step(intent, underlying, self._context.keys)
            return await self._submission.submit(fresh)
        if step.job_id is not None:
            return Settled(step)
        return await self._submission.resume(step)

    def _announce(self, intent: Intent) -> None:
        self._context.decisions.intent(
            intent.name,
            event_id=intent.event_id,
            strategy_id=intent.strategy_id,
            account=intent.account,
        )
        self._wait(intent)

    def _wait(self, intent: Intent) -> None:
        self._waiting[intent.strategy_id, intent.account] = intent
        self._start(intent, {})

    def _start(self, intent: Intent, steps: dict[str, Step]) -> None:
        if self._is_stopping:
            return  # it is durable, and the next life takes it up
        task = asyncio.get_running_loop().create_task(self.run(intent, steps), name=intent.name)
        self._tasks[intent.number] = task
        task.add_done_callback(lambda _: self._tasks.pop(intent.number, None))

    def _drop(self, intent: Intent, reason: str) -> None:
        self._waiting.pop((intent.strategy_id, intent.account), None)
        task = self._tasks.get(intent.number)
        if task is not None:
            task.cancel()
        self._context.decisions.ended(intent.name, state=IntentState.DROPPED.value, reason=reason)
