"""Numbers as they are written in a workbook: with units, thousands, 万, 约, or as Chinese numerals."""

import math
import re
from dataclasses import dataclass
from datetime import date

import cn2an

from loaders.cells.words import NOTHING, Unreadable, plain

_CHINESE = "零〇一二两三四五六七八九十百千"
_SCALES = {"": 1.0, "千": 1_000.0, "万": 10_000.0, "亿": 100_000_000.0}
_COUNTED = "户|家|层|个|处|幢|栋|座|单元|台|部|套|辆|口|年|kw|千瓦"
_MEASURED = "m2|平方米|平米|平方|平|元|块"
"""Units that a head may name too, perhaps with another scale: the cell's own counts."""
_NUMBER = re.compile(
    rf"(?P<before>约|大约|近|共|计|总计)?(?P<number>[+-]?\d+(?:\.\d*)?|\.\d+|[{_CHINESE}]+)"
    rf"(?P<scale>[万亿]?)(?P<more>余|多)?(?:(?P<measured>{_MEASURED})|(?:{_COUNTED}))?(?P<after>左右|上下|余|多)?"
)
_ROUGH = frozenset({"约", "大约", "近"})
LARGEST_WHOLE = 2**53
WHOLE_TO = 1e-6
"""A formula may miss a whole number by so much."""


@dataclass(frozen=True)
class Number:
    """A number, zero or more.

    Attributes
    ----------
    value : float
    scaled : bool
        The cell says its own unit, so that the head's does not apply.
    rough : bool
        It is said to be about so much.
    """

    value: float
    scaled: bool = False
    rough: bool = False


def read_number(cell: object) -> Number | None:
    """Return the number that a cell says; None when it is empty.

    Raises
    ------
    Unreadable
        It says something else, or a number below zero.
    """
    if isinstance(cell, bool | date):
        raise Unreadable
    if isinstance(cell, int | float):
        return Number(_checked(float(cell)))
    word = plain(cell).replace(",", "").replace(" ", "")
    if word in NOTHING:
        return None
    found = _NUMBER.fullmatch(word)
    if found is None:
        raise Unreadable
    value = _checked(_value(found["number"]) * _SCALES[found["scale"]])
    rough = found["before"] in _ROUGH or bool(found["more"] or found["after"])
    return Number(value, bool(found["scale"] or found["measured"]), rough)


def read_whole(cell: object) -> Number | None:
    """Return the whole number that a cell says, such as a count or a year; a date is read as its year.

    Raises
    ------
    Unreadable
    """
    if isinstance(cell, date):
        return Number(cell.year)
    number = read_number(cell)
    if number is None:
        return None
    whole = round(number.value) if number.value < LARGEST_WHOLE else math.inf
    if abs(whole - number.value) > WHOLE_TO or whole > LARGEST_WHOLE:
        raise Unreadable
    return Number(whole, number.scaled, number.rough)


def read_share(cell: object) -> Number | None:
    """Return per cent, 0-100: a number up to 1 is a share, above 1 per cent (docs/domain.md).

    Raises
    ------
    Unreadable
    """
    word = plain(cell) if isinstance(cell, str) else ""
    if word.startswith("百分之"):
        number = read_number(word.removeprefix("百分之"))
    elif word.rstrip("左右上下").endswith("%"):
        number = read_number(word.replace("%", ""))
    else:
        number = read_number(cell)
        if number is not None and number.value <= 1:
            number = Number(number.value * 100, number.scaled, number.rough)
    if number is None:
        return None
    if number.value > 100 or number.scaled:
        raise Unreadable
    return Number(round(number.value, 6), rough=number.rough)


def is_bare_one(cell: object) -> bool:
    """Tell whether a share is written as the number 1 and nothing else: 100 %, or 1 %."""
    if cell is None or (isinstance(cell, str) and ("%" in plain(cell) or plain(cell).startswith("百分之"))):
        return False
    try:
        number = read_number(cell)
    except Unreadable:
        return False
    return number is not None and number.value == 1


def _value(word: str) -> float:
    if word[0] not in _CHINESE:
        return float(word)
    try:
        return float(cn2an.cn2an(word.replace("〇", "零"), "normal"))
    except ValueError as error:
        raise Unreadable from error


def _checked(number: float) -> float:
    if not math.isfinite(number) or number < 0:
        raise Unreadable
    return number
