"""The arguments of the command line: what may be asked, and the sentence for what may not.

Everything after `--` is the subject's own command and is never read here. A mistake raises instead
of exiting, so that `--json` can answer a mistyped option with an object too.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from hubproof import VERSION
from hubproof.contract.mesolive.dialect import FORMS, OURS, Dialect
from hubproof.harness.cli.exits import UsageError
from hubproof.harness.cli.parser import Parser, is_bearer_key, within
from hubproof.harness.cli.tools.arguments import add_tools, named_only
from hubproof.harness.plan import SEED_MAX
from hubproof.harness.pool import WIDTH_MAX

DEFAULT_PORT = 8765
DEFAULT_KEY = "dev-key"
PORT_MAX = 65_535
EVENTS_KEPT_MAX = 1_000_000
SEEDS_MAX = 100_000
"""More seeds than this are a campaign of days, and more likely a mistyped number."""

CATALOGUES = ("scenarios", "faults", "checkers", "requirements", "mutants", "unusual")

MAY_DIFFER = "# real time: timing may differ"
"""The remark at the end of a reproduction line of a live run, which people paste along."""

NOTHING_ASKED = """nothing was asked for. For example:
  hubproof run                     the reference client through every scenario
  hubproof run -- node mybot.mjs   your client through every scenario, as a process
  hubproof list scenarios          what there is to run
  hubproof serve                   the hubs on a port, to develop against
hubproof --help shows the rest"""


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The arguments as names; `command` is what stood after `--`, or None.

    Raises:
        UsageError: An argument is unknown, missing or out of its range.
        SystemExit: Help or the version was asked for, and printed.
    """
    if not argv:
        raise UsageError(NOTHING_ASKED)
    own, command = _split(argv)
    parser = _parser()
    options, more = parser.parse_known_args(own)
    if options.verb in ("run", "parity") and not any(one.startswith("-") for one in more):
        # argparse takes names in one place only; people write them around the options, too.
        options.scenarios += more
    elif more:
        # Of an operator's tool the names alone: what stands behind a mistyped --key is the key.
        unknown = named_only(more) if options.verb == "tools" else more
        parser.error(f"unrecognized arguments: {' '.join(unknown)}")
    options.command = command
    if command is not None and options.verb not in ("run", "replay", "parity"):
        raise UsageError(f"hubproof {options.verb} takes no command after --; leave it out")
    return options


def _split(argv: Sequence[str]) -> tuple[list[str], list[str] | None]:
    remark = MAY_DIFFER.split()
    if list(argv[-len(remark) :]) == remark:
        # A shell without comments at its prompt, as zsh is, hands over a pasted line with them.
        argv = argv[: -len(remark)]
    if "--" not in argv:
        return list(argv), None
    place = argv.index("--")
    command = list(argv[place + 1 :])
    if not command:
        raise UsageError("nothing follows --; give the command that starts your client")
    return list(argv[:place]), command


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="hubproof",
        description="Takes a client of the MesoLive hubs through storms and judges what it did.",
    )
    parser.add_argument("--version", action="version", version=f"hubproof {VERSION}")
    verbs = parser.add_subparsers(dest="verb", required=True, parser_class=Parser)
    _add_run(verbs.add_parser("run", help="run scenarios and judge the subject"))
    _add_replay(verbs.add_parser("replay", help="run a stored plan once more"))
    _add_parity(verbs.add_parser("parity", help="compare virtual time with real sockets"))
    _add_list(verbs.add_parser("list", help="print a catalogue"))
    _add_contract(verbs.add_parser("contract", help="print the contract, and what is assumed"))
    _add_serve(verbs.add_parser("serve", help="serve the hubs, to develop a client against"))
    add_tools(verbs.add_parser("tools", help="look at the hubs as an operator does"))
    _add_conformance(verbs.add_parser("conformance", help="hold a SignalR server to recordings"))
    return parser


def _add_conformance(parser: argparse.ArgumentParser) -> None:
    parser.description = "Serve the test hub, or play recordings or cases against a server of it."
    tasks = parser.add_subparsers(dest="task", required=True, parser_class=Parser)
    serving = tasks.add_parser("serve", help="serve the test hub")
    serving.add_argument(
        "--port",
        metavar="PORT",
        type=_port,
        default=DEFAULT_PORT,
        help=f"default {DEFAULT_PORT}",
    )
    replaying = tasks.add_parser("replay", help="play recordings and compare the answers")
    replaying.add_argument(
        "place", metavar="DIR", nargs="?", help="the folder of the recordings, or one file of them"
    )
    replaying.add_argument(
        "--server", metavar="URL", help="in real time against this one; else ours, in virtual time"
    )
    replaying.add_argument("--rules", action="store_true", help="print what is compared, and how")
    replaying.add_argument(
        "--quick", action="store_true", help="leave out the recordings that wait for long"
    )
    judging = tasks.add_parser("server", help="play the cases of our own suite")
    judging.add_argument(
        "server",
        metavar="URL",
        nargs="?",
        help="in real time against this one; else ours, in virtual time",
    )
    judging.add_argument(
        "--case", metavar="ID", action="append", help="only this case, sentence or behaviour"
    )
    judging.add_argument("--list", action="store_true", help="print the cases and play none")
    judging.add_argument("--json", metavar="FILE", help="write all of it as one JSON object")
    judging.add_argument(
        "--quick", action="store_true", help="leave out the cases that wait for long"
    )


def _add_run(parser: argparse.ArgumentParser) -> None:
    parser.usage = "hubproof run [SCENARIO ...] [options] [-- COMMAND ...]"
    parser.description = "Run scenarios and judge the subject."
    _add_plans(parser)
    _add_subject(parser)
    _add_mode(parser)
    _add_judging(parser)
    _add_output(parser)


def _add_parity(parser: argparse.ArgumentParser) -> None:
    parser.usage = "hubproof parity [SCENARIO ...] [options]"
    parser.description = "Run plans in virtual time and over real sockets; count equal verdicts."
    _add_plans(parser)
    _add_subject(parser)
    _add_judging(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object, nothing else")
    parser.set_defaults(mode=None)


def _add_replay(parser: argparse.ArgumentParser) -> None:
    parser.usage = "hubproof replay PLAN_OR_RUN [options] [-- COMMAND ...]"
    parser.description = "Run a stored plan once more, with the subject and mode of its run."
    parser.add_argument("path", metavar="PLAN_OR_RUN", help="a plan.json, or a run's directory")
    _add_subject(parser)
    _add_mode(parser)
    _add_judging(parser)
    _add_output(parser)


def _add_plans(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("scenarios", nargs="*", metavar="SCENARIO", help="default: every one")
    parser.add_argument(
        "--seed", metavar="N", type=_seed, default=1, help="the first seed (default 1)"
    )
    parser.add_argument(
        "--seeds", metavar="N", type=_count, default=1, help="how many seeds (default 1)"
    )
    parser.add_argument(
        "--at-once",
        metavar="N",
        type=_width,
        default=WIDTH_MAX,
        help=f"live runs at the same time: 1 to {WIDTH_MAX} (default {WIDTH_MAX})",
    )
    _add_dialect(parser)


def _add_dialect(parser: argparse.ArgumentParser) -> None:
    forms = "; ".join("|".join(forms) for forms in FORMS.values())
    parser.add_argument(
        "--dialect",
        metavar="FORMS",
        type=_dialect,
        default=OURS,
        help=f"how the hubs write, as in camel,integers; one of each: {forms} (default: the first)",
    )


def _add_subject(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--subject",
        metavar="S",
        help="reference (default), mutant:NAME, unusual:NAME, py:MODULE:FACTORY, or a command"
        " after --",
    )


def _add_mode(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--mode",
        choices=("sim", "live"),
        help="virtual time (default) or real sockets (always, for a command)",
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


def _add_output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--out", metavar="DIR", type=_directory, help="keep plans, histories and verdicts here"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object, nothing else")


def _add_list(parser: argparse.ArgumentParser) -> None:
    parser.description = "Print a catalogue, made from the code."
    parser.add_argument("catalogue", choices=CATALOGUES)
    parser.add_argument("--json", action="store_true", help="print one JSON object, nothing else")


def _add_contract(parser: argparse.ArgumentParser) -> None:
    parser.description = "Print every name of the contract with its evidence and source."
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument(
        "--assumed", action="store_true", help="print what the documents leave open instead"
    )
    instead.add_argument(
        "--against",
        metavar="PACKAGE",
        help="compare with an installed package of the vendor's; 1 means that something differs",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object, nothing else")


def _add_serve(parser: argparse.ArgumentParser) -> None:
    parser.description = "Serve the hubs on a port of this machine, to develop a client against."
    parser.add_argument(
        "--port",
        metavar="PORT",
        type=_port,
        default=DEFAULT_PORT,
        help=f"default {DEFAULT_PORT}",
    )
    parser.add_argument(
        "--key",
        metavar="KEY",
        type=_key,
        default=DEFAULT_KEY,
        help=f"the bearer key that clients must send (default {DEFAULT_KEY})",
    )
    parser.add_argument("--scenario", metavar="NAME", help="let this scenario's storm rage")
    parser.add_argument("--seed", metavar="N", type=_seed, help="the storm's seed (default 1)")
    parser.add_argument(
        "--ticks",
        metavar="FILE",
        type=Path,
        help="quote what this CSV or Parquet file recorded: time, provider, symbol, bid, ask, last",
    )
    parser.add_argument(
        "--keep",
        metavar="N",
        type=_kept,
        help="how many events the history keeps; an older cursor is refused (default: all)",
    )
    _add_dialect(parser)


def _seed(text: str) -> int:
    return within(text, 0, SEED_MAX)


def _count(text: str) -> int:
    return within(text, 1, SEEDS_MAX)


def _kept(text: str) -> int:
    return within(text, 1, EVENTS_KEPT_MAX)


def _width(text: str) -> int:
    return within(text, 1, WIDTH_MAX)


def _port(text: str) -> int:
    return within(text, 1, PORT_MAX)


def chosen_dialect(text: str) -> Dialect:
    """The dialect that an option's value names.

    Raises:
        ValueError: It names none.
    """
    if not text.strip(", "):
        raise ValueError(f"{text!r} names no form of a dialect; as we write is what is left out")
    return Dialect.parse(text)


def _dialect(text: str) -> Dialect:
    try:
        return chosen_dialect(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _key(text: str) -> str:
    if not is_bearer_key(text):
        raise argparse.ArgumentTypeError(
            f"{text!r} cannot be a bearer key; use letters, digits and signs of ASCII, no spaces"
        )
    return text


def _directory(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError(f"{text!r} names no directory")
    return text
