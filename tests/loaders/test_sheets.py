"""What a workbook is, is told by its content; what it shows beside its values is not lost."""

import struct
import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
import xlwt

from loaders.errors import FormatError
from loaders.sheets import biff, open_book
from loaders.sheets.delimited import rows
from loaders.sheets.sheet import column_letters, column_place

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\x89PNG\r\n", "图片"),
        (b"Rar!\x1a\x07", "压缩包"),
        (b"MIME-Version: 1.0\r\n", "网页存档"),
        ("<HTML><meta charset=gbk>".encode("utf-16"), "网页（HTML）"),
        (b'{"a": 1}', "JSON"),
        (b"\x09\x04\x06\x00\x00\x00", "很旧"),
        (OLE + bytes(600), "损坏"),
        (OLE, "损坏"),
        (b"PK\x03\x04" + bytes(50), "内容不是"),
        (bytes(range(256)) * 4, "内容不是"),
    ],
)
@pytest.mark.parametrize("suffix", [".xls", ".xlsx", ".csv"])
def test_what_is_no_workbook_is_called_by_its_name(tmp_path: Path, content: bytes, says: str, suffix: str) -> None:
    path = tmp_path / f"x{suffix}"
    path.write_bytes(content)
    with pytest.raises(FormatError, match=says):
        open_book(path)


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("标题，含逗号,还有\n小区;幢号\n甲;1\n乙;2\n", ["小区", "幢号"]),
        ('"a;b",c\n"d;e",f\n', ["d;e", "f"]),
        ("a\tb,c\nd\te,f\ng\th,i\n", ["d", "e,f"]),
        ('sep=;\n"a,b,c";x\n1,2,3;y\n', ["1,2,3", "y"]),
    ],
)
def test_the_delimiter_is_that_of_the_table(tmp_path: Path, text: str, second: list[str]) -> None:
    path = tmp_path / "x.csv"
    path.write_text(text, encoding="utf-8")
    assert rows(path)[0][1] == second


def test_quotes_hold_line_breaks_together(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text('小区,备注\n甲,"一\n二"\n乙,三\n', encoding="utf-8")
    assert len(rows(path)[0]) == 3


def marked_xlsx(path: Path, date1904: bool) -> Path:
    with xlsxwriter.Workbook(path, {"date_1904": date1904}) as book:
        sheet = book.add_worksheet("表")
        sheet.write_formula(0, 0, "=1/0", None, "#DIV/0!")
        sheet.write_number(0, 1, 1, book.add_format({"num_format": "0.0%"}))
        sheet.write_number(0, 2, 1)
        sheet.write_datetime(0, 3, date(2022, 11, 20), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.set_row(3, None, None, {"hidden": True})
        sheet.write_string(3, 0, "x")
        sheet.set_column(2, 3, None, None, {"hidden": True})
        book.add_worksheet("藏").hide()
    return path


def marked_xls(path: Path, date1904: bool) -> Path:
    book = xlwt.Workbook()
    book.dates_1904 = date1904
    sheet = book.add_sheet("表")
    sheet.write(0, 0, "#DIV/0!")
    sheet.write(0, 1, 1, xlwt.easyxf(num_format_str="0.0%"))
    sheet.write(0, 2, 1)
    sheet.write(0, 3, date(2022, 11, 20), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    sheet.row(3).hidden = True
    sheet.write(3, 0, "x")
    for at in (2, 3):
        sheet.col(at).hidden = True
    book.add_sheet("藏").visibility = 1
    book.save(str(path))
    return path


@pytest.mark.parametrize("date1904", [False, True])
@pytest.mark.parametrize("make", [marked_xlsx, marked_xls])
def test_hidden_parts_errors_percentages_and_the_date_system_are_known(
    tmp_path: Path, make: object, date1904: bool
) -> None:
    path = make(tmp_path / ("x.xls" if make is marked_xls else "x.xlsx"), date1904)  # type: ignore[operator]
    first, second = open_book(path).sheets
    assert first.rows[0] == ["#DIV/0!", "100%", 1, date(2022, 11, 20)]
    assert (set(first.hidden_rows), set(first.hidden_columns)) == ({3}, {2, 3})
    assert (first.hidden, second.hidden, first.date1904) == (False, True, date1904)


def test_an_xls_that_reaches_too_far_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = marked_xls(tmp_path / "x.xls", False)
    data = path.read_bytes()
    at = data.index(struct.pack("<HH", 0x200, 14))
    path.write_bytes(data[: at + 4] + struct.pack("<IIHH", 0, 4_000_000, 0, 250) + data[at + 16 :])
    with pytest.raises(FormatError, match="合常理"):
        open_book(path)


def test_an_encrypted_xls_is_said_to_be_so(tmp_path: Path) -> None:
    path = marked_xls(tmp_path / "x.xls", False)
    data = path.read_bytes()
    at = data.index(struct.pack("<HH", 0x22, 2))  # the date system, made the record of a password
    path.write_bytes(data[:at] + struct.pack("<HH", 0x2F, 2) + data[at + 4 :])
    with pytest.raises(FormatError, match="密码"):
        biff.examine(path)


@pytest.mark.parametrize(("at", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_called_as_excel_calls_them(at: int, letters: str) -> None:
    assert column_letters(at) == letters
    assert column_place(letters) == at


def test_an_ods_that_ends_in_the_middle_of_a_tag_is_one_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "x.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml", '<office:document-content><table:table table:name="x"><table:table-row><table:table-cell>'
        )
    with pytest.raises(FormatError, match="损坏"):
        open_book(path)
