"""The session: what happens around our tests, once there are some.

Registered with pytest when the first scenario is collected, and never before.
"""

from collections.abc import Generator, Sequence

import pytest

from hubproof.harness.cli import blinding
from hubproof.harness.cli.exits import BrokenOffError
from hubproof.harness.pytest_plugin.asked import asked
from hubproof.harness.pytest_plugin.item import ASKED, REFUSED, ScenarioItem


def pytest_collection_modifyitems(config: pytest.Config, items: Sequence[pytest.Item]) -> None:
    """Refuse what cannot be run, before anything runs.

    Raises:
        pytest.UsageError: The options ask for what cannot be run.
    """
    if not any(isinstance(one, ScenarioItem) for one in items):
        return
    try:
        config.stash[ASKED] = asked(config)
    except pytest.UsageError as error:
        # A worker of pytest-xdist that ends here would look like one that crashed.
        if not hasattr(config, "workerinput"):
            raise
        config.stash[REFUSED] = str(error)


def pytest_report_collectionfinish(config: pytest.Config) -> list[str]:
    """Say who is judged, and how."""
    order = config.stash.get(ASKED, None)
    if order is None:
        return []
    blind = blinding.warning()
    warning = [] if blind is None else [f"hubproof: {blind}"]
    if config.get_verbosity() < 0:
        return warning
    return [f"hubproof: {order.subject_text}, {order.terms.mode}, {order.seeds_text}", *warning]


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Put our words in the place of a stack trace; the innermost wrapper, so that all read them."""
    report = yield
    if isinstance(item, ScenarioItem) and item.told is not None and call.excinfo is not None:
        report.longrepr = item.told
        if call.excinfo.errisinstance(BrokenOffError):
            # To pytest, what fails before a test has said anything is an error of its setup.
            report.when = "setup"
    return report
