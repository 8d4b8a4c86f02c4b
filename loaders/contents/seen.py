"""What a file holds, as plain values: its layers or sheets, before anybody says what they are for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from loaders.errors import CRSError, LoadError
from locales import _

SheetKind = Literal["progress", "list", "tickets", "aliases", "control", "places", "hidden", "guide", "nothing"]
"""``list``: buildings or compounds with nothing of progress; ``places``: with coordinates; ``control``: control points."""
DateSource = Literal["", "workbook", "name", "planner"]
Bounds = tuple[float, float, float, float]
"""West, south, east, north; EPSG:4490, degrees."""


@dataclass(frozen=True)
class Trouble:
    """Why something cannot be used as it is, for people.

    Attributes
    ----------
    code : {"unreadable", "crs", "date", "layer_name"}
        ``crs``, ``date`` and ``layer_name`` are what a planner can settle by a word.
    found, cure : str
        What was found and what to do, in the language in use; no path of this machine.
    """

    code: Literal["unreadable", "crs", "date", "layer_name"]
    found: str
    cure: str


@dataclass(frozen=True)
class LayerSeen:
    """A layer of a geometry file, or a sheet that says where things are.

    Attributes
    ----------
    name : str
    titles : tuple of str
        Its columns as the file calls them.
    shapes : tuple of str
        Geometry types that occur, without Z and M.
    rows : int
    encoding, declared_crs, crs : str or None
        ``crs`` is the one that would be used; None where it cannot be told.
    bounds : Bounds or None
    area_m2 : float
        Median over the polygons and closed outlines; 0 where there are none.
    closed : bool
        Whether most of its lines end where they begin.
    notes : tuple of str
        What was taken for granted.
    trouble : Trouble or None
    """

    name: str
    titles: tuple[str, ...] = ()
    shapes: tuple[str, ...] = ()
    rows: int = 0
    encoding: str | None = None
    declared_crs: str | None = None
    crs: str | None = None
    bounds: Bounds | None = None
    area_m2: float = 0.0
    closed: bool = False
    notes: tuple[str, ...] = ()
    trouble: Trouble | None = None


@dataclass(frozen=True)
class SheetSeen:
    """A sheet of a workbook: what it is, its rows that are not blank, and its head with the codes of our columns."""

    name: str
    kind: SheetKind
    rows: int = 0
    head: tuple[tuple[str, str], ...] = ()
    """Title, and code or nothing."""


@dataclass(frozen=True)
class Contents:
    """What one file holds.

    Attributes
    ----------
    format : str
    layers : tuple of LayerSeen
    sheets : tuple of SheetSeen
        None for a file that is no workbook.
    encoding : str or None
        Of a text table.
    as_of : datetime.date or None
        Of a workbook, and what told it.
    more : int
        Layers that were not looked at, as there are too many.
    beside : tuple of str
        Members of an archive that are not read.
    taught : mapping of str to str
        The words of a columns.toml.
    control : bool
        Whether it is a file of control points that fit one another.
    """

    format: str
    layers: tuple[LayerSeen, ...] = ()
    sheets: tuple[SheetSeen, ...] = ()
    encoding: str | None = None
    as_of: date | None = None
    as_of_from: DateSource = ""
    more: int = 0
    beside: tuple[str, ...] = ()
    taught: Mapping[str, str] = field(default_factory=dict)
    control: bool = False


def trouble(error: LoadError) -> Trouble:
    """Return an error as what a planner is told: without the path, and without the options of the command line."""
    if isinstance(error, CRSError):
        cure = _("请填写坐标系，例如 EPSG:4549；地方坐标系请一并给出控制点文件，每行写 x,y,经度,纬度，至少两个点")
        return Trouble("crs", error.found, cure)
    found = _("{place}：{found}").format(place=error.place, found=error.found) if error.place else error.found
    return Trouble("unreadable", found, error.cure)
