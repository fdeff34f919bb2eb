"""Collection: our folder of scenarios, a file each, one test in it.

The collectors are our own, because pytest's would import the folder as a package of the tests,
under a second name. Ids are the same wherever hubproof is installed: reports compare tests by them.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hubproof.harness.pytest_plugin.item import ScenarioItem

FOLDER = "scenarios"

NODE = "hubproof/scenarios"
"""What the ids of installed scenarios begin with, for the place of an environment differs."""


class Namespace(pytest.Directory):
    """The installed package `hubproof`, of which only the scenarios are tests."""

    def collect(self) -> Iterator[pytest.Collector]:
        """The folder of scenarios."""
        yield Folder.of(self, self.path / FOLDER)


class Folder(pytest.Directory):
    """The folder of scenarios."""

    @classmethod
    def of(cls, parent: pytest.Collector, path: Path) -> "Folder":
        """The folder at `path`; what is below the root of the tests keeps its path as its id."""
        is_clone = path.parent == parent.config.rootpath
        return cls.from_parent(parent, path=path, nodeid=path.name if is_clone else NODE)

    def collect(self) -> Iterator[pytest.Collector]:
        """Every file that holds a scenario, but those that pytest was told to ignore."""
        for path in sorted(self.path.glob("[!_]*.py")):
            is_ignored = self.ihook.pytest_ignore_collect(collection_path=path, config=self.config)
            if not is_ignored or self.session.isinitpath(path):
                yield ScenarioFile.from_parent(
                    self, name=path.name, path=path, nodeid=f"{self.nodeid}/{path.name}"
                )


class ScenarioFile(pytest.Collector):
    """One file; it is no `pytest.File`, which --lf would skip for an id that is no path."""

    def collect(self) -> Iterator[pytest.Item]:
        """Its one test, named after the scenario."""
        yield ScenarioItem.from_parent(self, name=self.path.stem)


def collector(path: Path, parent: pytest.Collector) -> pytest.Collector:
    """What collects `path`, which is the folder of scenarios or the package around it."""
    if path.name == FOLDER:
        return Folder.of(parent, path)
    return Namespace.from_parent(parent, path=path)
