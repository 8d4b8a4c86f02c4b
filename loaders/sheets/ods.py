"""What an .ods holds once its repeated rows and cells are counted out, and its hidden rows and columns, merges and percentages.

An empty row may be said to repeat a million times, and costs nothing; a filled one that does would fill the memory.
"""

import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from xml.parsers import expat

from loaders.checks import LARGEST_AT_ONCE, LAST_COLUMN
from loaders.errors import FormatError, broken, too_large
from loaders.packed import BROKEN_ZIP, members
from loaders.sheets.sheet import Marks, Merge
from locales import _

LARGEST_TEXT = 500_000_000
"""Characters of all cells, repeated ones counted as often as they repeat."""
_CHUNK = 1 << 20
_LONGEST_TAG = 4_000
_TAG = re.compile(rb"<(/?)table:(table(?:-row|-cell|-column)?|covered-table-cell)(?=[\s/>])([^<>]*?)(/?)>")
_ATTRIBUTE = re.compile(rb'\b((?:table|office|calcext):[a-z-]+)="([^"]*)"')
_HIDDEN = (b"collapse", b"filter")


@dataclass
class _Table:
    """One sheet while it is read."""

    row: int = 0
    column: int = 0
    repeat: int = 1
    filled_to: int = 0
    """Columns of the row up to its last filled cell."""
    rows: int = 0
    columns: int = 0
    styled: int = 0
    """Columns that were declared so far."""
    characters: int = 0
    row_characters: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    wholes: set[tuple[int, int]] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)

    @property
    def marks(self) -> Marks:
        inside = {row for row in self.hidden_rows if row < self.rows}
        return Marks(inside, self.hidden_columns, self.errors, self.wholes, tuple(self.merges))


def examine(path: Path) -> tuple[dict[str, Marks], bool]:
    """Check the extents of all sheets, and return each sheet's marks; dates are never numbers here.

    Raises
    ------
    FormatError
        The workbook is damaged, holds a DOCTYPE, or would fill the memory.
    """
    members(path)
    try:
        with zipfile.ZipFile(path) as archive, archive.open("content.xml") as stream:
            tables = _Reader(path).read(stream)
    except (*BROKEN_ZIP, expat.ExpatError, LookupError) as error:
        raise broken(path) from error
    return {name: table.marks for name, table in tables.items()}, False


class _Reader:
    """Goes through the tags of the tables, which calamine reads in the same order."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.tables: dict[str, _Table] = {}
        self.table = _Table()
        self.name = ""
        self.cell: dict[bytes, bytes] | None = None
        self.length = 0

    def read(self, stream: IO[bytes]) -> dict[str, _Table]:
        rest = b""
        whole = expat.ParserCreate()  # calamine never returns from a tag that is not closed
        while chunk := stream.read(_CHUNK):
            whole.Parse(chunk, False)
            text = rest + chunk
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                raise FormatError(self.path, _("工作表里有 DOCTYPE"), _("请在表格软件中另存"), "content.xml")
            end = 0
            for tag in _TAG.finditer(text):
                self._text(text[end : tag.start()])
                self._tag(tag[2], bool(tag[1]), tag[3], bool(tag[4]))
                end = tag.end()
            # what comes after the last tag may hold the beginning of the next
            keep = max(end, len(text) - _LONGEST_TAG)
            self._text(text[end:keep])
            rest = text[keep:]
        whole.Parse(b"", True)
        return self.tables

    def _text(self, between: bytes) -> None:
        if self.cell is not None:
            self.length += len(between)
            if b"Err:" in between or b"#" in between:
                self.cell[b"shown"] = between

    def _tag(self, name: bytes, closing: bool, attributes: bytes, empty: bool) -> None:
        if name == b"table":
            if not closing:
                self.name = dict(_ATTRIBUTE.findall(attributes)).get(b"table:name", b"").decode(errors="replace")
                self.table = self.tables.setdefault(_unescaped(self.name), _Table())
        elif name == b"table-column":
            self._column(dict(_ATTRIBUTE.findall(attributes)))
        elif name == b"table-row":
            if not closing:
                self._open_row(dict(_ATTRIBUTE.findall(attributes)))
            if closing or empty:
                self._close_row()
        elif closing:
            self._close_cell()
        else:
            self.cell, self.length = dict(_ATTRIBUTE.findall(attributes)), 0
            if empty:
                self._close_cell()

    def _column(self, said: dict[bytes, bytes]) -> None:
        count = _count(said, b"table:number-columns-repeated")
        if said.get(b"table:visibility") in _HIDDEN:
            self.table.hidden_columns.update(range(self.table.styled, min(self.table.styled + count, LAST_COLUMN)))
        self.table.styled += count

    def _open_row(self, said: dict[bytes, bytes]) -> None:
        table = self.table
        table.repeat = _count(said, b"table:number-rows-repeated")
        table.column = table.filled_to = table.row_characters = 0
        if said.get(b"table:visibility") in _HIDDEN:
            table.hidden_rows.update(range(table.row, table.row + min(table.repeat, 10_000)))

    def _close_cell(self) -> None:
        table, said = self.table, self.cell
        if said is None:
            return
        self.cell = None
        count = _count(said, b"table:number-columns-repeated")
        if said.get(b"office:value-type") or self.length:
            table.filled_to = table.column + count
            table.row_characters += self.length * count
            place = (table.row, table.column)
            if said.get(b"office:value-type") == b"percentage" and said.get(b"office:value") in (b"1", b"1.0"):
                table.wholes.update((table.row, table.column + at) for at in range(min(count, LAST_COLUMN)))
            if said.get(b"calcext:value-type") == b"error":
                shown = re.sub(rb"<[^>]*>", b"", said.get(b"shown", b"")).decode(errors="replace").strip()
                table.errors[place] = shown or "#ERR!"
        down = _count(said, b"table:number-rows-spanned")
        across = _count(said, b"table:number-columns-spanned")
        if down > 1 or across > 1:
            table.merges.append(
                ((table.row, table.column), (table.row + down - 1, table.column + min(across, LAST_COLUMN) - 1))
            )
        table.column += count

    def _close_row(self) -> None:
        table = self.table
        if table.filled_to:
            table.rows = table.row + table.repeat
            table.columns = max(table.columns, table.filled_to)
            table.characters += table.row_characters * table.repeat
            cells = sum(other.rows * other.columns for other in self.tables.values())
            if table.columns > LAST_COLUMN or cells > LARGEST_AT_ONCE or table.characters > LARGEST_TEXT:
                raise too_large(self.path, table.rows, table.columns, self.name)
        table.row += table.repeat


def _count(said: dict[bytes, bytes], name: bytes) -> int:
    """Return how often something repeats, at least once."""
    word = said.get(name, b"1")
    return max(int(word), 1) if word.isdigit() and len(word) < 10 else 1


def _unescaped(name: str) -> str:
    for mark, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        name = name.replace(mark, letter)
    return name
