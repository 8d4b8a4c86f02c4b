"""Lists of tickets: every way in which one belongs somewhere, or nowhere."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from loaders.errors import WorkbookError
from loaders.intake import Files
from sites.edition import Edition
from tests.corpus.case import Case, Found, Refused
from tests.corpus.district import COMPOUNDS, files, workbook

AREA, NAME = COMPOUNDS[0][2], COMPOUNDS[0][1]
HEAD = ["工单编号", "来源", "街道", "小区", "幢号", "受理时间", "办理期限", "办结时间", "工单状态", "诉求内容"]
DAY = datetime(2022, 8, 1, 10, 22)
TEXT = "顶楼漏水，请尽快处理。联系电话：无"
Grid = Sequence[Sequence[Any]]


def one(number: str = "T1", **changed: Any) -> list[Any]:
    """A ticket about the first building of the first compound, with some cells changed."""
    said = {
        "工单编号": number, "来源": "12345", "街道": AREA, "小区": NAME, "幢号": "1幢", "受理时间": DAY, "办理期限": "2022-08-08",
        "办结时间": None, "工单状态": "办理中", "诉求内容": TEXT,
    }  # fmt: skip
    return list((said | changed).values())


def listed(*body: Sequence[Any], head: Sequence[Any] = HEAD, **more: Any) -> Callable[[Path], Files]:
    """The clean district with a list of tickets: the head is Excel's row 2, the first ticket row 3."""
    grid = [["12345工单汇总表"], head, *body]
    return lambda folder: files(folder, tickets=workbook(folder / "12345.xlsx", {"工单": grid}), **more)


def text(codec: str, delimiter: str) -> Callable[[Path], Files]:
    def make(folder: Path) -> Files:
        lines = [HEAD, one(受理时间="2022/8/1 10:22:33"), one("T2", 小区=None)]
        words = "\r\n".join(delimiter.join(f'"{cell or ""}"' for cell in line) for line in lines)
        (folder / "12345.csv").write_bytes(words.encode(codec))
        return files(folder, tickets=folder / "12345.csv")

    return make


def sheets(**named: Grid) -> Callable[[Path], Files]:
    return lambda folder: files(folder, tickets=workbook(folder / "12345.xlsx", named))


def found(code: str, row: int | None = 3, sheet: str = "工单") -> Found:
    return Found(code, "tickets", row, sheet if row else "")


def counted(joined: int, rejected: int, skipped: int = 2) -> dict[Any, tuple[int, int, int]]:
    return {"tickets": (joined, rejected, skipped)}


def holds(code: str, *values: Any) -> Callable[[Edition], bool]:
    """Look at a column of the edition's tickets."""

    def look(edition: Edition) -> bool:
        shown = [None if pd.isna(value) else value for value in edition.tickets[code]]
        assert shown == list(values), shown
        return True

    return look


CASES = (
    Case("ticket-of-a-building", listed(one(), one("T2", 幢号="二号楼"), one("T3", 幢号="3幢2单元502室"), one("T4", 幢号=None)),
         rows=counted(4, 0), holds=holds("building_id", "c1-1", "c1-2", "c1-3", None)),
    Case("ticket-days", listed(one(), one("T2", 办结时间="2022-08-05")), rows=counted(2, 0),
         holds=holds("opened_on", *[pd.Timestamp(2022, 8, 1)] * 2)),
    Case("ticket-closed-or-not", listed(
        one("T1", 办结时间="2022-08-05", 工单状态="办理中"), one("T2", 工单状态="已办结"), one("T3", 工单状态="未办结"), one("T4", 办结时间="2022-09-05"),
        one("T5", 工单状态=None)), rows=counted(5, 0), holds=holds("closed", True, True, False, False, False)),
    Case("ticket-of-a-subdistrict", listed(one(小区=None, 幢号=None)), rows=counted(1, 0), holds=holds("subdistrict", AREA)),
    Case("ticket-of-a-subdistrict-has-no-compound", listed(one(小区=None, 幢号=None)), holds=holds("compound_id", None)),
    Case("ticket-of-an-unknown-compound", listed(one(小区="彩虹新村")), (found("unknown_compound"),), counted(0, 1)),
    Case("ticket-of-an-ambiguous-compound", listed(one(小区="虹桥新村")), (found("ambiguous_compound"),), counted(0, 1)),
    Case("ticket-of-a-compound-almost-so-written", listed(one(小区="学甜苑", 街道="学田街道", 幢号=None)), (found("matched_by_similarity"),), counted(1, 0),
         holds=holds("compound_id", "c3")),
    Case("ticket-of-an-unknown-subdistrict", listed(one(小区=None, 街道="开发区")), (found("unknown_subdistrict"),), counted(0, 1)),
    Case("ticket-of-nowhere", listed(one(小区=None, 街道=None)), (found("row_without_compound"),), counted(0, 1)),
    Case("ticket-of-an-unknown-building", listed(one(幢号="38幢")), (found("ticket_without_building"),), counted(1, 0),
         holds=holds("building_id", None)),
    Case("ticket-repeated", listed(one(), one(), one(来源="啄木鸟")), (found("repeated_ticket", 4),), counted(2, 1)),
    Case("ticket-after-the-date", listed(one(), one("T2", 受理时间=datetime(2022, 9, 1))), (found("tickets_after_as_of", None),),
         counted(1, 0, 3), holds=holds("ticket_id", "T1")),
    Case("ticket-day-unreadable", listed(one(办理期限="尽快")), (found("unreadable_value"),), counted(1, 0)),
    Case("ticket-with-other-titles", listed(["T1", NAME, DAY, TEXT], head=["编号", "涉及小区", "登记时间", "问题描述"]), rows=counted(1, 0),
         holds=holds("text", TEXT)),
    Case("ticket-with-persons", listed([*one(), "某某", "某某某", "138"], head=[*HEAD, "诉求人", "受理人", "联系电话"]), (found("ticket_columns_left", 2),),
         counted(1, 0), holds=lambda edition: not edition.tickets.isin(["某某", "某某某", "138"]).any(axis=None)),
    Case("ticket-with-the-person-first", listed(["某某", *one()], head=["诉求人", *HEAD]), (found("ticket_columns_left", 2),), counted(1, 0),
         holds=holds("text", TEXT)),
    Case("ticket-by-sheet-of-a-subdistrict", sheets(虹桥街道=[["编号", "内容"], ["T1", TEXT]], 学田街道=[["编号", "内容"], ["T2", TEXT]]),
         (found("told_by_title", 1, "虹桥街道"), found("told_by_title", 1, "学田街道")), counted(2, 0),
         holds=holds("subdistrict", "虹桥街道", "学田街道")),
    Case("ticket-cover", sheets(封面=[["工单"]], 工单=[HEAD, one()]), (Found("sheet_without_table", "tickets", None, "封面"),), counted(1, 0)),
    *(Case(f"ticket-csv-{codec}", text(codec, sign), rows=counted(2, 0, 1)) for codec, sign in (("gb18030", ","), ("utf-8-sig", "\t"))),
    Case("ticket-list-without-a-head", listed(["无"], head=["会议纪要"]), refused=Refused(WorkbookError, "工单的表头.*工单编号")),
)  # fmt: skip
