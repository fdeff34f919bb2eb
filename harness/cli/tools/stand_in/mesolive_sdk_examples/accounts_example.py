"""`python -m mesolive_sdk_examples.accounts_example` is `hubproof tools accounts`.

It hands over and decides nothing: the two may never differ.
"""

import sys

from hubproof.harness.cli.tools.example import main

if __name__ == "__main__":
    sys.exit(main("accounts", sys.argv[1:]))
