"""Artifacts: what a run leaves in the directory the user named, file by file.

A run's folder holds its plan, its history, its verdict and what the subject printed; it is complete or
not there. The bearer key is in none of them: logs are cleaned before they come here, and no history
ever held it.
"""

import json
import os
from pathlib import Path

from hubproof.harness import plan as plans
from hubproof.harness.cli import objects
from hubproof.harness.cli.exits import UsageError
from hubproof.harness.trial import Finished

PLAN = "plan.json"
HISTORY = "history.jsonl"
VERDICT = "verdict.json"
LOG = "subject.log"
SUMMARY = "summary.json"


def prepare(text: str) -> Path:
    """The directory, made when missing.

    Raises:
        UsageError: It cannot be made, or nothing can be written there.
    """
    directory = Path(text)
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"cannot make the output directory {text!r}: {error.strerror};"
            " name one that can be written with --out"
        ) from error
    if not os.access(directory, os.W_OK | os.X_OK):
        raise UsageError(
            f"cannot write into the output directory {text!r}; name another with --out"
        )
    return directory


def keep(finished: Finished, directory: Path) -> Path:
    """Write one run; its folder."""
    record = finished.record
    name = f"{record.plan.scenario}-{record.plan.seed}-{record.subject.replace(':', '-')}"
    folder = directory / f"{name}-{record.mode}"
    folder.mkdir(exist_ok=True)
    (folder / PLAN).write_bytes(plans.encode(record.plan))
    (folder / HISTORY).write_bytes(record.history.encode())
    (folder / LOG).write_text(record.log, encoding="utf-8")
    told = json.dumps(objects.run(finished), ensure_ascii=False, indent=2)
    (folder / VERDICT).write_text(told + "\n", encoding="utf-8")
    return folder


def summarise(told: dict[str, object], directory: Path) -> None:
    """Write what `--json` prints."""
    text = json.dumps(told, ensure_ascii=False, indent=2)
    (directory / SUMMARY).write_text(text + "\n", encoding="utf-8")
