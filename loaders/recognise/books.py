"""What a workbook is for: progress, tickets, aliases, control points; places in it are layers of their own."""

from pathlib import PurePosixPath

from loaders.contents import Contents, SheetSeen, Trouble
from loaders.recognise import naming
from loaders.recognise.dragged import Dragged
from loaders.recognise.part import Claim, Part, Sure, Title, undated
from locales import _


def of_book(dragged: Dragged, contents: Contents) -> Part | None:
    """Return the part that a workbook plays as a whole; None where it holds places and nothing else."""
    name = naming.spoken(PurePosixPath(dragged.files[0]).stem)
    kinds = {sheet.kind for sheet in contents.sheets}
    if "control" in kinds or contents.control:
        return _part(dragged, contents, "control", "certain", _("每行是一对坐标，互相对得上"))
    if "aliases" in kinds:
        return _part(dragged, contents, "aliases", "certain", _("表头是别名表的"))
    placed = {sheet.name for sheet in contents.sheets if sheet.kind == "places"}
    if "progress" in kinds and not _drawn(contents):
        return _progress(dragged, contents, "certain", _("表头里有阶段、进度或日期"))
    if "tickets" in kinds:
        return _part(dragged, contents, "tickets", "certain", _("表头是工单的"))
    if placed or contents.layers:
        return None
    if name == "tickets":
        return _part(dragged, contents, "tickets", "likely", _("文件名“{name}”里写着").format(name=dragged.files[0]))
    if "list" in kinds:
        if name == "progress":
            return _progress(dragged, contents, "certain", _("文件名“{name}”里写着").format(name=dragged.files[0]))
        return _progress(dragged, contents, "likely", _("表头里有小区或幢号，没有阶段和进度"))
    trouble = Trouble("unreadable", _("没有找到表头"), _("表头要有“小区”“幢号”等列名，或坐标列"))
    why = _("没有找到认识的表头")
    return _part(dragged, contents, None, "unsure", why, (trouble,), others=("progress", "tickets"))


def _drawn(contents: Contents) -> bool:
    """Tell whether a table holds outlines or lines, which progress never does."""
    return any(set(layer.shapes) - {"Point", "MultiPoint"} for layer in contents.layers)


def _progress(dragged: Dragged, contents: Contents, sure: Sure, why: str) -> Part:
    troubles = (undated(),) if contents.as_of is None else ()
    return _part(dragged, contents, "progress", sure, why, troubles)


def _part(
    dragged: Dragged, contents: Contents, role: Claim | None, sure: Sure, why: str,
    troubles: tuple[Trouble, ...] = (), others: tuple[Claim, ...] = (),
) -> Part:  # fmt: skip
    sheets = [sheet for sheet in contents.sheets if sheet.kind == role] or list(contents.sheets)
    return Part(
        dragged.files, dragged.sha256s, role=role, why=why, sure=sure, others=others, format=contents.format,
        rows=sum(sheet.rows for sheet in contents.sheets), encoding=contents.encoding, head=_head(sheets),
        sheets=contents.sheets, as_of=contents.as_of.isoformat() if contents.as_of else "",
        as_of_from=contents.as_of_from, troubles=troubles,
    )  # fmt: skip


def _head(sheets: list[SheetSeen]) -> tuple[Title, ...]:
    """Return the titles of the sheets' heads, each once."""
    return tuple(dict.fromkeys(Title(*entry) for sheet in sheets for entry in sheet.head))
