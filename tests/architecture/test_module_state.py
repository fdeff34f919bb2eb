"""State: no module of the client keeps anything that a run could change.

In virtual time a killed client starts again in the same process. Whatever survived in a module or
on a class would be memory that a real process does not have after kill -9.
"""

import ast
from collections.abc import Iterator, Mapping

import pytest

MUTABLE_DISPLAYS = (ast.Dict, ast.List, ast.Set, ast.DictComp, ast.ListComp, ast.SetComp)
MUTABLE_MAKERS = (
    *("dict", "list", "set", "bytearray", "deque", "defaultdict", "Counter", "OrderedDict"),
    *("WeakSet", "WeakKeyDictionary", "WeakValueDictionary", "ContextVar", "count"),
)
CACHES = ("cache", "lru_cache")


def memories(path: str, tree: ast.Module) -> list[str]:
    """What one module could remember from one life of the client to the next."""
    classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    kept = [found for body in (tree.body, *(c.body for c in classes)) for found in _kept(body)]
    return [f"{path}:{line} {what}" for line, what in [*kept, *_reached(tree)]]


def _kept(body: list[ast.stmt]) -> Iterator[tuple[int, str]]:
    """Names of a module or class body that are bound to something that can change.

    A constant, named in capitals, may be a literal that holds something: an empty one is there to
    be filled.
    """
    for node in body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = ", ".join(ast.unparse(target) for target in targets)
            if names == "__all__":
                continue
            is_constant = names.isupper() and ast.unparse(node.value) not in ("{}", "[]")
            display = isinstance(node.value, MUTABLE_DISPLAYS)
            if (display and not is_constant) or _called(node.value) in MUTABLE_MAKERS:
                yield node.lineno, f"keeps {names}, which can change: make it part of an object"


def _reached(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Ways to remember from inside a function."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            yield node.lineno, f"changes {', '.join(node.names)} of its module"
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for decorator in node.decorator_list:
                if _called(decorator) in CACHES or ast.unparse(decorator).endswith(CACHES):
                    yield node.lineno, f"remembers the answers of {node.name}"


def _called(node: ast.expr) -> str:
    return ast.unparse(node.func).split(".")[-1] if isinstance(node, ast.Call) else ""


def test_no_module_of_the_client_keeps_state(sources: Mapping[str, ast.Module]) -> None:
    client = {path: tree for path, tree in sources.items() if path.startswith("client/")}
    assert client
    assert [line for path, tree in client.items() for line in memories(path, tree)] == []


@pytest.mark.parametrize(
    "source",
    [
        "seen = set()",
        "_seen: set[str] = set()",
        "pending = {}",
        "SEEN = set()",
        "SEEN: dict[str, int] = {}",
        "queue: Final = collections.deque()",
        "class Store:\n    rows = []",
        "class Store:\n    ROWS: ClassVar = dict()",
        "last = 0\ndef remember(x):\n    global last\n    last = x",
        "@cache\ndef connect(): ...",
        "@functools.lru_cache(maxsize=1)\ndef connect(): ...",
        "keys = itertools.count(1)",
    ],
)
def test_a_memory_is_found(source: str) -> None:
    assert len(memories("client/store.py", ast.parse(source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "LIMITS = {'parallel': 4}\n__all__ = ['LIMITS']",
        "_FINAL: Final = ['done', 'failed']",
        "names = ('a', 'b')\nkinds = frozenset({'a'})",
        "class Store:\n    def __init__(self):\n        self.rows = []",
        "@dataclass(frozen=True)\nclass Page:\n    rows: list = field(default_factory=list)",
    ],
)
def test_what_cannot_remember_is_left_alone(source: str) -> None:
    assert memories("client/store.py", ast.parse(source)) == []
