"""Sub-totals and totals checked against the rows that they may be the sum of."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from loaders import cells
from loaders.heads import Field
from loaders.workbook.frames import Notes, Read
from loaders.workbook.tables import Table
from sites.names import squeeze

NOT_SUMMED = frozenset({"built_year", "storeys"})
SUMMED_KINDS = ("whole", "area", "number")
ROUNDING = 1e-4
"""The share of a sum of areas or money that rounding may make."""
MOST_BREAKS = 300
"""A total may be the sum of the rows since any of so many totals before it."""
_SUB = re.compile(r"小计")
_CALLED = re.compile(r"小计|合计|总计|共计|[:：()（）]")
_GRAND = re.compile(r"合计|总计|共计")
Sums = npt.NDArray[np.float64]


@dataclass(frozen=True)
class _Column:
    """A summed column of the tables of one layout: its running sum, from 0, over the rows of the frame."""

    code: str
    at: int
    field: Field
    running: Sums
    unreadable: npt.NDArray[np.int64]


def check_totals(reads: Sequence[Read], notes: Notes) -> None:
    """Compare every sub-total and total with the rows above it, below it, of its name, or of all; note what fits none.

    Parameters
    ----------
    reads : sequence of Read
        All tables of the workbook: a total may be of several sheets.
    notes : Notes
        Gets a ``total_differs`` for each cell that is no such sum.
    """
    for read in reads:
        if not any(table.totals for table in read.tables):
            continue
        for column in _columns(read):
            everything = sum(float(other.frame[column.code].sum()) for other in reads if column.code in other.frame)
            for order, table in enumerate(read.tables):
                if not table.totals:
                    continue
                start, end = read.starts[order], read.starts[order + 1]
                named = _named(read.frame.iloc[start:end], column.code)
                _check(read, table, column, (start, end), (everything, float(column.running[-1])), named, notes)


def _columns(read: Read) -> list[_Column]:
    found = []
    for at, entry in read.tables[0].head.fields.items():
        code = entry.column.code
        if entry.column.kind in SUMMED_KINDS and code not in NOT_SUMMED:
            values = read.frame[code].astype("float64").fillna(0.0).to_numpy()
            running = np.concatenate([[0.0], np.cumsum(values)])
            found.append(_Column(code, at, entry, running, np.sort(read.unreadable[code])))
    return found


def _named(frame: pd.DataFrame, code: str) -> dict[str, float]:
    """Return the sums by compound and by subdistrict."""
    sums: dict[str, float] = {}
    for key in ("compound", "subdistrict"):
        if key in frame:
            grouped: Any = frame.groupby(key)[code].sum()
            sums |= {squeeze(str(name)): float(value) for name, value in grouped.items()}
    return sums


def _check(
    read: Read, table: Table, column: _Column, span: tuple[int, int], wider: tuple[float, ...], named: dict[str, float],
    notes: Notes,
) -> None:  # fmt: skip
    start, end = span
    run = column.running
    stated = _stated(read, table, column)
    breaks = start + np.searchsorted(np.array(table.data), np.array(table.totals))
    last_break = np.concatenate([[start], breaks[:-1]])
    near = np.abs(run[breaks] - run[last_break] - stated.values) <= stated.allowed(run[breaks] - run[last_break])
    of_all = float(run[end] - run[start])
    for order in np.flatnonzero(~np.isnan(stated.values) & ~near):
        row, here = table.totals[order], int(breaks[order])
        word = "".join(squeeze(cell) for cell in read.sheet.rows[row] if isinstance(cell, str))
        grand = _GRAND.search(word) is not None
        if not grand and not _SUB.search(word):
            continue
        before = [int(at) for at in breaks[max(order - MOST_BREAKS, 0) : order] if at < here] or [start]
        after = next((int(at) for at in breaks[order + 1 : order + MOST_BREAKS] if at > here), end)
        sums = [of_all, *wider] if grand else []
        sums += [named[name] for name in _names(read.sheet.rows[row]) if name in named]
        sums += [float(run[here] - run[at]) for at in (start, *before)]
        sums += [float(run[after] - run[here]), float(run[end] - run[here])]
        if np.any(np.abs(np.array(sums) - stated.values[order]) <= stated.allowed(np.array(sums), int(order))):
            continue
        first, last = (start, end) if grand else (before[-1], here) if before[-1] < here else (here, after)
        if np.searchsorted(column.unreadable, first) != np.searchsorted(column.unreadable, last):
            continue  # a cell that could not be read is said already
        values = {
            "column": column.code,
            "stated": _shown(stated.values[order]),
            "summed": _shown(float(run[last] - run[first])),
        }
        value = cells.text(read.sheet.rows[row][column.at])
        notes.add("total_differs", read.sheet, row + 1, table.head.names[column.at], value, values)


@dataclass(frozen=True)
class _Stated:
    """The figures of a table's totals in the column's unit; NaN where there is none."""

    values: Sums
    tolerance: Sums
    """How far the last figure that is written may be rounded."""
    whole: bool

    def allowed(self, sums: Sums, at: int | slice = slice(None)) -> Sums:
        """Return how far a sum may be from what is stated."""
        return self.tolerance[at] + (0.0 if self.whole else ROUNDING) * np.abs(sums)


def _stated(read: Read, table: Table, column: _Column) -> _Stated:
    rows = [read.sheet.rows[row] for row in table.totals]
    raw = [row[column.at] if column.at < len(row) else None for row in rows]
    entry = column.field
    values = cells.read(raw, entry.column.kind, entry.factor).series.astype("float64").to_numpy(na_value=np.nan)
    whole = entry.column.kind == "whole"
    decimals = [len(found[1]) if (found := re.search(r"\.(\d+)", cells.text(cell))) else 0 for cell in raw]
    tolerance = np.zeros(len(raw)) if whole else 0.5 * 10.0 ** -np.array(decimals, dtype=np.float64) * entry.factor
    return _Stated(values.astype(np.float64), tolerance.astype(np.float64), whole)


def _names(row: Sequence[object]) -> list[str]:
    """Return what a total may be called after: 虹桥街道 of 虹桥街道小计."""
    return [_CALLED.sub("", squeeze(cell)) for cell in row if isinstance(cell, str)]


def _shown(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
