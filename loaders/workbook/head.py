"""The heads of a sheet's tables: one to three rows that name the columns, wherever they stand."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from loaders import cells
from loaders.heads import Field, Vocabulary, is_unit
from loaders.sheets import Cell, Sheet, is_blank
from sites.columns import BUILDING_COLUMNS, COLUMNS, COMPOUND_COLUMNS, STAGE_DATES, TICKET_COLUMNS, Column
from sites.names import squeeze

Kind = tuple[tuple[Column, ...], frozenset[str]]
"""The columns that a kind of table may have, and the codes of those that make a head one of this kind."""
MOST_HEAD_ROWS = 3
FEWEST_COLUMNS = 2
LONGEST_TITLE = 60
"""Characters of a column's title; what is longer is a sentence."""
OF_BUILDINGS = (*BUILDING_COLUMNS, COLUMNS["compound_id"], *STAGE_DATES)
_FOR_COMPOUNDS = ("compound", "subdistrict", "households", "floor_area_m2", "illegal_listed", "illegal_removed", "stage", "built_year", "storeys",
                  "progress_pct", "waterproofing_start", "roof_start", "remark")  # fmt: skip
OF_COMPOUNDS = (*(COLUMNS[code] for code in _FOR_COMPOUNDS), *COMPOUND_COLUMNS, *STAGE_DATES)
"""A compound's own facts, and what a row may say of all its buildings together."""
BUILDING_KEYS = frozenset({"building_no", "building_id"})
COMPOUND_KEYS = frozenset({"compound", "compound_id"})
KEYS = BUILDING_KEYS | COMPOUND_KEYS
OF_PROGRESS: tuple[Kind, ...] = ((OF_BUILDINGS, BUILDING_KEYS), (OF_COMPOUNDS, COMPOUND_KEYS))
"""The kinds of tables of a progress workbook: a table with the keys of the first kind is of it, else of the second."""
NOT_TAKEN = Column("person", "诉求人", "text", (
    "来电人", "反映人", "投诉人", "联系人", "受理人", "登记人", "承办人", "经办人", "办理人", "派单人", "处理人", "姓名", "市民姓名"), internal=True)  # fmt: skip
"""Who called and who took the call: known, so that nothing else is seen in it, and left where it is."""
_OF_TICKETS = ("subdistrict", "compound_id", "compound", "building_id", "building_no")
TICKET_KEYS = frozenset({"ticket_id", "opened_on", "text"})
OF_TICKETS: tuple[Kind, ...] = (((*TICKET_COLUMNS, *(COLUMNS[code] for code in _OF_TICKETS), NOT_TAKEN), TICKET_KEYS),)
TICKET_WORDS = {
    "涉及小区": "compound", "涉事小区": "compound", "诉求小区": "compound", "反映小区": "compound", "涉及街道": "subdistrict",
    "承办街道": "subdistrict", "涉及楼栋": "building_no", "涉及幢号": "building_no",
}  # fmt: skip
"""What only tickets call the place that they are about."""
NUMBERING = frozenset({"", "序号", "编号", "序", "no", "no.", "#", "顺序号", "行号"})
_ORDINALS = ("甲乙丙丁戊己庚辛壬癸", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
_UNIT_ABOVE = re.compile(r"[(（]([^()（）]+)[)）]$")
_ENDS_LIKE_A_LABEL = re.compile(r"[:：]\s*$")


@dataclass(frozen=True)
class Head:
    """Where a table's head is, and what its columns mean.

    Attributes
    ----------
    first, last : int
        Rows, counted from 0.
    west, east : int
        The table's columns: from ``west`` up to, not including, ``east``.
    names : tuple of str
        By column of the sheet; a name of several rows is joined.
    fields : dict of int to Field
        The recognised columns.
    repeated : dict of int to int
        Columns that mean the same as an earlier one, which counts.
    of_buildings : bool
        Rows are buildings, not compounds.
    """

    first: int
    last: int
    west: int
    east: int
    names: tuple[str, ...]
    fields: dict[int, Field]
    repeated: dict[int, int] = field(default_factory=dict)
    of_buildings: bool = True

    @property
    def places(self) -> dict[str, int]:
        """The column of each code."""
        return {entry.column.code: at for at, entry in self.fields.items()}

    @property
    def layout(self) -> tuple[object, ...]:
        """What two heads have in common whose rows can be read together."""
        return (self.of_buildings, self.west, self.east, self.names)


class Lexicon:
    """The words of the kinds of tables that a workbook may hold, with those that the user taught.

    Parameters
    ----------
    taught : mapping of word to column code, optional
    kinds : sequence of Kind
        In the order in which a head is tried.
    more : mapping of word to column code, optional
        Further words, where the columns do not have them.
    """

    def __init__(
        self,
        taught: Mapping[str, str] | None = None,
        kinds: Sequence[Kind] = OF_PROGRESS,
        more: Mapping[str, str] | None = None,
    ) -> None:
        self.kinds = [(Vocabulary(columns, more, taught), keys) for columns, keys in kinds]
        self.keys = frozenset().union(*(keys for _columns, keys in kinds))
        every = [pair for vocabulary, _keys in self.kinds for pair in vocabulary.words.items()]
        self._keys = {word for word, column in every if column.code in self.keys}
        self._letters = frozenset("".join(word for word in self._keys if not word.isascii()))

    def is_key(self, word: str) -> bool:
        """Tell whether a cell's text is the title of a column that names buildings or compounds."""
        if len(word) > LONGEST_TITLE or _ENDS_LIKE_A_LABEL.search(word):
            return False
        if word.isascii():
            return word.strip().casefold() in self._keys
        if self._letters.isdisjoint(word):
            return False
        return any(
            found is not None and found.column.code in self.keys
            for found in (vocabulary.field(word) for vocabulary, _keys in self.kinds)
        )


def find_heads(sheet: Sheet, lexicon: Lexicon) -> list[list[Head]]:
    """Find the heads of a sheet, from top to bottom; those of tables side by side stand in one list."""
    words = {cell for cell in set().union(*sheet.rows) if isinstance(cell, str) and lexicon.is_key(cell)}
    found: list[list[Head]] = []
    below = 0
    for at, row in enumerate(sheet.rows):
        if at < below or words.isdisjoint(row):
            continue
        best = _best(sheet, lexicon, at, below)
        if best:
            found.append(best)
            below = best[0].last + 1
    return found


def _best(sheet: Sheet, lexicon: Lexicon, at: int, above: int) -> list[Head]:
    """Return the head around a row: the fewest rows in which most columns are recognised."""
    best: list[Head] = []
    most = 0.0
    for depth in range(1, MOST_HEAD_ROWS + 1):
        for first in range(max(at - depth + 1, above), at + 1):
            last = first + depth - 1
            if last >= len(sheet.rows) or not all(_may_be_head(row) for row in sheet.rows[at + 1 : last + 1]):
                continue
            heads = _read(sheet, lexicon, first, last)
            count = sum(len(head.fields) for head in heads)
            scaled = sum(entry.factor != 1.0 for head in heads for entry in head.fields.values())
            if heads and count + scaled / 1000 > most:
                best, most = heads, count + scaled / 1000
    return _extended(sheet, lexicon, best) if best else []


def _extended(sheet: Sheet, lexicon: Lexicon, heads: list[Head]) -> list[Head]:
    """Take in rows below that still belong to the head: further parts of merged titles, units, column numbers."""
    first, last = heads[0].first, heads[0].last
    keys = [at for head in heads for at, entry in head.fields.items() if entry.column.code in lexicon.keys]
    while last + 1 < len(sheet.rows) and last - first + 1 < MOST_HEAD_ROWS and _goes_on(sheet, first, last, keys):
        last += 1
    if last > heads[0].last:
        heads = _read(sheet, lexicon, first, last) or heads
    if last + 1 < len(sheet.rows) and _is_numbered(sheet.rows[last + 1]):
        last += 1
    return [
        Head(first, last, head.west, head.east, head.names, head.fields, head.repeated, head.of_buildings)
        for head in heads
    ]


def _goes_on(sheet: Sheet, first: int, last: int, keys: Iterable[int]) -> bool:
    """Tell whether the next row is one more row of the head: text under wide titles, and nothing under the keys."""
    row = sheet.rows[last + 1]
    filled = [at for at, cell in enumerate(row) if not is_blank(cell)]
    if not filled or not _may_be_head(row) or any(at in filled for at in keys):
        return False
    if all(is_unit(cells.text(row[at])) for at in filled):
        return True
    wide = {
        at for (top, left), (_bottom, right) in sheet.merges if first <= top <= last and right > left
        for at in range(left, min(right + 1, len(row)))
    }  # fmt: skip
    blank_above = {at for at in filled if at >= len(sheet.rows[last]) or is_blank(sheet.rows[last][at])}
    return bool(wide.intersection(filled)) or (not sheet.merges and bool(blank_above))


def _may_be_head(row: Sequence[Cell]) -> bool:
    """Tell whether a row holds text only."""
    return all(cell is None or isinstance(cell, str) for cell in row)


def _is_numbered(row: Sequence[Cell]) -> bool:
    """Tell whether a row numbers the columns: 1 2 3 …, or 甲 乙 1 2 ….  Letters and figures may follow each other."""
    said = [squeeze(cells.text(cell)).strip("()") for cell in row if not is_blank(cell)]
    if len(said) < MOST_HEAD_ROWS:
        return False
    after = [word for word in said if word not in _ORDINALS[0]]
    numbers = [int(word) if word.isdecimal() else 0 for word in after]
    if numbers and numbers[0] in (1, 2) and numbers == list(range(numbers[0], numbers[0] + len(numbers))):
        return True
    return any(said == list(letters[: len(said)]) for letters in _ORDINALS)


def _read(sheet: Sheet, lexicon: Lexicon, first: int, last: int) -> list[Head]:
    """Read rows as the head of tables of the first kind that fits; empty when they are of none."""
    parts = _parts(sheet, first, last)
    for vocabulary, keys in lexicon.kinds:
        names, found = [], {}
        for at, some in enumerate(parts):
            name, entry = _name(some, vocabulary)
            names.append(name)
            if entry:
                found[at] = entry
        blocks = [block for block in _blocks(found, names, keys) if _is_table(block, keys)]
        if blocks:
            return [
                _head(first, last, block, blocks[at + 1] if at + 1 < len(blocks) else None, tuple(names), blocks[0],
                      keys is BUILDING_KEYS)
                for at, block in enumerate(blocks)
            ]  # fmt: skip
    return []


def _is_table(block: dict[int, Field], keys: frozenset[str]) -> bool:
    codes = {entry.column.code for entry in block.values()}
    return bool(codes & keys) and len(codes) >= FEWEST_COLUMNS


def _blocks(found: dict[int, Field], names: Sequence[str], keys: frozenset[str]) -> list[dict[int, Field]]:
    """Split the columns into tables side by side: a new one begins where titles repeat and a key is among them."""
    blocks: list[dict[int, Field]] = [{}]
    places = sorted(found)
    for order, at in enumerate(places):
        code = found[at].column.code
        seen = {entry.column.code for entry in blocks[-1].values()}
        rest = {found[place].column.code for place in places[order:]}
        again = rest & seen
        if code in seen and seen & keys and again & keys and len(again) >= FEWEST_COLUMNS:
            blocks.append({})
        blocks[-1][at] = found[at]
    return blocks


def _head(
    first: int, last: int, block: dict[int, Field], following: dict[int, Field] | None, names: tuple[str, ...],
    leading: dict[int, Field], of_buildings: bool,
) -> Head:  # fmt: skip
    west = 0 if block is leading else min(block)
    if west and squeeze(names[west - 1]).casefold() in NUMBERING and names[west - 1]:
        west -= 1
    east = len(names)
    if following:
        east = min(following)
        if squeeze(names[east - 1]).casefold() in NUMBERING and names[east - 1]:
            east -= 1
    fields: dict[int, Field] = {}
    taken: dict[str, int] = {}
    repeated: dict[int, int] = {}
    for at, entry in sorted(block.items()):
        code = entry.column.code
        if code in taken:
            repeated[at] = taken[code]
        else:
            fields[at] = entry
            taken[code] = at
    if block is not leading and of_buildings and not taken.keys() & COMPOUND_KEYS:
        for at, entry in leading.items():
            if entry.column.code in COMPOUND_KEYS | {"subdistrict"} and entry.column.code not in taken:
                fields[at] = entry
    return Head(first, last, west, east, names, fields, repeated, of_buildings)


def _name(parts: Sequence[str], vocabulary: Vocabulary) -> tuple[str, Field | None]:
    """Return a column's name, and what it means by the most of its parts that are understood together."""
    unit = f"({parts[-1].strip('()（）')})" if len(parts) > 1 and is_unit(parts[-1]) else ""
    said = list(parts[:-1] if unit else parts)
    if not unit and len(said) > 1 and (found := _UNIT_ABOVE.search(said[0])) and is_unit(found[1]):
        said[0], unit = said[0][: found.start()], f"({found[1]})"
    for count in range(len(said), 0, -1):
        for some in reversed(list(combinations(range(len(said)), count))):
            if some[-1] != len(said) - 1:
                continue  # what stands above says nothing without what stands below
            name = "".join(said[at] for at in some) + unit
            if not _ENDS_LIKE_A_LABEL.search(name) and (entry := vocabulary.field(name, grouped=len(said) > 1)):
                return name, entry
    return "".join(said) + unit, None


def _parts(sheet: Sheet, first: int, last: int) -> list[list[str]]:
    """Return what stands over each column, from top to bottom; an upper row reaches over its blanks to the right."""
    rows = sheet.rows[first : last + 1]
    width = max(map(len, rows))
    grid = [[cells.text(row[at]) if at < len(row) else "" for at in range(width)] for row in rows]
    ends = {(top, left): right for (top, left), (_bottom, right) in sheet.merges if first <= top <= last}
    for depth, words in enumerate(grid[:-1]):
        over, end = "", width
        for at in range(width):
            if words[at]:
                over, end = words[at], ends.get((first + depth, at), width)
            elif any(grid[up][at] and grid[up][at - 1] != grid[up][at] for up in range(depth)):
                over = ""
            elif over and at <= end and any(lower[at] for lower in grid[depth + 1 :]):
                words[at] = over
            else:
                over = over if at <= end and end < width else ""
    columns = [[row[at] for row in grid if row[at]] for at in range(width)]
    return [[word for order, word in enumerate(some) if not order or word != some[order - 1]] for some in columns]
