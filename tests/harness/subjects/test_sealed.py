"""The sealed room refuses whatever reaches outside, to the thread that is in it."""

import contextlib
import logging
import os
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from hubproof.harness.subjects.sealed import sealed


@pytest.mark.parametrize(
    "reach",
    [
        lambda path: path.open("w"),
        lambda path: path.read_text(),
        lambda path: path.unlink(),
        lambda path: path.rename(path.with_name("other")),
        lambda path: path.with_name("new").mkdir(),
        lambda path: os.truncate(path, 0),
        sqlite3.connect,
        lambda _: socket.socket(),
        lambda _: subprocess.Popen([sys.executable, "-c", ""]),
        lambda _: os.kill(os.getpid(), 0),
    ],
)
def test_reaching_outside_is_refused(reach: Callable[[Path], object], tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("content")

    with sealed(), pytest.raises(PermissionError, match="belongs to a killed subject"):
        reach(path)

    assert path.read_text() == "content"
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_printed_or_logged_inside_goes_nowhere(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with sealed():
        sys.stdout.write("out")
        sys.stderr.write("err")
        logging.getLogger("bot").critical("log")
    logging.getLogger("harness").warning("after")

    assert capfd.readouterr() == ("", "")
    assert caplog.messages == ["after"]


def test_the_room_is_open_again_after_an_exception(tmp_path: Path) -> None:
    with contextlib.suppress(LookupError), sealed():
        raise LookupError

    (tmp_path / "file").write_text("written")


def test_another_thread_goes_about_its_business(tmp_path: Path) -> None:
    go, done = threading.Event(), threading.Event()

    def work() -> None:
        go.wait(5)
        (tmp_path / "file").write_text("written")
        done.set()

    thread = threading.Thread(target=work)
    thread.start()
    with sealed():
        go.set()
        assert done.wait(5)
    thread.join()

    assert (tmp_path / "file").read_text() == "written"
