"""SQLite in one process: a kill rolls back, keeps what was committed, and leaves no lock behind."""

import asyncio
import os
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

Env = Mapping[str, str]
MODES = ("DELETE", "WAL")
LIVES = 4


def connect(env: Env, mode: str) -> sqlite3.Connection:
    path = Path(env["HUBPROOF_STATE_DIR"]) / "bot.sqlite3"
    db = sqlite3.connect(path, isolation_level=None, timeout=0)
    db.execute(f"PRAGMA journal_mode = {mode}")
    db.execute("CREATE TABLE IF NOT EXISTS done (life INTEGER)")
    return db


def open_files() -> list[str]:
    return sorted(os.listdir("/dev/fd"))  # noqa: PTH208  # names that are gone when looked at


def rows(state: Path) -> list[int]:
    db = sqlite3.connect(state / "bot.sqlite3")
    try:
        return [life for (life,) in db.execute("SELECT life FROM done")]
    finally:
        db.close()


@pytest.mark.parametrize("mode", MODES)
def test_a_commit_survives_and_an_open_transaction_is_rolled_back(stage: Any, mode: str) -> None:
    seen: list[int] = []

    async def factory(env: Env) -> None:
        db = connect(env, mode)
        seen.append(db.execute("SELECT count(*) FROM done").fetchone()[0])
        db.execute("INSERT INTO done VALUES (1)")
        db.execute("BEGIN IMMEDIATE")
        try:
            db.execute("INSERT INTO done VALUES (2)")
            await asyncio.sleep(60)
        finally:
            db.execute("COMMIT")
            db.close()

    stage.live_and_die(stage.subject(factory), lives=LIVES)

    assert seen == [0, 1, 2, 3]
    assert rows(stage.state.path) == [1] * LIVES


@pytest.mark.parametrize("mode", MODES)
def test_the_next_life_is_never_locked_out(stage: Any, mode: str) -> None:
    """Not even by a coroutine that can never be closed and holds the lock for ever."""

    async def hold(env: Env) -> None:
        db = connect(env, mode)
        db.execute("BEGIN EXCLUSIVE")
        db.execute("INSERT INTO done VALUES (1)")
        while True:
            try:
                await asyncio.sleep(60)
            except BaseException:  # noqa: BLE001
                db.execute("COMMIT")

    stage.live_and_die(stage.subject(hold), lives=LIVES)

    assert rows(stage.state.path) == []


@pytest.mark.parametrize("mode", MODES)
def test_a_reused_inode_number_carries_no_lock_over(stage: Any, mode: str) -> None:
    """A connection in a global keeps SQLite's own lock table busy until it is closed."""
    held: list[sqlite3.Connection] = []

    async def factory(env: Env) -> None:
        db = connect(env, mode)
        db.execute("BEGIN IMMEDIATE")
        held.append(db)
        await asyncio.sleep(60)

    async def writer(env: Env) -> None:
        for number in range(50):
            path = Path(env["HUBPROOF_STATE_DIR"]) / f"{number}.sqlite3"
            with sqlite3.connect(path, timeout=0) as db:
                db.execute("CREATE TABLE IF NOT EXISTS done (life INTEGER)")
            db.close()
        await factory(env)

    stage.live_and_die(stage.subject(writer), lives=LIVES)

    assert len(held) == LIVES
    for db in held:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            db.execute("SELECT 1")


@pytest.mark.parametrize("mode", MODES)
def test_lives_that_end_by_a_kill_leave_no_open_file(stage: Any, mode: str) -> None:
    async def factory(env: Env) -> None:
        db = connect(env, mode)
        log = (Path(env["HUBPROOF_STATE_DIR"]) / "log").open("a")
        while True:
            log.write("line\n")
            db.execute("INSERT INTO done VALUES (1)")
            await asyncio.sleep(0.25)

    subject = stage.subject(factory)
    stage.live_and_die(subject)
    before = open_files()
    for _ in range(20):
        stage.live_and_die(subject, lives=10)

    assert open_files() == before
    assert [path.name for path in stage.state.path.parent.iterdir()] == ["state"]
