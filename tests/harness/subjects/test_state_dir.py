"""A crash leaves the directory as it was on disk; what the dead hold open reaches nothing."""

import os
from pathlib import Path

from hubproof.harness.subjects.state_dir import (
    StateDir,
    disconnect,
    open_descriptors,
    opened_since,
)


def test_what_is_written_after_the_crash_is_not_there(tmp_path: Path) -> None:
    state = StateDir(tmp_path / "state")
    with (state.path / "log").open("a") as log:
        log.write("before")
        log.flush()
        frozen = state.freeze()
        log.write(", after")
        log.flush()
        state.thaw(frozen)

    assert (state.path / "log").read_text() == "before"
    assert list(tmp_path.iterdir()) == [state.path]


def test_folders_and_links_are_kept_and_shared_memory_of_sqlite_is_not(tmp_path: Path) -> None:
    state = StateDir(tmp_path / "state")
    (state.path / "folder").mkdir()
    (state.path / "folder" / "file").write_text("content")
    (state.path / "link").symlink_to("folder")
    (state.path / "db-shm").touch()

    state.thaw(state.freeze())

    assert sorted(path.name for path in state.path.iterdir()) == ["folder", "link"]
    assert (state.path / "link" / "file").read_text() == "content"
    assert (state.path / "link").is_symlink()


def test_a_disconnected_descriptor_keeps_its_number_and_takes_no_writes(tmp_path: Path) -> None:
    before = open_descriptors()
    descriptor = os.open(tmp_path / "file", os.O_CREAT | os.O_WRONLY)
    os.write(descriptor, b"before")
    opened = opened_since(before)

    disconnect(opened)

    assert list(opened) == [descriptor]
    try:
        os.write(descriptor, b"after")
    except OSError:
        refused = True
    os.close(descriptor)
    assert refused
    assert (tmp_path / "file").read_bytes() == b"before"
    assert open_descriptors() == before
