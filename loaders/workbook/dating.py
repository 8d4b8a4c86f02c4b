"""The date of a workbook: written in it, in its file's name, or given by the user; and the year that it speaks of."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from loaders import cells
from loaders.cells import dates
from loaders.errors import WorkbookError
from loaders.sheets import Cell, is_blank
from locales import _
from sites.names import squeeze
from sites.report import Issue

_DAY = r"(?:(?:20)?\d{2}[-./年])?\d{1,2}[-./月]\d{1,2}[日号]?|20\d{6}|[〇零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}[日号]"
_LABELLED = re.compile(
    r"(?:填报|填表|报送|上报|统计|制表|截至|截止|数据|更新|汇报|编制|报表)(?:日期|时间|日)?|^(?:日期|时间)"
)
_DAY_ALONE = re.compile(
    r"20\d{2}[-./年]\d{1,2}[-./月]\d{1,2}[日号]?|20\d{6}|\d{1,2}月\d{1,2}[日号]|[〇零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}[日号]"
)
_CALLS_FOR_NEXT = re.compile(r"(?:日期|时间|截至|截止)[:：]?$")
_WEEK = re.compile(r"(20\d\d)年?(?:度)?[^0-9]{0,6}第?([0-9]{1,2}|[一二三四五六七八九十]{1,3})周")
_YEAR = re.compile(r"(20\d\d)\s*年(?!以?前|之前)")
_FULL_IN_NAME = re.compile(r"(?<!\d)(20\d\d)[-_.年]?(\d{1,2})[-_.月]?(\d{1,2})(?!\d)")
_SHORT_IN_NAME = re.compile(r"(?<!\d)(?:(\d{1,2})月(\d{1,2})[日号]?|(\d{2})(\d{2})|(\d{1,2})[.\-](\d{1,2}))(?!\d)")
_SINCE = re.compile(r"(?:自|从|根据|依据|按照|由).{0,8}$")
LONGEST_LINE = 80
"""Characters of a title that may tell the date; what is longer is a text."""


@dataclass(frozen=True)
class Told:
    """What the lines beside the tables tell of time."""

    day: date | None = None
    year: int | None = None
    """The year that a title speaks of."""


def told_by(titles: Iterable[Sequence[Cell]], others: Iterable[Sequence[Cell]], named_year: int | None) -> Told:
    """Read the lines beside the tables: a date that is called the report's, else one that stands in a title.

    Parameters
    ----------
    titles, others : iterable of rows
        The lines above the heads; those between and below the tables.
    named_year : int or None
        The year of the file's name, for dates without one.
    """
    above = [[cell for cell in line if not is_blank(cell)] for line in titles]
    below = [[cell for cell in line if not is_blank(cell)] for line in others]
    year = next(
        (int(found[1]) for line in above for cell in line for found in _YEAR.finditer(_short(cell))), named_year
    )
    labelled = next((day for line in (*above, *below) if (day := _labelled(line, year))), None)
    return Told(labelled or next((day for line in above if (day := _title_day(line, year))), None), year)


def date_in_name(path: Path, year: int | None = None) -> date | None:
    """Return the date in a file's name: 2022-08-31, 20220831, or with a year told elsewhere 0831, 8月31日, 第35周.

    Parameters
    ----------
    path : pathlib.Path
    year : int, optional
        For a name that says month and day only. A week ends on its Sunday.
    """
    stem = squeeze(path.stem)
    for found in _FULL_IN_NAME.finditer(stem):
        if day := _date(*(int(part) for part in found.groups())):
            return day
    if day := _week(stem if _WEEK.search(stem) or year is None else f"{year}年{stem}"):
        return day
    year = year_in(path) or year
    if year is None:
        return None
    for found in _SHORT_IN_NAME.finditer(stem):
        month, number = (int(part) for part in found.groups() if part)
        if day := _date(year, month, number):
            return day
    return None


def year_in(path: Path) -> int | None:
    """Return the year in a file's name, None when there is none."""
    found = re.search(r"(?<!\d)(20[0-6]\d)(?!\d)", path.stem)
    return int(found[1]) if found else None


def date_of(path: Path, told: Told, fallback: date | None, issues: list[Issue]) -> date:
    """Return the workbook's date: its own, its file name's, or the one that the user gave.

    Raises
    ------
    WorkbookError
        There is none.
    """
    if told.day:
        return told.day
    named = date_in_name(path, told.year or (fallback.year if fallback else None))
    if named:
        issues.append(Issue("date_from_file_name", "progress", {"date": named.isoformat()}, path=str(path)))
        return named
    if fallback:
        return fallback
    raise WorkbookError(path, _("没有填报日期，文件名里也没有"), _("请用 --as-of 指明日期"))


def _short(cell: Cell) -> str:
    word = squeeze(cells.text(cell)) if isinstance(cell, str) else ""
    return word if len(word) <= LONGEST_LINE else ""


def _labelled(line: Sequence[Cell], year: int | None) -> date | None:
    """Return the date that is called the report's, in the same cell or the next one with something in it."""
    for at, cell in enumerate(line):
        word = squeeze(cells.text(cell))
        for label in _LABELLED.finditer(word):
            rest = word[label.end() :]
            if found := re.match(rf"[:：到为是至于在]*({_DAY})(?:[-—~至到]+({_DAY}))?", rest):
                return _read(found[2] or found[1], year)
            if _CALLS_FOR_NEXT.search(word) and at + 1 < len(line):
                return _read(line[at + 1], year)
    return None


def _title_day(line: Sequence[Cell], year: int | None) -> date | None:
    """Return the last date that a title names in full, or by month and day where it names the year too; or a week."""
    for cell in line:
        if isinstance(cell, date):
            return _read(cell, year) if len(line) == 1 else None
        word = _short(cell)
        if day := _week(word):
            return day
        days = [
            day for found in _DAY_ALONE.finditer(word)
            if not _SINCE.search(word[: found.start()]) and (day := _read(found[0], _own_year(word)))
        ]  # fmt: skip
        if days:
            return days[-1]
    return None


def _own_year(word: str) -> int | None:
    found = _YEAR.search(word)
    return int(found[1]) if found else None


def _read(cell: Cell, year: int | None) -> date | None:
    try:
        found = dates.read_day(cell, dates.Dating(year=year))
    except cells.Unreadable:
        return None
    return found.value if found else None


def _week(word: str) -> date | None:
    found = _WEEK.search(word)
    if not found:
        return None
    try:
        number = int(found[2]) if found[2].isdecimal() else dates.numeral(found[2])
        return date.fromisocalendar(int(found[1]), number, 7)
    except ValueError:
        return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
