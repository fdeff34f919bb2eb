"""Artifacts: what a run leaves in the directory the user named, file by file.

A run's folder holds its plan, its history, its verdict and what the subject printed; it is complete
or not there. The bearer key is in none of them: whatever a subject did with it, it is blotted out
of every file on its way to the disk.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from hubproof.harness import plan as plans
from hubproof.harness.cli import objects
from hubproof.harness.cli.exits import UsageError
from hubproof.harness.redaction import redacted
from hubproof.harness.trial import Finished

PLAN = "plan.json"
HISTORY = "history.jsonl"
VERDICT = "verdict.json"
LOG = "subject.log"
SUMMARY = "summary.json"

NAME_BYTES_MAX = 120
"""Of a subject's name in that of its folder; file systems take 255 for all of it."""

_UNFINISHED = ".unfinished-"


def prepare(text: str) -> Path:
    """The directory, made when missing and tried; an older campaign's summary in it is removed.

    Raises:
        UsageError: It cannot be made, or nothing can be written there.
    """
    directory = Path(text)
    try:
        directory.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=directory).close()
        _remove_older(directory / SUMMARY)
    except OSError as error:
        is_file = isinstance(error, FileExistsError | NotADirectoryError)
        why = "there is a file in its place" if is_file else error.strerror
        raise UsageError(
            f"cannot write into the output directory {text!r}: {why}; name another with --out"
        ) from error
    return directory


def files(finished: Finished, told: objects.Told) -> Iterator[tuple[str, str]]:
    """Name and text of each file of one run, of which `told` is what --json prints."""
    record = finished.record
    for file, text in (
        (PLAN, plans.encode(record.plan).decode()),
        (HISTORY, record.history.encode().decode()),
        (LOG, record.log),
        (VERDICT, _text(told)),
    ):
        yield file, redacted(text, record.key)


def keep(finished: Finished, told: objects.Told, directory: Path) -> Path:
    """Write one run, of which `told` is what --json prints; its folder."""
    record = finished.record
    subject = _short(record.subject.replace(":", "-"))
    name = f"{record.plan.scenario}-{record.plan.seed}-{subject}-{record.mode}"
    unfinished = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=directory))
    try:
        for file, text in files(finished, told):
            (unfinished / file).write_text(text, encoding="utf-8", errors="backslashreplace")
        return _put(unfinished, directory / name)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


def _short(name: str) -> str:
    """A part of a folder's name that every file system takes; what is cut off keeps it unique."""
    if len(name.encode()) <= NAME_BYTES_MAX:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return name.encode()[:NAME_BYTES_MAX].decode(errors="ignore") + "-" + digest


def summarise(told: objects.Told, directory: Path) -> None:
    """Write the summary of a campaign."""
    (directory / SUMMARY).write_text(_text(told), encoding="utf-8")


def _remove_older(summary: Path) -> None:
    """Remove an older campaign's summary; what is not one is somebody's file, and stays."""
    if not summary.exists():
        return
    try:
        told = json.loads(summary.read_bytes())
    except ValueError:
        told = None
    if not isinstance(told, dict) or not {"version", "runs"} <= told.keys():
        raise UsageError(
            f"{str(summary)!r} was not written by hubproof and would be lost; name another"
            " directory with --out"
        )
    summary.unlink()


def _put(unfinished: Path, folder: Path) -> Path:
    """Give a folder its name, in place of an older run of that name."""
    if folder.exists():
        shutil.rmtree(folder)
    unfinished.chmod(0o777 & ~_umask())  # a temporary directory is closed to everybody else
    return unfinished.rename(folder)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _text(told: objects.Told) -> str:
    return json.dumps(told, indent=2) + "\n"
