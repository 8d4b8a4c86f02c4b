"""The subdistrict and the compound of a table that has no column for them: from its title, or the sheet's name."""

import re
from collections.abc import Sequence

from sites.names import squeeze, subdistrict_name
from sites.official import SUBDISTRICTS

LONGEST_NAME = 20
_LABELLED = {
    "compound": re.compile(r"(?:小区|项目|小区名称|项目名称)[:：](?P<name>[^:：，,。；;]+)"),
    "subdistrict": re.compile(r"(?:街道|所属街道|街镇|镇街)[:：](?P<name>[^:：，,。；;]+)"),
}
_ORDINAL = re.compile(r"^(?:[（(]?[0-9一二三四五六七八九十]{1,3}[）)、.．]|[①-⑳]|表?[0-9]+[-—_ ]?)")
_AROUND = re.compile(
    r"崇川区|南通市|江苏省|(?:20\d\d年?(?:度)?(?:第?[0-9一二三四五六七八九十]+周)?)|[0-9]{1,2}月(?:[0-9]{1,2}日)?|"
    r"[（(][^（）()]*(?:截至|截止|填报|单位|日期)[^（）()]*[）)]|[（(][）)]"
)
_OF_A_TABLE = re.compile(
    r"(?:老旧住宅|老旧小区|小区|住宅)?(?:综合)?(?:改造|整治|提升|工程|项目)*(?:楼栋|楼幢|分幢|逐幢)?(?:施工|工程|形象|推进|实施)*"
    r"(?:进度|进展|情况|台账|周报|月报|日报|统计|汇总|明细|一览|清单|名册|登记|花名|报)(?:情况|统计|汇总|明细|一览|登记)*(?:表|册|台账|单)?$|(?:统计|明细|汇总)?表$"
)  # fmt: skip
_COMPOUND = re.compile(
    r"(?:新村|小区|花园|花苑|家园|公寓|大院|宿舍|[一-龥](?:苑|园|里|村|坊|弄|巷|院|庭|城|楼|区|庄|墅|居|邨)|[一二三四五六七八九十0-9A-Za-z]+期|"
    r"[（(][一二三四五六七八九十0-9]+期?[）)])$"
)
_NO_NAME = re.compile(
    r"(?i)^(?:sheet|工作表|表|进度|台账|楼栋|楼幢|幢|汇总|合计|总表|明细|数据|小区|街道|情况|副本|copy|book)?[\s_\-（(]*[0-9一二三四五六七八九十]*[）)]*$"
)


def told_subdistrict(word: str) -> str | None:
    """Return the subdistrict that a title, a line or a sheet's name tells; None when it tells none."""
    plain = squeeze(word)
    if found := _LABELLED["subdistrict"].search(plain):
        return subdistrict_name(found["name"])
    for name in sorted(SUBDISTRICTS, key=len, reverse=True):
        if name in plain:
            return name
    bare = _ORDINAL.sub("", plain)
    return next(
        (name for name in SUBDISTRICTS if bare in (name.removesuffix("街道"), name.removesuffix("镇街道"))), None
    )


def told_compound(word: str, *, of_sheet: bool = False) -> str | None:
    """Return the compound that a title, a line or a sheet's name tells; None when it tells none.

    Parameters
    ----------
    word : str
    of_sheet : bool
        A sheet's name is taken for a compound's unless it says nothing; a title must end as compounds' names do.
    """
    plain = squeeze(word)
    if found := _LABELLED["compound"].search(plain):
        return found["name"][:LONGEST_NAME] or None
    bare = _ORDINAL.sub("", _AROUND.sub("", plain))
    for name in SUBDISTRICTS:
        bare = bare.removeprefix(name)
    bare = _OF_A_TABLE.sub("", bare).strip("-—_·:：")
    if not bare or len(bare) > LONGEST_NAME or _NO_NAME.match(bare) or told_subdistrict(bare):
        return None
    return bare if of_sheet or _COMPOUND.search(bare) else None


def told_over(
    data: Sequence[int], said: Sequence[tuple[int, str]], sheet: str, code: str
) -> tuple[list[str | None], list[str]]:
    """Return for each row what the nearest line above it tells, else the sheet's name; and the texts that told it.

    Parameters
    ----------
    data : sequence of int
        The table's rows.
    said : sequence of (row, text)
        Titles and lines across the table, from top to bottom.
    sheet : str
        The sheet's name.
    code : str
        ``subdistrict`` or ``compound``.
    """
    if code == "compound":
        by_sheet = told_compound(sheet, of_sheet=True)
        told = [(row, name, word) for row, word in said if (name := told_compound(word))]
    else:
        by_sheet = told_subdistrict(sheet)
        told = [(row, name, word) for row, word in said if (name := told_subdistrict(word))]
    names: list[str | None] = []
    sources: dict[str, None] = {}
    at, name, source = 0, by_sheet, sheet
    for row in data:
        while at < len(told) and told[at][0] < row:
            _row, name, source = told[at]
            at += 1
        names.append(name)
        if name:
            sources.setdefault(source)
    return names, list(sources)
