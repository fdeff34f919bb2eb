"""A subject: the client under test, as a run sees it.

The face is what can be done to a process: start it, kill it without a word, ask it to stop. Whoever
conducts a run knows nothing more, so that one conductor serves every mode.
"""

from collections.abc import Mapping
from typing import Protocol

STOP_GRACE_S = 10.0
"""How long a subject that was asked to stop may take until it is killed (decision 14)."""


class SubjectError(Exception):
    """The subject cannot be run at all; the sentence says why and what to do."""


class Subject(Protocol):
    """The client under test. Its lives follow one another; one at a time."""

    async def start(self, env: Mapping[str, str]) -> None:
        """Begin a life with these variables added to this process's own environment.

        Raises:
            SubjectError: That cannot be done.
        """

    def kill(self) -> None:
        """End the life at once; nothing of it runs any further."""

    async def stop(self) -> str | None:
        """SIGTERM, and SIGKILL after the grace; a sentence where it did not stop as asked."""

    async def wait_exit(self) -> str:
        """Wait until the life ends by itself, and say how it ended."""

    def output(self) -> str:
        """What it printed over all its lives, up to a bound: the end counts."""


def ignored_sigterm(grace_s: float) -> str:
    """How a subject ended that had to be killed after `grace_s` seconds."""
    return f"ignored SIGTERM for {grace_s:g} s and was killed"
