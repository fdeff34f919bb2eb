"""Sizes: a file holds one idea, and a function fits on a screen.

The limits are hard on purpose: a rule that bends once is argued about every time after.
"""

import ast
from collections.abc import Iterator, Mapping

import pytest

FILE_LINES = 400
TEST_FILE_LINES = 500
FUNCTION_LINES = 50
POSITIONAL_PARAMETERS = 5


def too_big(path: str, text: str) -> list[str]:
    """What of one Python file is over its limit."""
    lines = len(text.splitlines())
    limit = TEST_FILE_LINES if path.startswith("tests/") else FILE_LINES
    file = [f"{path} has {lines} lines, over {limit}"] if lines > limit else []
    return file + [f"{path}:{line} {what}" for line, what in _functions(ast.parse(text))]


def _functions(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES:
                yield node.lineno, f"{node.name} has {lines} lines, over {FUNCTION_LINES}"
            named = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
            parameters = [name for name in named if name not in ("self", "cls")]
            if len(parameters) > POSITIONAL_PARAMETERS:
                yield node.lineno, f"{node.name} has {len(parameters)} positional parameters"


def test_everything_is_within_its_limit(texts: Mapping[str, str]) -> None:
    python = {path: text for path, text in texts.items() if path.endswith(".py")}
    assert [line for path, text in python.items() for line in too_big(path, text)] == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("client/runtime.py", "x = 1\n" * (FILE_LINES + 1)),
        ("tests/client/test_runtime.py", "x = 1\n" * (TEST_FILE_LINES + 1)),
        ("client/runtime.py", "def run():\n" + "    x = 1\n" * FUNCTION_LINES),
        ("client/runtime.py", "async def run():\n" + "    x = 1\n" * FUNCTION_LINES),
        ("client/runtime.py", "def run(a, b, c, d, e, f): ..."),
        ("client/runtime.py", "class Run:\n    def run(self, a, b, c, /, d, e, f): ..."),
    ],
)
def test_what_is_too_big_is_found(path: str, text: str) -> None:
    assert len(too_big(path, text)) == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("client/runtime.py", "x = 1\n" * FILE_LINES),
        ("tests/client/test_runtime.py", "x = 1\n" * TEST_FILE_LINES),
        ("client/runtime.py", "def run():\n" + "    x = 1\n" * (FUNCTION_LINES - 1)),
        ("client/runtime.py", "class Run:\n    def run(self, a, b, c, d, e, *, f, g): ..."),
    ],
)
def test_what_fits_is_left_alone(path: str, text: str) -> None:
    assert too_big(path, text) == []
