"""`python -m mesolive_sdk_examples.data_example` is `hubproof tools data`.

It hands over and decides nothing: the two may never differ.
"""

import sys

from hubproof.harness.cli.tools.example import main

if __name__ == "__main__":
    sys.exit(main("data", sys.argv[1:]))
