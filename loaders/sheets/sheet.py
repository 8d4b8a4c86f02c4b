"""One sheet as rows of cells, and what its form tells beside the values."""

from collections.abc import Set
from dataclasses import dataclass, field

Cell = object
Merge = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class Marks:
    """What the reader of values does not tell; places are (row, column) counted from 0.

    Attributes
    ----------
    hidden_rows, hidden_columns : set of int
    errors : dict of place to str
        Cells that hold an error such as ``#REF!``.
    wholes : set of place
        Number cells that hold 1 and are shown as a percentage: 100 %, without a doubt.
    merges : tuple of Merge
        Where the reader of values does not know them.
    """

    hidden_rows: Set[int] = frozenset()
    hidden_columns: Set[int] = frozenset()
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    wholes: Set[tuple[int, int]] = frozenset()
    merges: tuple[Merge, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """One sheet; ``rows[0]`` is Excel's row 1. Absent cells are None."""

    name: str
    rows: list[list[Cell]]
    merges: list[Merge] = field(default_factory=list)
    """First and last (row, column) of each merged range, counted from 0; its value stands in the first cell."""
    hidden: bool = False
    hidden_rows: Set[int] = frozenset()
    hidden_columns: Set[int] = frozenset()
    date1904: bool = False
    """Whether a date kept as a number counts from 1904 instead of 1900."""


def is_blank(cell: Cell) -> bool:
    """Tell whether a cell shows nothing."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def column_letters(at: int) -> str:
    """Return what Excel calls a column counted from 0: A, B, … Z, AA."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_place(letters: str | bytes) -> int:
    """Return the place, counted from 0, of a column that Excel calls by letters."""
    number = 0
    for letter in letters.encode() if isinstance(letters, str) else letters:
        number = number * 26 + letter - 64
    return number - 1
