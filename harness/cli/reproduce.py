"""The reproduction line: the one command that runs a failure again.

It is the last line of every failure, ready to be pasted. Where timing is real it says that it may
differ, as a comment that a shell ignores.
"""

import shlex

from hubproof.harness.record import Record
from hubproof.harness.subjects.naming import Named

MAY_DIFFER = "  # real time: timing may differ"


def command(record: Record, subject: Named, *, selective: bool, path: str | None = None) -> str:
    """The command for one run; `path` where the plan came from a file."""
    if path is None:
        words = ["hubproof", "run", record.plan.scenario]
    else:
        words = ["hubproof", "replay", path]
    if subject.kind not in ("command", "reference"):
        words += ["--subject", subject.text]
    if record.mode == "live":
        words += ["--mode", "live"]
    if path is None:
        words += ["--seed", str(record.plan.seed)]
    if selective:
        words.append("--selective")
    if subject.kind == "command":
        words += ["--", *subject.command]
    line = shlex.join(words)
    return line + MAY_DIFFER if record.mode == "live" else line
