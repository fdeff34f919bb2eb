"""`python -m mesolive_sdk_examples.events_example` is `hubproof tools events`.

It hands over and decides nothing: the two may never differ.
"""

import sys

from hubproof.harness.cli.tools.example import main

if __name__ == "__main__":
    sys.exit(main("events", sys.argv[1:]))
