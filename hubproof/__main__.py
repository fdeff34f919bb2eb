"""The command `hubproof`, also as `python -m hubproof`.

It only hands over to the command line; everything that can be asked is there.
"""

import sys


def main() -> int:
    """Run the command line; the exit status."""
    # Imported here, so that `import hubproof` stays as light as a namespace.
    from hubproof.harness.cli.main import main as run
    from hubproof.harness.cli.pipes import tolerate_any_encoding

    tolerate_any_encoding()
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
