import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from hubproof.client.records import IntentState, Signal, Step
from hubproof.client.sdk import models
from hubproof.client.store import Store, StoreError

ON = models.SignalState.On


def test_everything_survives_reopening(tmp_path: Path, make: Any) -> None:
    store = Store(tmp_path)
    with store.transaction():
        store.save_cursor(4)
        store.mark_handled("e4", 4)
        store.save_signal(101, "ML1001", Signal(state=ON, event_seq_id=4))
        intent = store.add_intent(make.signal(4), "2026-01-05")
    step = Step(
        intent=intent.number,
        name="execute:1",
        args=make.order("send_order_1"),
        order_ids=(5, 6),
        is_settled=True,
    )
    store.save_step(step)
    store.save_step(
        Step(
            intent=intent.number,
            name="prepare",
            args=models.PreparePositionEntryArgs(
                IdempotencyKey="prep_entry_1",
                PositionName="condor 4",
                StrategyId=101,
                BrokerAccountId="ML1001",
                LegSelectionConstraint=models.LiveLegSelectionConstraint.UniqueInPosition,
                Underlying=models.LiveUnderlying(Symbol="SPX"),
                DataProvider=None,
            ),
            job_id="job-1",
            prepared=make.plan(),
        )
    )
    store.close()

    again = Store(tmp_path)
    assert again.cursor() == 4
    assert again.is_handled("e4")
    assert not again.is_handled("e5")
    assert again.signal(101, "ML1001") == Signal(state=ON, event_seq_id=4)
    assert again.open_intents() == [intent]
    steps = again.steps(intent.number)
    assert list(steps) == ["execute:1", "prepare"]
    assert steps["execute:1"] == step
    assert steps["prepare"].job_id == "job-1"
    assert steps["prepare"].prepared == make.plan()
    again.end_intent(intent.number, IntentState.DONE, None)
    assert again.open_intents() == []
    again.close()


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.save_cursor(1)
    done: list[str] = []

    def fail() -> None:
        with store.transaction():
            store.mark_handled("e2", 2)
            store.save_cursor(2)
            store.save_signal(101, "ML1001", Signal(state=ON, event_seq_id=2))
            store.after_commit(lambda: done.append("told"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert store.cursor() == 1
    assert not store.is_handled("e2")
    assert store.signal(101, "ML1001") is None
    assert done == []
    with store.transaction():
        pass
    assert done == []
    store.close()


def test_actions_after_a_commit_run_once_it_is_durable(tmp_path: Path) -> None:
    store = Store(tmp_path / "state")
    seen: list[int | None] = []

    def look() -> None:
        shutil.copytree(tmp_path / "state", tmp_path / "after a kill")
        other = Store(tmp_path / "after a kill")
        seen.append(other.cursor())
        other.close()

    with store.transaction():
        store.save_cursor(3)
        store.after_commit(look)
        assert seen == []
    assert seen == [3]
    store.close()


def test_the_file_is_held_by_one_client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hubproof.client.store.BUSY_S", 0.0)
    store = Store(tmp_path)
    with pytest.raises(StoreError, match="locked"):
        Store(tmp_path)
    store.close()
    Store(tmp_path).close()


def test_the_file_is_written_ahead_and_synchronously(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert store._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert store._db.execute("PRAGMA synchronous").fetchone() == (2,)
    store.close()


def test_a_reset_cursor_takes_the_signals_numbers_with_it(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.save_cursor(90)
    store.save_signal(101, "ML1001", Signal(state=ON, event_seq_id=90))
    store.reset_cursor(3)
    assert store.cursor() == 3
    assert store.signal(101, "ML1001") == Signal(state=ON, event_seq_id=None)
    store.close()
    again = Store(tmp_path)
    assert again.signal(101, "ML1001") == Signal(state=ON, event_seq_id=None)
    again.close()


def test_the_oldest_ids_are_forgotten_at_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hubproof.client.store.HANDLED_KEPT", 2)
    store = Store(tmp_path)
    for number in (1, 2, 3):
        store.mark_handled(f"e{number}", number)
    store.close()
    again = Store(tmp_path)
    assert [again.is_handled(f"e{number}") for number in (1, 2, 3)] == [False, True, True]
    assert again.cursor() == 3
    again.close()


def test_an_older_event_does_not_move_the_cursor_back(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.mark_handled("e5", 5)
    store.mark_handled("e3", 3)
    store.mark_handled("unnumbered", None)
    assert store.cursor() == 5
    store.close()
    again = Store(tmp_path)
    assert again.cursor() == 5
    again.close()


def test_a_file_of_another_version_is_refused(tmp_path: Path) -> None:
    Store(tmp_path).close()
    db = sqlite3.connect(tmp_path / "client.sqlite3")
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(StoreError, match="another version of this client"):
        Store(tmp_path)


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="HUBPROOF_STATE_DIR"):
        Store(tmp_path / "file")


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "client.sqlite3").write_text(
        "not a database, but long enough to be read as one" * 40
    )
    with pytest.raises(StoreError, match="HUBPROOF_STATE_DIR"):
        Store(tmp_path)


def test_what_follows_a_commit_cannot_undo_or_repeat_it(tmp_path: Path) -> None:
    store = Store(tmp_path)

    def fail() -> None:
        raise OSError("no room for a log line")

    with store.transaction():
        store.after_commit(fail)
        store.mark_handled("e1", 1)
    store.after_commit(fail)
    assert store.is_handled("e1")
    assert store.cursor() == 1
    store.close()


def test_the_newest_intent_is_that_of_its_own_signal(tmp_path: Path, make: Any) -> None:
    store = Store(tmp_path)
    first = store.add_intent(make.signal(1), "2026-01-05")
    other = store.add_intent(make.signal(2, strategy_id=102), "2026-01-05")
    assert store.is_newest_intent(first)
    assert store.is_newest_intent(other)
    again = store.add_intent(make.signal(3), "2026-01-05")
    assert not store.is_newest_intent(first)
    assert store.is_newest_intent(again)
