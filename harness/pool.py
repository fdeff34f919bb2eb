"""A pool: several live trials at once, each on a thread with an event loop of its own.

A live run spends nearly all of its time waiting, so a dozen of them cost little more than one. They
share nothing: each has its own simulator, port, key and directories, so that a failure in one of
them belongs to that one alone.
"""

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from hubproof.harness.modes import live
from hubproof.harness.plan import Plan
from hubproof.harness.scenario import Scenario
from hubproof.harness.subjects.naming import Named
from hubproof.harness.trial import Finished, Terms, judged

WIDTH_MAX = 16
"""More subjects at once than this would wait for the processor more than for the hubs, and be
judged for that."""


def longest_first(scenarios: Iterable[Scenario]) -> list[Scenario]:
    """The scenarios in the order in which a pool is done with them soonest."""
    return sorted(scenarios, key=lambda one: -one.live_bound_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A trial that is over: its place among the plans, and its outcome or what it failed with."""

    place: int
    plan: Plan
    finished: Finished | None = None
    error: Exception | None = None


class Pool:
    """Runs trials of one subject, `width` at a time. A context manager: leaving ends them all."""

    def __init__(self, subject: Named, terms: Terms, *, width: int) -> None:
        self._subject = subject
        self._terms = terms
        self._width = width
        self._threads = ThreadPoolExecutor(width, thread_name_prefix="trial")
        self._running: dict[Future[Finished], tuple[int, Plan, live.Stop]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for _, _, stop in self._running.values():
            stop()
        self._threads.shutdown(wait=True, cancel_futures=True)

    def ended(
        self, plans: Iterable[tuple[Scenario, Plan]], on_begin: Callable[[Scenario, Plan], None]
    ) -> Generator[Ended, None, None]:
        """Every trial as it ends; `on_begin` hears of each as it begins."""
        waiting = iter(enumerate(plans))
        while True:
            while len(self._running) < self._width and (one := next(waiting, None)) is not None:
                place, (scenario, plan) = one
                on_begin(scenario, plan)
                self._begin(place, scenario, plan)
            if not self._running:
                return
            for future in wait(self._running, return_when=FIRST_COMPLETED).done:
                place, plan, _ = self._running.pop(future)
                yield _ended(place, plan, future)

    def _begin(self, place: int, scenario: Scenario, plan: Plan) -> None:
        stop = live.Stop()
        future = self._threads.submit(self._carry_out, scenario, plan, stop)
        self._running[future] = place, plan, stop

    def _carry_out(self, scenario: Scenario, plan: Plan, stop: live.Stop) -> Finished:
        record = live.run(
            plan, scenario, self._subject, state_root=self._terms.state_root, stop=stop
        )
        return judged(record, scenario, self._terms)


def _ended(place: int, plan: Plan, future: "Future[Finished]") -> Ended:
    error = future.exception()
    if error is None:
        return Ended(place=place, plan=plan, finished=future.result())
    if isinstance(error, Exception):
        return Ended(place=place, plan=plan, error=error)
    raise error
