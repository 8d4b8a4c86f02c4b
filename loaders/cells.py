"""What a cell says: numbers, shares, dates and stage words in the forms in which they are written."""

import math
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from locales import N_
from sites.columns import Kind
from sites.names import tidy
from sites.stages import read_stage
from sites.table import DTYPES

KIND_NAMES: dict[Kind, str] = {
    "text": N_("文字"), "whole": N_("整数"), "number": N_("数字"), "share": N_("百分数"), "date": N_("日期"),
    "stage": N_("阶段"), "area": N_("面积"),
}  # fmt: skip
NOTHING = frozenset(
    {"", "-", "--", "—", "——", "/", "\\", "无", "暂无", "待定", "未定", "n/a", "na", "null", "none", "nan", "#n/a"}
)
EXCEL_EPOCH = date(1899, 12, 30)
EXCEL_DATES = range(30_000, 60_000)
"""Serial numbers from 1982 to 2064; other numbers are no dates."""
YEARS = range(1980, 2065)
_NUMBER = re.compile(r"([+-]?\d+(?:\.\d*)?|\.\d+)(?:户|层|个|处|幢|栋|单元|年|元|m2|平方米|平米|万元|kw|千瓦)?")
_DATE = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})[日号]?(?:[t ]?\d{1,2}:\d{2}.*)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")


class Unreadable(ValueError):
    """The cell holds something that is not of the column's kind."""


@dataclass(frozen=True)
class Values:
    """A column as read: n values, and the places of cells that could not be read or were read with a doubt."""

    series: pd.Series
    unreadable: npt.NDArray[np.int64]
    doubtful: npt.NDArray[np.int64]
    finished: npt.NDArray[np.bool_] | None = None
    """For stage words only: whether the word says finished altogether."""


def read(cells: Sequence[object], kind: Kind, factor: float = 1.0) -> Values:
    """Read a column's cells as values of a kind.

    Parameters
    ----------
    cells : sequence
        n cells: text, numbers, dates, None.
    kind : str
        See ``sites.table.DTYPES`` for how each is held.
    factor : float
        For numbers and areas, from the unit in the head.
    """
    table: dict[tuple[type, object], Any] = {}
    reader = _READERS[kind] if factor == 1.0 else partial(_scaled, _READERS[kind], factor)
    keys = [(cell.__class__, cell) for cell in cells]
    for key in set(keys):
        table[key] = _one(reader, key[1])
    found = [table[key] for key in keys]
    unreadable = np.array([at for at, value in enumerate(found) if value is Unreadable], dtype="int64")
    if len(unreadable):
        found = [None if value is Unreadable else value for value in found]
    doubtful = np.array([at for at, cell in enumerate(cells) if kind == "share" and _is_one(cell)], dtype="int64")
    if kind == "stage":
        finished = np.array([bool(value and value[1]) for value in found], dtype=bool)
        words = [value and value[0] for value in found]
        return Values(pd.Series(words, dtype="str"), unreadable, doubtful, finished)
    return Values(_series(found, kind), unreadable, doubtful)


def text(cell: object) -> str:
    """Return a cell as people read it: no spaces around it, whole numbers without a decimal point."""
    if cell is None or cell != cell:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat(" ")
    return tidy(str(cell))


def read_date(cell: object) -> date | None:
    """Return the date that a cell says; None when it is empty.

    Raises
    ------
    Unreadable
        It says something else.
    """
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        if cell.year not in YEARS:
            raise Unreadable
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if int(cell) not in EXCEL_DATES:
            raise Unreadable
        return EXCEL_EPOCH + timedelta(days=int(cell))
    word = _plain(cell)
    if word in NOTHING:
        return None
    found = _DATE.fullmatch(word) or _COMPACT.fullmatch(word)
    if found is None:
        if re.fullmatch(r"\d{5}(\.0+)?", word):
            return read_date(float(word))
        raise Unreadable
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError as error:
        raise Unreadable from error
    if day.year not in YEARS:
        raise Unreadable
    return day


def _one(reader: Callable[[Any], Any], cell: object) -> Any:
    if cell is None or cell != cell:
        return None
    try:
        return reader(cell)
    except Unreadable:
        return Unreadable


def _series(found: list[Any], kind: Kind) -> pd.Series:
    if kind == "date":
        days = np.array([value or "NaT" for value in found], dtype="datetime64[s]")
        return pd.Series(days)
    return pd.Series(found, dtype=DTYPES[kind])


def _plain(cell: object) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", str(cell))).strip().casefold()


def _text(cell: object) -> str | None:
    return text(cell) or None


def _number(cell: object) -> float | None:
    if isinstance(cell, bool | date):
        raise Unreadable
    if isinstance(cell, int | float):
        number = float(cell)
    else:
        word = _plain(cell).replace(",", "").replace(" ", "")
        if word in NOTHING:
            return None
        found = _NUMBER.fullmatch(word)
        if found is None:
            raise Unreadable
        number = float(found[1])
    if not math.isfinite(number) or number < 0:
        raise Unreadable
    return number


def _scaled(reader: Callable[[object], float | None], factor: float, cell: object) -> float | None:
    number = reader(cell)
    return None if number is None else round(number * factor, 6)


def _whole(cell: object) -> int | None:
    if isinstance(cell, date):
        return cell.year
    number = _number(cell)
    if number is None:
        return None
    if not number.is_integer() or number > 2**53:
        raise Unreadable
    return int(number)


def _share(cell: object) -> float | None:
    """Per cent: a number up to 1 is a share, above 1 per cent (docs/domain.md)."""
    word = _plain(cell) if isinstance(cell, str) else ""
    if word.endswith("%"):
        number = _number(word.removesuffix("%").strip())
    else:
        number = _number(cell)
        number = number * 100 if number is not None and number <= 1 else number
    if number is not None and number > 100:
        raise Unreadable
    return None if number is None else round(number, 6)


def _is_one(cell: object) -> bool:
    try:
        return (not isinstance(cell, str) or "%" not in _plain(cell)) and cell is not None and _number(cell) == 1
    except Unreadable:
        return False


def _stage(cell: object) -> tuple[str, bool] | None:
    word = text(cell)
    if _plain(word) in NOTHING:
        return None
    found = read_stage(word)
    if found is None:
        raise Unreadable
    return found


_READERS: dict[Kind, Callable[[Any], Any]] = {
    "text": _text, "whole": _whole, "number": _number, "share": _share, "date": read_date, "stage": _stage,
    "area": _number,
}  # fmt: skip
