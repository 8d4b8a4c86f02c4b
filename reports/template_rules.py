"""What may be filled into the template: lists to choose from, checks with a word of help, and the instructions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from xlsxwriter.worksheet import Worksheet

from locales import _
from sites.columns import Column, Kind
from sites.edition import Edition
from sites.stages import STAGES

LIST_SHEET = "名录"
"""Hidden, and without titles: it is no table."""
FINISHED = "已移交"
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2060, 12, 31)
LARGEST_COUNT = 1_000_000
STAGE_WORDS = (*(stage.name for stage in STAGES), FINISHED)


@dataclass(frozen=True)
class Lists:
    """The lists of the drop-downs, in the columns of the hidden sheet."""

    subdistricts: Sequence[str]
    compounds: Sequence[str]
    stages: Sequence[str] = STAGE_WORDS

    @classmethod
    def of(cls, edition: Edition) -> "Lists":
        """Return the lists of an edition."""
        compounds = edition.compounds
        areas = {*compounds["subdistrict"].dropna(), *edition.subdistricts["subdistrict"].dropna()}
        return cls(sorted(areas), sorted(set(compounds["compound"].dropna())))

    def write(self, sheet: Worksheet) -> None:
        """Write the lists, each in its own column, and hide them."""
        for at, words in enumerate((self.subdistricts, self.compounds, self.stages)):
            for row, word in enumerate(words):
                sheet.write_string(row, at, word)
        sheet.hide()

    def source(self, code: str) -> str | None:
        """Return where the list of a column stands; None when it has none."""
        lists = {
            "subdistrict": ("A", self.subdistricts),
            "compound": ("B", self.compounds),
            "stage": ("C", self.stages),
        }
        if code not in lists or not lists[code][1]:
            return None
        letter, words = lists[code]
        return f"={LIST_SHEET}!${letter}$1:${letter}${len(words)}"


def rule(column: Column, lists: Lists, *, as_of: bool = False) -> dict[str, Any] | None:
    """Return the check of a column's cells as xlsxwriter takes it; None for free text.

    Parameters
    ----------
    column : Column
    lists : Lists
    as_of : bool
        It is the cell of the report's own date.
    """
    if source := lists.source(column.code):
        return {
            "validate": "list", "source": source, "error_title": _("不在名录里"), "error_type": "stop",
            "error_message": _("请从下拉列表中选。小区名称要与小区图层一致。"),
        }  # fmt: skip
    if column.kind == "date":
        help_text = (
            _("填这份台账截至哪一天，如 2022-08-31。")
            if as_of
            else _("填写完整的年月日，如 2022-08-31；还没有就空着。")
        )
        return {
            "validate": "date", "criteria": "between", "minimum": FIRST_DAY, "maximum": LAST_DAY,
            "input_title": _("填报日期") if as_of else "", "input_message": help_text if as_of else "",
            "error_title": _("不是日期"), "error_message": help_text,
        }  # fmt: skip
    if column.kind == "share":
        return {
            "validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1,
            "error_title": _("不是百分数"), "error_message": _("请填 0% 到 100% 之间的百分数，如 85%。"),
        }  # fmt: skip
    if column.kind == "whole":
        return {
            "validate": "integer", "criteria": "between", "minimum": 0, "maximum": LARGEST_COUNT,
            "error_title": _("不是整数"), "error_message": _("请只填整数，不带单位。"),
        }  # fmt: skip
    if column.kind in ("area", "number"):
        return {
            "validate": "decimal", "criteria": ">=", "value": 0,
            "error_title": _("不是数字"), "error_message": _("请只填数字，单位已写在表头里。"),
        }  # fmt: skip
    return None


def instructions() -> list[tuple[str, str]]:
    """Return what to fill in where, and how, line by line."""
    stages = _("、").join(STAGE_WORDS)
    kinds: dict[Kind, tuple[str, str]] = {
        "date": (_("日期"), _("填完整的年月日，如 2022-08-31。还没有发生就空着，不要写“未定”“已完成”。")),
        "share": (_("形象进度"), _("填百分数，如 85%；指改造实施阶段已完成的工程量。")),
        "stage": (_("当前阶段"), _("从下拉列表中选：{stages}。").format(stages=stages)),
        "whole": (_("户数等整数"), _("只填数字，不写“约”，不带单位。")),
        "area": (_("面积和资金"), _("只填数字；单位已写在表头里。")),
    }
    return [
        (_("填报日期"), _("先填黄色的一格：这份台账截至哪一天。文件名最好也写上这个日期。")),
        (_("已填好的内容"), _("小区、幢号、计划日期和上一期的情况已经填好，改动有变化的格子就行。")),
        (_("一幢一行"), _("不要删掉楼栋编号；同一幢楼只写一行。新增的楼栋写在下面的空行里。")),
        *kinds.values(),
        (_("备注"), _("其他要说的话都写在这里；备注不会公开。")),
        (_("表头"), _("不要改列名，不要插入列。多出来的列会整列记入备注。")),
        (_("小计和合计"), _("可以加，写明“小计”或“合计”；与各行相加不一致时会提醒。")),
    ]
