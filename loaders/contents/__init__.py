"""What a file holds, told without a role: a job for the limited process (``loaders.guard``)."""

from collections.abc import Mapping
from pathlib import Path

from loaders.contents.books import book_seen
from loaders.contents.layers import layers_seen
from loaders.contents.seen import Bounds, Contents, DateSource, LayerSeen, SheetKind, SheetSeen, Trouble, trouble
from loaders.files import WORKBOOKS
from loaders.geometry import control
from loaders.workbook import taught_words

__all__ = [
    "Bounds", "Contents", "DateSource", "LayerSeen", "SheetKind", "SheetSeen", "Trouble", "read_contents", "trouble",
]  # fmt: skip
TAUGHT = ".toml"
POINTS = ".points"


def read_contents(path: Path, taught: Mapping[str, str], points: str | None = None) -> Contents:
    """Tell what a file holds.

    Parameters
    ----------
    path : pathlib.Path
        Of any form in ``loaders.files.GEOMETRY``, a columns.toml, or QGIS's .points.
    taught : mapping of str to str
        Further titles of columns, see ``loaders.workbook.taught_words``.
    points : str or None
        A file of control points, for layers whose reference system cannot be told.

    Raises
    ------
    LoadError
        The file as a whole cannot be used.
    """
    suffix = path.suffix.lower()
    if suffix == TAUGHT:
        return Contents("TOML", taught=taught_words(path))
    if suffix == POINTS:
        control.fit(str(path), "buildings")
        return Contents("csv", control=True)
    return book_seen(path, taught, points) if suffix in WORKBOOKS else layers_seen(path, points)
