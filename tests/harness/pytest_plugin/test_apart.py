"""Under pytest a subject runs as it does without, and leaves everything as it was."""

import sys
import threading
import types
import warnings

import pytest

from hubproof.harness.pytest_plugin.apart import apart


def test_warnings_are_errors_outside_and_are_not_inside(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UserWarning, match="outside"):
        warnings.warn("outside", stacklevel=1)
    with apart():
        warnings.warn("inside", stacklevel=1)
        warnings.warn("quiet", DeprecationWarning, stacklevel=1)
    assert "UserWarning: inside\n" in capsys.readouterr().err
    with pytest.raises(UserWarning, match="again"):
        warnings.warn("again", stacklevel=1)


def test_what_is_raised_where_nobody_hears_it_is_printed_as_python_prints_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = sys.unraisablehook, threading.excepthook
    with apart():
        assert (sys.unraisablehook, threading.excepthook) != before

        class Broken:
            def __del__(self) -> None:
                raise ValueError("in a destructor")

        Broken()
    assert (sys.unraisablehook, threading.excepthook) == before
    assert "ValueError: in a destructor" in capsys.readouterr().err


def test_modules_that_were_forgotten_or_imported_again_are_the_same_as_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gone, other = types.ModuleType("gone_for_a_while"), types.ModuleType("loaded_again")
    monkeypatch.setitem(sys.modules, "gone_for_a_while", gone)
    monkeypatch.setitem(sys.modules, "loaded_again", other)
    with apart():
        del sys.modules["gone_for_a_while"]
        sys.modules["loaded_again"] = types.ModuleType("loaded_again")
    assert sys.modules["gone_for_a_while"] is gone
    assert sys.modules["loaded_again"] is other


def test_all_is_put_back_after_a_failure_too() -> None:
    before = sys.unraisablehook
    with pytest.raises(KeyError), apart():
        raise KeyError("a run that fails")
    assert sys.unraisablehook is before
