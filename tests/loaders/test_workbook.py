from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from loaders.errors import FormatError, WorkbookError
from loaders.workbook import date_in_name, read_workbook

UPPER = ["街道", "小区", "幢号", "建筑面积（万㎡）", "形象进度", "改造实施", None, None, None, "天气"]
LOWER = [None, None, None, None, None, "计划开工", "实际开工", "计划完工", "实际完工", None]
ROW = ["虹桥街道", "虹桥新村一期", "3幢", 0.305, 0.85, datetime(2022, 3, 1), "2022.03.05", "2022/6/1", None, "晴"]
TABLE = [["崇川区改造台账"], ["填报日期：2022年8月30日"], UPPER, LOWER, ROW]


def test_the_table_is_found_under_a_title_and_a_two_row_head(xlsx: Any) -> None:
    book = read_workbook(xlsx({"楼栋": TABLE}, merge=[(2, 5, 2, 8)]))
    row = book.buildings.iloc[0]
    assert (row["sheet"], row["row"], row["compound"], row["building_no"]) == ("楼栋", 5, "虹桥新村一期", "3幢")
    assert (row["floor_area_m2"], row["progress_pct"]) == (3050.0, 85.0)
    assert [
        str(row[f"construction_{part}"])[:10] for part in ("planned_start", "actual_start", "planned_end", "actual_end")
    ] == ["2022-03-01", "2022-03-05", "2022-06-01", "NaT"]
    assert book.as_of == date(2022, 8, 30)
    assert (book.input.rows_in, book.input.rows_skipped, len(book.buildings)) == (5, 4, 1)
    assert [(issue.code, issue.column) for issue in book.issues] == [("unknown_column", "天气")]


def test_sub_totals_totals_notes_and_a_head_again_are_skipped(xlsx: Any) -> None:
    head = ["街道", "小区", "幢号", "户数"]
    rows = [
        head, ["虹桥", "虹桥新村", "1幢", 36], ["虹桥", "虹桥新村", "小计", 36], head, ["虹桥", "学田苑", "2", 12], ["虹桥街道小计", None, None, 12],
        [None, "合 计", "2幢", 48], [], ["备注：本表为周报。"], ["填表人：某某", None, "审核：某某"], ["以上数据，由各街道提供。"],
    ]  # fmt: skip
    book = read_workbook(xlsx({"表": rows}))
    assert book.buildings["row"].tolist() == [2, 5]
    assert (book.input.rows_in, book.input.rows_skipped) == (10, 8)


def test_a_row_without_its_building_is_no_note(xlsx: Any) -> None:
    book = read_workbook(xlsx({"表": [["小区", "幢号", "户数"], ["虹桥新村", None, 36], ["说明书小区", "2幢", 3]]}))
    assert book.buildings["row"].tolist() == [2, 3]


def test_a_compounds_name_reaches_over_its_merged_rows(xlsx: Any) -> None:
    rows = [["小区", "幢号", "户数"], ["虹桥新村", "1幢", 36], [None, "2幢", 24], ["学田苑", "1幢", 12]]
    book = read_workbook(xlsx({"表": rows}, merge=[(1, 0, 2, 0)]))
    assert book.buildings["compound"].tolist() == ["虹桥新村", "虹桥新村", "学田苑"]


def test_building_sheet_compound_sheet_and_cover_are_told_apart(xlsx: Any) -> None:
    sheets = {
        "封面": [["改造台账"], ["某某办公室"]],
        "楼栋": [
            ["小区", "幢号", "当前阶段"],
            ["虹桥新村", "1幢", "已移交"],
            ["虹桥新村", "2幢", "拆违完成"],
            ["虹桥新村", "3幢", "忙着呢"],
        ],
        "小区": [["小区", "代建单位", "资金总额(万元)", "临时党支部"], ["虹桥新村", "某公司", 120.5, "2022.1.5"]],
    }
    book = read_workbook(xlsx(sheets))
    assert book.buildings["stage"].fillna("").tolist() == ["handover", "construction", ""]
    assert book.buildings["finished"].tolist() == [True, False, False]
    assert book.compounds["funds_total"].tolist() == [1_205_000.0]
    assert str(book.compounds["party_branch_on"].iloc[0])[:10] == "2022-01-05"
    assert [issue.code for issue in book.issues] == ["sheet_without_table", "unknown_stage_word", "date_from_file_name"]
    assert book.input.rows_in == book.input.rows_skipped + len(book.buildings) + len(book.compounds)


def test_exactly_one_is_a_hundred_per_cent_with_a_warning(xlsx: Any) -> None:
    rows = [
        ["小区", "幢号", "形象进度"],
        *(["甲", str(at), share] for at, share in enumerate([1, "100%", 0.5, 50, "50％", 101], start=1)),
    ]
    book = read_workbook(xlsx({"表": rows}))
    assert book.buildings["progress_pct"].iloc[:5].tolist() == [100.0, 100.0, 50.0, 50.0, 50.0]
    assert [(issue.code, issue.row, issue.value) for issue in book.issues[:2]] == [
        ("unreadable_value", 7, "101"),
        ("share_exactly_one", 2, "1"),
    ]


@pytest.mark.parametrize(
    ("codec", "name"), [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("gb18030", "GBK"), ("utf-16", "UTF-16")]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_in_any_dress(tmp_path: Path, codec: str, name: str, delimiter: str) -> None:
    path = tmp_path / "台账20220831.csv"
    rows = [
        ["小区", "幢号", "户数", "形象进度"],
        ["虹桥新村", "1幢", "36", "85%"],
        ["", "", "", ""],
        ["虹桥新村", "03栋", "1,200", "0.5"],
    ]
    path.write_text(
        "\r\n".join(delimiter.join(f'"{cell}"' if "," in cell else cell for cell in row) for row in rows),
        encoding=codec,
    )
    book = read_workbook(path)
    assert book.input.encoding == name
    assert book.buildings["row"].tolist() == [2, 4]
    assert book.buildings["households"].tolist() == [36, 1200]
    assert book.buildings["progress_pct"].tolist() == [85.0, 50.0]
    assert book.as_of == date(2022, 8, 31)


def test_the_date_is_the_workbooks_own_then_its_names_then_the_users(xlsx: Any) -> None:
    plain = [["小区", "幢号"], ["甲", "1"]]
    own = [["填报日期", None, datetime(2022, 7, 1)], *plain]
    assert read_workbook(xlsx({"表": own})).as_of == date(2022, 7, 1)
    assert read_workbook(xlsx({"表": plain})).as_of == date(2022, 8, 31)
    undated = xlsx({"表": plain}, name="台账.xlsx")
    assert read_workbook(undated, date(2022, 5, 1)).as_of == date(2022, 5, 1)
    with pytest.raises(WorkbookError, match="--as-of"):
        read_workbook(undated)


@pytest.mark.parametrize(
    ("stem", "day"),
    [
        ("2022-08-31", date(2022, 8, 31)),
        ("台账20220831终稿", date(2022, 8, 31)),
        ("2022年8月5日周报", date(2022, 8, 5)),
        ("2022.13.40", None),
        ("台账", None),
    ],
)
def test_dates_in_file_names(stem: str, day: date | None) -> None:
    assert date_in_name(Path(f"{stem}.xlsx")) == day


def test_a_workbook_without_a_table_is_one_clear_error(xlsx: Any) -> None:
    with pytest.raises(WorkbookError, match="表头"):
        read_workbook(xlsx({"表": [["会议纪要"], ["内容", "无"]]}))


def test_a_broken_workbook_is_one_clear_error(xlsx: Callable[..., Path]) -> None:
    path = xlsx({"表": [["小区", "幢号"]]})
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(FormatError):
        read_workbook(path)


def test_a_date_that_the_user_says_goes_before_the_workbooks_own(xlsx: Callable[..., Path]) -> None:
    path = xlsx({"进度": [["填报日期：2022-08-31"], ["小区", "幢号", "当前阶段"], ["学田苑", "1幢", "施工中"]]})
    assert read_workbook(path).as_of == date(2022, 8, 31)
    assert read_workbook(path, date(2022, 6, 1), None, date(2022, 7, 1)).as_of == date(2022, 7, 1)
