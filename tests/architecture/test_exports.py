"""Public faces: a package shows few names, says which, and has every one of them.

What is not listed may change; a package with a long list is two packages.
"""

import ast
from collections.abc import Mapping

import pytest

NAMES = 12


def faults_of(path: str, tree: ast.Module) -> list[str]:
    """What is wrong with the names that one package shows."""
    defined = _defined(tree)
    shown = _shown(tree)
    if shown is None:
        reexports = any(name.startswith("hubproof") for name in defined.values())
        return [f"{path} imports names of ours and lists none in __all__"] if reexports else []
    many = [f"{path} shows {len(shown)} names, over {NAMES}"] if len(shown) > NAMES else []
    return many + [
        f"{path} lists {name}, which it has not" for name in shown if name not in defined
    ]


def _shown(tree: ast.Module) -> list[str] | None:
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return [str(name) for name in ast.literal_eval(node.value)]
    return None


def _defined(tree: ast.Module) -> dict[str, str]:
    """Each name at the top of a module, with the module that it was imported from, if any."""
    names: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom):
            origin = "hubproof" if node.level else (node.module or "")
            names |= {alias.asname or alias.name: origin for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.asname or alias.name: alias.name for alias in node.names}
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names[node.name] = ""
        elif isinstance(node, ast.Assign):
            names |= {ast.unparse(target): "" for target in node.targets}
        elif isinstance(node, ast.AnnAssign):
            names[ast.unparse(node.target)] = ""
    return names


def test_every_package_shows_few_names_and_has_them(sources: Mapping[str, ast.Module]) -> None:
    packages = {path: tree for path, tree in sources.items() if path.endswith("/__init__.py")}
    assert packages
    assert [line for path, tree in packages.items() for line in faults_of(path, tree)] == []


@pytest.mark.parametrize(
    "source",
    [
        "".join(f"x{n} = {n}\n" for n in range(NAMES + 1))
        + f"__all__ = {[f'x{n}' for n in range(NAMES + 1)]}",
        "from hubproof.simulator.journal import Journal",
        "from .journal import Journal",
        "__all__ = ['Journal']",
    ],
)
def test_a_wrong_face_is_found(source: str) -> None:
    assert len(faults_of("simulator/__init__.py", ast.parse(source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        '"""Only a docstring."""',
        "VERSION = '1'",
        "from .journal import Journal\nWORLD: int = 1\n__all__ = ['Journal', 'WORLD']",
    ],
)
def test_a_good_face_is_left_alone(source: str) -> None:
    assert faults_of("simulator/__init__.py", ast.parse(source)) == []
