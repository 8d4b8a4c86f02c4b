"""Which column means what: the words of a head, with their units, told by the vocabulary of ``sites.columns``."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from sites.columns import Column

DBF_NAME = 10
"""A Shapefile keeps this many bytes of a column's name."""
MANY = {
    "万m2": 10_000.0,
    "万平方米": 10_000.0,
    "万平米": 10_000.0,
    "万平": 10_000.0,
    "万元": 10_000.0,
    "亿元": 100_000_000.0,
}
_UNIT = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]$")


@dataclass(frozen=True)
class Field:
    """A column of a file that was recognised."""

    column: Column
    factor: float = 1.0
    """What a number is multiplied by to be in m² or yuan."""


class Vocabulary:
    """The words for a set of columns."""

    def __init__(self, columns: Iterable[Column], more: dict[str, str] | None = None) -> None:
        self.columns = {column.code: column for column in columns}
        self.words: dict[str, Column] = {}
        for column in self.columns.values():
            for word in (column.code[:DBF_NAME], column.code, column.title, *column.words):
                self.words.setdefault(_plain(word), column)
        self._add_cut()
        for word, code in (more or {}).items():
            self.words.setdefault(_plain(word), self.columns[code])

    def field(self, head: str) -> Field | None:
        """Return the column that a head means; None when it is not known.

        Examples
        --------
        >>> from sites.columns import BUILDING_COLUMNS
        >>> Vocabulary(BUILDING_COLUMNS).field("建筑面积（万㎡）").factor
        10000.0
        """
        plain = _plain(head)
        if found := self.words.get(plain):
            return Field(found)
        unit = _UNIT.search(plain)
        if unit and (found := self.words.get(plain[: unit.start()])):
            return Field(
                found, MANY.get(unit[1].removeprefix("单位:"), 1.0) if found.kind in ("area", "number") else 1.0
            )
        return None

    def _add_cut(self) -> None:
        """Add the words as a Shapefile in UTF-8 cuts them, where a cut word means one column only."""
        cut: dict[str, set[str]] = {}
        for word, column in self.words.items():
            cut.setdefault(word.encode()[:DBF_NAME].decode(errors="ignore"), set()).add(column.code)
        for word, codes in cut.items():
            if len(codes) == 1:
                self.words.setdefault(word, self.columns[next(iter(codes))])

    def fields(self, heads: Iterable[str]) -> dict[int, Field]:
        """Return the recognised columns by place; of two heads that mean the same, the first counts."""
        found: dict[int, Field] = {}
        taken: set[str] = set()
        for at, head in enumerate(heads):
            field = self.field(head) if head else None
            if field and field.column.code not in taken:
                found[at] = field
                taken.add(field.column.code)
        return found


def _plain(word: str) -> str:
    return re.sub(r"[\s*:：]+", "", unicodedata.normalize("NFKC", word)).casefold()
