"""The entry of the command line: from arguments to an exit status.

Whatever a person could cause ends in one sentence and status 3; whatever we caused ends in one
sentence and status 4. With `--json` standard output holds one object in every case.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any

from hubproof.harness.cli.exits import BrokenOffError, Exit, NotVerifiedError, UsageError
from hubproof.harness.cli.pipes import silence


def main(argv: Sequence[str]) -> int:
    """Run one command; its exit status."""
    words = argv[: argv.index("--")] if "--" in argv else argv
    is_json = "--json" in words and words[0] != "conformance"  # there it names a file
    return answered(lambda: _run(argv), is_json=is_json)


def answered(run: Callable[[], Exit], *, is_json: bool) -> int:
    """Run what a person asked for; its exit status, also where it ends in an error."""
    try:
        return run()
    except SystemExit:
        return Exit.VALID  # help or the version was printed; every mistake raises UsageError
    except (UsageError, NotVerifiedError) as error:
        status = Exit.USAGE if isinstance(error, UsageError) else Exit.UNKNOWN
        return _fail(str(error), status, is_json=is_json)
    except BrokenOffError as error:
        return _fail(str(error), Exit.HARNESS, is_json=is_json, again=error.again)
    except KeyboardInterrupt:
        return _fail("interrupted", Exit.UNKNOWN, is_json=is_json)
    except Exception as error:  # noqa: BLE001  # the boundary: a fault of ours is told, not thrown
        from hubproof.harness.cli.words import of_our_own

        return _fail(of_our_own(error), Exit.HARNESS, is_json=is_json)


_WITHOUT_RUNS = {
    "list": "listing:show",
    "contract": "contract:show",
    "serve": "serve:serve",
    "tools": "tools.door:carry_out",
    "conformance": "conformance:conformance",
}
"""The verbs that judge nothing, and what carries each out, below this package."""


def _looked_up(place: str) -> Callable[[argparse.Namespace], Exit]:
    """What carries a verb out; imported when it is asked for, as each needs something else."""
    module, _, name = place.partition(":")
    found: Callable[[argparse.Namespace], Exit] = getattr(
        import_module(f"hubproof.harness.cli.{module}"), name
    )
    return found


def _run(argv: Sequence[str]) -> Exit:
    # Imported here: help and a mistyped option are answered without loading the whole harness.
    from hubproof.harness.cli.arguments import parse

    options = parse(argv)
    if options.verb in _WITHOUT_RUNS:
        return _looked_up(_WITHOUT_RUNS[options.verb])(options)
    if options.verb == "replay":
        from hubproof.harness.cli.replay import replay as carry_out
    elif options.verb == "parity":
        from hubproof.harness.cli.parity import parity as carry_out
    else:
        from hubproof.harness.cli.run import run as carry_out
    status, told = carry_out(options)
    if options.json and not _write(told):
        return Exit.HARNESS
    return status


def _fail(sentence: str, status: Exit, *, is_json: bool, again: str | None = None) -> Exit:
    if is_json:
        from hubproof.harness.cli import objects

        _write(objects.error(sentence))
    else:
        _tell(f"hubproof: {sentence}")
    if again is not None:
        _tell(again)
    return status


def _tell(line: str) -> None:
    """Print to standard error, where there is one: the status counts without it, too."""
    with suppress(OSError, AttributeError, ValueError):
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()


def _write(told: dict[str, Any]) -> bool:
    """Print one object; whether nothing stood in the way but a reader who has left."""
    try:
        # In ASCII: whatever the encoding of a terminal is, it can be printed.
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has left: there is nobody to tell, and the status still counts.
        silence(sys.stdout.fileno())
    except OSError as error:
        silence(sys.stdout.fileno())
        _tell(f"hubproof: cannot write to standard output: {error.strerror}")
        return False
    return True
