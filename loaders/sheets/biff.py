"""The records of an .xls (and WPS .et) file: its true extent before a reader makes room for it, and its marks.

Source: [MS-XLS], Excel Binary File Format.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from loaders.checks import LARGEST_AT_ONCE, LAST_COLUMN
from loaders.errors import FormatError, broken, too_large
from loaders.sheets import compound_file
from loaders.sheets.sheet import Marks
from locales import _

_BOF, _EOF, _FILEPASS, _DATEMODE, _BOUNDSHEET, _XF, _FORMAT = 0x809, 0x0A, 0x2F, 0x22, 0x85, 0xE0, 0x41E
_DIMENSIONS, _ROW, _COLINFO = 0x200, 0x208, 0x7D
_NUMBER, _RK, _MULRK, _BOOLERR, _FORMULA, _LABELSST, _LABEL, _RSTRING = (
    0x203,
    0x27E,
    0xBD,
    0x205,
    0x06,
    0xFD,
    0x204,
    0xD6,
)
_CELLS = frozenset({_NUMBER, _RK, _MULRK, _BOOLERR, _FORMULA, _LABELSST, _LABEL, _RSTRING})
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_PERCENT_FORMATS = (9, 10)
"""The built-in formats 0% and 0.00%."""
_ONE = (0x3FF00000, (1 << 2) | 2, (100 << 2) | 3)
"""The number 1 in the three ways of an RK value."""
Record = tuple[int, bytes]


@dataclass
class _Globals:
    """What the first part of the stream says of the whole workbook."""

    date1904: bool = False
    sheets: list[tuple[str, int]] = field(default_factory=list)
    """Names, and where the sheets' parts begin."""
    formats: list[int] = field(default_factory=list)
    """The number format of each cell style."""
    percents: set[int] = field(default_factory=lambda: set(_PERCENT_FORMATS))

    def is_percent(self, style: int) -> bool:
        return style < len(self.formats) and self.formats[style] in self.percents


@dataclass
class _Extent:
    rows: int = 0
    columns: int = 0

    def reach(self, row: int, column: int) -> None:
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)


def examine(path: Path) -> tuple[dict[str, Marks], bool]:
    """Check the extents of all sheets, and return each sheet's marks and whether dates count from 1904.

    Raises
    ------
    FormatError
        The workbook is encrypted, damaged, or reaches too far.
    """
    container = compound_file.CompoundFile(path)
    stream = container.read("Workbook" if "Workbook" in container.streams else "Book")
    try:
        told = _globals(path, stream)
        marks = {}
        cells = 0
        for name, start in told.sheets:
            marks[name], extent = _sheet(stream, start, told)
            cells += extent.rows * extent.columns
            if extent.columns > LAST_COLUMN or cells > LARGEST_AT_ONCE:
                raise too_large(path, extent.rows, extent.columns, name)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise broken(path) from error
    return marks, told.date1904


def _records(stream: bytes, at: int) -> Iterator[Record]:
    """Yield the records of one part, without those of parts inside it."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        depth += (kind == _BOF) - (kind == _EOF)
        if depth == 1:
            yield kind, stream[at + 4 : at + 4 + length]
        if depth <= 0:
            return
        at += 4 + length


def _globals(path: Path, stream: bytes) -> _Globals:
    told = _Globals()
    for kind, data in _records(stream, 0):
        if kind == _FILEPASS:
            raise FormatError(path, _("工作簿设了打开密码"), _("请在表格软件中取消密码后另存"))
        if kind == _DATEMODE:
            told.date1904 = data[:1] == b"\x01"
        elif kind == _BOUNDSHEET:
            told.sheets.append((_name(data[6:]), struct.unpack_from("<I", data)[0]))
        elif kind == _XF:
            told.formats.append(struct.unpack_from("<H", data, 2)[0])
        elif kind == _FORMAT and b"%" in data:
            told.percents.add(struct.unpack_from("<H", data)[0])
    return told


def _name(data: bytes) -> str:
    """Return a short string: its length, whether its letters take two bytes, and the letters."""
    length, wide = data[0], data[1] & 1
    return data[2 : 2 + length * 2].decode("utf-16-le") if wide else data[2 : 2 + length].decode("latin-1")


def _sheet(stream: bytes, start: int, told: _Globals) -> tuple[Marks, _Extent]:
    rows: set[int] = set()
    columns: set[int] = set()
    wholes: set[tuple[int, int]] = set()
    errors: dict[tuple[int, int], str] = {}
    extent = _Extent()
    for kind, data in _records(stream, start):
        if kind in _CELLS:
            row, column = struct.unpack_from("<HH", data)
            extent.reach(row + 1, (struct.unpack_from("<H", data, len(data) - 2)[0] if kind == _MULRK else column) + 1)
            if (word := _error(kind, data)) is not None:
                errors[row, column] = word
            else:
                wholes.update((row, column + at) for at, style in _ones(kind, data) if told.is_percent(style))
        elif kind == _ROW and struct.unpack_from("<I", data, 12)[0] & 0x20:
            rows.add(struct.unpack_from("<H", data)[0])
        elif kind == _COLINFO and data[8] & 1:
            first, last = struct.unpack_from("<HH", data)
            columns.update(range(first, min(last, LAST_COLUMN) + 1))
        elif kind == _DIMENSIONS and len(data) >= 12:
            _first, last, _west, east = struct.unpack_from("<IIHH", data)
            extent.reach(last, east)
    return Marks(rows, columns, errors, wholes), extent


def _error(kind: int, data: bytes) -> str | None:
    if kind == _BOOLERR and data[7:8] == b"\x01":
        return _ERRORS.get(data[6], "#ERR!")
    if kind == _FORMULA and data[12:14] == b"\xff\xff" and data[6] == 2:
        return _ERRORS.get(data[8], "#ERR!")
    return None


def _ones(kind: int, data: bytes) -> list[tuple[int, int]]:
    """Return how far right of the record's first column a number 1 stands, and its style."""
    if kind == _MULRK:
        pairs = struct.iter_unpack("<HI", data[4:-2])
        return [(at, style) for at, (style, coded) in enumerate(pairs) if coded in _ONE]
    style = struct.unpack_from("<H", data, 4)[0]
    if kind == _NUMBER or (kind == _FORMULA and data[12:14] != b"\xff\xff"):
        return [(0, style)] if struct.unpack_from("<d", data, 6)[0] == 1.0 else []
    return [(0, style)] if kind == _RK and struct.unpack_from("<I", data, 6)[0] in _ONE else []
