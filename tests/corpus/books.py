"""Workbooks: every form of file, of table and of cell."""

import shutil
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import odf.opendocument
import odf.table
import odf.text
import xlsxwriter
import xlwt

from loaders.errors import FormatError, OptionError, WorkbookError
from loaders.intake import Files
from sites.edition import Edition
from tests.corpus.case import Case, Found, Refused
from tests.corpus.district import HEAD, files, rows, table, workbook

Grid = Sequence[Sequence[Any]]
JOINED = {"progress": (12, 0, 3)}
PLANS = [*HEAD[:3], "改造实施计划开工", "改造实施计划完工", "改造实施实际开工"]


def found(code: str, row: int | None = None, sheet: str = "进度") -> Found:
    return Found(code, "progress", row, sheet)


def book(grid: Grid, name: str = "week.xlsx", **more: Any) -> Callable[[Path], Files]:
    """One sheet named 进度 as xlsx."""
    return lambda folder: files(folder, progress=workbook(folder / name, {"进度": grid}, **more))


def with_cells(head: Sequence[Any], cells: Sequence[Any]) -> list[list[Any]]:
    """The clean rows with one more column."""
    return table([[*row, cell] for row, cell in zip(rows(), [*cells, *[None] * 12], strict=False)], [*HEAD, *head])


def planned(cells: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Rows of plans: start, end, actual start; the others are empty."""
    more = [*cells, *[[None] * 3] * 12]
    return table([[*row[:3], *some] for row, some in zip(rows(), more, strict=False)], PLANS)


def holds(code: str, *values: Any) -> Callable[[Edition], bool]:
    """Look at a column of the first compound's buildings."""

    def look(edition: Edition) -> bool:
        given = edition.buildings[code].iloc[: len(values)]
        shown = [str(value)[:10] if isinstance(value, datetime) else value for value in given]
        assert shown == list(values), shown
        return True

    return look


def xls(path: Path, sheets: dict[str, Grid]) -> Path:
    written = xlwt.Workbook()
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for name, grid in sheets.items():
        sheet = written.add_sheet(name)
        for at, row in enumerate(grid):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write(at, column, cell, day)
                elif cell is not None:
                    sheet.write(at, column, cell)
    written.save(str(path))
    return path


def ods(path: Path, grid: Grid, repeat: int = 1) -> Path:
    document = odf.opendocument.OpenDocumentSpreadsheet()
    sheet = odf.table.Table(name="进度")
    for row in grid:
        line = odf.table.TableRow(numberrowsrepeated=repeat) if repeat > 1 else odf.table.TableRow()
        for cell in row:
            if isinstance(cell, int | float):
                entry = odf.table.TableCell(valuetype="float", value=cell)
            else:
                entry = odf.table.TableCell(valuetype="string") if cell else odf.table.TableCell()
            if cell is not None:
                entry.addElement(odf.text.P(text=str(cell)))
            line.addElement(entry)
        sheet.addElement(line)
    document.spreadsheet.addElement(sheet)
    document.save(str(path))
    return path


def text(name: str, codec: str, delimiter: str = ",") -> Callable[[Path], Files]:
    """The clean rows as text."""

    def make(folder: Path) -> Files:
        path = folder / name
        lines = [delimiter.join("" if cell is None else f'"{cell}"' for cell in row) for row in table(rows())]
        path.write_bytes("\r\n".join(lines).encode(codec))
        return files(folder, progress=path)

    return make


def moved(name: str, make: Callable[[Path, Grid], Path]) -> Callable[[Path], Files]:
    """The clean workbook made as one form and named as another."""

    def rename(folder: Path) -> Files:
        path = make(folder / "made", table(rows()))
        return files(folder, progress=Path(shutil.move(path, folder / name)))

    return rename


def raw(name: str, content: bytes) -> Callable[[Path], Files]:
    def make(folder: Path) -> Files:
        (folder / name).write_bytes(content)
        return files(folder, progress=folder / name)

    return make


def as_xlsx(path: Path, grid: Grid) -> Path:
    return workbook(path.with_suffix(".xlsx"), {"进度": grid})


def as_xls(path: Path, grid: Grid) -> Path:
    return xls(path.with_suffix(".xls"), {"进度": grid})


def hidden(folder: Path) -> Files:
    path = folder / "week.xlsx"
    with xlsxwriter.Workbook(path) as written:
        sheet, old = written.add_worksheet("进度"), written.add_worksheet("上周")
        for at, row in enumerate(table(rows())):
            sheet.write_row(at, 0, row)
            old.write_row(at, 0, row)
        sheet.set_row(4, None, None, {"hidden": True})
        sheet.set_row(6, None, None, {"hidden": True})
        sheet.set_column(3, 3, None, None, {"hidden": True})
        old.hide()
    return files(folder, progress=path)


def far_ods(folder: Path) -> Files:
    return files(folder, progress=ods(folder / "week.ods", table(rows()), repeat=900_000))


def encrypted_ods(folder: Path) -> Files:
    path = ods(folder / "week.ods", table(rows()))
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["META-INF/manifest.xml"] = parts["META-INF/manifest.xml"].replace(
        b"</manifest:manifest>", b"<manifest:encryption-data/></manifest:manifest>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return files(folder, progress=path)


def taught(content: str) -> Callable[[Path], Files]:
    """A columns.toml beside a workbook whose 户数 is called 门牌数."""

    def make(folder: Path) -> Files:
        (folder / "columns.toml").write_text(content, encoding="utf-8")
        grid = table(rows(), [*HEAD[:3], "门牌数", *HEAD[4:]])
        return files(folder, progress=workbook(folder / "week.xlsx", {"进度": grid}))

    return make


def percents(folder: Path) -> Files:
    """Shares as numbers that are shown as percentages: 1 is 100 % without a doubt."""
    path = folder / "week.xlsx"
    with xlsxwriter.Workbook(path) as written:
        sheet, form = written.add_worksheet("进度"), written.add_format({"num_format": "0%"})
        for at, row in enumerate(table(rows())):
            sheet.write_row(at, 0, row[:5] if at > 2 else row)
            if at > 2:
                sheet.write_number(at, 5, 1 if at == 3 else 0.5, form)
    return files(folder, progress=path)


def by_compound(name: Callable[[str], str], title: Callable[[str], str]) -> Callable[[Path], Files]:
    """A sheet for each compound, with no column for it."""

    def make(folder: Path) -> Files:
        sheets = {
            name(compound): [[title(compound)], ["填报日期：2022-08-31"], HEAD[2:], *[row[2:] for row in rows() if row[1] == compound]]
            for compound in ("虹桥新村一期", "虹桥新村二期", "学田苑")
        }  # fmt: skip
        return files(folder, progress=workbook(folder / "week.xlsx", sheets))

    return make


def total(households: int, word: str = "小计") -> list[list[Any]]:
    """A sub-total of the first compound."""
    grid = table(rows())
    grid.insert(7, ["虹桥街道", word, "4幢", households])
    return grid


TWO_ROWS = [
    ["2022年虹桥街道老旧小区改造台账（截至2022年8月31日）"],
    ["基本信息", None, None, None, "进展", None, "改造实施", None, None],
    ["街道", "小区", "幢号", "户数", "当前阶段", "形象进度", "计划", None, "实际"],
    [None, None, None, "（户）", None, "（%）", "开工", "完工", "开工"],
    [1, 2, 3, 4, 5, 6, 7, 8, 9],
    *[[*row, date(2022, 3, 1), date(2022, 9, 1), date(2022, 3, 2)] for row in rows()],
]
SIDE = [
    ["填报日期：2022-08-31"],
    [*HEAD, None, *HEAD],
    *[[*left, None, *right] for left, right in zip(rows()[:6], rows()[6:], strict=True)],
]
STACKED = [
    ["填报日期：2022-08-31"], ["虹桥街道"], HEAD, *rows()[:8], [], ["学田街道"], HEAD, *rows()[8:], ["填表人：某某"],
]  # fmt: skip

CASES = (
    Case("book-xls", moved("week.xls", as_xls), rows=JOINED),
    Case("book-et", moved("week.et", as_xls), rows=JOINED),
    Case("book-et-that-is-an-xlsx", moved("week.et", as_xlsx), rows=JOINED),
    Case("book-xls-that-is-an-xlsx", moved("week.xls", as_xlsx), rows=JOINED),
    Case("book-xlsx-that-is-an-xls", moved("week.xlsx", as_xls), rows=JOINED),
    Case("book-xlsm", moved("week.xlsm", as_xlsx), rows=JOINED),
    Case("book-ods", moved("week.ods", lambda path, grid: ods(path.with_suffix(".ods"), grid)), rows=JOINED),
    Case("book-ods-bomb", far_ods, refused=Refused(FormatError, "合常理")),
    Case("book-ods-encrypted", encrypted_ods, refused=Refused(FormatError, "打开密码")),
    *(
        Case(f"book-csv-{codec}-{sign}", text("week.csv", codec, delimiter), rows=JOINED)
        for codec in ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be")
        for sign, delimiter in (("comma", ","), ("semicolon", ";"), ("tab", "\t"))
    ),
    Case("book-tsv", text("week.tsv", "utf-8", "\t"), rows=JOINED),
    Case("book-xls-that-is-tab-text", text("week.xls", "gb18030", "\t"), rows=JOINED),
    Case("book-xls-that-is-html", raw("week.xls", "<html><body><table><tr><td>小区</td></tr></table>".encode("gbk")),
         refused=Refused(FormatError, "其实是网页.*另存为 xlsx")),
    Case("book-xls-that-is-xml", raw("week.xls", b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'),
         refused=Refused(FormatError, "XML 表格.*另存为 xlsx")),
    Case("book-xlsx-that-is-pdf", raw("week.xlsx", b"%PDF-1.7 ..."), refused=Refused(FormatError, "PDF")),
    Case("book-csv-of-no-encoding", raw("week.csv", b"\xff\xff\xff,\x81\xff"), refused=Refused(FormatError, "编码")),
    # Tables
    Case("book-head-of-three-rows", book(TWO_ROWS, merges=[(1, 0, 1, 3), (1, 4, 1, 5), (1, 6, 1, 8), (2, 6, 2, 7)]),
         rows={"progress": (12, 0, 5)}, holds=holds("construction_planned_end", "2022-09-01")),
    Case("book-two-tables-one-below-another", book(STACKED), rows={"progress": (12, 0, 6)}),
    Case("book-two-tables-side-by-side", book(SIDE), rows={"progress": (12, 0, 2)}),
    Case("book-compound-in-the-sheets-name", by_compound(lambda name: name, lambda name: "改造台账"),
         tuple(found("told_by_title", 3, name) for name in ("虹桥新村一期", "虹桥新村二期", "学田苑")),
         rows={"progress": (12, 0, 9)}),
    Case("book-compound-in-the-title", by_compound(lambda name: f"表{len(name)}{name[-2]}", lambda name: f"{name}2022年改造进度表"),
         tuple(found("told_by_title", 3, name) for name in ("表6一", "表6二", "表3田")), rows={"progress": (12, 0, 9)}),
    Case("book-hidden", hidden,
         (found("hidden_rows_read", 5), found("hidden_columns_read", 3), found("hidden_sheet", None, "上周")),
         rows={"progress": (12, 0, 18)}),
    Case("book-sub-total-fits", book(total(144)), rows={"progress": (12, 0, 4)}),
    Case("book-sub-total-differs", book(total(145)), (found("total_differs", 8),), rows={"progress": (12, 0, 4)}),
    Case("book-total-differs", book([*table(rows()), ["合计", None, "12幢", 400]]), (found("total_differs", 16),)),
    Case("book-total-above-the-rows", book([*table([]), ["合计", None, "12幢", 432], *rows()]), rows={"progress": (12, 0, 4)}),
    Case("book-unknown-column", book(with_cells(["天气"], ["晴"])), (found("unknown_column", 3),), rows=JOINED,
         holds=holds("remark", "天气：晴")),
    Case("book-repeated-column", book(with_cells(["总户数"], [36] * 12)), (found("repeated_column", 3),)),
    Case("book-sheet-without-table", lambda folder: files(folder, progress=workbook(folder / "week.xlsx", {"封面": [["台账"]], "进度": table(rows())})),
         (found("sheet_without_table", None, "封面"),), rows={"progress": (12, 0, 4)}),
    Case("book-guide", lambda folder: files(folder, progress=workbook(folder / "week.xlsx", {"填表说明": [["怎么填"]], "进度": table(rows())}))),
    Case("book-without-table", book([["会议纪要"], ["内容", "无"]]), refused=Refused(WorkbookError, "表头")),
    # columns.toml
    Case("book-taught", taught('[columns]\n"户数" = ["门牌数"]\n')),
    Case("book-taught-nothing", taught("[columns]\n"), (found("unknown_column", 3),)),
    Case("book-taught-badly", taught('[columns]\n户数 = ["门牌数"]\n'), refused=Refused(OptionError, "第 2 行.*引号")),
    Case("book-taught-unknown", taught('[columns]\n\n"人数" = ["门牌数"]\n'), refused=Refused(OptionError, "第 3 行.*人数")),
    # Cells
    Case("book-numbers", book(table([[*row[:3], cell, *row[4:]] for row, cell in zip(
        rows(), ["36户", "３６", "三十六", "36.0", *[36] * 8], strict=True)])), rows=JOINED),
    Case("book-rough-number", book(table([[*row[:3], cell, *row[4:]] for row, cell in zip(
        rows(), ["约36户", *[36] * 11], strict=True)])), (found("approximate_value", 4),)),
    Case("book-unreadable", book(table([[*row[:3], cell, *row[4:]] for row, cell in zip(
        rows(), ["三十来户", -36, "#REF!", *[36] * 9], strict=True)])), tuple(found("unreadable_value", row) for row in (4, 5, 6)),
        rows=JOINED),
    Case("book-shares", book(table([[*row[:5], cell] for row, cell in zip(
        rows(), ["85 %", 0.85, 85, "８５％", "百分之八十五", *["50%"] * 7], strict=True)])), holds=holds("progress_pct", *[85.0] * 5)),
    Case("book-share-of-one", book(table([[*row[:5], 1 if at == 2 else 0.5] for at, row in enumerate(rows())])),
         (found("share_exactly_one", 6),)),
    Case("book-share-of-one-shown-as-percent", percents, holds=holds("progress_pct", 100.0, 50.0)),
    Case("book-stage-words", book(table([[*row[:4], word, None] for row, word in zip(
        rows(), ["正在进行外立面施工", "拆违完成", "拆违基本完成", "已完工，待验收", *["施工中"] * 8], strict=True)])),
        holds=holds("stage", "construction", "construction", "demolition", "acceptance")),
    Case("book-unknown-stage-word", book(table([[*row[:4], "忙着呢" if at == 1 else "施工中", None] for at, row in enumerate(rows())])),
         (found("unknown_stage_word", 5),)),
    Case("book-dates", book(planned([["2022.3.1", "2022年11月20日", None], ["2022/3/1", 44885, None], [20220301, "22.11.20", None],
         ["二〇二二年三月一日", "44885", "—"]])), holds=holds("construction_planned_end", *["2022-11-20"] * 4)),
    Case("book-dates-without-a-year", book(planned([["3月1日", "11-20", "12月30日"], ["2021-12-30", "3.1", None]])),
         (found("year_assumed", 4),) * 3, holds=holds("construction_actual_start", "2021-12-30")),
    Case("book-dates-without-a-day", book(planned([["2022年3月", "2022年11月", None], ["3月上旬", "11月底", None]])),
         (found("day_assumed", 4),) * 2 + (found("year_assumed", 5),) * 2, holds=holds("construction_planned_end", "2022-11-30", "2022-11-30")),
    Case("book-date-with-words", book(planned([["2022.3.1", "2022.11.20前", None], [None, None, "预计2022.8.1"]])),
         (found("approximate_value", 4), found("unreadable_value", 5))),
    Case("book-date-done", book(planned([["2022.3.1", "已完成", None]])), (found("unreadable_value", 4),)),
    # The date of the workbook
    Case("book-date-of-file-name", lambda folder: files(folder, progress=workbook(folder / "台账0831.xlsx", {"进度": [["2022年改造进度表"], HEAD, *rows()]})),
         (found("date_from_file_name", None, ""),), rows={"progress": (12, 0, 2)}),
    Case("book-date-in-the-title", lambda folder: files(folder, as_of=None, progress=workbook(folder / "台账.xlsx", {"进度": [["改造进度表（截至2022年8月31日）"], HEAD, *rows()]})),
         holds=lambda edition: edition.as_of == date(2022, 8, 31)),
    Case("book-without-date", lambda folder: files(folder, as_of=None, progress=workbook(folder / "台账.xlsx", {"进度": [HEAD, *rows()]})),
         refused=Refused(WorkbookError, "--as-of")),
    Case("book-after-as-of", lambda folder: files(folder, as_of=date(2022, 8, 1)),
         (found("workbook_after_as_of", None, ""), Found("buildings_without_progress", "progress")), rows={"progress": (0, 0, 15)}),
)  # fmt: skip
