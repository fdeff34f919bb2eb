"""Files of ticks: both kinds read alike, and one sentence for everything that can be wrong."""

import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from hubproof.contract.mesolive.enums import DataProviderType
from hubproof.harness.cli.exits import UsageError
from hubproof.harness.cli.ticks import read_ticks
from hubproof.simulator.market.tape import Tick

IB, TT = DataProviderType.InteractiveBrokers, DataProviderType.Tastytrade
HEADER = "time,provider,symbol,bid,ask,last"
TEXT = f"""{HEADER},volume
2026-01-05T14:30:00Z,InteractiveBrokers,SPX,5000.10,5000.30,5000.25,7
2026-01-05T14:30:00.25Z,Tastytrade,SPX,,5000.35,,0
"""
TICKS = [
    Tick(0, IB, "SPX", Decimal("5000.10"), Decimal("5000.30"), Decimal("5000.25")),
    Tick(250_000, TT, "SPX", None, Decimal("5000.35"), None),
]
BEGAN = datetime(2026, 1, 5, 14, 30, tzinfo=UTC)


@pytest.fixture
def pyarrow() -> Any:
    return pytest.importorskip("pyarrow", reason="pyarrow is not installed, so no Parquet is read")


def refusal(path: Path) -> str:
    with pytest.raises(UsageError) as refused:
        read_ticks(path)
    return str(refused.value)


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_csv_file_is_read(tmp_path: Path, mark: str, ends: str) -> None:
    path = tmp_path / "ticks.csv"
    path.write_text(mark + TEXT, encoding="utf-8", newline=ends)
    assert read_ticks(path) == TICKS


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("time,symbol\n", "the column provider is missing"),
        ("", "the column time is missing"),
        (f"{HEADER}\n", "there is not one tick in it"),
        (f"{HEADER}\n1,Tastytrade,SPX\n\n2,Tastytrade,SPX,x,,\n", "line 4: bid is x, which is no"),
        (f"{HEADER}\n2,Tastytrade,SPX,1,2,\n1,Tastytrade,SPX,1,2,\n", "line 3: time 1 is earlier"),
        (
            f"{HEADER}\n1,Tastytrade,SPX,5,6,7\n2,Tastytrade,SPX,5,000.25,6,7\n",
            "line 3: there are more cells than the first line names columns; put a cell that holds",
        ),
        (f"{HEADER}\n1,Tastytrade,SPX,0,6,7\n", "line 2: bid is 0, which is not above 0; leave"),
        (f'{HEADER}\n1,Tastytrade,"{"x" * 200_000}",1,2,\n', "after line 1: field larger than"),
    ],
)
def test_a_csv_file_that_holds_no_ticks_is_refused(
    tmp_path: Path, text: str, sentence: str
) -> None:
    path = tmp_path / "ticks.csv"
    path.write_text(text, encoding="utf-8")
    assert refusal(path).startswith(f"{path}: {sentence}")


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    gone, binary = tmp_path / "gone.csv", tmp_path / "binary.csv"
    binary.write_bytes(b"\xff\xfe\x00")
    assert refusal(gone) == f"{gone} cannot be read: No such file or directory"
    assert refusal(tmp_path) == f"{tmp_path} cannot be read: Is a directory"
    assert refusal(binary) == f"{binary} is no CSV file: it is not text in UTF-8"


def written(path: Path, **columns: Any) -> Path:
    table = {
        "time": [BEGAN, BEGAN + timedelta(milliseconds=250)],
        "provider": [IB.value, TT.value],
        "symbol": ["SPX", "SPX"],
        "bid": [5000.1, None],
        "ask": [Decimal("5000.30"), Decimal("5000.35")],
        "last": ["5000.25", ""],
        "volume": [7, 0],
    }
    import_module("pyarrow.parquet").write_table(
        import_module("pyarrow").table(table | columns), path
    )
    return path


def test_a_parquet_file_is_read_like_the_csv(pyarrow: Any, tmp_path: Path) -> None:
    assert read_ticks(written(tmp_path / "ticks.parquet")) == TICKS
    nanoseconds = pyarrow.array([1_000_000_001, 1_250_000_001], pyarrow.timestamp("ns"))
    assert read_ticks(written(tmp_path / "ticks.PQ", time=nanoseconds)) == TICKS
    seconds = [1767623400.0, 1767623400.25]
    assert read_ticks(written(tmp_path / "seconds.parquet", time=seconds)) == TICKS


@pytest.mark.usefixtures("pyarrow")
def test_a_parquet_file_that_holds_no_ticks_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ticks.parquet"
    assert refusal(path).startswith(f"{path} cannot be read: ")
    path.write_text(TEXT, encoding="utf-8")
    assert refusal(path).startswith(f"{path}: it is no sound Parquet file: ")
    assert refusal(written(path, ask=["5", "x"])) == (
        f"{path}: row 2: ask is x, which is no price; leave it empty for none"
    )
    import_module("pyarrow.parquet").write_table(
        import_module("pyarrow").table({"time": [1]}), path
    )
    assert refusal(path).startswith(f"{path}: the column provider is missing")


def test_without_pyarrow_a_parquet_file_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    path = tmp_path / "ticks.parquet"
    assert refusal(path) == (
        f"{path} is a Parquet file, which takes pyarrow to read: pip install pyarrow, or give the"
        " ticks as CSV"
    )
