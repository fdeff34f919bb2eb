"""Why a virtual run ended early, and the sentences that name what was still going on.

Every stop names the tasks or callbacks concerned. A run that only said "time-out" would leave its
reader with nothing to fix, and *unknown* would be a verdict nobody can act on.
"""

import asyncio
import re
from collections.abc import Iterable
from pathlib import PurePath
from types import FrameType
from typing import Any

from hubproof.harness.virtual.frames import suspended_frames

NAMED_MAX = 8
"""How many tasks or callbacks one sentence names; a reader gives up on longer lists."""


class RunStopped(Exception):  # noqa: N818  # a run that stops is an outcome (unknown), not a bug
    """The loop could not, or may not, run on. Its subclasses say why."""


class Deadlock(RunStopped):
    """Nothing is ready and no timer is set: the run would sleep for ever."""


class Livelock(RunStopped):
    """Too many callbacks ran at one instant: the clock would never move again."""


class HorizonReached(RunStopped):
    """The next event lies beyond the limit in virtual seconds that the run was given."""


def describe_task(task: asyncio.Task[Any]) -> str:
    """One task: its name, its coroutine and line, and the innermost line where it waits."""
    coro = task.get_coro()
    text = f"{task.get_name()} {getattr(coro, '__qualname__', type(coro).__name__)}"
    frames = list(suspended_frames(coro))
    if frames:
        text += f" ({_place(frames[0])})"
    if len(frames) > 1:
        text += f" in {frames[-1].f_code.co_qualname} ({_place(frames[-1])})"
    return text


def describe_callback(callback: object) -> str:
    """One callback: the task it steps, if it steps one, else its qualified name."""
    owner = getattr(callback, "__self__", None)
    if isinstance(owner, asyncio.Task):
        return describe_task(owner)
    return str(getattr(callback, "__qualname__", None) or type(callback).__qualname__)


def enumerate_names(names: Iterable[str]) -> str:
    """A list for a sentence: each name once, in order, cut after ``NAMED_MAX``."""
    unique = list(dict.fromkeys(names))
    if not unique:
        return "nothing"
    shown = "; ".join(unique[:NAMED_MAX])
    rest = len(unique) - NAMED_MAX
    return f"{shown}; and {rest} more" if rest > 0 else shown


def creation_order(task: asyncio.Task[Any]) -> tuple[str, int]:
    """A sort key for tasks known only from a set: asyncio numbers the names it gives."""
    found = re.fullmatch(r"(.*?)(\d*)", task.get_name(), re.DOTALL)
    assert found is not None, "both parts of the pattern may be empty"
    return found[1], int(found[2] or 0)


def _place(frame: FrameType) -> str:
    return f"{PurePath(frame.f_code.co_filename).name}:{frame.f_lineno}"
