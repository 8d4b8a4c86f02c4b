"""The planner's workbook: every issue listed, every file's rows, and the cells of the originals marked."""

import io
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.workbook import Workbook

from loaders import cells
from loaders.errors import FormatError
from loaders.intake import Files, read_all
from loaders.sheets.page import FILLS
from loaders.workbook import mark_workbook
from reports.findings import findings, packed, write_findings
from sites.edition import Edition
from sites.report import Issue
from tests.corpus import books
from tests.corpus.district import HEAD, files, rows, table, workbook

WRONG, VAGUE = "三十来户", "约36户"
"""A number that cannot be read, and one that is read with a doubt."""
Grid = list[list[Any]]


def opened(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def edition_of(folder: Path, progress: Any, **more: Any) -> Edition:
    return read_all(files(folder, progress=progress, **more))


def faulty() -> Grid:
    """Three faults: an unreadable number in row 5, a compound that is not there in row 7, a doubt in row 9."""
    grid = table(rows())
    grid[4][3], grid[6][1], grid[8][3] = WRONG, "彩虹新村", VAGUE
    return grid


def marks(book: Workbook, sheet: str) -> dict[str, str]:
    """Return the comments of a sheet by cell, without the data's own."""
    return {cell.coordinate: cell.comment.text for row in book[sheet].iter_rows() for cell in row if cell.comment}


def alone(edition: Edition) -> Workbook:
    """Return the one workbook that an edition's report becomes."""
    found = findings(edition.report)
    assert len(found) == 1
    return opened(next(iter(found.values())))


def fill(book: Workbook, sheet: str, place: str) -> str:
    return str(book[sheet][place].fill.fgColor.rgb)[-6:]


def test_the_faulty_cells_are_marked_by_colour_and_by_word(tmp_path: Path) -> None:
    book = alone(edition_of(tmp_path, faulty()))
    said = marks(book, "进度")
    assert set(said) == {"D5", "B7", "D9"}
    assert said["D5"].startswith("警告：")
    assert WRONG in said["D5"]
    assert said["B7"].startswith("退回：找不到小区“彩虹新村”")
    assert fill(book, "进度", "B7") == FILLS["error"]
    assert fill(book, "进度", "D5") == FILLS["warning"]
    assert [book["进度"][place].value for place in ("D5", "B7", "D9")] == [WRONG, "彩虹新村", VAGUE]


def test_every_issue_is_listed_gravest_first_and_leads_to_its_cell(tmp_path: Path) -> None:
    edition = edition_of(tmp_path, faulty())
    book = alone(edition)
    sheet = book["问题清单"]
    assert book.sheetnames == ["问题清单", "核对", "进度"]
    listed = [row for row in sheet.iter_rows(min_row=2) if row[9].value]
    assert Counter(row[9].value for row in listed) == Counter(issue.code for issue in edition.report.issues)
    words = [row[0].value for row in listed]
    assert words == sorted(words, key=["退回", "警告", "说明"].index)
    links = {row[9].value: row[4].hyperlink.location for row in listed if row[4].value}
    assert links == {"unknown_compound": "'进度'!B7", "unreadable_value": "'进度'!D5", "approximate_value": "'进度'!D9"}
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", f"A1:J{len(listed) + 1}")
    assert [sheet.sheet_view.tabSelected for sheet in book.worksheets] == [True, False, False]


def test_the_rows_of_every_file_are_checked(tmp_path: Path) -> None:
    edition = edition_of(tmp_path, faulty())
    found = [[cell.value for cell in row] for row in alone(edition)["核对"].iter_rows(min_row=2)]
    assert [row[2] for row in found] == [entry.rows_in for entry in edition.report.inputs]
    assert all(row[2] == row[3] + row[4] + row[5] and row[6] == "✓ 相符" for row in found)
    edition.report.inputs[0].rows_in += 1
    assert alone(edition)["核对"]["G2"].value == "✗ 不符"


def as_csv(path: Path, grid: Grid) -> Path:
    lines = [",".join("" if cell is None else str(cell) for cell in row) for row in grid]
    path = path.with_suffix(".csv")
    path.write_bytes("\r\n".join(lines).encode("gb18030"))
    return path


FORMS: dict[str, Callable[[Path, Grid], Path]] = {
    "xls": books.as_xls, "ods": lambda path, grid: books.ods(path.with_suffix(".ods"), grid), "csv-in-gbk": as_csv,
    "xlsm": lambda path, grid: books.as_xlsx(path, grid).rename(path.with_suffix(".xlsm")),
    "et": lambda path, grid: books.as_xls(path, grid).rename(path.with_suffix(".et")),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_every_form_becomes_a_copy_with_the_same_cells_at_the_same_places(form: str, tmp_path: Path) -> None:
    path = FORMS[form](tmp_path / "week", faulty())
    book = alone(edition_of(tmp_path, path))
    sheet = book.worksheets[2]
    assert sheet.title == ("week" if form == "csv-in-gbk" else "进度")
    assert set(marks(book, sheet.title)) == {"D5", "B7", "D9"}
    shown = [[cells.text(cell.value) for cell in row] for row in sheet.iter_rows(max_col=len(HEAD))]
    wanted = [[cells.text(cell) for cell in [*row, *[None] * len(HEAD)][: len(HEAD)]] for row in faulty()]
    assert shown == wanted


def two_row_head(folder: Path) -> Files:
    """The head of three rows, merged, with a fault under 形象进度, one under 计划 完工, and a column that means nothing."""
    grid = [[*row, *[None] * (9 - len(row))] for row in books.TWO_ROWS]
    grid[2].append("天气")
    grid[5][5], grid[6][7] = "快了", "年后"
    merges = [(1, 0, 1, 3), (1, 4, 1, 5), (1, 6, 1, 8), (2, 6, 2, 7), (2, 9, 3, 9)]
    return files(folder, progress=workbook(folder / "week.xlsx", {"进度": grid}, merges))


def side_by_side(folder: Path) -> Files:
    """Two tables beside one another, with the same fault in the right one only, and another in both."""
    grid = [list(row) for row in books.SIDE]
    grid[2][10], grid[3][3], grid[3][10] = WRONG, WRONG, VAGUE
    return files(folder, progress=workbook(folder / "week.xlsx", {"进度": grid}))


def stacked(folder: Path) -> Files:
    """A second table below the first, with its own head."""
    grid = [list(row) for row in books.STACKED]
    grid[14][3] = WRONG
    return files(folder, progress=workbook(folder / "week.xlsx", {"进度": grid}))


def merged_down(folder: Path) -> Files:
    """A compound written once for its four buildings, and not known."""
    grid = table(rows())
    for row in grid[3:7]:
        row[1] = None
    grid[3][1] = "彩虹新村"
    path = workbook(folder / "week.xlsx", {"进度": grid})
    book = openpyxl.load_workbook(path)
    book["进度"].merge_cells("B4:B7")
    book.save(path)
    return files(folder, progress=path)


def moved_right_and_down(folder: Path) -> Files:
    """A table that begins at C6."""
    grid = [[], [], [], *[[None, None, *row] for row in faulty()]]
    return files(folder, progress=workbook(folder / "week.xlsx", {"进度": grid}))


@pytest.mark.parametrize(
    ("make", "places"),
    [
        (two_row_head, {"F6", "H7", "J3"}), (side_by_side, {"K3", "D4", "K4"}), (stacked, {"D15"}), (merged_down, {"B4"}),
        (moved_right_and_down, {"F8", "D10", "F12"}),
    ],
)  # fmt: skip
def test_the_right_cell_is_found_whatever_the_table(
    make: Callable[[Path], Files], places: set[str], tmp_path: Path
) -> None:
    book = alone(read_all(make(tmp_path)))
    assert set(marks(book, "进度")) == places


def test_rows_that_share_a_merged_cell_are_told_apart_in_its_comment(tmp_path: Path) -> None:
    said = marks(alone(read_all(merged_down(tmp_path))), "进度")["B4"]
    assert said.count("退回：") == 4
    assert [f"第 {row} 行" in said for row in (4, 5, 6, 7)] == [False, True, True, True]


def test_several_issues_of_one_cell_are_one_comment_and_the_gravest_colours_it(tmp_path: Path) -> None:
    edition = edition_of(tmp_path, faulty())
    issue = next(issue for issue in edition.report.issues if issue.code == "unknown_compound")
    edition.report.add([replace(issue, code="unknown_column", candidates=())])
    book = alone(edition)
    assert [part[:3] for part in marks(book, "进度")["B7"].split("\n\n")] == ["退回：", "说明："]
    assert fill(book, "进度", "B7") == FILLS["error"]


def test_an_issue_of_a_row_marks_its_first_filled_cell_and_one_of_the_file_none(tmp_path: Path) -> None:
    grid = table(rows())
    grid[5][0] = None
    edition = edition_of(tmp_path, grid)
    path = edition.report.inputs[-1].path
    edition.report.issues[:] = [
        Issue("hidden_rows_read", "progress", {"n": 1}, path=path, sheet="进度", row=6),
        Issue("date_from_file_name", "progress", {"date": "2022-08-31"}, path=path),
        Issue("hidden_rows_read", "progress", {"n": 1}, path=path, sheet="进度", row=9_999),
    ]
    assert set(marks(alone(edition), "进度")) == {"B6"}


def original(folder: Path) -> Path:
    """A workbook with all that a copy should keep, and all that it should not."""
    path = workbook(folder / "week.xlsx", {"进度": faulty(), "上周": table(rows()), "封面": [["台账"]]})
    book = openpyxl.load_workbook(path)
    sheet = book["进度"]
    sheet["A4"].font = Font(name="楷体", bold=True)
    sheet["F4"].number_format = "0.0%"
    sheet.column_dimensions["B"].width = 31
    sheet.column_dimensions["C"].hidden = True
    sheet.row_dimensions[6].hidden = True
    sheet.merge_cells("A1:F1")
    sheet["D5"].comment = Comment("问过居委会", "小王")
    sheet["H4"] = datetime(2022, 8, 31)
    sheet["H4"].number_format = "yyyy年m月d日"
    sheet["H6"] = "=1+1"
    sheet["H7"].value = "=cmd|' /C calc'!A0"
    sheet["H7"].data_type = "s"
    book["上周"].sheet_state = "hidden"
    book.save(path)
    return path


def test_a_copy_keeps_formats_widths_merges_and_what_is_hidden(tmp_path: Path) -> None:
    book = alone(edition_of(tmp_path, original(tmp_path)))
    sheet = book["进度"]
    assert (sheet["A4"].font.name, sheet["A4"].font.bold, sheet["F4"].number_format) == ("楷体", True, "0.0%")
    assert sheet.column_dimensions["B"].width == 31
    assert (sheet.column_dimensions["C"].hidden, sheet.row_dimensions[6].hidden) == (True, True)
    assert [str(entry) for entry in sheet.merged_cells.ranges] == ["A1:F1"]
    assert book["上周"].sheet_state == "hidden"
    assert sheet["H4"].value == datetime(2022, 8, 31)
    said = marks(book, "进度")["D5"]
    assert said.startswith("警告：")
    assert said.endswith("问过居委会")


def test_nothing_in_the_workbook_is_a_formula(tmp_path: Path) -> None:
    grid = faulty()
    grid[6][1], grid[4][3] = "=1+1", "+36"
    for at, path in enumerate([original(tmp_path), as_csv(tmp_path / "evil", grid)]):
        folder = tmp_path / str(at)
        folder.mkdir()
        edition = edition_of(folder, path)
        name = "=HYPERLINK(1)"
        edition.report.add(
            [Issue("unknown_column", "progress", path=edition.report.inputs[-1].path, row=4, value=name)]
        )
        content = next(iter(findings(edition.report).values()))
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {part: archive.read(part) for part in archive.namelist()}
        assert not any(b"<f>" in data or b"<f " in data for part, data in parts.items() if "worksheets" in part)
        assert not [part for part in parts if "vba" in part or "externalLink" in part]
        book = opened(content)
        texts = {cell.value for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}
        assert name in texts
        assert ("=cmd|' /C calc'!A0" if at == 0 else "=1+1") in texts


def test_several_workbooks_are_a_list_of_all_and_a_copy_of_each(tmp_path: Path) -> None:
    other = workbook(tmp_path / "2022-08-24.xlsx", {"进度": [["台账"], *faulty()[2:]]})
    week = workbook(tmp_path / "week.xlsx", {"进度": faulty()})
    edition = edition_of(tmp_path, (week, other))
    found = findings(edition.report)
    assert list(found) == ["问题清单.xlsx", "标注-2022-08-24.xlsx", "标注-week.xlsx"]
    every = opened(found["问题清单.xlsx"])
    assert every.sheetnames == ["问题清单", "核对"]
    assert every["问题清单"].max_row == len(edition.report.issues) + 1
    for name in list(found)[1:]:
        book = opened(found[name])
        assert book.sheetnames == ["问题清单", "进度"]
        assert len(marks(book, "进度")) == 3
    path = write_findings(edition.report, tmp_path / "out" / "问题.xlsx")
    assert path == tmp_path / "out" / "问题.zip"
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == list(found)


def test_a_report_without_a_fault_is_a_list_alone(tmp_path: Path) -> None:
    edition = edition_of(tmp_path, table(rows()))
    name, content = packed(findings(edition.report))
    assert (name, opened(content).sheetnames) == ("问题清单.xlsx", ["问题清单", "核对"])


def test_the_original_may_lie_elsewhere_by_now(tmp_path: Path) -> None:
    edition = edition_of(tmp_path, faulty())
    path = edition.report.inputs[-1].path
    kept = Path(path).rename(tmp_path / "kept.xlsx")
    book = opened(findings(edition.report, {path: kept})["问题清单.xlsx"])
    assert set(marks(book, "进度")) == {"D5", "B7", "D9"}


def test_an_original_that_is_gone_or_damaged_is_said_and_the_list_is_there(tmp_path: Path) -> None:
    edition = edition_of(tmp_path, faulty())
    path = Path(edition.report.inputs[-1].path)
    for spoil in (lambda: path.write_bytes(b"PK\x03\x04" + b"x" * 100), path.unlink):
        spoil()
        book = alone(edition)
        assert book.sheetnames == ["问题清单", "核对"]
        notes = [row[7].value for row in book["核对"].iter_rows(min_row=2)]
        assert str(notes[-1]).startswith("没有标注的副本：")


def test_cells_of_tickets_and_of_places_are_marked_too(tmp_path: Path) -> None:
    tickets = workbook(
        tmp_path / "12345.xlsx", {"工单": [["汇总"], ["编号", "涉及小区", "内容"], ["T1", "彩虹新村", "漏水"]]}
    )
    charging = as_csv(tmp_path / "充电", [["设施编号", "经度", "纬度", "状态"], ["e1", 120.861, 32.011, "快了"]])
    edition = edition_of(tmp_path, table(rows()), tickets=tickets, charging=charging)
    found = findings(edition.report)
    assert set(marks(opened(found["标注-12345.xlsx"]), "工单")) == {"B3"}
    assert set(marks(opened(found["标注-充电.xlsx"]), "充电")) == {"D2"}


def test_the_original_is_opened_in_the_limited_process_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_given: Any, **_named: Any) -> None:
        raise AssertionError("opened in the app")

    edition = edition_of(tmp_path, faulty())
    monkeypatch.setattr("loaders.workbook.marking.open_book", refuse)
    monkeypatch.setattr("loaders.sheets.copy.load_workbook", refuse)
    assert set(marks(alone(edition), "进度")) == {"D5", "B7", "D9"}


def test_styles_that_openpyxl_does_not_understand_cost_the_formats_and_not_the_marks(tmp_path: Path) -> None:
    path = original(tmp_path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/styles.xml"] = parts["xl/styles.xml"].replace(
        b'<patternFill patternType="gray125"', b'<patternFill patternType="wps"'
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    with pytest.raises(ValueError, match="could not read stylesheet"):
        openpyxl.load_workbook(path)
    book = alone(edition_of(tmp_path, path))
    assert set(marks(book, "进度")) >= {"D5", "B7", "D9"}
    assert book["上周"].sheet_state == "hidden"
    assert (book["进度"].column_dimensions["C"].hidden, book["进度"].row_dimensions[6].hidden) == (True, True)


def test_a_workbook_that_is_too_large_to_copy_is_refused_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loaders.sheets.copy.LARGEST_COPIED", 50)
    path = workbook(tmp_path / "week.xlsx", {"进度": table(rows())})
    with pytest.raises(FormatError, match=r"太大.*按街道分开"):
        mark_workbook(path, (), ())
