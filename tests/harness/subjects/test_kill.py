"""A kill is a kill: nothing of a dead subject runs, writes or is remembered."""

import asyncio
import atexit
import gc
import logging
import os
import subprocess
import sys
import textwrap
import threading
import weakref
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from hubproof.harness.subjects import reload
from hubproof.harness.subjects.naming import Factory, load_factory
from hubproof.harness.virtual import Refused

Env = Mapping[str, str]


async def wait_for_ever() -> None:
    await asyncio.get_running_loop().create_future()


def test_a_finally_does_not_run(stage: Any, tmp_path: Path) -> None:
    ran: list[str] = []

    async def factory(env: Env) -> None:
        try:
            await wait_for_ever()
        finally:
            (Path(env["HUBPROOF_STATE_DIR"]) / "flushed").write_text("late")
            (tmp_path / "elsewhere").write_text("late")
            ran.append("to the end")

    stage.live_and_die(stage.subject(factory))

    assert ran == []
    assert list(tmp_path.rglob("*")) == [stage.state.path]


def test_a_subject_that_swallows_everything_is_dead_all_the_same(
    stage: Any, tmp_path: Path
) -> None:
    async def factory(_: Env) -> None:
        while True:
            try:
                await asyncio.sleep(0.1)
            except BaseException:  # noqa: BLE001
                (tmp_path / "survived").touch()

    stage.live_and_die(stage.subject(factory), lives=2)

    assert not (tmp_path / "survived").exists()


def test_generators_and_context_managers_do_not_clean_up(stage: Any, tmp_path: Path) -> None:
    @contextmanager
    def plain(name: str) -> Iterator[None]:
        try:
            yield
        finally:
            (tmp_path / name).touch()

    @asynccontextmanager
    async def async_(name: str) -> AsyncIterator[None]:
        with plain(name):
            yield
        await asyncio.sleep(0)

    async def numbers() -> AsyncIterator[int]:
        with plain("generator"):
            while True:
                yield 1
                await wait_for_ever()

    async def factory(_: Env) -> None:
        with plain("context"):
            async with async_("async context"):
                async for _number in numbers():
                    pass

    stage.live_and_die(stage.subject(factory))

    assert list(tmp_path.iterdir()) == [stage.state.path]


def test_child_tasks_and_timers_end_with_it(stage: Any) -> None:
    seen: list[float] = []

    async def child() -> None:
        while True:
            await asyncio.sleep(0.3)
            seen.append(asyncio.get_running_loop().time())

    async def factory(_: Env) -> None:
        asyncio.get_running_loop().call_later(5.0, seen.append, 5.0)
        await asyncio.gather(child(), child())

    async def scene(actor: Any) -> None:
        await actor.start(stage.env)
        await asyncio.sleep(1.0)
        actor.kill()
        await asyncio.sleep(10.0)

    stage.play(stage.subject(factory), scene)

    assert len(seen) == 6


def test_what_was_not_flushed_never_reaches_the_disk(stage: Any) -> None:
    async def factory(env: Env) -> None:
        state = Path(env["HUBPROOF_STATE_DIR"])
        with (state / "log").open("a") as log:
            log.write("flushed\n")
            log.flush()
            log.write("in the buffer\n")
            await wait_for_ever()

    stage.live_and_die(stage.subject(factory))
    gc.collect()

    assert (stage.state.path / "log").read_text() == "flushed\n"


def test_the_next_life_finds_what_was_written_and_goes_on_writing(stage: Any) -> None:
    async def factory(env: Env) -> None:
        with (Path(env["HUBPROOF_STATE_DIR"]) / "log").open("a") as log:
            log.write("life\n")
            log.flush()
            await wait_for_ever()

    stage.live_and_die(stage.subject(factory), lives=3)

    assert (stage.state.path / "log").read_text() == "life\n" * 3


def test_a_state_directory_that_was_removed_is_there_again(stage: Any) -> None:
    async def factory(env: Env) -> None:
        os.rmdir(env["HUBPROOF_STATE_DIR"])  # noqa: PTH106  # from within a coroutine
        await wait_for_ever()

    stage.live_and_die(stage.subject(factory), lives=2)

    assert stage.state.path.is_dir()


MODULE = """
    import asyncio, atexit, logging, pathlib, sys

    HANDLED = set()
    OUT = pathlib.Path({out!r})
    FILE = (OUT / "module_file").open("w")
    FILE.write("in the buffer")

    class Witness:
        def __del__(self):
            (OUT / "destroyed").write_text("late")

    WITNESS = Witness()

    async def run(env):
        with (pathlib.Path(env["HUBPROOF_STATE_DIR"]) / "size").open("a") as size:
            size.write(str(len(HANDLED)))
        HANDLED.add("event")
        atexit.register((OUT / "exit").touch)
        logging.getLogger("bot").addHandler(logging.FileHandler(OUT / "bot.log"))
        sys.stdout.write("hello\\n")
        await asyncio.get_running_loop().create_future()
"""


@pytest.fixture
def bot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The name of an importable module whose every kind of memory could survive a kill."""
    out = tmp_path / "out"
    out.mkdir()
    (tmp_path / "a_bot_to_kill.py").write_text(textwrap.dedent(MODULE.format(out=str(out))))
    monkeypatch.syspath_prepend(str(tmp_path))
    yield "a_bot_to_kill"
    sys.modules.pop("a_bot_to_kill", None)


def test_nothing_of_a_module_survives(stage: Any, bot: str, tmp_path: Path) -> None:
    def load() -> Factory:
        return load_factory(bot, "run", reload.import_fresh)

    stage.live_and_die(stage.subject(load, module=bot), lives=3)

    assert (stage.state.path / "size").read_text() == "000"
    assert bot not in sys.modules
    assert not (tmp_path / "out" / "destroyed").exists()
    assert (tmp_path / "out" / "module_file").read_text() == ""
    assert logging.getLogger("bot").handlers == []


def test_exit_handlers_of_the_dead_are_forgotten(stage: Any) -> None:
    class Ledger:
        def close(self) -> None:
            """What would be written at the end of the interpreter."""

    ledgers: list[weakref.ref[Ledger]] = []

    async def factory(_: Env) -> None:
        ledger = Ledger()
        ledgers.append(weakref.ref(ledger))
        atexit.register(ledger.close)
        await wait_for_ever()

    stage.live_and_die(stage.subject(factory), lives=2)

    assert [ledger() for ledger in ledgers] == [None, None]


SCRIPT = """
    import asyncio, atexit, pathlib, random, sys
    from hubproof.harness.subjects.in_process import InProcessSubject
    from hubproof.harness.subjects.state_dir import StateDir
    from hubproof.harness.virtual import virtual_loop

    out = pathlib.Path(sys.argv[1])

    async def stubborn():
        while True:
            try:
                await asyncio.sleep(60)
            except BaseException:
                (out / "stubborn").touch()

    async def factory(env):
        atexit.register((out / "exit").touch)
        waiting = asyncio.ensure_future(stubborn())
        try:
            await waiting
        finally:
            (out / "finally").touch()

    async def scene():
        await subject.start({})
        await asyncio.sleep(1)
        subject.kill()

    subject = InProcessSubject(lambda: factory, state=StateDir(out / "state"))
    with virtual_loop(rng=random.Random(1)) as loop:
        loop.run_until_complete(scene())
"""


def test_nothing_runs_at_the_end_of_the_interpreter(tmp_path: Path) -> None:
    script = [sys.executable, "-c", textwrap.dedent(SCRIPT), str(tmp_path)]
    ended = subprocess.run(script, capture_output=True, text=True, check=False)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert [path.name for path in tmp_path.iterdir()] == ["state"]


def test_a_thread_is_refused_by_name(stage: Any) -> None:
    refused: list[str] = []

    async def factory(_: Env) -> None:
        for start in (
            lambda: asyncio.to_thread(print),
            lambda: asyncio.get_running_loop().run_in_executor(None, print),
        ):
            try:
                await start()
            except Refused as error:
                refused.append(str(error))
        for call in (threading.Thread(target=print).start, lambda: subprocess.Popen(["true"])):
            try:
                call()
            except Refused as error:
                refused.append(str(error))
        await wait_for_ever()

    stage.live_and_die(stage.subject(factory))

    assert [sentence.split(" ")[0] for sentence in refused] == [
        "loop.run_in_executor()",
        "loop.run_in_executor()",
        "threading.Thread.start()",
        "subprocess.Popen()",
    ]
    assert all("--mode live" in sentence for sentence in refused)


def test_the_harness_may_start_threads_while_a_subject_lives(stage: Any) -> None:
    ran: list[bool] = []

    async def scene(actor: Any) -> None:
        await actor.start(stage.env)
        await asyncio.sleep(1.0)
        thread = threading.Thread(target=ran.append, args=(True,))
        thread.start()
        thread.join()

    stage.play(stage.subject(lambda _: wait_for_ever()), scene)

    assert ran == [True]
