"""Pipes: what is written when whoever read it has left, as `head` does.

Nobody is there to be told, so it is told to nobody: no trace, no complaint, and the exit status
stays what it would have been. Nor may a text of a client's act on the terminal it is printed on.
"""

import io
import os
import sys
from typing import TextIO

from rich.console import Console


class Output(Console):
    """A console that prints every text as it is, and falls silent instead of failing."""

    def __init__(self, file: TextIO) -> None:
        # Without these a name such as py:b:run would come out with a pictogram in it.
        super().__init__(file=file, highlight=False, soft_wrap=True, emoji=False, markup=False)

    def on_broken_pipe(self) -> None:
        """Write nowhere from here on."""
        silence(self.file.fileno())
        self.quiet = True


def printable(text: str) -> str:
    """A line of text whose control characters are spelled out: a client chooses its own words."""
    if text.isprintable():
        return text
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode()
        for letter in text
    )


def silence(descriptor: int) -> None:
    """Let a descriptor lead nowhere, so that what is buffered raises nothing when it is flushed."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)


def tolerate_any_encoding() -> None:
    """Print what the terminal's encoding has no sign for as an escape, and fail for none of it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
