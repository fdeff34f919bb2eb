"""The host: runs `py:MODULE:FACTORY` as a process of its own, for a run on real sockets.

The factory gets this process's environment, the same that it gets in virtual time.
"""

import asyncio
import importlib
import os
import sys

from hubproof.harness.subjects.naming import Factory, load_factory
from hubproof.harness.subjects.subject import SubjectError


def main(argv: list[str]) -> int:
    """Run the factory named by the one argument; the exit status of the process."""
    if len(argv) != 1:
        sys.stderr.write("usage: python -m hubproof.harness.subjects.host MODULE:FACTORY\n")
        return 3
    module, _, factory = argv[0].partition(":")
    try:
        found = load_factory(module, factory, importlib.import_module)
    except SubjectError as error:
        sys.stderr.write(f"{error}\n")
        return 3
    asyncio.run(_run(found))
    return 0


async def _run(factory: Factory) -> None:
    await factory(dict(os.environ))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
