"""Which column means what: the words of a head, with their units, told by the vocabulary of ``sites.columns``."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sites.columns import Column, Kind

DBF_NAME = 10
"""A Shapefile keeps this many bytes of a column's name."""
MANY = {
    "万m2": 10_000.0, "万平方米": 10_000.0, "万平米": 10_000.0, "万平方": 10_000.0, "万平": 10_000.0,
    "万元": 10_000.0, "亿元": 100_000_000.0, "千元": 1_000.0,
}  # fmt: skip
"""Units of a head, and what a number under them is multiplied by to be in m² or yuan."""
UNITS = frozenset(
    {*MANY, "m2", "平方米", "平米", "平方", "平", "元", "户", "户数", "幢", "栋", "幢数", "层", "个", "处", "年", "台", "部", "单元", "%", "百分比",
     "年月日", "日期", "人", "辆", "km", "m", "米"}
)  # fmt: skip
SCALED: tuple[Kind, ...] = ("area", "number")
_BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]$")
_TAIL = re.compile(
    rf"[/、,:_-]?(?:单位)?({'|'.join(sorted(map(re.escape, UNITS - {'户', '幢', '栋', '平', 'm', '单元', '个', '年'}), key=len, reverse=True))})$"
)
_NUMBERED = re.compile(r"^(?:[(]?[0-9一二三四五六七八九十]{1,3}[)、.]|[①-⑳])")
_FILLERS = re.compile(r"时间|日期|情况|数量")
_STAGE_FILLERS = re.compile(r"阶段|时间|日期|情况|数量|节点")


@dataclass(frozen=True)
class Field:
    """A column of a file that was recognised."""

    column: Column
    factor: float = 1.0
    """What a number is multiplied by to be in m² or yuan."""


class Vocabulary:
    """The words for a set of columns.

    Parameters
    ----------
    columns : iterable of Column
        Of two columns that share a word the first one has it.
    more : mapping of word to code, optional
        Further words, where the columns do not have them.
    taught : mapping of word to code, optional
        Words of the user's own, which go before all others; codes of other columns are ignored.
    """

    def __init__(
        self, columns: Iterable[Column], more: Mapping[str, str] | None = None, taught: Mapping[str, str] | None = None
    ) -> None:
        self.columns = {column.code: column for column in columns}
        self.words: dict[str, Column] = {}
        self.alone: dict[str, Column] = {}
        for word, code in (taught or {}).items():
            if code in self.columns:
                self.words.setdefault(_plain(word), self.columns[code])
        for column in self.columns.values():
            for word in (column.code[:DBF_NAME], column.code, column.title, *column.words):
                self.words.setdefault(_plain(word), column)
            for word in column.alone:
                self.alone.setdefault(_plain(word), column)
        self._add_cut()
        for word, code in (more or {}).items():
            self.words.setdefault(_plain(word), self.columns[code])

    def field(self, head: str, *, grouped: bool = True) -> Field | None:
        """Return the column that a head means; None when it is not known.

        Parameters
        ----------
        head : str
        grouped : bool
            Whether something may stand over the head that says more; a lone 计划开工 means the works themselves.

        Examples
        --------
        >>> from sites.columns import BUILDING_COLUMNS
        >>> Vocabulary(BUILDING_COLUMNS).field("建筑面积（万㎡）").factor
        10000.0
        """
        plain = _plain(head)
        for word, unit in _readings(plain):
            found = self.words.get(word) or (None if grouped else self.alone.get(word))
            if found:
                return Field(found, MANY.get(unit, 1.0) if found.kind in SCALED else 1.0)
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


def is_unit(word: str) -> bool:
    """Tell whether a cell of a head holds a unit and nothing else, such as ``（万㎡）``."""
    plain = _plain(word)
    return (plain.strip("()[]【】") if plain else "") in UNITS


def _readings(plain: str) -> Iterable[tuple[str, str]]:
    """Yield a head's word and unit: as it stands, then without unit, numbering, and words that say nothing."""
    yield plain, ""
    for word in dict.fromkeys((plain, _NUMBERED.sub("", plain))):
        yield word, ""
        unit = _BRACKETS.search(word)
        if unit:
            yield word[: unit.start()], unit[1].removeprefix("单位")
            yield _FILLERS.sub("", word[: unit.start()]), unit[1].removeprefix("单位")
        elif tail := _TAIL.search(word):
            yield word[: tail.start()], tail[1]
        yield _FILLERS.sub("", word), ""
        yield _STAGE_FILLERS.sub("", _BRACKETS.sub("", word)), ""


def _plain(word: str) -> str:
    return re.sub(r"[\s*:：]+", "", unicodedata.normalize("NFKC", word)).casefold()
