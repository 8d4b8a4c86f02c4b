"""What a planner drags in, recognised: role, format, head, reference system and datum of each part, for a page to show."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from loaders import guard
from loaders.contents import POINTS, TAUGHT, Contents, LayerSeen, Trouble, trouble
from loaders.errors import LoadError
from loaders.files import WORKBOOKS
from loaders.geometry import address, control
from loaders.recognise import naming
from loaders.recognise.books import of_book
from loaders.recognise.corrected import files_of
from loaders.recognise.datums import with_datums
from loaders.recognise.dragged import Dragged, Leftover, gathered, plain_name
from loaders.recognise.part import CLAIM_TITLES, SURE_TITLES, Claim, Part, Sure, Title, corrected, from_json, to_json
from loaders.recognise.roles import RANK, cast_layers, once_each
from loaders.steps import Step, Steps, Tell, silent
from loaders.workbook import taught_words
from locales import _
from settings import settings

__all__ = [
    "CLAIM_TITLES", "SURE_TITLES", "Claim", "Leftover", "Part", "Recognised", "Sure", "Title", "corrected", "files_of",
    "from_json", "plain_name", "recognise", "to_json", "with_datums",
]  # fmt: skip


@dataclass(frozen=True)
class Recognised:
    """The parts of a folder in the order of their files, and the files that belong to nothing."""

    parts: tuple[Part, ...]
    leftover: tuple[Leftover, ...] = ()


@dataclass(frozen=True)
class _Opened:
    """A file that was looked at: what it holds, or why not."""

    dragged: Dragged
    contents: Contents | None
    trouble: Trouble | None = None


def recognise(folder: Path, tell: Tell = silent) -> Recognised:
    """Look at every file of a folder, in the limited process, and say what each is for.

    Parameters
    ----------
    folder : pathlib.Path
        Files under the names that the planner gave them (``plain_name``); folders in it are looked into.
    tell : callable
        Hears of each step as it begins.

    Returns
    -------
    Recognised
        A file that cannot be read is a part with its trouble; none keeps the others from being read.

    Raises
    ------
    LoadError
        The columns.toml of the settings cannot be read.
    """
    tell(Step(_("核对拖入的文件")))
    dragged, left = gathered(folder)
    is_taught = [_suffix(one) == TAUGHT for one in dragged]
    titles = _looked(folder, [one for one, yes in zip(dragged, is_taught, strict=True) if yes], {}, None, tell)
    dragged_words = [dict(one.contents.taught) for one in titles if one.contents is not None]
    taught = max(dragged_words, key=len) if dragged_words else taught_words(settings().columns)
    others = _looked(folder, [one for one, yes in zip(dragged, is_taught, strict=True) if not yes], taught, None, tell)
    others = _tied(folder, others, taught, tell)
    tell(Step(_("比较各个图层")))
    parts = _parts([*titles, *others])
    left += [
        Leftover(f"{one.dragged.files[0]}/{name}", _("压缩包里只读图形；这个文件请解压后单独拖入"))
        for one in others if one.contents is not None for name in one.contents.beside
    ]  # fmt: skip
    left += [
        Leftover(one.dragged.files[0], _("图层太多，还有 {n} 个没有看").format(n=one.contents.more))
        for one in others if one.contents is not None and one.contents.more
    ]  # fmt: skip
    return Recognised(tuple(with_datums(parts, folder)), tuple(left))


def _looked(
    folder: Path, dragged: Sequence[Dragged], taught: dict[str, str], points: str | None, tell: Tell
) -> list[_Opened]:
    """Look at files side by side."""
    steps = Steps(tell, len(dragged))

    def looking(one: Dragged) -> Callable[[], _Opened]:
        def look() -> _Opened:
            steps.begin(_("识别：{name}").format(name=one.files[0]))
            try:
                return _Opened(one, guard.read_contents(folder / one.files[0], taught, points))
            except LoadError as error:
                return _Opened(one, None, trouble(error))

        return look

    found: list[Any] = guard.at_once([looking(one) for one in dragged])
    return found


def _tied(folder: Path, opened: Sequence[_Opened], taught: dict[str, str], tell: Tell) -> list[_Opened]:
    """Look once more at files whose reference system cannot be told, where there is one file of control points."""
    points = [one.dragged.files[0] for one in opened if one.contents is not None and one.contents.control]
    lost = [
        one for one in opened
        if one.contents is not None and any(layer.trouble and layer.trouble.code == "crs" for layer in one.contents.layers)
    ]  # fmt: skip
    if len(points) != 1 or not lost:
        return list(opened)
    again = _looked(folder, [one.dragged for one in lost], taught, str(folder / points[0]), tell)
    told = {one.dragged: one for one in again if one.contents is not None}
    return [told.get(one.dragged, one) for one in opened]


def _parts(opened: Sequence[_Opened]) -> list[Part]:
    """Return the parts of all files, with their roles."""
    points = [one.dragged.files[0] for one in opened if one.contents is not None and one.contents.control]
    wholes: list[tuple[int, Part]] = []
    layers: list[tuple[int, Part, LayerSeen, bool]] = []
    for at, one in enumerate(opened):
        whole = _whole(one)
        if whole is not None:
            wholes.append((at, whole))
        if one.contents is not None and (whole is None or whole.role in ("progress", "tickets")):
            seen = [layer for layer in one.contents.layers if whole is None or _is_places(layer, one.contents)]
            single = len(one.contents.layers) == 1
            layers += [(at, _layer(one, layer, single, points), layer, single) for layer in seen]
    cast = cast_layers(
        [part for _at, part, _seen, _single in layers], [seen for _at, _part, seen, _single in layers],
        [single for _at, _part, _seen, single in layers],
    )  # fmt: skip
    settled = once_each([part for _at, part in wholes], [RANK[part.sure] * 10 for _at, part in wholes])
    found = [(at, part) for (at, _part), part in zip(wholes, settled, strict=True)]
    found += [(at, part) for (at, *_rest), part in zip(layers, cast, strict=True)]
    order = sorted(range(len(found)), key=lambda place: (opened[found[place][0]].dragged.files[0], place))
    return [found[place][1] for place in order]


def _whole(one: _Opened) -> Part | None:
    """Return the part that a file is as a whole; None where its layers are the parts."""
    files, sha256s = one.dragged.files, one.dragged.sha256s
    contents = one.contents
    if contents is None:
        guess = naming.spoken(PurePosixPath(files[0]).stem)
        troubles = (one.trouble,) if one.trouble else ()
        return Part(files, sha256s, why=_("读不出来"), others=(guess,) if guess else (), troubles=troubles)
    if _suffix(one.dragged) == TAUGHT:
        head = tuple(Title(word, code) for word, code in contents.taught.items())
        why = _("写的是列名的对照")
        return Part(
            files, sha256s, role="columns", why=why, sure="certain", format=contents.format, rows=len(head), head=head
        )
    return of_book(one.dragged, contents) if _suffix(one.dragged) in (*WORKBOOKS, POINTS) else None


def _is_places(layer: LayerSeen, contents: Contents) -> bool:
    """Tell whether a layer of a workbook that is something else too comes from a sheet of places."""
    return any(sheet.kind == "places" and sheet.name == layer.name for sheet in contents.sheets)


def _layer(one: _Opened, layer: LayerSeen, single: bool, points: Sequence[str]) -> Part:
    """Return the part of a layer, still without a role."""
    contents = one.contents
    assert contents is not None
    troubles = [layer.trouble] if layer.trouble else []
    if not single and sum(layer.name.casefold() == other.name.casefold() for other in contents.layers) > 1:
        found = _("有几个图层都叫“{name}”").format(name=layer.name)
        troubles.append(Trouble("layer_name", found, _("请给图层改个名字")))
    elif not single and not address.can_name(layer.name):
        troubles.append(Trouble("layer_name", _("图层名里有特殊的字，没法指明"), _("请给图层改个名字")))
    part = Part(
        one.dragged.files, one.dragged.sha256s, "" if single else layer.name, format=contents.format, rows=layer.rows,
        shapes=layer.shapes, encoding=layer.encoding, declared_crs=layer.declared_crs, crs=layer.crs,
        bounds=layer.bounds, notes=layer.notes, troubles=tuple(troubles),
    )  # fmt: skip
    by_points = layer.crs is not None and control.is_control(layer.crs) and bool(points)
    return replace(part, told_crs=points[0]) if by_points else part


def _suffix(dragged: Dragged) -> str:
    return PurePosixPath(dragged.files[0]).suffix.lower()
