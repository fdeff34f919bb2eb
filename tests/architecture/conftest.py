"""What the house rules are checked against: the repository's own text, read once and never run."""

import ast
import os
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOMS = ("client", "contract", "harness", "scenarios", "simulator")


@pytest.fixture(scope="session")
def texts(repository: Path) -> Mapping[str, str]:
    """Every text file that belongs to the repository, by its path from the root."""
    return dict(_texts(repository))


@pytest.fixture(scope="session")
def sources(texts: Mapping[str, str]) -> Mapping[str, ast.Module]:
    """The parsed modules of the product: the rooms and the namespace."""
    return {
        path: ast.parse(text, path)
        for path, text in texts.items()
        if path.endswith(".py") and path.split("/")[0] in (*ROOMS, "hubproof")
    }


@pytest.fixture(scope="session")
def scripts(texts: Mapping[str, str]) -> Mapping[str, ast.Module]:
    """The parsed modules that are not the product: tests, benchmarks, examples."""
    return {
        path: ast.parse(text, path)
        for path, text in texts.items()
        if path.endswith(".py") and path.split("/")[0] in ("tests", "bench", "examples")
    }


def _texts(repository: Path) -> Iterator[tuple[str, str]]:
    ignored = (repository / ".gitignore").read_text(encoding="utf-8").split()
    patterns = [".git", *(pattern.rstrip("/") for pattern in ignored)]

    def is_ours(name: str) -> bool:
        return not any(fnmatch(name, pattern) for pattern in patterns)

    for folder, folders, files in os.walk(repository):
        folders[:] = sorted(filter(is_ours, folders))
        for path in (Path(folder, name) for name in sorted(filter(is_ours, files))):
            yield path.relative_to(repository).as_posix(), path.read_text(encoding="utf-8")
