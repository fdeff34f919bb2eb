"""A subject that is a process is started, killed with all it started, and told to stop."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from hubproof.harness.subjects import process
from hubproof.harness.subjects.process import ProcessSubject
from hubproof.harness.subjects.subject import SubjectError

pytestmark = pytest.mark.live

WAIT_S = 60.0

IGNORES_SIGTERM = """
import signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("ready", flush=True)
time.sleep(60)
"""

FAMILY = """
sh -c 'trap "" TERM; echo $$; sleep 60' &
echo $!
wait
"""


@pytest.fixture
def command(tmp_path: Path) -> Callable[..., ProcessSubject]:
    return lambda *argv: ProcessSubject(argv, log=tmp_path / "log")


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(WAIT_S):
        while not condition():  # noqa: ASYNC110  # another process brings it about
            await asyncio.sleep(0.01)


async def printed(subject: ProcessSubject, lines: int) -> list[str]:
    await until(lambda: len(subject.output().splitlines()) >= lines)
    return subject.output().splitlines()


def is_running(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


Bot = Callable[..., ProcessSubject]


async def test_it_gets_the_environment_and_both_its_outputs_are_kept(
    command: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OUTER", "outer")
    bot = command("sh", "-c", "echo $OUTER $INNER; echo error >&2; exit 3")

    await bot.start({"INNER": "inner"})

    assert await bot.wait_exit() == "exited with status 3"
    assert bot.output() == "outer inner\nerror\n"
    assert await bot.stop() is None


async def test_an_end_by_a_signal_without_a_name_is_told(command: Bot) -> None:
    bot = command("sh", "-c", "kill -35 $$")

    await bot.start({})

    assert await bot.wait_exit() == "was ended by signal 35"


async def test_a_kill_ends_the_whole_family(command: Bot) -> None:
    bot = command("sh", "-c", FAMILY)
    await bot.start({})
    child = int((await printed(bot, 1))[0])
    assert is_running(child)

    bot.kill()

    assert await bot.wait_exit() == "was ended by SIGKILL"
    await until(lambda: not is_running(child))


async def test_a_stop_ends_what_the_command_left_running(command: Bot) -> None:
    bot = command("sh", "-c", FAMILY)
    await bot.start({})
    child = int((await printed(bot, 1))[0])

    assert await bot.stop() is None

    await until(lambda: not is_running(child))


async def test_children_do_not_outlive_a_command_that_exits(command: Bot) -> None:
    bot = command("sh", "-c", "sleep 60 & echo $!")
    await bot.start({})

    assert await bot.wait_exit() == "exited with status 0"

    child = int(bot.output())
    await until(lambda: not is_running(child))


async def test_a_command_that_ignores_sigterm_is_killed(
    command: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "STOP_GRACE_S", 0.2)
    bot = command(sys.executable, "-c", IGNORES_SIGTERM)
    await bot.start({})
    await printed(bot, 1)

    assert await bot.stop() == "ignored SIGTERM for 0.2 s and was killed"


@pytest.mark.parametrize(
    ("argv", "why"),
    [
        (("no-such-bot",), "No such file or directory"),
        (("/",), "Permission denied"),
    ],
)
async def test_a_command_that_cannot_be_run_is_one_sentence(
    command: Bot, argv: tuple[str, ...], why: str
) -> None:
    with pytest.raises(SubjectError) as refused:
        await command(*argv).start({})

    assert str(refused.value) == (
        f"cannot run '{argv[0]}': {why}; what follows -- must be a command that works in this"
        " directory"
    )


async def test_the_next_life_begins_when_the_last_one_is_over(command: Bot) -> None:
    bot = command("sh", "-c", "echo $$; sleep 60")
    numbers = []
    for life in (1, 2, 3):
        await bot.start({})
        numbers.append(int((await printed(bot, life))[-1]))
        bot.kill()

    await bot.start({})

    assert not any(is_running(number) for number in numbers)
    bot.kill()
    await bot.wait_exit()


async def test_the_group_of_a_dead_command_is_signalled_once(
    command: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Later its number may belong to somebody else."""
    signalled: list[int] = []
    monkeypatch.setattr(os, "killpg", lambda group, _: signalled.append(group))
    bot = command("true")
    await bot.start({})
    await bot.wait_exit()

    bot.kill()
    await bot.stop()

    assert len(signalled) == 1


def test_the_last_lines_outlive_an_endless_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "OUTPUT_BYTES_MAX", 9)
    monkeypatch.setattr(process, "SHREDDED_CHARS", 4)
    bot = ProcessSubject(["true"], log=tmp_path / "log")
    assert bot.output() == ""

    (tmp_path / "log").write_text("first\nlast line\n")

    assert bot.output() == "line\n"


async def test_the_subject_is_out_of_reach_of_ctrl_c(command: Bot) -> None:
    """It has a session of its own: the terminal's signal goes to the harness alone."""
    bot = command("sleep", "60")
    await bot.start({})
    assert bot._process is not None

    assert os.getsid(bot._process.pid) == bot._process.pid != os.getsid(0)

    bot.kill()
    assert await bot.wait_exit() == f"was ended by {signal.SIGKILL.name}"
