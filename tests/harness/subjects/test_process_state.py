"""What is set on a process can be put back to what it was."""

import atexit
import logging
import os
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from hubproof.harness.subjects.process_state import ProcessState


@pytest.fixture
def before() -> Iterator[ProcessState]:
    """The state of this process, which is put back after the test too."""
    state = ProcessState.now()
    yield state
    state.put_back()


def test_loggers_are_as_before_and_their_handlers_are_handed_over(before: ProcessState) -> None:
    known, fresh = logging.getLogger("hubproof"), logging.getLogger("only_in_this_test")
    handler = logging.NullHandler()
    for logger in (known, fresh):
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
        logger.propagate = False
        logger.disabled = True

    removed = before.put_back()

    assert removed == [handler, handler]
    for logger in (known, fresh):
        assert (logger.handlers, logger.level) == ([], logging.NOTSET)
        assert logger.propagate
        assert not logger.disabled


def test_exit_handlers_are_dropped_except_a_library_s(before: ProcessState) -> None:
    class Bot:
        def close(self) -> None:
            """Say goodbye."""

    bot = Bot()
    atexit.register(bot.close)
    weakref.finalize(bot, str)

    assert bot.close in before.put_back()
    assert bot.close not in ProcessState.now().exits
    exit_function = weakref.finalize._exitfunc  # type: ignore[attr-defined]
    assert exit_function in ProcessState.now().exits


def test_exit_handlers_from_before_stay() -> None:
    class Harness:
        def close(self) -> None:
            """Say goodbye."""

    harness = Harness()
    atexit.register(harness.close)
    try:
        state = ProcessState.now()
        state.put_back()
        assert harness.close in ProcessState.now().exits
    finally:
        atexit.unregister(harness.close)


def test_the_environment_and_the_directory_are_put_back(
    before: ProcessState, tmp_path: Path
) -> None:
    home = Path.cwd()
    os.environ["ONLY_IN_THIS_TEST"] = "1"
    removed = os.environ.pop("PATH")
    os.chdir(tmp_path)

    before.put_back()

    assert "ONLY_IN_THIS_TEST" not in os.environ
    assert os.environ["PATH"] == removed
    assert Path.cwd() == home
