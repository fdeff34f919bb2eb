"""Stubborn coroutines: those that would swallow their own closing, found without running them.

A loop around ``try: await ... except: ...`` catches GeneratorExit as well. Closed in a sealed
room, where every operation fails at once, it would turn for ever without reaching an await, and
nothing can stop it from outside. Such a coroutine must never be resumed, so it is recognised from
its byte code: some handler around the point where it waits catches everything and may go on.
"""

import ctypes
import dis
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from types import CodeType

from hubproof.harness.virtual.frames import suspended_frames

CACHE_SIZE = 4_096
"""Points of waiting remembered; a subject has a few dozen, and scanning one takes a millisecond."""

CATCHES_ALL = {"BaseException", "GeneratorExit"}


def is_stubborn(thing: object) -> bool:
    """True if closing this suspended coroutine or generator could be swallowed on its way out."""
    return any(_swallows(frame.f_code, frame.f_lasti) for frame in suspended_frames(thing))


def make_immortal(thing: object) -> None:
    """Keep ``thing`` beyond the end of the interpreter, where its frame would be resumed too."""
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(thing))


@lru_cache(maxsize=CACHE_SIZE)
def _swallows(code: CodeType, offset: int) -> bool:
    """Follow an exception raised at ``offset`` from handler to handler, outwards."""
    table = list(_exception_table(code))
    instructions = list(dis.get_instructions(code))
    seen: list[int] = []
    while True:
        target = next((t for start, end, t in table if start <= offset < end), None)
        if target is None or target in seen:
            return False
        if _catches_all([each for each in instructions if each.offset >= target]):
            return True
        seen.append(target)
        offset = target


def _catches_all(handler: list[dis.Instruction]) -> bool:
    """True if the handler may take a GeneratorExit and leave without raising it again.

    A bare ``except:`` drops the exception (POP_TOP) where a typed one would compare it. A way out
    that swallows is a POP_EXCEPT that no RERAISE follows; it may not be taken, so the answer errs
    on the side of not resuming.
    """
    if len(handler) < 2 or handler[0].opname != "PUSH_EXC_INFO":  # noqa: PLR2004  # the first two tell
        return False
    if handler[1].opname == "WITH_EXCEPT_START":
        return False
    is_broad = handler[1].opname == "POP_TOP"
    for this, following in pairwise(handler):
        if this.opname == "CHECK_EXC_MATCH":
            clauses_left = (each for each in handler if each.offset == following.argval)
            is_broad |= next(clauses_left, this).opname == "POP_TOP"
        is_broad |= this.opname in {"LOAD_GLOBAL", "LOAD_NAME"} and this.argval in CATCHES_ALL
        if this.opname == "POP_EXCEPT":
            if following.opname == "RERAISE":
                return False
            if is_broad:
                return True
    return False


def _exception_table(code: CodeType) -> Iterator[tuple[int, int, int]]:
    """(start, end, handler) in bytes; the format is in CPython's exception_handling_notes."""
    numbers = _varints(code.co_exceptiontable)
    for start in numbers:
        length, target, _depth = next(numbers), next(numbers), next(numbers)
        yield 2 * start, 2 * (start + length), 2 * target


def _varints(data: bytes) -> Iterator[int]:
    value = 0
    for byte in data:
        value = value << 6 | byte & 63
        if not byte & 64:
            yield value
            value = 0
