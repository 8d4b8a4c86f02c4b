"""Everything that can be wrong with a file as a whole. Wrong rows are no errors: they are issues of the report."""

import re
from pathlib import Path

from locales import _

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
"""What could break the line or play with a terminal: names of layers and sheets come from the file."""


class LoadError(Exception):
    """A file cannot be used. Says the file, the place, what was found, and what to do; never shown as a traceback.

    Attributes
    ----------
    path, place : str
        The file, and the layer, sheet or option in it; empty where there is none.
    found, cure : str
        What was found, and what to do about it, in the language in use.
    """

    def __init__(self, path: object, found: str, cure: str, place: str = "") -> None:
        self.path, self.place, self.found, self.cure = str(path), place, found, cure
        where = _("{path}（{place}）").format(path=self.path, place=place) if place else self.path
        line = _("{where}：{found}。{cure}。").format(where=where, found=found, cure=cure)
        super().__init__(" ".join(_CONTROL.sub(" ", line).split()))


class FileMissing(LoadError):
    """There is no such file, or it may not be read."""


class FormatError(LoadError):
    """The file is not what its name says, or of a form that is not read here, or too large."""


class LayerError(LoadError):
    """No layer fits the role, or several do."""


class CRSError(LoadError):
    """The reference system is not said and cannot be told, or does not fit the numbers."""


class WorkbookError(LoadError):
    """The workbook has no table, or no date."""


class OptionError(LoadError):
    """An option cannot be used as it was given."""


class ReaderFailed(LoadError):
    """Reading the file was ended: it took too much time or memory, gave too much, or brought the reader down."""


def broken(path: Path) -> FormatError:
    """Return the error for a file that is of the right kind, but damaged."""
    return FormatError(path, _("文件损坏，读不出来"), _("请从原软件重新导出"))


def not_what_it_says(path: Path) -> FormatError:
    """Return the error for a file whose content is not what its name says."""
    return FormatError(path, _("内容不是 {suffix} 文件").format(suffix=path.suffix), _("请从原软件重新导出"))


def too_large(path: Path, rows: int, columns: int, sheet: str) -> FormatError:
    """Return the error for a sheet that reaches further than a district's table can."""
    place = _("{rows} 行 {columns} 列").format(rows=rows, columns=columns)
    cure = _("请在表格软件中删去远处的单元格后另存")
    return FormatError(path, _("工作表大得不合常理（{place}）").format(place=place), cure, sheet)
