"""The second door: a module of the stand-in package, run with `python -m`.

It takes what `hubproof tools SUBJECT` takes and does the same; only its help has another name.
"""

from collections.abc import Sequence

from hubproof.harness.cli.exits import Exit
from hubproof.harness.cli.main import answered
from hubproof.harness.cli.pipes import tolerate_any_encoding
from hubproof.harness.cli.tools.arguments import named_only, of_example
from hubproof.harness.cli.tools.door import carry_out

PACKAGE = "mesolive_sdk_examples"


def main(subject: str, argv: Sequence[str]) -> int:
    """Run one command of a subject; its exit status."""
    tolerate_any_encoding()
    return answered(lambda: _run(subject, argv), is_json="--json" in argv)


def _run(subject: str, argv: Sequence[str]) -> Exit:
    parser = of_example(subject, f"{PACKAGE}.{subject}_example")
    options, more = parser.parse_known_args(argv)
    if more:
        parser.error(f"unrecognized arguments: {' '.join(named_only(more))}")
    return carry_out(options)
