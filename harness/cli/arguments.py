"""The arguments of the command line: what may be asked, and the sentence for what may not.

Everything after `--` is the subject's own command and is never read here. Parsing raises instead of
exiting, so that `--json` can answer a mistyped option with an object too.
"""

import argparse
from collections.abc import Sequence
from typing import NoReturn

from hubproof.harness.cli.exits import UsageError
from hubproof.harness.plan import SEED_MAX

DEFAULT_PORT = 8765
DEFAULT_KEY = "dev-key"
PORT_MAX = 65_535
SEEDS_MAX = 1_000_000
"""More runs than this are a campaign of weeks, and a mistyped number."""

CATALOGUES = ("scenarios", "faults", "checkers", "requirements", "mutants")


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}; {self.prog} --help shows what may be asked")


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The arguments as names; `command` is what stood after `--`, or None.

    Raises:
        UsageError: An argument is unknown, missing or out of its range.
    """
    own, command = _split(argv)
    options = _parser().parse_args(own)
    options.command = command
    if command is not None and options.verb not in ("run", "replay"):
        raise UsageError(f"hubproof {options.verb} takes no command after --")
    return options


def _split(argv: Sequence[str]) -> tuple[list[str], list[str] | None]:
    if "--" not in argv:
        return list(argv), None
    place = argv.index("--")
    command = list(argv[place + 1 :])
    if not command:
        raise UsageError("nothing follows --; give the command that starts your client")
    return list(argv[:place]), command


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="hubproof",
        description="Takes a MesoLive client through storms and judges it from the record.",
    )
    verbs = parser.add_subparsers(dest="verb", required=True, parser_class=_Parser)
    _add_run(verbs.add_parser("run", help="run scenarios and judge the subject"))
    _add_replay(verbs.add_parser("replay", help="run a stored plan once more"))
    _add_list(verbs.add_parser("list", help="print a catalogue"))
    _add_serve(verbs.add_parser("serve", help="serve the hubs, to develop a client against"))
    return parser


def _add_run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("scenarios", nargs="*", metavar="SCENARIO", help="default: every one")
    _add_subject(parser)
    parser.add_argument("--seed", type=_seed, default=1, help="the first seed (default 1)")
    parser.add_argument("--seeds", type=_count, default=1, help="how many seeds (default 1)")
    _add_judging(parser)


def _add_replay(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", metavar="PLAN_OR_RUN", help="a plan.json, or a run's directory")
    _add_subject(parser)
    _add_judging(parser)


def _add_subject(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--subject",
        metavar="S",
        help="reference (default), mutant:NAME, py:MODULE:FACTORY, or a command after --",
    )
    parser.add_argument(
        "--mode", choices=("sim", "live"), help="virtual time (default) or real sockets"
    )


def _add_judging(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--selective",
        action="store_true",
        help="the subject chooses among signals: SAFE-4 is not judged",
    )
    parser.add_argument(
        "--require-decisions",
        action="store_true",
        help="rows that need a decision log count as unknown without one",
    )
    parser.add_argument("--out", metavar="DIR", help="keep plans, histories and verdicts here")
    parser.add_argument("--json", action="store_true", help="print one JSON object, nothing else")


def _add_list(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("catalogue", choices=CATALOGUES)
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def _add_serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=_port, default=DEFAULT_PORT)
    parser.add_argument("--key", default=DEFAULT_KEY, help="the bearer key clients must send")
    parser.add_argument("--scenario", metavar="NAME", help="let this scenario's storm rage")
    parser.add_argument("--seed", type=_seed, help="the storm's seed (default 1)")


def _seed(text: str) -> int:
    return _within(text, 0, SEED_MAX)


def _count(text: str) -> int:
    return _within(text, 1, SEEDS_MAX)


def _port(text: str) -> int:
    return _within(text, 1, PORT_MAX)


def _within(text: str, low: int, high: int) -> int:
    try:
        number = int(text)
    except ValueError:
        number = None
    if number is None or not low <= number <= high:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {low} to {high}")
    return number
