"""From the parts, as the planner left them, to the files of one intake."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path, PurePosixPath
from typing import cast

from loaders.errors import OptionError
from loaders.geometry import address, control
from loaders.intake import GEOMETRY_ROLES, Files
from loaders.recognise.part import CLAIM_TITLES, Part
from locales import _
from sites.datum import Datum
from sites.report import ROLE_TITLES, Role

NEEDED: tuple[Role, ...] = ("compounds", "buildings")


def files_of(
    parts: Sequence[Part], folder: Path, *, before: Files | None = None, as_of: date | None = None, number: int = 1
) -> Files:
    """Return the files of one intake.

    Parameters
    ----------
    parts : sequence of Part
        As recognised and corrected; those without a role are left out.
    folder : pathlib.Path
        Where their files are.
    before : Files or None
        Of the edition before: its layers, with what was said of their systems and datums, stand in for the roles that no
        part has; so do its aliases and its titles of columns.
    as_of : datetime.date or None
        Of the picture; the latest workbook's date unless given.
    number : int
        Of the edition.

    Raises
    ------
    OptionError
        A layer is missing that must be there, two parts have one role, or a layer or control points cannot be named.
    """
    layers = dict(before.layers) if before else {}
    systems: dict[Role, str] = dict(before.crs) if before else {}
    datums: dict[Role, Datum] = dict(before.datum) if before else {}
    for part in _layers(parts):
        role = cast(Role, part.role)
        layers[role] = layer_address(part, folder)
        _put(systems, role, system(part, parts, folder))
        _put(datums, role, part.told_datum)
    for role in NEEDED:
        if role not in layers:
            raise OptionError(
                _(ROLE_TITLES[role]), _("没有这个图层"), _("请拖入这个图层，或在已拖入的文件里指定哪一个是")
            )
    books = [part for part in parts if part.role == "progress"]
    days = {
        _path(part, folder): date.fromisoformat(part.as_of) for part in books if part.as_of_from == "planner" and part.as_of
    }  # fmt: skip
    return Files(
        layers=layers, progress=tuple(_path(part, folder) for part in books), tickets=_single(parts, "tickets", folder),
        crs=systems, datum=datums, as_of=as_of, number=number, days=days,
        aliases=_single(parts, "aliases", folder) or (before.aliases if before else None),
        columns=_single(parts, "columns", folder) or (before.columns if before else None),
    )  # fmt: skip


def layer_address(part: Part, folder: Path) -> Path:
    """Return the address of a part's layer, as ``guard.read_layer`` takes it.

    Raises
    ------
    OptionError
        Its layer cannot be named.
    """
    path = _path(part, folder)
    return address.joined(path, part.layer) if part.layer else path


def system(part: Part, parts: Sequence[Part], folder: Path) -> str | None:
    """Return what is said of a part's reference system: its name, or the path of a file of control points.

    Raises
    ------
    OptionError
        It names a file that is none of the parts.
    """
    if part.told_crs is None or not control.is_control(part.told_crs):
        return part.told_crs
    points = next((other for other in parts if other.files[0] == part.told_crs), None)
    if points is None:
        raise OptionError(
            part.name, _("没有控制点文件“{name}”").format(name=part.told_crs), _("请把控制点文件一起拖入")
        )
    return str(_path(points, folder))


def _layers(parts: Sequence[Part]) -> list[Part]:
    found: dict[str, Part] = {}
    for part in parts:
        if part.role in GEOMETRY_ROLES:
            _only(found.setdefault(str(part.role), part), part)
    return list(found.values())


def _single(parts: Sequence[Part], role: str, folder: Path) -> Path | None:
    having = [part for part in parts if part.role == role]
    for part in having:
        _only(having[0], part)
    return _path(having[0], folder) if having else None


def _only(first: Part, part: Part) -> None:
    """Refuse a second part in a role."""
    if part is not first:
        raise OptionError(
            _(CLAIM_TITLES[part.role]) if part.role else "",
            _("指定了两个：{one}、{other}").format(one=first.name, other=part.name), _("请只留一个"),
        )  # fmt: skip


def _path(part: Part, folder: Path) -> Path:
    """Return where a part's file is: always within the folder, whatever a stored part says."""
    name = PurePosixPath(part.files[0])
    if name.is_absolute() or ".." in name.parts:
        raise OptionError(part.files[0], _("文件名指向文件夹之外"), _("请重新拖入"))
    return folder / name


def _put(into: dict[Role, str] | dict[Role, Datum], role: Role, value: str | Datum | None) -> None:
    """Set what is said of a role, or forget what was said of it before."""
    held = cast(dict[Role, str], into)
    held.pop(role, None)
    if value is not None:
        held[role] = value
