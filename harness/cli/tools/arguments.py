"""What may be asked of the operator's tools, the same through both of their doors.

The runbook's command lines run unchanged; `--instance`, `--key`, `--provider` and `--json` are ours
on top of them.
"""

import argparse
import math
from collections.abc import Callable, Iterable

from hubproof.contract.mesolive.enums import DataProviderType
from hubproof.harness.cli.parser import Parser, is_bearer_key, within

DEFAULT_LIMIT = 50
"""The runbook's figure: a screen that can still be read."""

LIMIT_MAX = 100_000
"""More rows than this are an export, and more likely a mistyped number."""

DEFAULT_SECONDS = 10.0
"""The runbook's figure."""

SECONDS_MAX = 7 * 86_400.0
"""A week; whoever watches longer than that wants a service and not a look."""

ID_MAX = 2**63 - 1

ENDS = "0: seen; 2: not seen, or no connection, and the reason stands there; 3: usage or a bad key."

Adds = Callable[[argparse.ArgumentParser], None]


def add_tools(parser: argparse.ArgumentParser) -> None:
    """Give `parser` everything that `hubproof tools` can be asked."""
    parser.description = (
        "The runbook's checks of the hubs. Without a subject it prints the line for a shell that"
        " makes `python -m mesolive_sdk_examples.agents_example list` and its like run there."
        f" Exit status {ENDS}"
    )
    parser.set_defaults(tool=None)
    subjects = parser.add_subparsers(metavar="SUBJECT", parser_class=Parser)
    for name, (says, add) in SUBJECTS.items():
        add(subjects.add_parser(name, help=says, description=f"{says.capitalize()}."))


def of_example(subject: str, module: str) -> argparse.ArgumentParser:
    """The parser of one module of the stand-in: a subject of the tools, under its own name."""
    says, add = SUBJECTS[subject]
    parser = Parser(prog=f"python -m {module}", description=f"{says.capitalize()}.")
    add(parser)
    return parser


def named_only(words: Iterable[str]) -> list[str]:
    """Options by their names, without what may have been meant as the value of one."""
    return [word.partition("=")[0] if word.startswith("-") else "..." for word in words]


def _add_agents(parser: argparse.ArgumentParser) -> None:
    one = _leaf(_actions(parser), "list", "agents list", "list the agents")
    one.description = f"List the agents; one that is not offline is enough. {ENDS}"


def _add_accounts(parser: argparse.ArgumentParser) -> None:
    _add_limit(_leaf(_actions(parser), "list", "accounts list", "list the broker accounts"))


def _add_strategies(parser: argparse.ArgumentParser) -> None:
    _add_limit(_leaf(_actions(parser), "list", "strategies list", "list the strategies"))


def _add_limit(parser: argparse.ArgumentParser) -> None:
    parser.description = f"List, page after page; one is enough. {ENDS}"
    parser.add_argument(
        "--limit",
        metavar="N",
        type=lambda text: within(text, 1, LIMIT_MAX),
        default=DEFAULT_LIMIT,
        help=f"how many at most (default {DEFAULT_LIMIT})",
    )


def _add_data(parser: argparse.ArgumentParser) -> None:
    kinds = _actions(parser, "KIND")
    underlying = kinds.add_parser("underlying", help="the quotes of an underlying")
    actions = _actions(underlying)
    stream = _leaf(actions, "stream", "data stream", "show its quotes as they come")
    stream.description = (
        "Show quotes as they come. A frame counts as a quote if it has a price other than zero. Of"
        " the providers that are connected one has to quote until the end; of those that are"
        f" named, every one. {ENDS}"
    )
    _add_quotes(stream)
    _add_seconds(stream)
    snapshot = _leaf(actions, "snapshot", "data snapshot", "show its quote as it stands")
    snapshot.description = f"Show each provider's quote as it stands. {ENDS}"
    _add_quotes(snapshot)


def _add_quotes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--symbol", metavar="SYMBOL", type=_symbol, required=True, help="such as SPX"
    )
    parser.add_argument(
        "--provider",
        metavar="NAME",
        dest="providers",
        action="append",
        type=_provider,
        default=[],
        help=f"whose quotes: {', '.join(DataProviderType)}; more than once for several (default:"
        " every provider with an agent that is not offline)",
    )
    parser.add_argument(
        "--max-age-ms",
        metavar="N",
        type=lambda text: within(text, 1, ID_MAX),
        help="an older quote does not count (default: however old)",
    )


def _add_events(parser: argparse.ArgumentParser) -> None:
    dump = _leaf(_actions(parser), "dump", "events dump", "show the callbacks as they come")
    dump.description = (
        "Subscribe, and show every callback as it comes. What the runbook verifies here is that"
        " callbacks arrive: a dump that was subscribed and saw none in its time ends with 2,"
        " saying whether the log was quiet or went on without telling. What the hub says by"
        f" itself on connecting counts. {ENDS}"
    )
    dump.add_argument(
        "--strategy-id",
        metavar="N",
        dest="strategies",
        action="append",
        type=lambda text: within(text, 0, ID_MAX),
        help="subscribe to this strategy; more than once for several (default: to all)",
    )
    _add_seconds(dump)


def _add_seconds(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--seconds",
        metavar="S",
        type=_seconds,
        default=DEFAULT_SECONDS,
        help=f"how long to look on; Ctrl-C ends it earlier (default {DEFAULT_SECONDS:g})",
    )


SUBJECTS: dict[str, tuple[str, Adds]] = {
    "agents": ("the agents that relay providers and brokers", _add_agents),
    "accounts": ("the broker accounts", _add_accounts),
    "strategies": ("the strategies", _add_strategies),
    "data": ("quotes, as streams and snapshots", _add_data),
    "events": ("the callbacks of the Event hub", _add_events),
}
"""What can be looked at: what it is, and who knows its arguments."""


def _actions(
    parser: argparse.ArgumentParser, metavar: str = "ACTION"
) -> "argparse._SubParsersAction[Parser]":
    return parser.add_subparsers(metavar=metavar, required=True, parser_class=Parser)


def _leaf(
    actions: "argparse._SubParsersAction[Parser]", name: str, tool: str, says: str
) -> argparse.ArgumentParser:
    """A command that can be carried out: `tool` is the name that the door knows it by."""
    parser = actions.add_parser(name, help=says)
    parser.set_defaults(tool=tool)
    parser.add_argument(
        "--instance", metavar="URL", help="the origin of the hubs (default: MESOLIVE_INSTANCE)"
    )
    parser.add_argument(
        "--key",
        metavar="KEY",
        type=_key,
        help="the bearer key (default: MESOLIVE_API_KEY, which no list of processes shows)",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    return parser


def _key(text: str) -> str:
    if not is_bearer_key(text):
        raise argparse.ArgumentTypeError(NO_KEY)
    return text


NO_KEY = "this cannot be a bearer key; use letters, digits and signs of ASCII, no spaces"
"""It does not repeat the text, which is somebody's key with a slip in it: errors go into logs."""


def _symbol(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("an empty text names no underlying; give one such as SPX")
    return text.strip()


def _provider(text: str) -> DataProviderType:
    for one in DataProviderType:
        if one.value.lower() == text.strip().lower():
            return one
    known = ", ".join(DataProviderType)
    raise argparse.ArgumentTypeError(f"there is no provider {text!r}; there are {known}")


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds <= SECONDS_MAX:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a number of seconds above 0 and up to {SECONDS_MAX:.0f}"
        )
    return seconds
