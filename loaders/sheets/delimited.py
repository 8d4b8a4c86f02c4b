"""Text tables (csv, tsv): their encoding and their delimiter, told from the content."""

import csv
import io
import re
from collections import Counter
from pathlib import Path

from loaders.checks import LARGEST_CELLS, LAST_COLUMN
from loaders.errors import FormatError
from loaders.sheets.sheet import Cell
from locales import _

DELIMITERS = "\t;,"
"""Of two that fit equally well the one that is rarer in texts comes first."""
LOOKED_AT_ROWS = 200
"""The delimiter is told from this many rows."""
LOOKED_AT_BYTES = 65_536
MORE_ZEROS = 3
"""Zeros in one half of the bytes against those in the other: fewer times as many are no text."""
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_BOMS = (b"\xff\xfe", b"\xfe\xff")


def decoded(path: Path) -> tuple[str, str]:
    """Return a file's text and the encoding that it is in.

    UTF-8 with or without a byte-order mark, UTF-16 with or without one, else GB18030 (named GBK).

    Raises
    ------
    FormatError
        It is in none of them.
    """
    data = path.read_bytes()
    if data.startswith(_BOMS):
        candidates = [("utf-16", "UTF-16")]
    elif half := _zero_half(data[:LOOKED_AT_BYTES]):
        candidates = [(half, "UTF-16")]
    else:
        candidates = [("utf-8-sig", "UTF-8"), ("gb18030", "GBK")]
    for codec, name in candidates:
        try:
            return data.decode(codec), name
        except UnicodeDecodeError:
            continue
    raise FormatError(path, _("文字编码读不懂"), _("请另存为 UTF-8 的 csv，或 xlsx"))


def is_text(start: bytes) -> bool:
    """Tell whether a file that starts so may be text: it has a byte-order mark, or no zeros, or those of UTF-16."""
    return start.startswith(_BOMS) or b"\x00" not in start or _zero_half(start) is not None


def rows(path: Path) -> tuple[list[list[Cell]], str]:
    """Return the rows of a text table and its encoding.

    Raises
    ------
    FormatError
        The encoding is not known, or the table is too large or broken.
    """
    text, encoding = decoded(path)
    hint, _newline, rest = text.partition("\n")
    if (word := hint.strip().casefold()).startswith("sep=") and len(word) <= len("sep=;"):  # Excel's own hint
        delimiter, text = word[4:] or "\t", rest
    else:
        delimiter = _delimiter(text)
    found: list[list[Cell]] = []
    cells = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            cells += len(row)
            if cells > LARGEST_CELLS or len(row) > LAST_COLUMN:
                raise FormatError(path, _("表格大得不合常理"), _("请按街道分开，或核对分隔符"))
            found.append([cell if cell.strip() else None for cell in row])
    except csv.Error as error:
        raise FormatError(path, _("表格读不懂（引号没有配对，或一格太长）"), _("请另存为 xlsx")) from error
    return found, encoding


def _zero_half(data: bytes) -> str | None:
    """Tell UTF-16 without a mark by its zeros: figures and commas have theirs in one half of the bytes; 一 in the other."""
    even, odd = data[::2].count(0), data[1::2].count(0)
    if max(even, odd) < MORE_ZEROS * max(min(even, odd), 1):
        return None
    codec = "utf-16-le" if odd > even else "utf-16-be"
    text = data[: len(data) // 2 * 2].decode(codec, errors="ignore")
    return None if _CONTROL.search(text) else codec


def _delimiter(text: str) -> str:
    """Return the delimiter by which most rows get the same number of cells, and more than one."""
    return max(DELIMITERS, key=lambda delimiter: _fit(text, delimiter))


def _fit(text: str, delimiter: str) -> tuple[int, int]:
    reader = csv.reader(io.StringIO(text[: LOOKED_AT_BYTES * 4], newline=""), delimiter=delimiter)
    widths: Counter[int] = Counter()
    try:
        for row, _number in zip(reader, range(LOOKED_AT_ROWS), strict=False):
            widths[len(row)] += len(row) > 1
    except csv.Error:
        return 0, 0
    width, times = max(widths.items(), key=lambda entry: (entry[1], entry[0]), default=(0, 0))
    return times, width
