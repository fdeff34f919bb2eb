"""Every name means one subject, and what means none is refused in one sentence."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hubproof.harness.subjects.naming import load_factory, of_command, parse
from hubproof.harness.subjects.subject import SubjectError


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A current directory to put modules in; they are forgotten afterwards."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", sys.path[:])
    before = dict(sys.modules)
    importlib.invalidate_caches()
    yield tmp_path
    for name in sys.modules.keys() - before.keys():
        del sys.modules[name]


def test_each_kind_of_subject_has_a_command_that_runs_it_as_a_process(here: Path) -> None:
    (here / "a_bot.py").write_text("async def main(env): ...\n")

    assert parse("reference").argv[1:] == ("-m", "hubproof.client")
    assert parse("mutant:does_nothing").argv[1:] == (
        *("-m", "hubproof.harness.mutants", "does_nothing"),
    )
    host = ("-m", "hubproof.harness.subjects.host", "a_bot:main")
    assert parse("py:a_bot:main").argv[1:] == host
    assert of_command(["node", "bot.mjs"]).argv == ("node", "bot.mjs")


def test_a_name_is_what_reproduces_it(here: Path) -> None:
    (here / "another_bot.py").write_text("async def main(env): ...\n")

    for text in ("reference", "mutant:no_dedupe", "py:another_bot:main"):
        assert parse(text).text == text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "there is no subject ''; use reference, mutant:NAME, unusual:NAME"),
        ("referenz", "there is no subject 'referenz'"),
        ("mutant:", "there is no mutant ''; there are asks_for_what_is_forgotten, b"),
        ("mutant:tired", "there is no mutant 'tired'; there are "),
        ("py:bot", "'py:bot' is not py:MODULE:FACTORY, such as py:mybot.main:run"),
        ("py::run", "'py::run' is not py:MODULE:FACTORY"),
        ("py:no_such_bot:run", "cannot import 'no_such_bot' for py:no_such_bot:run: ModuleNot"),
        ("py:broken:run", "cannot import 'broken' for py:broken:run: ZeroDivisionError: division"),
        ("py:exits:run", "cannot import 'exits' for py:exits:run: SystemExit: 4"),
        ("py:empty:run", "module 'empty' has no function 'run'"),
        ("py:constant:run", "module 'constant' has no function 'run'"),
    ],
)
def test_a_name_that_means_nothing_is_refused(here: Path, text: str, sentence: str) -> None:
    (here / "broken.py").write_text("1 / 0\n")
    (here / "exits.py").write_text("raise SystemExit(4)\n")
    (here / "empty.py").write_text("")
    (here / "constant.py").write_text("run = 1\n")

    with pytest.raises(SubjectError) as refused:
        parse(text)

    assert str(refused.value).startswith(sentence)
    assert "\n" not in str(refused.value)


def test_what_a_module_prints_while_it_is_looked_at_is_not_on_standard_output(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "chatty_bot.py").write_text("print('hello')\nasync def main(env): ...\n")

    parse("py:chatty_bot:main")

    assert capsys.readouterr() == ("", "hello\n")


def test_a_factory_comes_from_the_current_directory(here: Path) -> None:
    (here / "local_bot.py").write_text("async def main(env): return env['who']\n")

    factory = load_factory("local_bot", "main", importlib.import_module)

    coroutine = factory({"who": "me"})
    with pytest.raises(StopIteration, match="me"):
        coroutine.send(None)  # type: ignore[attr-defined]
