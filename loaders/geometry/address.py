"""A file as a user names it: ``FILE``, ``FILE:layer``, or ``FILE|layername=layer`` as QGIS writes it."""

import re
from pathlib import Path

from loaders.errors import OptionError
from loaders.files import GEOMETRY
from locales import _

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
    if _is_there(path):
        return path, None
    found = _QGIS.fullmatch(str(path)) or _COLON.fullmatch(str(path))
    return (Path(found["file"]), found["layer"].strip()) if found else (path, None)


def joined(path: Path, layer: str) -> Path:
    """Return the address of a layer of a file, so that ``split`` gives both back.

    Raises
    ------
    OptionError
        No address can be written of a layer of this name.

    Examples
    --------
    >>> split(joined(Path("data/all.gpkg"), "a:b")) == (Path("data/all.gpkg"), "a:b")
    True
    """
    if not can_name(layer):
        raise OptionError(path.name, _("图层名里有特殊的字，没法指明"), _("请给图层改个名字"), layer)
    return Path(f"{path}|layername={layer}")


def can_name(layer: str) -> bool:
    """Tell whether an address can name a layer: none that paths or addresses would read as something else."""
    path = Path("all.gpkg")
    return bool(layer) and layer == layer.strip() and split(Path(f"{path}|layername={layer}")) == (path, layer)


def _is_there(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a file's name and a layer's may together be longer than a name can be
        return False
