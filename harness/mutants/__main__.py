"""One mutant as a process: `python -m hubproof.harness.mutants NAME`.

It takes the same environment as the reference client and differs from it by its one bug, so that a
run on real sockets can convict it too.
"""

import asyncio
import os
import sys

from hubproof.client.runtime import run
from hubproof.harness.mutants import MUTANTS


def main(argv: list[str]) -> int:
    """Run the mutant of that name until SIGTERM; the exit status."""
    if len(argv) != 1 or argv[0] not in MUTANTS:
        names = ", ".join(sorted(MUTANTS))
        sys.stderr.write(f"usage: python -m hubproof.harness.mutants NAME; there are {names}\n")
        return 3
    asyncio.run(run(dict(os.environ), parts=MUTANTS[argv[0]].parts))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
