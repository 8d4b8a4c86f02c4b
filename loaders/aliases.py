"""The table of aliases: a csv (or workbook) with one decision a row, under a Chinese head that people can read and change."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from loaders import cells
from loaders.errors import WorkbookError
from loaders.sheets import Cell, is_blank, sheets
from locales import N_, _
from sites.aliases import KIND_NAMES, KINDS, Alias, Aliases, Kind
from sites.report import Input, Issue

HEAD = ("种类", "范围", "写法", "编号", "名称", "确认人", "确认日期")
"""Kind, scope, spelling, id, name, who, on: the head of the file in every language, as it is data."""
GUARDED = ("=", "+", "-", "@")
"""A spreadsheet takes a cell that starts so for a formula; such a text is written behind an apostrophe."""
_KINDS: Mapping[str, Kind] = {word: kind for kind in KINDS for word in (kind, KIND_NAMES[kind])}


def read_aliases(path: Path) -> Aliases:
    """Read a table of aliases.

    Raises
    ------
    FileMissing, FormatError
        The file cannot be read.
    WorkbookError
        It has no head of a table of aliases.
    """
    source, found, encoding = sheets(path)
    rows = found[0].rows if found else []
    top = next((at for at, row in enumerate(rows) if "写法" in map(_word, row)), None)
    if top is None:
        raise WorkbookError(path, _("没有别名表的表头"), _("表头请写：{head}").format(head=" ".join(HEAD)))
    titles = [_word(cell) for cell in rows[top]]
    entry = Input("aliases", str(path), source.sha256, source.format, encoding=encoding)
    entries: list[Alias] = []
    issues: list[Issue] = []
    for at, row in enumerate(rows, start=1):
        if all(map(is_blank, row)):
            continue
        entry.rows_in += 1
        if at <= top + 1:
            entry.rows_skipped += 1
            continue
        alias = _alias(dict(zip(titles, map(_word, row), strict=False)), at)
        if isinstance(alias, Alias):
            entries.append(alias)
        else:
            entry.rows_rejected += 1
            issues.append(Issue("alias_unreadable", "aliases", {"what": alias}, path=str(path), row=at))
    return Aliases(tuple(entries), entry, tuple(issues))


def guarded(word: str) -> str:
    """Return a text as it can stand in a cell of a csv without being taken for a formula."""
    return f"'{word}" if word.startswith(GUARDED) else word


def _alias(words: Mapping[str, str], row: int) -> Alias | str:
    """Return the decision of a row, or what it lacks."""
    kind = _KINDS.get(words.get("种类", ""))
    spelling, means = words.get("写法", ""), words.get("编号", "") or words.get("名称", "")
    scope = words.get("范围", "")
    if kind is None:
        return N_("种类不是小区、街道或楼栋")
    if not spelling or not means:
        return N_("没有写法，或没有编号和名称")
    if kind == "building" and not scope:
        return N_("没有写明楼栋在哪个小区")
    return Alias(kind, scope, spelling, means, words.get("确认人", ""), _day(words.get("确认日期", "")), row)


def _word(cell: Cell) -> str:
    """Return a cell as text: whole numbers without a point, no guard before what looks like a formula."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, (date, datetime)):
        return cell.isoformat()[:10]
    text = str(cell).strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(GUARDED) else text


def _day(word: str) -> str:
    """Return a date so that texts sort as days do; nothing where it is none, which is before every day."""
    try:
        day = cells.read_date(word)
    except cells.Unreadable:
        return ""
    return day.isoformat() if day else ""
