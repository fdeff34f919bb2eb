"""Waiting for preparation jobs: by callback, and by asking where no callback may ever come.

A callback can be lost with its connection, so every wait also asks for the job's status: after a
pause that grows, and at once when told that callbacks may have been missed (after a reconnection,
after a restart). A client that only listened would be stuck with the first lost callback (RECON-2).
"""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass

from hubproof.client.context import Context
from hubproof.client.sdk import models
from hubproof.client.sdk.exceptions import MesoLiveApiException

POLL_FIRST_S = 1.0
POLL_CAP_S = 8.0
"""Between status calls of one job: 1, 2, 4, 8, 8 ... seconds. Callbacks are the fast way."""

EARLY_MAX = 256
"""Ends of jobs that nobody waits for yet: the callback may overtake the answer that names the job.
An older one is dropped; its waiter then asks."""


@dataclass(frozen=True, slots=True)
class JobEnd:
    """How a job ended: with a plan, or with an error."""

    prepared: models.PreparePositionEntryResult | None
    error: str | None = None


class Jobs:
    """The ends of preparation jobs, as far as they are known."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._early: OrderedDict[str, JobEnd] = OrderedDict()
        self._waiting: dict[str, asyncio.Future[JobEnd | None]] = {}

    def on_completed(self, event: models.PositionEntryPreparationCompletedEvent) -> None:
        """A callback or the history says that a job is done."""
        self.tell(event.JobId, JobEnd(event.Result))

    def on_failed(self, event: models.PositionEntryPreparationFailedEvent) -> None:
        """A callback or the history says that a job has failed."""
        self.tell(event.JobId, JobEnd(None, event.Error))

    def tell(self, job_id: str, end: JobEnd) -> None:
        """Hand the end of a job to whoever waits for it, or keep it for who will."""
        waiter = self._waiting.get(job_id)
        if waiter is not None:
            if not waiter.done():
                waiter.set_result(end)
            return
        self._early[job_id] = end
        if len(self._early) > EARLY_MAX:
            self._early.popitem(last=False)

    def callbacks_may_be_lost(self) -> None:
        """Let everybody who waits ask now (RECON-1)."""
        for waiter in self._waiting.values():
            if not waiter.done():
                waiter.set_result(None)

    async def end_of(self, job_id: str, *, ask_first: bool) -> JobEnd:
        """Wait for the end of a job; `ask_first` where its callback may be in the past."""
        pause_s = POLL_FIRST_S
        end = self._early.pop(job_id, None)
        if end is None and ask_first:
            end = await self.poll(job_id)
        while end is None:
            end = await self._hear(job_id, pause_s)
            if end is None:
                end = await self.poll(job_id)
                pause_s = min(pause_s * 2, POLL_CAP_S)
        return end

    async def poll(self, job_id: str) -> JobEnd | None:
        """Ask the hub; None while the job is running."""
        control = self._context.control
        args = models.GetPreparePositionEntryStatusArgs(JobId=job_id)
        try:
            job = await self._context.read(lambda: control.get_prepare_position_entry_status(args))
        except MesoLiveApiException as error:
            return JobEnd(None, f"its status is refused: {error}")
        if job.Status is models.PreparationStatus.Completed and job.Result is not None:
            return JobEnd(job.Result)
        if job.Status in {models.PreparationStatus.Pending, models.PreparationStatus.Running}:
            return None
        return JobEnd(None, job.Error or f"it ended as {job.Status.value}")

    async def _hear(self, job_id: str, pause_s: float) -> JobEnd | None:
        """The end as told within `pause_s`, or None when it is time to ask."""
        loop = asyncio.get_running_loop()
        waiter: asyncio.Future[JobEnd | None] = loop.create_future()
        self._waiting[job_id] = waiter
        alarm = loop.call_later(pause_s, _wake, waiter)
        try:
            return await waiter
        finally:
            alarm.cancel()
            del self._waiting[job_id]


def _wake(waiter: "asyncio.Future[JobEnd | None]") -> None:
    if not waiter.done():
        waiter.set_result(None)
