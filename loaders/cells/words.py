"""A cell as text, and the words that mean nothing was filled in."""

import re
import unicodedata
from datetime import datetime

from sites.names import tidy


class Unreadable(ValueError):
    """The cell holds something that is not of the column's kind."""


NOTHING = frozenset(
    {"", "-", "--", "---", "—", "——", "–", "/", "//", "\\", "×", "x", "无", "暂无", "待定", "未定", "不详", "未知", "空", "待填", "待补",
     "待报", "未填", "未报", "尚未确定", "n/a", "na", "null", "none", "nan", "#"}
)  # fmt: skip
_ERROR = re.compile(r"#(ref!|n/a|value!|div/0!|name\?|null!|num!|err!|spill!|calc!)|err:\d{3}", re.IGNORECASE)


def text(cell: object) -> str:
    """Return a cell as people read it: no spaces around it, whole numbers without a decimal point."""
    if cell is None or cell != cell:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat(" ")
    return tidy(str(cell))


def plain(cell: object) -> str:
    """Return a cell's text with full-width forms made plain, in small letters, spaces single."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", str(cell))).strip().casefold()


def is_error(word: str) -> bool:
    """Tell whether a text is what a spreadsheet shows for a formula that failed, such as ``#REF!``."""
    return word[:1] in "#eE" and _ERROR.fullmatch(word) is not None
