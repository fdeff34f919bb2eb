"""What pytest loads at every start: the options, and the door to the scenarios.

Everybody who has hubproof installed pays for this module at each start of pytest, so it imports
nothing of ours. The rest is loaded when our scenarios were named on the command line, and only
then: a user's plain `pytest` finds nothing here, whatever lies in the repository.
"""

# An annotation must break no start of pytest: older ones have not all the names that stand below.
from __future__ import annotations

from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
"""The folder that holds the rooms: a clone's root, or the installed package itself."""

SCENARIOS = HOUSE / "scenarios"
"""Where our scenarios are; a folder of this name in somebody's repository is another one."""

PLUGIN = "hubproof-scenarios"
"""The name that the rest of the plugin is registered by, once it is needed."""

NOT_JUDGED = "hubproof_not_judged"
"""The property of a test that names a row which could not be judged in some run of it."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add our options, in a group of their own and under names that collide with nobody's."""
    group = parser.getgroup("hubproof", "hubproof scenarios (pytest --pyargs hubproof.scenarios)")
    group.addoption(
        "--hubproof-subject",
        metavar="S",
        help="who is judged: reference (default), mutant:NAME or py:MODULE:FACTORY",
    )
    group.addoption(
        "--hubproof-command",
        metavar="COMMAND",
        help='the command that starts your client, as "node mybot.mjs"; quoted as for a shell',
    )
    group.addoption(
        "--hubproof-mode",
        choices=("sim", "live"),
        help="virtual time (default) or real sockets (always, for a command)",
    )
    group.addoption(
        "--hubproof-seeds",
        metavar="N",
        help="how many seeds, from 1 on, or which ones, as 5-20 (default 1); all run in each test",
    )
    group.addoption(
        "--hubproof-dialect",
        metavar="FORMS",
        help="how the hubs write, as in camel,integers (default: as hubproof serve does)",
    )
    group.addoption(
        "--hubproof-selective",
        action="store_true",
        help="the subject chooses among signals: SAFE-4 is not judged",
    )


# Below pytest 8 this hook does not exist; there the plugin must stay without effect, not fail.
@pytest.hookimpl(optionalhook=True)
def pytest_collect_directory(path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Our own folder is collected by our own collector, if it was named on the command line."""
    if path.name not in (SCENARIOS.name, HOUSE.name) or path.resolve() not in (SCENARIOS, HOUSE):
        return None
    if not parent.session.isinitpath(path, with_parents=True):
        return None
    is_package = (HOUSE / "__init__.py").is_file()
    if path.resolve() == HOUSE and not is_package:
        return None  # a clone's root is pytest's own business
    from hubproof.harness.pytest_plugin import collection, session

    if not parent.config.pluginmanager.has_plugin(PLUGIN):
        parent.config.pluginmanager.register(session, PLUGIN)
    return collection.collector(path, parent)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which rows nobody could judge: a test that passed has not shown them."""
    rows: dict[str, None] = {}
    for reports in terminalreporter.stats.values():
        for report in reports:
            for one in getattr(report, "user_properties", None) or ():
                # Those of others may be anything; ours are pairs.
                if isinstance(one, tuple) and one[:1] == (NOT_JUDGED,):
                    rows[one[1]] = None
    if rows:
        terminalreporter.section("hubproof")
        terminalreporter.line(
            "not judged in some run, without a decision log or with --hubproof-selective:"
            f" {', '.join(rows)}"
        )
