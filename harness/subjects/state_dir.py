"""The state directory of a subject: what survives its death, and nothing more.

A process that is killed loses what it had not written and holds no file any more. A subject in this
process cannot lose its open files, so a crash gives the next life copies under the old names:
whatever the dead one's files and databases still do, they do to files that nobody will read.
"""

import contextlib
import gc
import io
import os
import shutil
import sqlite3
import stat
from pathlib import Path

_DESCRIPTORS = Path("/dev/fd")
"""Where an operating system lists a process's own open files (Linux, macOS, the BSDs)."""

_UNSHARED = "-shm"
"""SQLite's index of a write-ahead log: shared memory of living processes, which the next one
makes anew."""

Descriptors = dict[int, tuple[int, int]]
"""Open files: descriptor to (device, inode)."""


class StateDir:
    """A directory at `path`, made when missing."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)
        self._crashes = 0

    def freeze(self) -> Path:
        """A copy of everything as it is on disk at this instant."""
        self._crashes += 1
        frozen = self.path.with_name(f"{self.path.name}.{self._crashes}")
        if self.path.is_dir():
            shutil.copytree(self.path, frozen, ignore=_not_on_disk, symlinks=True)
        else:
            frozen.mkdir()  # the subject removed it; a directory that is there is what it was given
        return frozen

    def thaw(self, frozen: Path) -> None:
        """Put the copy in the place of the directory; the old files are gone."""
        if self.path.is_dir() and not self.path.is_symlink():
            shutil.rmtree(self.path, ignore_errors=True)
        else:
            self.path.unlink(missing_ok=True)  # the subject put something else in its place
        frozen.rename(self.path)


def _not_on_disk(folder: str, names: list[str]) -> list[str]:
    """What a crash leaves nothing of: shared memory, pipes, sockets."""
    return [
        name
        for name in names
        if name.endswith(_UNSHARED) or _is_special((Path(folder) / name).lstat().st_mode)
    ]


def _is_special(mode: int) -> bool:
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_ISLNK(mode))


def open_descriptors() -> Descriptors:
    """The regular files that this process has open."""
    found = {}
    for name in sorted(os.listdir(_DESCRIPTORS)):  # noqa: PTH208  # names only, no Path each
        with contextlib.suppress(OSError, ValueError):
            status = os.fstat(int(name))
            if stat.S_ISREG(status.st_mode):
                found[int(name)] = (status.st_dev, status.st_ino)
    return found


def opened_since(before: Descriptors) -> Descriptors:
    """The regular files that are open now and were not then."""
    now = open_descriptors().items()
    return {descriptor: file for descriptor, file in now if before.get(descriptor) != file}


def disconnect(descriptors: Descriptors) -> None:
    """Make these descriptors refuse to write, without freeing their numbers for others."""
    if not descriptors:
        return
    nowhere = os.open(os.devnull, os.O_RDONLY)
    try:
        for descriptor in descriptors:
            os.dup2(nowhere, descriptor, inheritable=False)
    finally:
        os.close(nowhere)


def close_leftovers(directory: Path, disconnected: Descriptors) -> None:
    """Close the databases of `directory` and the files that nobody closed after `disconnect`.

    Only a coroutine that can never be resumed, or a library, still holds them. A database among
    them would remember its locks by inode number, and lock the next life's file when that number
    is given out again.
    """
    if not any(_leads_nowhere(descriptor) for descriptor in disconnected):
        return
    for thing in gc.get_objects():
        if isinstance(thing, sqlite3.Connection):
            with contextlib.suppress(sqlite3.Error):
                if _lies_in(thing, directory):
                    thing.close()
        elif isinstance(thing, io.FileIO) and not thing.closed and thing.fileno() in disconnected:
            with contextlib.suppress(OSError):
                thing.close()


def _leads_nowhere(descriptor: int) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), os.stat(os.devnull))  # noqa: PTH116  # as fstat
    except OSError:
        return False


def _lies_in(database: sqlite3.Connection, directory: Path) -> bool:
    files = [Path(file) for _, _, file in database.execute("PRAGMA database_list") if file]
    return any(file.is_relative_to(directory) for file in files)
