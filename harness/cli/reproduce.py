"""The reproduction line: the one command that runs a failure again.

It is the last line of every failure and works as it stands when it is pasted: it begins with the
program as it can be called from here, and says everything that decided the run. Where timing is
real it says that it may differ, as a comment.
"""

import os
import shlex
import shutil
import sys
from pathlib import Path

from hubproof.harness.cli.arguments import MAY_DIFFER
from hubproof.harness.judge import Judging
from hubproof.harness.plan import Plan
from hubproof.harness.record import ModeName
from hubproof.harness.subjects.naming import Named


def command(
    plan: Plan,
    subject: Named,
    mode: ModeName,
    judging: Judging,
    *,
    path: str | None = None,
) -> str:
    """The command for one run; `path` where the plan came from a file or a folder."""
    words = program()
    if path is None:
        words += ["run", plan.scenario, "--seed", str(plan.seed)]
        if isinstance(plan.dialect, str):
            words += ["--dialect", plan.dialect]
    else:
        words += ["replay", path]
    # A folder has a subject and a mode of its own, so that leaving ours out would mean those.
    if subject.kind != "command":
        if path is not None or subject.kind != "reference":
            words += ["--subject", subject.text]
        if path is not None or mode != "sim":
            words += ["--mode", mode]
    if judging.selective:
        words.append("--selective")
    if judging.require_decisions:
        words.append("--require-decisions")
    if subject.kind == "command":
        words += ["--", *subject.command]
    line = shlex.join(words)
    return f"{line}  {MAY_DIFFER}" if mode == "live" else line


def program() -> list[str]:
    """How this program is called from the current directory."""
    script = Path(sys.executable).with_name("hubproof")
    if not os.access(script, os.X_OK):
        return [sys.executable, "-m", "hubproof"]
    found = shutil.which("hubproof")
    if found is not None and Path(found).samefile(script):
        return ["hubproof"]
    # An environment that is not activated, as that of `make run`: the script has a path.
    here = Path.cwd()
    if not script.is_relative_to(here):
        return [str(script)]
    return [os.path.join(os.curdir, script.relative_to(here))]  # noqa: PTH118  # keeps the "./"
