"""Lines for a terminal: columns one under the other, and nothing that plays with the terminal."""

import unicodedata
from collections.abc import Iterable


def table(rows: Iterable[tuple[str, ...]], numbers: set[int]) -> list[str]:
    """Return rows with their columns one under the other.

    Parameters
    ----------
    rows : iterable of tuple of str
        All of one length, one at least.
    numbers : set of int
        The places of columns whose cells end one under the other.
    """
    rows = list(rows)
    widths = [max(_width(cell) for cell in column) for column in zip(*rows, strict=True)]
    lined = [
        "  ".join(
            " " * (width - _width(cell)) + cell if at in numbers else cell + " " * (width - _width(cell))
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
    return [line.rstrip() for line in lined]


def printable(words: str) -> str:
    """Return text without what would move a terminal's cursor: names come from other people's files."""
    return "".join(letter if letter.isprintable() else "�" for letter in words)


def _width(words: str) -> int:
    """Return how many columns of a terminal the words take: Chinese takes two a character."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in words)
