"""Fresh imports: a subject's modules are new in every life, as a new process's are.

A module-level set that remembers what was handled must not survive a kill. Only the subject's own
modules are imported again: its package, wherever that is, and what else lies in the same folder
tree. The standard library, other installed packages and hubproof hold nothing of a subject's.
"""

import importlib
import sys
import sysconfig
from functools import lru_cache
from pathlib import Path
from types import ModuleType

_INSTALLED = tuple(
    Path(sysconfig.get_paths()[scheme]).resolve() for scheme in ("stdlib", "purelib", "platlib")
)

_OURS = ("hubproof", "__main__")
"""Top-level names that are never forgotten: the harness runs from them."""

RESOLVED_MAX = 8_192
"""File names whose real paths are remembered: more than a large bot imports modules."""


def import_fresh(name: str) -> ModuleType:
    """Import module `name` anew, with everything it imports from its own tree.

    Raises:
        ImportError: There is no such module, or it cannot be imported.
    """
    forget(name)
    return importlib.import_module(name)


def forget(name: str) -> list[ModuleType]:
    """Drop module `name` and its own, so that the next import runs their code again.

    Answers with what was dropped: its last reference decides when its destructors run.
    """
    module = sys.modules.get(name)
    top = name.partition(".")[0]
    if module is None or top in _OURS or top in sys.stdlib_module_names:
        return []
    root = _root(module)
    own = [
        other
        for other in sys.modules
        if other.partition(".")[0] == top or (root is not None and _lies_in(other, root))
    ]
    return [sys.modules.pop(other) for other in own]


def _root(module: ModuleType) -> Path | None:
    file = _file(module)
    if file is None or _is_installed(file):
        return None
    depth = module.__name__.count(".") + (file.name == "__init__.py")
    return file.parents[depth]


def _lies_in(name: str, root: Path) -> bool:
    if name.partition(".")[0] in _OURS:
        return False
    file = _file(sys.modules[name])
    return file is not None and file.is_relative_to(root) and not _is_installed(file)


def _file(module: ModuleType) -> Path | None:
    path = getattr(module, "__file__", None)
    return _resolved(path) if isinstance(path, str) else None


@lru_cache(RESOLVED_MAX)
def _resolved(path: str) -> Path:
    return Path(path).resolve()


@lru_cache(RESOLVED_MAX)
def _is_installed(file: Path) -> bool:
    return any(file.is_relative_to(place) for place in _INSTALLED)
