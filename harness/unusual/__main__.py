"""One unusual client as a process: `python -m hubproof.harness.unusual NAME`.

It takes the same environment as the reference client, so that a run on real sockets can take it.
"""

import asyncio
import os
import sys

from hubproof.client.runtime import run
from hubproof.harness.unusual import UNUSUAL


def main(argv: list[str]) -> int:
    """Run the client of that name until SIGTERM; the exit status."""
    if len(argv) != 1 or argv[0] not in UNUSUAL:
        names = ", ".join(sorted(UNUSUAL))
        sys.stderr.write(f"usage: python -m hubproof.harness.unusual NAME; there are {names}\n")
        return 3
    asyncio.run(run(dict(os.environ), parts=UNUSUAL[argv[0]].parts))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
