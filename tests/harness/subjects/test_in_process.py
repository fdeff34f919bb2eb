"""A subject in this process starts, prints, is told to stop, and ends like a process."""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Mapping
from typing import Any

import pytest

from hubproof.harness.subjects.in_process import OUTPUT_CHARS_MAX, LoopClock, Output
from hubproof.harness.subjects.subject import STOP_GRACE_S, SubjectError

Env = Mapping[str, str]


async def wait_for_ever() -> None:
    await asyncio.get_running_loop().create_future()


def test_it_gets_the_environment_of_a_process(stage: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_BOT_S_OWN", "setting")
    seen: list[Env] = []

    async def factory(env: Env) -> None:
        seen.append(env)

    stage.live_and_die(stage.subject(factory))

    assert seen[0]["A_BOT_S_OWN"] == "setting"
    assert seen[0]["HUBPROOF_STATE_DIR"] == str(stage.state.path)


def test_what_it_prints_is_in_its_log_and_nowhere_else(
    stage: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    async def factory(_: Env) -> None:
        sys.stdout.write("to standard output\n")
        sys.stderr.write("to standard error\n")
        logging.getLogger("bot").warning("to a logger")
        asyncio.get_running_loop().call_soon(int, "not a number")
        await wait_for_ever()

    subject = stage.subject(factory)
    stage.live_and_die(subject)

    lines = subject.output().splitlines()
    assert lines[:3] == ["to standard output", "to standard error", "to a logger"]
    assert lines[3] == "Exception in callback int"
    assert lines[-1].startswith("ValueError: invalid literal for int()")
    assert capfd.readouterr() == ("", "")


def test_its_own_logging_is_set_up_anew_in_each_life_and_gone_afterwards(stage: Any) -> None:
    before = logging.root.handlers[:], logging.root.level

    async def factory(_: Env) -> None:
        logging.basicConfig(format="bot says %(message)s", level=logging.INFO)
        logging.getLogger("bot").info("hello")
        await wait_for_ever()

    subject = stage.subject(factory)
    stage.live_and_die(subject, lives=2)

    assert subject.output() == "bot says hello\n" * 2
    assert (logging.root.handlers, logging.root.level) == before


def test_a_sigterm_handler_is_called_and_the_rest_cancelled(stage: Any) -> None:
    told: list[str] = []

    async def child() -> None:
        try:
            await wait_for_ever()
        finally:
            await asyncio.sleep(1.0)
            told.append("child cleaned up")

    async def factory(_: Env) -> None:
        stopping = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopping.set)
        background = asyncio.ensure_future(child())
        await stopping.wait()
        told.append(f"stopped, child running: {not background.done()}")

    async def scene(actor: Any) -> None:
        await actor.start(stage.env)
        await asyncio.sleep(1.0)
        assert await actor.stop() is None

    stage.play(stage.subject(factory), scene)

    assert told == ["stopped, child running: True", "child cleaned up"]


def test_without_a_handler_the_task_is_cancelled(stage: Any) -> None:
    ends: list[str] = []

    async def factory(_: Env) -> None:
        try:
            await wait_for_ever()
        except asyncio.CancelledError:
            ends.append("cancelled")
            raise

    async def scene(actor: Any) -> None:
        await actor.start(stage.env)
        await asyncio.sleep(1.0)
        assert await actor.stop() is None

    stage.play(stage.subject(factory), scene)

    assert ends == ["cancelled"]


def test_whoever_ignores_sigterm_is_killed_after_ten_seconds(stage: Any) -> None:
    ran: list[float] = []

    async def factory(_: Env) -> None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, lambda: None)
        while True:
            await asyncio.sleep(1.0)
            ran.append(asyncio.get_running_loop().time())

    async def scene(actor: Any) -> None:
        await actor.start(stage.env)
        await asyncio.sleep(0.5)
        assert await actor.stop() == "ignored SIGTERM for 10 s and was killed"
        await asyncio.sleep(60.0)

    stage.play(stage.subject(factory), scene)

    assert ran[-1] == STOP_GRACE_S


def test_sys_exit_from_a_signal_handler_is_a_stop(stage: Any) -> None:
    async def factory(_: Env) -> None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, sys.exit, 0)
        await wait_for_ever()

    async def scene(actor: Any) -> None:
        await actor.start(stage.env)
        await asyncio.sleep(1.0)
        assert await actor.stop() is None

    assert stage.play(stage.subject(factory), scene) < 3.0


@pytest.mark.parametrize(
    ("last_words", "how"),
    [
        (lambda: None, "returned"),
        (lambda: int("x"), "raised ValueError: invalid literal for int() with base 10: 'x'"),
        (lambda: sys.exit(7), "exited with status 7"),
        (lambda: sys.exit("no key"), "exited with status 1"),
        (sys.exit, "exited with status 0"),
    ],
)
def test_how_it_ended_is_said_and_nothing_of_it_runs_on(
    stage: Any, last_words: Any, how: str
) -> None:
    ran: list[float] = []

    async def ghost() -> None:
        while True:
            await asyncio.sleep(0.1)
            ran.append(asyncio.get_running_loop().time())

    async def factory(_: Env) -> None:
        task = asyncio.ensure_future(ghost())
        await asyncio.sleep(2.05)
        assert not task.done()
        last_words()

    async def scene(actor: Any) -> None:
        await actor.start(stage.env)
        assert await actor.wait_exit() == how
        await asyncio.sleep(10.0)
        assert await actor.stop() is None

    stage.play(stage.subject(factory), scene)

    assert ran[-1] < 3.0


def test_a_child_that_exits_ends_the_whole_subject(stage: Any) -> None:
    async def child() -> None:
        sys.exit(5)

    async def factory(_: Env) -> None:
        task = asyncio.ensure_future(child())
        await wait_for_ever()
        await task

    async def scene(actor: Any) -> None:
        await actor.start(stage.env)
        assert await actor.wait_exit() == "exited with status 5"

    assert stage.play(stage.subject(factory), scene) < 3.0


def test_the_stack_trace_of_a_factory_that_raises_is_in_its_log(stage: Any) -> None:
    async def factory(_: Env) -> None:
        raise LookupError("no such strategy")

    async def scene(actor: Any) -> None:
        await actor.start(stage.env)
        await actor.wait_exit()

    subject = stage.subject(factory)
    stage.play(subject, scene)

    assert "Traceback" in subject.output()
    assert subject.output().endswith("LookupError: no such strategy\n")


def test_a_factory_that_cannot_be_loaded_is_an_error_and_leaves_nothing(stage: Any) -> None:
    def load() -> Any:
        raise SubjectError("there is no such module")

    async def scene(actor: Any) -> None:
        with pytest.raises(SubjectError, match="no such module"):
            await actor.start(stage.env)
        assert await actor.stop() is None

    stage.play(stage.subject(load, module="absent"), scene)


def test_the_environment_and_the_directory_it_changed_are_put_back(
    stage: Any, tmp_path: Any
) -> None:
    before = dict(os.environ), os.getcwd()  # noqa: PTH109

    async def factory(_: Env) -> None:
        os.environ["LEFT_BEHIND"] = "1"
        os.chdir(tmp_path)
        await wait_for_ever()

    stage.live_and_die(stage.subject(factory))

    assert (dict(os.environ), os.getcwd()) == before  # noqa: PTH109


def test_its_signal_handlers_do_not_stay(stage: Any) -> None:
    before = signal.getsignal(signal.SIGINT)

    async def factory(_: Env) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        await wait_for_ever()

    stage.live_and_die(stage.subject(factory))

    assert signal.getsignal(signal.SIGINT) is before


def test_only_the_end_of_an_endless_output_is_kept() -> None:
    output = Output()
    for number in range(1_000):
        output.write(f"{number:04}" * 250)

    assert len(output.text()) == OUTPUT_CHARS_MAX
    assert output.text().endswith("0999")
    assert sum(map(len, output._parts)) <= 2 * OUTPUT_CHARS_MAX


def test_the_clock_of_the_reference_client_is_the_loop_s(stage: Any) -> None:
    from datetime import UTC, datetime, timedelta

    epoch = datetime(2026, 1, 5, tzinfo=UTC)

    async def factory(_: Env) -> None:
        clock = LoopClock(epoch)
        await asyncio.sleep(90.0)
        assert clock.monotonic() == 90.0
        assert clock.utc_now() == epoch + timedelta(seconds=90)

    async def scene(actor: Any) -> None:
        await actor.start(stage.env)
        assert await actor.wait_exit() == "returned"

    stage.play(stage.subject(factory), scene)
