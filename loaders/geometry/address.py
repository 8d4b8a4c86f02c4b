"""A file as a user names it: ``FILE``, ``FILE:layer``, or ``FILE|layername=layer`` as QGIS writes it."""

import re
from pathlib import Path

from loaders.files import GEOMETRY

_QGIS = re.compile(r"(?P<file>.+?)\|(?:.*\|)?layername=(?P<layer>[^|]+)(?:\|.*)?", re.DOTALL)
_COLON = re.compile(
    rf"(?P<file>.+(?:{'|'.join(map(re.escape, sorted(GEOMETRY, key=len, reverse=True)))})):(?P<layer>[^\\/:]+)",
    re.IGNORECASE | re.DOTALL,
)
"""The colon follows a known suffix, so that of a Windows drive is none."""


def split(path: Path) -> tuple[Path, str | None]:
    """Return the file and the layer that is asked for; None when none is.

    Examples
    --------
    >>> split(Path("C:/data/all.gpkg:楼栋"))[1], split(Path("C:/data/all.gpkg"))[1]
    ('楼栋', None)
    """
    if path.is_file():
        return path, None
    found = _QGIS.fullmatch(str(path)) or _COLON.fullmatch(str(path))
    return (Path(found["file"]), found["layer"].strip()) if found else (path, None)
