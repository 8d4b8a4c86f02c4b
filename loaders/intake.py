"""From the files that a user names to one edition: read each, join all, report every row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import get_args

from loaders.errors import OptionError
from loaders.geometry import read_layer
from loaders.workbook import count_rows, read_workbook
from locales import _
from sites.edition import Edition
from sites.facilities import LAYER_NAMES
from sites.join import join
from sites.report import Issue, Role

DATUMS = ("auto", "wgs84", "gcj02", "bd09")
READ_DATUMS = ("auto", "wgs84")
GEOMETRY_ROLES: tuple[Role, ...] = (
    "compounds",
    "buildings",
    "subdistricts",
    "parking",
    "charging",
    "elevators",
    "pipes",
)


@dataclass(frozen=True)
class Files:
    """The files of one intake, and how to read them.

    Attributes
    ----------
    layers : mapping of role to path
        ``compounds`` and ``buildings`` must be there; one file may serve several roles.
    progress : tuple of path
        In any order; the later by date supersede.
    crs : mapping of role to str
        Overrides what a file declares, such as ``{"buildings": "EPSG:4549"}``, or names a file of control points.
    as_of : datetime.date or None
        The latest workbook's date unless given.
    """

    layers: Mapping[Role, Path]
    progress: tuple[Path, ...] = ()
    tickets: Path | None = None
    crs: Mapping[Role, str] = field(default_factory=dict)
    as_of: date | None = None
    number: int = 1


def read_all(files: Files) -> Edition:
    """Read and join every file.

    Raises
    ------
    LoadError
        A file as a whole cannot be used; wrong rows are in the edition's report instead.
    """
    for role in ("compounds", "buildings"):
        if role not in files.layers:
            raise OptionError(f"--{role}", _("没有给出这个文件"), _("请给出小区和楼栋两个图层"))
    layers = {role: read_layer(path, role, files.crs.get(role)) for role, path in files.layers.items()}
    workbooks = [read_workbook(path, files.as_of) for path in files.progress]
    as_of = files.as_of or max((book.as_of for book in workbooks), default=date.today())
    edition = join(
        layers["compounds"], layers["buildings"], workbooks,
        {name: layers[name] for name in LAYER_NAMES if name in layers},
        layers.get("subdistricts"), as_of, files.number,
    )  # fmt: skip
    if files.tickets:
        tickets = count_rows(files.tickets)
        edition.report.inputs.append(tickets)
        edition.report.add([Issue("tickets_not_read", "tickets", {"n": tickets.rows_in}, path=tickets.path)])
    return edition


def read_crs(words: list[str]) -> dict[Role, str]:
    """Read options such as ``buildings=EPSG:4549`` or ``buildings=points.csv``."""
    found: dict[Role, str] = {}
    for word in words:
        role, _equals, name = word.partition("=")
        if role not in GEOMETRY_ROLES or not name:
            raise OptionError(
                f"--crs {word}",
                _("写法不对"),
                _("请写成 --crs 图层=EPSG:n 或 图层=控制点.csv，图层是 {roles} 之一").format(
                    roles=" ".join(GEOMETRY_ROLES)
                ),
            )
        found[role] = name
    return found


def check_datum(words: list[str]) -> None:
    """Refuse a datum that cannot be converted yet."""
    for word in words:
        role, _equals, name = word.rpartition("=")
        if name not in DATUMS or (role and role not in get_args(Role)):
            raise OptionError(f"--datum {word}", _("写法不对"), _("请写成 --datum auto 或 图层=wgs84|gcj02|bd09"))
        if name not in READ_DATUMS:
            raise OptionError(
                f"--datum {word}", _("还不能换算 {name} 坐标").format(name=name), _("请先换算为 WGS 84 或 CGCS2000")
            )
