"""A column's cells read as values of its kind: each distinct cell once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from loaders.cells.dates import STRICT, Dating, read_day
from loaders.cells.numbers import Number, is_bare_one, read_number, read_share, read_whole
from loaders.cells.words import NOTHING, Unreadable, is_error, plain, text
from locales import N_
from sites.columns import Kind
from sites.stages import read_stage
from sites.table import DTYPES

KIND_NAMES: dict[Kind, str] = {
    "text": N_("文字"), "whole": N_("整数"), "number": N_("数字"), "share": N_("百分数"), "date": N_("日期"),
    "stage": N_("阶段"), "area": N_("面积"),
}  # fmt: skip
Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Values:
    """A column as read: n values, and the places of cells that could not be read or were read with a doubt."""

    series: pd.Series
    unreadable: Places
    doubtful: Places
    """A share written as the bare number 1."""
    finished: npt.NDArray[np.bool_] | None = None
    """For stage words only: whether the word says finished altogether."""
    assumed: dict[str, Places] = field(default_factory=dict)
    """What was assumed of which cells, by issue code: ``year_assumed``, ``day_assumed``, ``approximate_value``."""


@dataclass(frozen=True)
class _Read:
    """One distinct cell as read."""

    value: Any
    finished: bool = False
    assumed: tuple[str, ...] = ()


_NOTHING = _Read(None)
_UNREADABLE = _Read(None)


def read(cells: Sequence[object], kind: Kind, factor: float = 1.0, dating: Dating = STRICT) -> Values:
    """Read a column's cells as values of a kind.

    Parameters
    ----------
    cells : sequence
        n cells: text, numbers, dates, None.
    kind : str
        See ``sites.table.DTYPES`` for how each is held.
    factor : float
        For numbers and areas, from the unit in the head; a unit in the cell itself goes before it.
    dating : Dating
        How dates are read; its ``tolerant`` also lets numbers be said roughly (约 300 户).
    """
    reader = partial(_READERS[kind], factor=factor, dating=dating)
    keys = [(cell.__class__, cell) for cell in cells]
    table = {key: _one(reader, key[1]) for key in set(keys)}
    found = [table[key] for key in keys]
    unreadable = _where(found, lambda entry: entry is _UNREADABLE)
    assumed = {
        code: _where(found, lambda entry, code=code: code in entry.assumed)  # type: ignore[misc]
        for code in {code for entry in table.values() for code in entry.assumed}
    }
    doubtful = assumed.pop("share_exactly_one", _where([], bool))
    values = [entry.value for entry in found]
    finished = np.array([entry.finished for entry in found], dtype=bool) if kind == "stage" else None
    return Values(_series(values, kind), unreadable, doubtful, finished, assumed)


def _where(entries: Sequence[Any], test: Callable[[Any], bool]) -> Places:
    answers: dict[int, bool] = {}
    for entry in entries:
        if id(entry) not in answers:
            answers[id(entry)] = bool(test(entry))
    return np.array([at for at, entry in enumerate(entries) if answers[id(entry)]], dtype="int64")


def _one(reader: Callable[[Any], _Read], cell: object) -> _Read:
    if cell is None or cell != cell:
        return _NOTHING
    try:
        return reader(cell)
    except Unreadable:
        return _UNREADABLE


def _series(found: list[Any], kind: Kind) -> pd.Series:
    if kind == "date":
        return pd.Series(np.array([value or "NaT" for value in found], dtype="datetime64[s]"))
    return pd.Series(found, dtype=DTYPES[kind])


def _text(cell: object, *, factor: float, dating: Dating) -> _Read:
    word = text(cell)
    if is_error(word):
        raise Unreadable
    return _Read(word or None)


def _number(
    cell: object, *, factor: float, dating: Dating, read_one: Callable[[object], Number | None] = read_number
) -> _Read:
    number = read_one(cell)
    if number is None:
        return _NOTHING
    if number.rough and not dating.tolerant:
        raise Unreadable
    value = number.value if factor == 1.0 or number.scaled else round(number.value * factor, 6)
    return _Read(value, assumed=("approximate_value",) if number.rough else ())


def _share(cell: object, *, factor: float, dating: Dating) -> _Read:
    found = _number(cell, factor=1.0, dating=dating, read_one=read_share)
    return replace(found, assumed=(*found.assumed, "share_exactly_one")) if is_bare_one(cell) else found


def _date(cell: object, *, factor: float, dating: Dating) -> _Read:
    day = read_day(cell, dating)
    if day is None:
        return _NOTHING
    doubts = {"year_assumed": day.year_assumed, "day_assumed": day.day_assumed, "approximate_value": day.rough}
    return _Read(day.value, assumed=tuple(code for code, is_so in doubts.items() if is_so))


def _stage(cell: object, *, factor: float, dating: Dating) -> _Read:
    word = text(cell)
    if plain(word) in NOTHING:
        return _NOTHING
    found = read_stage(word)
    if found is None:
        raise Unreadable
    return _Read(found[0], finished=found[1])


_READERS: dict[Kind, Callable[..., _Read]] = {
    "text": _text, "whole": partial(_number, read_one=read_whole), "number": _number,
    "share": _share, "date": _date, "stage": _stage, "area": _number,
}  # fmt: skip
