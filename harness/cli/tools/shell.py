"""The line for a shell that makes the runbook's commands run: the stand-in package on the path.

Where `python` would be another one than ours, which has no hubproof, the line puts ours first, too.
"""

import shlex
import shutil
import sys
from pathlib import Path

STAND_IN = Path(__file__).parent / "stand_in"
"""The folder that holds the stand-in package, and nothing else that could be imported."""

HINT = (
    'paste that line, or eval "$(hubproof tools)"; then the runbook\'s commands run, such as\n'
    "  python -m mesolive_sdk_examples.agents_example list\n"
    "and without it: hubproof tools agents list; hubproof tools --help shows the rest"
)


def line() -> str:
    """The line, for the shell that this process was started from."""
    found = shutil.which("python")
    return export(STAND_IN, Path(sys.executable), Path(found) if found else None)


def export(stand_in: Path, ours: Path, found: Path | None) -> str:
    """The line where `ours` is the interpreter that runs and `found` what `python` stands for."""
    paths = [_before("PYTHONPATH", stand_in, '"${PYTHONPATH:+:$PYTHONPATH}"')]
    if found is None or found.parent != ours.parent:
        paths.insert(0, _before("PATH", ours.parent, '":$PATH"'))
    return f"export {' '.join(paths)}"


def _before(variable: str, folder: Path, rest: str) -> str:
    return f"{variable}={shlex.quote(str(folder))}{rest}"
