"""`python -m hubproof.client`: the reference client as a process.

It logs to standard error and never prints the key. Exit codes: 0 stopped as told, 1 it failed,
3 the environment is not usable (one sentence says what to set).
"""

import asyncio
import logging
import os
import sys

from hubproof.client import runtime
from hubproof.client.sdk.exceptions import AuthenticationFailed
from hubproof.client.settings import SettingsError
from hubproof.client.store import StoreError

UNUSABLE = 3


def main() -> int:
    """Run until told to stop; the process's exit code."""
    logging.basicConfig(
        stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s"
    )
    try:
        asyncio.run(runtime.run(os.environ))
    except (SettingsError, StoreError, AuthenticationFailed) as error:
        sys.stderr.write(f"{error}\n")
        return UNUSABLE
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
