"""A failure is the subject's, and goes to its log, or ours, and ends the run in an error."""

import asyncio
import random
from typing import Any

import pytest

from hubproof.harness.failures import Failures, HarnessError
from hubproof.harness.plan import Plan
from hubproof.harness.virtual import VirtualLoop, virtual_loop
from hubproof.harness.workloads import SignalTimes

PLAN = Plan(scenario="steady_state", seed=7, workload=SignalTimes(signals=()))


class Run:
    """One guarded run on a virtual loop, with a life on it that can fail too."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.failures = Failures(PLAN, self.heard.append)
        self.ended_at_s: float | None = None

    def play(self, act: Any) -> None:
        async def main() -> None:
            loop = asyncio.get_running_loop()
            assert isinstance(loop, VirtualLoop)
            life = loop.begin_life("subject")
            act(loop, life)
            try:
                await asyncio.sleep(10.0)
            finally:
                self.ended_at_s = loop.time()

        with virtual_loop(rng=random.Random(1)) as loop:
            loop.run_until_complete(self.failures.guard(main()))


def explode(error: Exception) -> None:
    raise error


def test_a_callback_of_ours_that_fails_ends_the_run_at_once_and_names_it() -> None:
    run = Run()

    with pytest.raises(HarnessError) as failed:
        run.play(lambda loop, _: loop.call_later(1.0, explode, LookupError("no such order")))

    assert str(failed.value).startswith("steady_state, seed 7: Exception in callback explode: Loo")
    assert "LookupError: no such order (test_failures.py:" in str(failed.value)
    assert isinstance(failed.value.__cause__, LookupError)
    assert run.ended_at_s == 1.0
    assert run.heard == []


def test_a_callback_of_the_subject_that_fails_is_the_subject_s() -> None:
    run = Run()

    run.play(
        lambda loop, life: loop.call_later(1.0, explode, LookupError(), context=life.context())
    )

    assert [type(context["exception"]) for context in run.heard] == [LookupError]
    assert run.ended_at_s == 10.0


def test_a_task_of_the_subject_that_nobody_awaits_is_the_subject_s() -> None:
    run = Run()

    async def fail() -> None:
        raise LookupError

    run.play(lambda _, life: life.spawn(fail()) and None)

    assert [context["message"] for context in run.heard] == ["Task exception was never retrieved"]
    assert run.ended_at_s == 10.0


def test_what_a_hub_reports_is_ours() -> None:
    run = Run()
    report = {"message": "the control hub failed", "exception": OSError("disk full")}

    with pytest.raises(HarnessError, match="the control hub failed: OSError: disk full"):
        run.play(lambda loop, _: loop.call_soon(loop.call_exception_handler, report))


@pytest.mark.parametrize(
    "report",
    [
        {"message": "Fatal write error", "exception": OSError("reset"), "transport": object()},
        {"message": "a warning of asyncio's without an exception"},
    ],
)
def test_the_weather_on_a_socket_is_nobody_s(report: dict[str, Any]) -> None:
    run = Run()

    run.play(lambda loop, _: loop.call_soon(loop.call_exception_handler, report))

    assert run.heard == []
    assert run.ended_at_s == 10.0


def test_the_first_failure_is_the_one_that_is_told() -> None:
    run = Run()

    def act(loop: Any, _: Any) -> None:
        loop.call_later(1.0, explode, LookupError("first"))
        loop.call_later(1.0, explode, LookupError("second"))

    with pytest.raises(HarnessError, match="first"):
        run.play(act)


async def test_an_exception_of_the_run_itself_is_a_failure() -> None:
    async def run() -> None:
        raise ZeroDivisionError("in the conductor")

    with pytest.raises(HarnessError, match="the run failed: ZeroDivisionError: in the conductor"):
        await Failures(PLAN, print).guard(run())


async def test_a_run_that_is_cancelled_from_outside_is_cancelled() -> None:
    task = asyncio.create_task(Failures(PLAN, print).guard(asyncio.sleep(60)))
    await asyncio.sleep(0)

    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
