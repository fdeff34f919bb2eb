"""The guard at this process's outer walls: what a subject that lives in here may not reach.

A living subject may not start a thread or a process nor use a real socket: none of them would end
with it. A dead one may do nothing at all: Python cannot drop a suspended coroutine without running
its `finally` blocks, so they run in a sealed room, where opening a file, a database or a process
and changing anything on disk is refused. A kill that let a `finally` flush its state would acquit
bots that lose it.
"""

import asyncio
import contextlib
import io
import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from typing import NoReturn

from hubproof.harness.virtual import LIFE, VirtualLoop

_REFUSED = (
    *("open", "os.", "shutil.", "socket.", "sqlite3.", "subprocess.", "tempfile.", "mmap."),
    *("_thread.", "signal."),
)
"""Audit events, by how they begin, that reach outside or change what a restart sees."""

_HARMLESS = ("os.listdir", "os.scandir", "os.walk", "os.fwalk", "os.listxattr", "os.getxattr")
"""Events of that kind that only look."""

_OUTLIVES = {
    "_thread.start_new_thread": ("threading.Thread.start()", "starts a thread"),
    "_thread.start_joinable_thread": ("threading.Thread.start()", "starts a thread"),
    "subprocess.Popen": ("subprocess.Popen()", "starts a process"),
    "os.exec": ("os.exec()", "replaces this process"),
    "os.fork": ("os.fork()", "starts a process"),
    "os.forkpty": ("os.forkpty()", "starts a process"),
    "os.posix_spawn": ("os.posix_spawn()", "starts a process"),
    "os.spawn": ("os.spawn()", "starts a process"),
    "os.system": ("os.system()", "starts a process"),
    "socket.bind": ("socket.bind()", "listens on a real socket"),
    "socket.connect": ("socket.connect()", "reaches a real host"),
    "socket.getaddrinfo": ("socket.getaddrinfo()", "asks the name service"),
    "socket.gethostbyname": ("socket.gethostbyname()", "asks the name service"),
    "socket.sendto": ("socket.sendto()", "writes a real socket"),
}
"""Audit event -> the call and what is wrong with it: what no subject may do while it lives."""


class _Guard:
    """The audit hook. It can never be removed from a process, only told to let everything pass."""

    def __init__(self) -> None:
        self.is_installed = False
        self.shut_in: int | None = None
        """The thread that has a sealed room open; others go about their business."""

    def install(self) -> None:
        """Make sure that the hook is there."""
        if not self.is_installed:
            sys.addaudithook(self.hook)
            self.is_installed = True

    def hook(self, event: str, _: tuple[object, ...]) -> None:
        if self.shut_in is not None:
            is_out = event.startswith(_REFUSED) and event not in _HARMLESS
            if is_out and threading.get_ident() == self.shut_in:
                raise PermissionError(f"{event} is refused: this code belongs to a killed subject")
        elif event in _OUTLIVES and LIFE.get() is not None:
            loop = asyncio.get_running_loop()
            assert isinstance(loop, VirtualLoop), "lives are begun by a virtual loop"
            loop.refuse(*_OUTLIVES[event])


_GUARD = _Guard()


@contextlib.contextmanager
def guarded() -> Iterator[None]:
    """In this block a living subject is refused what would outlive it, by the virtual loop."""
    _GUARD.install()
    with _hard_exits(), _threads():
        yield


@contextlib.contextmanager
def _hard_exits() -> Iterator[None]:
    """No audit event tells of these, and either would end the harness with the subject."""
    leave, abort = os._exit, os.abort

    def exit_subject(status: int) -> NoReturn:
        if LIFE.get() is None:
            leave(status)
        raise SystemExit(status)

    def abort_subject() -> NoReturn:
        if LIFE.get() is None:
            abort()
        raise SystemExit(-signal.SIGABRT)

    os._exit, os.abort = exit_subject, abort_subject
    try:
        yield
    finally:
        os._exit, os.abort = leave, abort


@contextlib.contextmanager
def _threads() -> Iterator[None]:
    """Python 3.11 starts threads without telling audit hooks."""
    if sys.version_info >= (3, 12):
        yield
        return
    start = threading.Thread.start

    def start_unless_subject(thread: threading.Thread) -> None:
        _GUARD.hook("_thread.start_new_thread", ())
        start(thread)

    threading.Thread.start = start_unless_subject  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        threading.Thread.start = start  # type: ignore[method-assign]


@contextlib.contextmanager
def sealed() -> Iterator[None]:
    """Shut the room for the length of the block, for the thread that enters it.

    What is printed or logged inside goes nowhere.
    """
    _GUARD.install()
    level = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            _GUARD.shut_in = threading.get_ident()
            yield
    finally:
        _GUARD.shut_in = None
        logging.disable(level)
