"""One thing among the files of a planner that can play a role: a file, a layer of it, or a workbook."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal, cast

from loaders.contents import Bounds, DateSource, SheetSeen, Trouble
from loaders.errors import OptionError
from loaders.geometry import control, crs
from loaders.geometry.columns import vocabulary
from loaders.guard import values
from loaders.heads import Vocabulary
from loaders.intake import GEOMETRY_ROLES
from locales import N_, _
from sites.datum import DATUMS, Datum
from sites.report import ROLE_TITLES, Role

Claim = Role | Literal["columns", "control"]
"""What a part can be for: a role of the intake, the titles of columns, or control points for a layer in a local grid."""
CLAIM_TITLES: Mapping[Claim, str] = {
    **{cast(Claim, role): title for role, title in ROLE_TITLES.items()},
    "columns": N_("列名对照"),
    "control": N_("控制点"),
}
Sure = Literal["certain", "likely", "unsure"]
SURE_TITLES: Mapping[Sure, str] = {"certain": N_("确定"), "likely": N_("多半是"), "unsure": N_("请核对")}


@dataclass(frozen=True)
class Title:
    """A column as the file calls it, and the code of ours that it means; empty for a title that is not known."""

    title: str
    code: str = ""


@dataclass(frozen=True)
class Part:
    """What was recognised, and what a planner said of it since. Plain values: ``to_json`` and ``from_json``.

    Attributes
    ----------
    files : tuple of str
        Names in the folder, with ``/``; the first is the one that is opened, the others are a Shapefile's parts.
    sha256s : tuple of str
        One for each of ``files``.
    layer : str
        The layer or sheet; empty where the file holds only one, and for a workbook as a whole.
    role : Claim or None
    why : str
        Why this role, or why none: a sentence in the language in use when it was recognised.
    sure : {"certain", "likely", "unsure"}
    others : tuple of Claim
        Roles that it might play too.
    format : str
        One of the values of ``loaders.files.GEOMETRY``, or ``TOML``; empty where the file could not be read.
    rows : int
        Features, or rows that are not blank.
    shapes : tuple of str
        Geometry types without Z and M.
    encoding, declared_crs, crs : str or None
        ``crs`` is what would be used; None where it cannot be told.
    datum : {"wgs84", "gcj02", "bd09"} or None
        What the layer would be read as; None before the layers were compared.
    told_crs, told_datum : str or None
        What the planner says: a system, or the name of a file of control points among the parts.
    bounds : Bounds or None
        West, south, east, north; EPSG:4490, degrees.
    head : tuple of Title
    sheets : tuple of SheetSeen
        Of a workbook.
    as_of : str
        Of a workbook, ``YYYY-MM-DD`` or nothing.
    as_of_from : {"", "workbook", "name", "planner"}
    notes : tuple of str
        What was taken for granted.
    troubles : tuple of Trouble
        Why it cannot be used as it is.
    """

    files: tuple[str, ...]
    sha256s: tuple[str, ...] = ()
    layer: str = ""
    role: Claim | None = None
    why: str = ""
    sure: Sure = "unsure"
    others: tuple[Claim, ...] = ()
    format: str = ""
    rows: int = 0
    shapes: tuple[str, ...] = ()
    encoding: str | None = None
    declared_crs: str | None = None
    crs: str | None = None
    datum: Datum | None = None
    told_crs: str | None = None
    told_datum: Datum | None = None
    bounds: Bounds | None = None
    head: tuple[Title, ...] = ()
    sheets: tuple[SheetSeen, ...] = ()
    as_of: str = ""
    as_of_from: DateSource = ""
    notes: tuple[str, ...] = ()
    troubles: tuple[Trouble, ...] = ()

    @property
    def key(self) -> str:
        """What tells this part from the others of one folder."""
        return f"{self.files[0]}|{self.layer}"

    @property
    def name(self) -> str:
        """What people call it."""
        return _("{file}（{layer}）").format(file=self.files[0], layer=self.layer) if self.layer else self.files[0]

    @property
    def unknown(self) -> tuple[str, ...]:
        """The titles that nothing of ours is known by."""
        return tuple(entry.title for entry in self.head if not entry.code)


def corrected(
    part: Part, *, role: Claim | Literal["keep"] | None = "keep", crs_name: str | None = None,
    datum: Datum | None = None, as_of: date | None = None,
) -> Part:  # fmt: skip
    """Return a part with what the planner says of it.

    Parameters
    ----------
    part : Part
    role : Claim, None for no role, or "keep"
    crs_name : str or None
        A system such as ``EPSG:4549``, or the name of a file of control points in the same folder; an empty text takes
        back what was said. None leaves it.
    datum : {"wgs84", "gcj02", "bd09"} or None
        None leaves it.
    as_of : datetime.date or None
        The date of a workbook, whatever it says itself. None leaves it.

    Raises
    ------
    OptionError
        No such system or datum.
    """
    if role != "keep":
        head = titled(role, tuple(entry.title for entry in part.head)) if _is_layer(role) else part.head
        part = dataclasses.replace(_settled(part, "date"), role=role, sure="certain", why=_("由您指定"), head=head)
        if role == "progress" and not part.as_of:
            part = dataclasses.replace(part, troubles=(*part.troubles, undated()))
    if crs_name is not None:
        if crs_name and not control.is_control(crs_name):
            crs_name = crs.label(crs.named(crs_name, part.name))
        part = _settled(dataclasses.replace(part, told_crs=crs_name or None), "crs")
    if datum is not None:
        if datum not in DATUMS:
            raise OptionError(
                part.name, _("不认识坐标基准“{datum}”").format(datum=datum), _("请选 wgs84、gcj02 或 bd09")
            )
        part = dataclasses.replace(part, told_datum=datum, datum=datum)
    if as_of is not None:
        part = _settled(dataclasses.replace(part, as_of=as_of.isoformat(), as_of_from="planner"), "date")
    return part


def undated() -> Trouble:
    """Return the trouble of a progress workbook that says no date."""
    return Trouble("date", _("没有填报日期，文件名里也没有"), _("请填写这份台账的日期"))


def titled(role: Claim | None, titles: tuple[str, ...]) -> tuple[Title, ...]:
    """Return what a layer's columns mean in a role; of two that mean the same the first counts, as when it is read."""
    if role is None or not _is_layer(role):
        return tuple(Title(title) for title in titles)
    known = words(cast(Role, role)).fields(titles)
    return tuple(Title(title, known[at].column.code if at in known else "") for at, title in enumerate(titles))


def to_json(part: Part) -> Any:
    """Return a part as what JSON holds."""
    return values.packed(part, _nothing)


def from_json(said: Any) -> Part:
    """Return a part of what ``to_json`` gave.

    Raises
    ------
    ValueError, TypeError, KeyError
        It is something else.
    """
    part: Part = values.unpacked(said, Part, _nothing)
    return part


def _is_layer(role: Claim | None) -> bool:
    return role in GEOMETRY_ROLES


def _settled(part: Part, code: str) -> Part:
    """Take away the trouble that a planner's word settles."""
    return dataclasses.replace(part, troubles=tuple(one for one in part.troubles if one.code != code))


@cache
def words(role: Role) -> Vocabulary:
    """Return the words for a layer's columns in a role."""
    return vocabulary(role)


def _nothing(*_given: Any) -> Any:
    raise TypeError("a part has no arrays")
