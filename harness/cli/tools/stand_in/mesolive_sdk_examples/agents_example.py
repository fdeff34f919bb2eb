"""`python -m mesolive_sdk_examples.agents_example` is `hubproof tools agents`.

It hands over and decides nothing: the two may never differ.
"""

import sys

from hubproof.harness.cli.tools.example import main

if __name__ == "__main__":
    sys.exit(main("agents", sys.argv[1:]))
