"""The meetings' decisions as files: what was typed arrives as it was typed, and no sheet takes it for a formula."""

import csv
import io
from datetime import date, datetime

import openpyxl
import pytest

from reports import notes
from store.notes import Note

TYPED = ['=HYPERLINK("http://example.org")', "+1", "-1", "@SUM(A1)", "9 月 10 日前，完成“验收”", "{{ 7*7 }} <b>"]


@pytest.fixture
def kept() -> list[Note]:
    at = datetime(2022, 9, 1, 9, 30)
    return [
        Note(place, 12, date(2022, 8, 31), "compound", "C013", "虹桥新村二期", text, "李四", at, *(("王五", at) if place % 2 else ()))
        for place, text in enumerate(TYPED)
    ]  # fmt: skip


def test_a_workbook_holds_texts_alone(kept: list[Note]) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(notes.xlsx(kept))).active
    assert sheet is not None
    rows = list(sheet.iter_rows(min_row=2))
    assert [row[2].value for row in rows] == TYPED
    assert {cell.data_type for row in rows for cell in row if cell.value} == {"s"}
    assert [row[3].value for row in rows[:2]] == ["未办", "已办"]


def test_a_csv_is_read_by_excel_and_runs_nothing(kept: list[Note]) -> None:
    made = notes.csv(kept)
    assert made.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(made.decode("utf-8-sig"))))[1:]
    assert [row[2].removeprefix("'") for row in rows] == TYPED
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


def test_the_editions_number_stands_in_the_files_name() -> None:
    assert notes.file_name(12, "csv") != notes.file_name(13, "csv")


def test_no_decision_is_a_head_alone() -> None:
    assert len(notes.csv([]).decode("utf-8-sig").splitlines()) == 1
