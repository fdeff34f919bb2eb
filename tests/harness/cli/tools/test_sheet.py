"""What is printed stands in columns or is JSON, and never has the key in it."""

import os
from typing import Any

from hubproof.harness.cli.tools.sheet import Column, Roll, Row, Sheet, aligned, fitted

COLUMNS = (Column("id", 4, is_number=True), Column("name", 6), Column("says"))


def test_texts_stand_below_their_columns() -> None:
    assert aligned(COLUMNS, ["id", "name", "says"]) == "  id  name    says"
    assert aligned(COLUMNS, ["7", "a", ""]) == "   7  a"
    assert aligned(COLUMNS, ["12345", "a long name", "x"]) == "12345  a long name  x"
    assert aligned(COLUMNS, ["7", "\u6f22\u5b57", "x"]) == "   7  \u6f22\u5b57    x"


def test_columns_are_as_wide_as_what_stands_in_them() -> None:
    rows = [("12345", "a", "x"), ("7", "abcdefgh", "y")]
    assert [one.width for one in fitted(COLUMNS, rows)] == [5, 8, 4]
    assert [one.width for one in fitted(COLUMNS, [])] == [2, 4, 4]


def test_a_table_has_its_summary_last(paper: Any) -> None:
    one = paper()
    one.sheet.table(COLUMNS, [Row(("7", "a", "x"), b'{"Id":7}')])
    one.sheet.summary("1 row")
    assert one.lines == ["id  name  says", " 7  a     x", "1 row"]
    assert one.notes == []


def test_as_json_there_is_an_object_a_line_and_the_rest_stands_aside(paper: Any) -> None:
    one = paper(is_json=True)
    one.sheet.table(COLUMNS, [Row(("7", "a", "x"), b'{"Id":7}'), Row(("8", "b", "y"), b"{}")])
    one.sheet.summary("2 rows")
    assert one.lines == ['{"Id":7}', "{}"]
    assert one.notes == ["2 rows"]


def test_the_key_is_blotted_out_of_everything(paper: Any) -> None:
    for key in ("secret", 'se"cr\\et'):
        row = Row(("7", f"a {key}", "x"), b"")
        one = paper(key=key)
        one.sheet.row(COLUMNS, row)
        one.sheet.summary(f"it is {key}")
        one.sheet.note(f"again {key}")
        assert one.lines == ["   7  a (key)  x", "it is (key)"]
        assert one.notes == ["again (key)"]


def test_the_key_is_blotted_out_of_json_wherever_a_text_has_it(paper: Any) -> None:
    told = b'{"Id":1.10,"Name":"a secret","Parts":[{"secret":"secret"},null,true]}'
    one = paper(is_json=True, key="secret")
    one.sheet.row(COLUMNS, Row((), told))
    assert one.lines == ['{"Id":1.10,"Name":"a (key)","Parts":[{"(key)":"(key)"},null,true]}']
    quoted = paper(is_json=True, key='a"b')
    quoted.sheet.row(COLUMNS, Row((), b'{"Name":"a\\"b"}'))
    assert quoted.lines == ['{"Name":"(key)"}']


def test_what_a_hub_says_cannot_act_on_the_terminal(paper: Any) -> None:
    one = paper()
    one.sheet.row(COLUMNS, Row(("7", "\x1b[2J", "x"), b""))
    one.sheet.note("a\nb")
    assert one.lines == ["   7  \\x1b[2J  x"]
    assert one.notes == ["a\\nb"]


def test_a_roll_has_its_head_above_the_first_row_only(paper: Any) -> None:
    one = paper()
    roll = Roll(one.sheet, COLUMNS)
    assert one.lines == []
    roll.add(Row(("7", "a", "x"), b""))
    roll.add(Row(("8", "b", "y"), b""))
    assert [line.split()[0] for line in one.lines] == ["id", "7", "8"]


def torn(how: str) -> tuple[Sheet, list[bool]]:
    """A sheet whose output cannot be written, and whether that ended something."""
    ended: list[bool] = []
    if how == "left":
        read, write = os.pipe()
        os.close(read)
        out = os.fdopen(write, "w")
    else:
        out = open("/dev/full", "w")  # noqa: SIM115, PTH123  # it is written to by the sheet
    sheet = Sheet(
        out=out,
        err=out,
        key="k",
        is_json=False,
        on_left=lambda: ended.append(True),
    )
    sheet.row(COLUMNS, Row(("7", "a", "x"), b""))
    sheet.row(COLUMNS, Row(("8", "a", "x"), b""))
    out.close()
    return sheet, ended


def test_a_reader_who_left_ends_it_without_a_word() -> None:
    sheet, ended = torn("left")
    assert ended == [True]
    assert sheet.unwritten is None


def test_output_that_cannot_be_written_ends_it_and_is_kept() -> None:
    sheet, ended = torn("full")
    assert ended == [True]
    assert sheet.unwritten is not None
