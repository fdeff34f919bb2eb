"""What any test may ask for: the repository's root, and Node where the machine has it.

A test that needs what the machine lacks is skipped with a reason that the summary prints, except in
CI: there a skip would be a test that nobody ever runs, so it fails.
"""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session", autouse=True)
def ctrl_c_is_heard() -> Iterator[None]:
    """A shell starts what it runs in the background deaf to Ctrl-C, and its children are, too."""
    before = signal.getsignal(signal.SIGINT)
    if before is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def repository() -> Path:
    return Path(__file__).parent.parent


@pytest.fixture(scope="session")
def node() -> str:
    """Path of the Node.js interpreter."""
    found = shutil.which("node")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("CI must run the tests of JavaScript clients: install Node.js and npm")
        pytest.skip("Node.js is not on this machine, so no JavaScript client can run")
    return found


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that nobody waits for it at the end."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
