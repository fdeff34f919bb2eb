"""The entry of the command line: from arguments to an exit status.

Whatever a person could cause ends in one sentence and status 3; whatever we caused ends in one
sentence and status 4. With `--json` standard output holds one object in every case.
"""

import sys
from collections.abc import Sequence

from hubproof.harness.cli import objects
from hubproof.harness.cli.exits import Exit, UsageError


def main(argv: Sequence[str]) -> int:
    """Run one command; its exit status."""
    is_json = "--json" in (argv[: argv.index("--")] if "--" in argv else argv)
    try:
        return _run(argv)
    except UsageError as error:
        return _fail(str(error), Exit.USAGE, is_json=is_json)
    except BrokenPipeError:
        # Whoever read our output has left, as `head` does: there is nobody to tell.
        sys.stderr.close()
        return Exit.VALID
    except KeyboardInterrupt:
        return _fail("interrupted before anything had run", Exit.UNKNOWN, is_json=is_json)
    except Exception as error:  # noqa: BLE001  # the boundary: a fault of ours is told, not thrown
        sentence = f"hubproof itself failed: {type(error).__name__}: {error}"
        return _fail(sentence, Exit.HARNESS, is_json=is_json)


def _run(argv: Sequence[str]) -> int:
    # Imported here: a mistyped option is answered without loading the whole harness.
    from hubproof.harness.cli.arguments import parse

    options = parse(argv)
    if options.verb == "list":
        from hubproof.harness.cli.listing import show

        return show(options)
    if options.verb == "serve":
        from hubproof.harness.cli.serve import serve

        return serve(options)
    if options.verb == "replay":
        from hubproof.harness.cli.replay import replay as carry_out
    else:
        from hubproof.harness.cli.run import run as carry_out
    status, told = carry_out(options)
    if options.json:
        sys.stdout.write(objects.dump(told) + "\n")
    return status


def _fail(sentence: str, status: Exit, *, is_json: bool) -> int:
    if is_json:
        sys.stdout.write(objects.dump(objects.error(sentence)) + "\n")
    else:
        sys.stderr.write(f"hubproof: {sentence}\n")
    return status
