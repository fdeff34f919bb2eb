"""Names and texts: no word that says nothing, no path of one machine, no download address.

A file named after what it is not (`utils`) collects what belongs elsewhere. An absolute path works
on one machine, and a lock file that names a registry's host breaks behind every mirror.
"""

import ast
import re
from collections.abc import Mapping

import pytest

EMPTY_WORDS = (
    *("manager", "managers", "helper", "helpers", "util", "utils", "common", "base", "misc"),
    *("core", "sut", "toxic", "toxics", "experiment", "experiments"),
)
PLACES = re.compile(r"(?<![\w.}])/(?:home|root|tmp|work|Users)(?:/|\b(?![/-]))")
HOSTS = re.compile(
    r"(?:registry\.npmjs|npmjs|yarnpkg|pypi|pythonhosted|crates|maven|debian)\.(?:org|com|io|apache)"
)


def words(name: str) -> list[str]:
    """The words of a snake_case, kebab-case or CamelCase name, in lower case."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)]


def empty_names(path: str, tree: ast.Module) -> list[str]:
    """The file, folder, class and function names of one module that hold an empty word."""
    defined = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    named = [(0, part) for part in path.removesuffix(".py").split("/")]
    # The name of a test is a sentence, and sentences need their small words.
    named += [
        (node.lineno, node.name)
        for node in ast.walk(tree)
        if isinstance(node, defined) and not node.name.startswith("test_")
    ]
    return [
        f"{path}:{line} {name} says nothing: name what it does"
        for line, name in named
        if any(word in EMPTY_WORDS for word in words(name))
    ]


def found(pattern: re.Pattern[str], path: str, text: str) -> list[str]:
    """The lines of one file that the pattern occurs in."""
    return [
        f"{path}:{number} has {match[0]}"
        for number, line in enumerate(text.splitlines(), start=1)
        for match in pattern.finditer(line)
    ]


def test_every_name_says_something(
    sources: Mapping[str, ast.Module], scripts: Mapping[str, ast.Module]
) -> None:
    modules = {**sources, **scripts}
    assert [line for path, tree in modules.items() for line in empty_names(path, tree)] == []


@pytest.mark.parametrize("pattern", [PLACES, HOSTS], ids=["places", "hosts"])
def test_no_text_names_a_machine_or_a_registry(
    pattern: re.Pattern[str], texts: Mapping[str, str]
) -> None:
    assert [line for path, text in texts.items() for line in found(pattern, path, text)] == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("client/utils.py", ""),
        ("harness/common/plan.py", ""),
        ("client/store.py", "class StoreManager: ..."),
        ("client/store.py", "class BaseStore: ..."),
        ("client/store.py", "def retry_helper(): ..."),
        ("client/store.py", "async def run_sut(): ..."),
        ("client/store.py", "class SUTRunner: ..."),
        ("client/store.py", "class Store:\n    def misc(self): ..."),
    ],
)
def test_a_name_that_says_nothing_is_found(path: str, source: str) -> None:
    assert len(empty_names(path, ast.parse(source))) == 1


def test_a_word_inside_another_is_left_alone() -> None:
    source = "class DatabaseScore(BaseException): ...\ndef rebased_commonly(): ..."
    assert empty_names("client/database.py", ast.parse(source)) == []


@pytest.mark.parametrize(
    ("pattern", "text", "written_as"),
    [
        (PLACES, "PATH = '~home~ann~bot'", "/"),
        (PLACES, "see ~work~main", "/"),
        (PLACES, "open('~tmp~x')", "/"),
        (PLACES, "cd ~root", "/"),
        (HOSTS, '"resolved": "https://registry~npmjs~org/ws/-/ws-7.tgz"', "."),
        (HOSTS, "index-url = https://pypi~org/simple", "."),
        (HOSTS, "https://files.pythonhosted~org/packages/x.whl", "."),
    ],
)
def test_a_place_or_a_host_is_found(pattern: re.Pattern[str], text: str, written_as: str) -> None:
    bad = text.replace("~", written_as)  # so that this file does not convict itself
    assert len(found(pattern, "README.md", f"first\n{bad}\nlast")) == 1


@pytest.mark.parametrize("text", ["/hubs/event/v1", "a home/work balance", "tmp_path / 'out'"])
def test_what_only_looks_like_a_place_is_left_alone(text: str) -> None:
    assert found(PLACES, "README.md", text) == []
