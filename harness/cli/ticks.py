"""Files of ticks: a CSV or a Parquet file of the user's, opened and read.

What its rows mean is decided elsewhere (`simulator/market/ticks.py`, which also says how the file
must look); here is only what can go wrong with a file. Parquet is read by pyarrow, which is loaded
when it is needed and not installed unless asked for: it is larger than all the rest of us.
"""

import csv
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

from hubproof.harness.cli.exits import UsageError
from hubproof.simulator.market.tape import Tick
from hubproof.simulator.market.ticks import COLUMNS, Row, TicksError, check_columns, ticks_of

PARQUET = (".parquet", ".pq")
"""How the name of a Parquet file ends; every other file is read as CSV."""


def read_ticks(path: Path) -> Sequence[Tick]:
    """The ticks of a file.

    Raises:
        UsageError: It is not there, cannot be read, or does not hold ticks.
    """
    rows = _parquet if path.suffix.lower() in PARQUET else _csv
    try:
        return ticks_of(rows(path))
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is no CSV file: it is not text in UTF-8") from error
    except TicksError as error:
        raise UsageError(f"{path}: {error}") from error


def _csv(path: Path) -> Iterator[Row]:
    # Spreadsheets put a mark at the beginning that no column's name should begin with.
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        try:
            check_columns(reader.fieldnames or ())
            for row in reader:
                if None in row:  # where the reader puts what no column has a name for
                    raise TicksError(
                        f"line {reader.line_num}: there are more cells than the first line names"
                        ' columns; put a cell that holds a comma into quotes ("SPX, weekly"), and'
                        " write 5000.25 and not 5,000.25"
                    )
                yield f"line {reader.line_num}", row
        except csv.Error as error:
            raise TicksError(f"after line {reader.line_num}: {error}") from error


def _parquet(path: Path) -> Iterator[Row]:
    try:
        pyarrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    except ModuleNotFoundError as error:
        raise UsageError(
            f"{path} is a Parquet file, which takes pyarrow to read: pip install pyarrow, or give"
            " the ticks as CSV"
        ) from error
    number = 0
    try:
        with parquet.ParquetFile(path) as file:
            check_columns(file.schema_arrow.names)
            for batch in file.iter_batches(columns=list(COLUMNS)):
                kind = batch.schema.field("time").type
                if pyarrow.types.is_timestamp(kind):  # in nanoseconds Python has no such time
                    micro = pyarrow.timestamp("us", tz=kind.tz)
                    place = batch.schema.get_field_index("time")
                    times = batch.column(place).cast(micro, safe=False)
                    batch = batch.set_column(place, "time", times)  # noqa: PLW2901  # the same rows
                for row in batch.to_pylist():
                    number += 1
                    yield f"row {number}", row
    except pyarrow.ArrowException as error:
        raise TicksError(f"it is no sound Parquet file: {error}") from error
