"""Docstrings: a module says what it is, then which rule it keeps.

The first line is a sentence for a list of modules; the next paragraph is what a reader needs before
changing anything.
"""

import ast
from collections.abc import Mapping

import pytest


def shortfall(path: str, tree: ast.Module) -> list[str]:
    """What the docstring of one module lacks."""
    text = ast.get_docstring(tree)
    if text is None:
        return [f"{path} has no docstring"]
    first, _, rest = text.partition("\n\n")
    if "\n" in first or not first.endswith((".", "?")):
        return [f"{path} does not begin with one sentence on one line"]
    return [] if rest.strip() else [f"{path} does not say which rule it keeps"]


def test_every_module_says_what_it_is_and_which_rule_it_keeps(
    sources: Mapping[str, ast.Module],
) -> None:
    assert [line for path, tree in sources.items() for line in shortfall(path, tree)] == []


@pytest.mark.parametrize(
    "source",
    [
        "import ast",
        "# A comment.",
        '"""The journal."""',
        '"""The journal\n\nEntries are never changed.\n"""',
        '"""The journal, which\nis long.\n\nEntries are never changed.\n"""',
    ],
)
def test_a_docstring_that_falls_short_is_found(source: str) -> None:
    assert len(shortfall("simulator/journal.py", ast.parse(source))) == 1


def test_a_full_docstring_is_left_alone() -> None:
    source = '"""The journal: what happened.\n\nEntries are never changed.\n"""'
    assert shortfall("simulator/journal.py", ast.parse(source)) == []
