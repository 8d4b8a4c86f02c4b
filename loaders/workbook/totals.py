"""Sub-totals and totals checked against the rows that they may be the sum of."""

import re
from bisect import bisect_left
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
    breaks = [start + bisect_left(table.data, row) for row in table.totals]
    for order, row in enumerate(table.totals):
        cells_of_row = read.sheet.rows[row]
        word = _word(cells_of_row, table)
        stated = _stated(cells_of_row, column)
        if stated is None or not (_SUB.search(word) or _GRAND.search(word)):
            continue
        value, tolerance = stated
        here = breaks[order]
        before = [at for at in breaks[max(order - MOST_BREAKS, 0) : order] if at < here] or [start]
        after = next((at for at in breaks[order + 1 :] if at > here), end)
        run = column.running
        own = next((named[name] for name in named if name and name in word), None)
        of_all = float(run[end] - run[start])
        sums = [of_all, *wider, *named.values()] if _GRAND.search(word) else [] if own is None else [own]
        sums += [float(run[here] - run[at]) for at in (start, *before)] + [
            float(run[after] - run[here]),
            float(run[end] - run[here]),
        ]
        if np.any(
            np.abs(np.array(sums) - value)
            <= tolerance + ROUNDING * np.abs(sums) * (column.field.column.kind != "whole")
        ):
            continue
        first, last = (
            (start, end) if _GRAND.search(word) else (before[-1], here) if before[-1] < here else (here, after)
        )
        if np.searchsorted(column.unreadable, first) != np.searchsorted(column.unreadable, last):
            continue  # a row that could not be read is said already
        summed = float(run[last] - run[first])
        notes.add("total_differs", read.sheet, row + 1, table.head.names[column.at], cells.text(cells_of_row[column.at]),
                  {"column": column.code, "stated": _shown(value), "summed": _shown(summed)})  # fmt: skip


def _word(row: Sequence[object], table: Table) -> str:
    """Return what the row calls itself: the text of its cells left of the figures."""
    head = table.head
    return "".join(squeeze(cell) for cell in row[head.west : head.east] if isinstance(cell, str))


def _stated(row: Sequence[object], column: _Column) -> tuple[float, float] | None:
    """Return the figure of a total in the column's unit, and how far rounding may take it."""
    cell = row[column.at] if column.at < len(row) else None
    values = cells.read([cell], column.field.column.kind, column.field.factor)
    if values.series.isna().all():
        return None
    decimals = len(found[1]) if (found := re.search(r"\.(\d+)", cells.text(cell))) else 0
    tolerance = 0.0 if column.field.column.kind == "whole" else 0.5 * 10.0**-decimals * column.field.factor
    return float(values.series.iloc[0]), tolerance


def _shown(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
