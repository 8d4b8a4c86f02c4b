"""The tables of a sheet: which rows are theirs, and which are titles, totals, notes or the head again."""

import re
from dataclasses import dataclass, field

from loaders import cells
from loaders.sheets import Cell, Sheet, is_blank
from loaders.workbook.head import BUILDING_KEYS, COMPOUND_KEYS, Head
from sites.names import squeeze

KEYS = ("building_id", "building_no", "compound_id", "compound", "subdistrict")
_TOTAL = re.compile(r"(小计|合计|总计|累计|总数|共计)[:：]?$|^(小计|合计|总计|共计)")
_NOTE = re.compile(
    r"(备注|注|说明|填表|填报|制表|制单|审核|复核|审批|负责人|联系人|联系电话|报送|数据来源|截至|签字|盖章|单位负责人|经办|日期)"
)
_SENTENCE = re.compile(r"[。：:；;，,]")
_WIDE = 3
"""A cell merged over so many columns is a title, not a value."""


@dataclass
class Table:
    """One table of a sheet.

    Attributes
    ----------
    head : Head
    data : list of int
        Its rows, counted from 0.
    totals : list of int
        Sub-totals and totals among them.
    said : list of (row, text)
        Titles above the head and lines across the table, from top to bottom.
    """

    head: Head
    data: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    said: list[tuple[int, str]] = field(default_factory=list)


@dataclass
class Found:
    """A sheet sorted: its tables, its rows beside them, and how many rows that makes."""

    tables: list[Table] = field(default_factory=list)
    beside: list[int] = field(default_factory=list)
    """Rows that are no data of any table: titles, heads, totals, notes."""

    @property
    def rows_in(self) -> int:
        """Every row that is not blank; one that is data of two tables side by side counts for each."""
        return len(self.beside) + sum(len(table.data) for table in self.tables)


def sort_rows(sheet: Sheet, heads: list[list[Head]]) -> Found:
    """Sort every row of a sheet that is not blank."""
    found = Found()
    wide = {top for (top, left), (_bottom, right) in sheet.merges if right - left + 1 >= _WIDE}
    ends = [group[0].first for group in heads[1:]] + [len(sheet.rows)]
    titles = _Titles(sheet)
    if not heads:
        found.beside = [at for at, row in enumerate(sheet.rows) if not _all_blank(row)]
    for at in range(heads[0][0].first if heads else 0):
        if titles.add(at):
            found.beside.append(at)
    for group, end in zip(heads, ends, strict=False):
        sorter = _Sorter(sheet, group, titles.said)
        found.tables += sorter.tables
        top = group[0]
        found.beside += [at for at in range(top.first, top.last + 1) if not _all_blank(sheet.rows[at])]
        titles = _Titles(sheet)
        stop = _title_above(sheet, top.last + 1, end) if end < len(sheet.rows) else end
        for at in range(top.last + 1, stop):
            sorter.sort(at, at in wide)
        found.beside += sorter.beside
        for at in range(stop, end):
            if titles.add(at):
                found.beside.append(at)
    return found


class _Titles:
    """The lines above a head."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.said: list[tuple[int, str]] = []

    def add(self, at: int) -> bool:
        """Take a row's text; False when it is blank."""
        words = [cells.text(cell) for cell in self.sheet.rows[at] if not is_blank(cell)]
        self.said += [(at, word) for word in words]
        return bool(words)


def _title_above(sheet: Sheet, first: int, head: int) -> int:
    """Return where the titles of the next table begin: the lines of one cell that stand right above its head."""
    at = head
    while at > first:
        filled = sum(not is_blank(cell) for cell in sheet.rows[at - 1])
        if filled > 1:
            break
        at -= 1
    return at


class _Sorter:
    """Sorts the rows below a head, or below heads side by side."""

    def __init__(self, sheet: Sheet, heads: list[Head], said: list[tuple[int, str]]) -> None:
        self.sheet = sheet
        self.tables = [Table(head, said=list(said)) for head in heads]
        self.places = [{code: at for code, at in head.places.items() if code in KEYS} for head in heads]
        self.beside: list[int] = []
        self._totals: dict[str, bool] = {}

    def sort(self, at: int, wide: bool) -> None:
        """Sort one row."""
        row = self.sheet.rows[at]
        if _all_blank(row):
            return
        is_data = False
        for table, places in zip(self.tables, self.places, strict=True):
            head = table.head
            filled = [place for place in range(head.west, min(head.east, len(row))) if not is_blank(row[place])]
            if len(self.tables) > 1 and not filled:
                continue
            if self._is_total(row, filled, places):
                table.totals.append(at)
            elif _is_beside(row, filled, places, head, wide):
                if filled:
                    table.said.append((at, cells.text(row[filled[0]])))
            else:
                table.data.append(at)
                is_data = True
        if not is_data:
            self.beside.append(at)

    def _is_total(self, row: list[Cell], filled: list[int], places: dict[str, int]) -> bool:
        words = [row[filled[0]]] if filled else []
        words += [row[at] for at in places.values() if at < len(row)]
        for word in words:
            if isinstance(word, str):
                if word not in self._totals:
                    self._totals[word] = _TOTAL.search(squeeze(cells.text(word))) is not None
                if self._totals[word]:
                    return bool(filled)
        return False


def _is_beside(row: list[Cell], filled: list[int], places: dict[str, int], head: Head, wide: bool) -> bool:
    """Tell whether a row under the head is a line across the table, a note, or the head again."""
    if not filled:
        return True
    if _is_head_again(row, head):
        return True
    said = {code for code, at in places.items() if at < len(row) and not is_blank(row[at])}
    alone = wide and len(filled) == 1
    start = row[filled[0]]
    first = squeeze(cells.text(start)) if isinstance(start, str) and _NOTE.match(start.lstrip()) else ""
    if first and _SENTENCE.search(first):
        return True
    if said & BUILDING_KEYS and not alone:
        return False
    if alone or (first and len(filled) <= 2):
        return True
    if len(filled) > 1:
        return False
    named = said & COMPOUND_KEYS or (head.of_buildings and "subdistrict" in said)
    return not named or _SENTENCE.search(cells.text(start)) is not None


def _is_head_again(row: list[Cell], head: Head) -> bool:
    """Tell whether a row repeats the head, as at the top of a printed page."""
    places = list(head.fields)[:2]
    return all(at < len(row) and isinstance(row[at], str) and cells.text(row[at]) == head.names[at] for at in places)


def _all_blank(row: list[Cell]) -> bool:
    return all(cell is None or is_blank(cell) for cell in row)
