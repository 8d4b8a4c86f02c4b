"""Dates in every dress: numbers and text, with and without a year, a month alone, the end of a month."""

import math
import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import cn2an

from loaders.cells.words import NOTHING, Unreadable, plain

EPOCHS = {False: date(1899, 12, 30), True: date(1904, 1, 1)}
"""Day 0 of a workbook's serial numbers: of the usual system, and of the one that counts from 1904."""
EXCEL_DATES = range(28_000, 60_000)
"""Serial numbers from 1976 (1904: 1980) to 2064 (2068); other numbers are no dates."""
YEARS = range(1980, 2065)
SHORT_YEARS = range(10, 65)
"""Years written in two figures, of this century."""
NOT_YET = frozenset(
    {"未完成", "未开工", "未开始", "未实施", "未启动", "未竣工", "未验收", "尚未开工", "尚未完成", "否", "没有"}
)
_LAST = 0
"""Stands for the last day of a month."""
_TIME = r"(?:[t ]?\d{1,2}(?::\d{2}|时|点).*)?"
_YEAR = r"(?P<year>\d{4}|\d{2}(?=年)|(?<!\d)\d{2}(?=[-./]\d{1,2}[-./]))"
_FULL = re.compile(
    rf"{_YEAR}[-./年](?P<month>\d{{1,2}})[-./月](?P<day>\d{{1,2}})[日号]?(?:\([^()]*\)|(?:星期|周)[一二三四五六日天])?{_TIME}"
)
_COMPACT = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})")
_MONTH_DAY = re.compile(r"(?P<month>\d{1,2})(?:[-./](?P<day>\d{1,2})|月(?P<day2>\d{1,2})[日号]?)")
_MONTH = re.compile(
    r"(?:(?P<year>\d{4}|\d{2}(?=年))[-./年])?(?P<month>\d{1,2})(?P<unit>月?)份?(?P<part>底|末|初|上旬|中旬|下旬|中)?"
)
_MONTH_COMPACT = re.compile(r"(?P<year>20\d{2})(?P<month>\d{2})")
_YEAR_PART = re.compile(
    r"(?:(?P<year>\d{4}|\d{2}(?=年))年)?(?P<part>年?底|年?末|年内|年?初|上半年|下半年|第?[1-4一二三四]季度)|(?P<whole>\d{4})年"
)
_MONTH_PARTS = {
    "底": (_LAST, _LAST),
    "末": (_LAST, _LAST),
    "初": (1, 10),
    "上旬": (1, 10),
    "中旬": (11, 20),
    "中": (11, 20),
    "下旬": (21, _LAST),
}
_HALVES = {"底": (12, 12), "末": (12, 12), "内": (1, 12), "初": (1, 1), "上半年": (1, 6), "下半年": (7, 12)}
_FORECAST = re.compile(r"预计|拟|计划|暂定|力争|争取|预期|目标")
_BESIDE = re.compile(
    r"^(?:约|大约|预计|拟|计划|暂定|力争|争取|预期|目标|不晚于|最迟|于|已于|在)+|"
    r"(?:之前|以前|前后|左右|前|预计|计划|暂定|已完成|完成|完工|竣工|开工|进场|开始|结束|启动|起|止|\((?!\d)[^()]*\))+$"
)


@dataclass(frozen=True)
class Dating:
    """How the dates of a column are to be read.

    Attributes
    ----------
    year : int or None
        For dates without a year; where there is none they cannot be read.
    latest : datetime.date or None
        A date without a year that would be later than this is of the year before: what is reported has happened.
    end : bool
        A month means its last day, not its first.
    happened : bool
        The column holds what has happened: a forecast does not belong there.
    date1904 : bool
        Numbers count from 1904.
    tolerant : bool
        Months alone and words beside the date are read too, and said.
    """

    year: int | None = None
    latest: date | None = None
    end: bool = False
    happened: bool = False
    date1904: bool = False
    tolerant: bool = False


STRICT = Dating()


@dataclass(frozen=True)
class Said:
    """What a cell says: a day, or a span of days in a year that may be missing."""

    year: int | None
    first: tuple[int, int]
    last: tuple[int, int]
    rough: bool = False
    """There are words beside the date."""

    @property
    def exact(self) -> bool:
        """Whether one day is said."""
        return self.first == self.last and self.first[1] != _LAST


@dataclass(frozen=True)
class Day:
    """A date as it was read, and what was assumed for it."""

    value: date
    year_assumed: bool = False
    day_assumed: bool = False
    rough: bool = False


def read_date(cell: object) -> date | None:
    """Return the date that a cell says in full; None when it is empty.

    Raises
    ------
    Unreadable
        It says something else, or a date without its year or day.
    """
    found = read_day(cell, STRICT)
    return None if found is None else found.value


def read_day(cell: object, dating: Dating) -> Day | None:
    """Return the day that a cell says; None when it is empty.

    Raises
    ------
    Unreadable
        It says something else, or lacks a year where none can be assumed.
    """
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return Day(_in_range(cell))
    said = said_by(cell, dating)
    if said is None:
        return None
    if not dating.tolerant and not (said.exact and not said.rough):
        raise Unreadable
    year = said.year or dating.year
    if year is None:
        raise Unreadable
    day = _day(year, said.last if dating.end else said.first)
    if said.year is None and dating.latest is not None and day > dating.latest:
        day = _day(year - 1, said.last if dating.end else said.first)
    return Day(_in_range(day), said.year is None, not said.exact, said.rough)


def said_by(cell: object, dating: Dating = STRICT) -> Said | None:
    """Return what a cell that is no date by itself says of one; None when it is empty.

    Raises
    ------
    Unreadable
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _number(cell, dating)
    word = plain(cell).replace(" :", ":")
    if word in NOTHING or word in NOT_YET:
        return None
    if re.fullmatch(r"\d{5}(\.\d+)?", word):
        return _number(float(word), dating)
    if found := _parsed(_arabic(word)):
        return found
    less = _BESIDE.sub("", _BESIDE.sub("", _arabic(word).replace(" ", "")))
    if less != word and less and (found := _parsed(less)):
        if dating.happened and _FORECAST.search(word):
            raise Unreadable
        return Said(found.year, found.first, found.last, rough=True)
    raise Unreadable


def _number(number: float, dating: Dating) -> Said:
    """Read a number: Excel's count of days, or a date that Excel took for a number."""
    if not math.isfinite(number):
        raise Unreadable
    if number == int(number) and 19_800_101 <= number <= 20_641_231:
        return _known(_parsed(str(int(number))))
    if number == int(number) and 200_001 <= number <= 206_412:
        return _known(_parsed(str(int(number))))
    if int(number) in EXCEL_DATES:
        day = EPOCHS[dating.date1904] + timedelta(days=int(number))
        return Said(day.year, (day.month, day.day), (day.month, day.day))
    # 11.25 and 2022.11 can be nothing else; 11.2 and 2022.1 may have lost a zero
    if dating.tolerant and re.fullmatch(r"(\d{1,2}|20\d\d)\.\d{2}", repr(number)):
        return _known(_parsed(repr(number)))
    raise Unreadable


def _known(said: Said | None) -> Said:
    if said is None:
        raise Unreadable
    return said


def _parsed(word: str) -> Said | None:
    """Read the forms of a date; None when it is none of them."""
    close = word.replace(" ", "")
    if found := _FULL.fullmatch(word) or _FULL.fullmatch(close) or _COMPACT.fullmatch(close):
        day = (int(found["month"]), int(found["day"]))
        return Said(_year(found["year"]), day, day)
    if found := _MONTH_COMPACT.fullmatch(close):
        return _month(found["year"], int(found["month"]), "")
    if found := _MONTH.fullmatch(close):
        if found["year"] or found["unit"]:
            return _month(found["year"], int(found["month"]), found["part"] or "")
        return None
    if found := _MONTH_DAY.fullmatch(close):
        day = (int(found["month"]), int(found["day"] or found["day2"]))
        return Said(None, day, day)
    if found := _YEAR_PART.fullmatch(close):
        return _part_of_year(found)
    return None


def _month(year: str | None, month: int, part: str) -> Said:
    first, last = _MONTH_PARTS.get(part, (1, _LAST))
    return Said(None if year is None else _year(year), (month, first), (month, last))


def _part_of_year(found: re.Match[str]) -> Said:
    if found["whole"]:
        return Said(_year(found["whole"]), (1, 1), (12, _LAST))
    part = found["part"]
    year = None if found["year"] is None else _year(found["year"])
    if part.endswith("季度"):
        quarter = "1234".find(part[-3]) if part[-3].isascii() else "一二三四".find(part[-3])
        return Said(year, (quarter * 3 + 1, 1), (quarter * 3 + 3, _LAST))
    first, last = _HALVES[part if part in _HALVES else part.removeprefix("年")]
    if part.endswith(("底", "末")):
        return Said(year, (12, 31), (12, _LAST))
    return Said(year, (first, 1), (last, _LAST))


def _year(word: str) -> int:
    year = int(word)
    if len(word) == 2:
        if year not in SHORT_YEARS:
            raise Unreadable
        return 2000 + year
    return year


def _day(year: int, day: tuple[int, int]) -> date:
    try:
        return date(year, day[0], day[1] or monthrange(year, day[0])[1])
    except ValueError as error:  # IllegalMonthError is one too
        raise Unreadable from error


def _in_range(day: date) -> date:
    if day.year not in YEARS:
        raise Unreadable
    return day


def _arabic(word: str) -> str:
    """Return the text with Chinese numerals before 年 月 日 in figures: 二〇二二年十一月二十日."""
    if not re.search(r"[〇○零一二三四五六七八九十]+[年月日号]", word):
        return word
    word = re.sub(r"[〇○零一二三四五六七八九]{2,4}(?=年)", _digits, word)
    return re.sub(r"[一二三四五六七八九十]{1,3}(?=[月日号])", _numeral, word)


def _digits(found: re.Match[str]) -> str:
    return "".join(str("零一二三四五六七八九".find(char.replace("〇", "零").replace("○", "零"))) for char in found[0])


def _numeral(found: re.Match[str]) -> str:
    try:
        return str(numeral(found[0]))
    except ValueError:
        return found[0]


def numeral(word: str) -> int:
    """Return the number that Chinese numerals such as 三十五 write; ``ValueError`` when they write none."""
    return int(cn2an.cn2an(word, "normal"))
