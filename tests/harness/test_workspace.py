"""A workspace is empty, its own, and gone with its run."""

import tempfile
from pathlib import Path

import pytest

from hubproof.harness import workspace as module
from hubproof.harness.workspace import fastest_root, workspace


def test_it_is_an_empty_directory_that_disappears(tmp_path: Path) -> None:
    with workspace(tmp_path) as space, workspace(tmp_path) as other:
        assert space != other
        assert space.parent == tmp_path
        assert list(space.iterdir()) == []
        (space / "file").touch()

    assert list(tmp_path.iterdir()) == []


def test_it_disappears_after_an_exception_too(tmp_path: Path) -> None:
    with pytest.raises(LookupError), workspace(tmp_path):
        raise LookupError

    assert list(tmp_path.iterdir()) == []


def test_it_stands_in_memory_where_the_system_has_that(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(module, "_MEMORY", tmp_path)
    assert fastest_root() == tmp_path

    monkeypatch.setattr(module, "_MEMORY", tmp_path / "absent")
    assert fastest_root() == Path(tempfile.gettempdir())
