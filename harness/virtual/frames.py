"""Where a suspended coroutine stands: its frames, from the outside in.

asyncio itself shows only the outermost frame of a waiting task, which says who waits but not for
what. Nothing here resumes or changes what it looks at.
"""

from collections.abc import Iterator
from types import FrameType

PREFIXES = {"cr": "cr_await", "ag": "ag_await", "gi": "gi_yieldfrom"}
"""Attribute prefix of coroutines, asynchronous generators and generators -> what each awaits."""


def suspended_frames(thing: object) -> Iterator[FrameType]:
    """The frames of ``thing`` and of what it awaits, outermost first; none if it has ended."""
    while thing is not None:
        prefix = next((each for each in PREFIXES if hasattr(thing, f"{each}_frame")), None)
        if prefix is None:
            return
        frame = getattr(thing, f"{prefix}_frame")
        if isinstance(frame, FrameType):
            yield frame
        thing = getattr(thing, PREFIXES[prefix])
