"""Blind: the proof suite with one checker shut, once for each; every time it must go red.

A suite that cannot tell a blind checker from a seeing one would let that checker rot unnoticed.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from hubproof.harness.checkers import CHECKERS
from hubproof.harness.cli.blinding import VARIABLE

SUITE = ("tests/harness/proof/test_convictions.py",)
"""The tests that stand for the suite: the convictions of the mutants. Paths from the repository."""

PYTEST_FAILED = 1
"""pytest's status when tests ran and some failed; anything else is no answer."""


def unnoticed(root: Path) -> Iterator[str]:
    """The checkers whose blindness nobody noticed, or could be asked about; `root` is the clone."""
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        statuses = pool.map(lambda name: _status(name, root), CHECKERS)
        for name, status in zip(CHECKERS, statuses, strict=True):
            if status != PYTEST_FAILED:
                yield name


def _status(blinded: str, root: Path) -> int:
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *SUITE]
    finished = subprocess.run(  # noqa: S603  # our own tests, with a name from our own table
        command,
        cwd=root,
        env={**os.environ, VARIABLE: blinded},
        capture_output=True,
        check=False,
    )
    return finished.returncode
