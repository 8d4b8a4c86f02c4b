"""The sheets of a workbook or text table as they are seen: progress, tickets, aliases, places, control points or nothing."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from loaders import aliases, cells
from loaders.contents.layers import LONGEST_TITLE, MOST_TITLES, layer_seen
from loaders.contents.seen import Contents, LayerSeen, SheetKind, SheetSeen
from loaders.errors import LoadError
from loaders.geometry import control, tables
from loaders.geometry.found import Opened
from loaders.sheets import Sheet, is_blank, open_book
from loaders.workbook import dating, reading
from loaders.workbook.head import Head, Lexicon, find_heads
from loaders.workbook.tables import Found, sort_rows
from sites.columns import DATE_CODES
from sites.names import squeeze

HEAD_WITHIN = 40
SAYS_PROGRESS = frozenset(
    {*DATE_CODES, "stage", "progress_pct", "illegal_listed", "illegal_removed", "waterproofing_start", "roof_start"}
)
"""A table with one of these tells how far the works are; others are lists."""
TICKET_TITLES = frozenset(
    ["工单", "工单编号", "工单号", "工单标题", "工单内容", "工单类型", "工单来源", "工单状态", "诉求", "诉求内容", "诉求人", "诉求类型", "诉求标题", "诉求时间",
     "投诉内容", "投诉人", "投诉时间", "来电", "来电时间", "来电人", "来电号码", "反映内容", "反映人", "反映问题", "受理编号", "受理时间", "受理日期", "派单时间",
     "交办时间", "办结时间", "办结日期", "办结时限", "办理时限", "办理结果", "办理情况", "处理结果", "处理时限", "承办单位", "主办单位", "是否办结", "满意度", "回访结果"]
)  # fmt: skip
FEWEST_TICKET_TITLES = 2
POINT_TITLES = frozenset(
    ["", "id", "no", "点号", "点名", "name", "编号", "序号", "enable", "dx", "dy", "residual", "备注"]
)
"""What may stand beside the four numbers of a control point."""


def book_seen(path: Path, taught: Mapping[str, str], points: str | None) -> Contents:
    """Look at every sheet of a workbook or text table.

    Raises
    ------
    LoadError
        It cannot be read.
    """
    book = open_book(path)
    if control.is_control(path.name) and _is_control(path, book.sheets):
        sheet = SheetSeen("", "control", _filled(book.sheets[0]))
        return Contents(book.source.format, sheets=(sheet,), encoding=book.encoding, control=True)
    lexicon = Lexicon(taught)
    sorted_sheets = [(sheet, find_heads(sheet, lexicon)) for sheet in book.sheets]
    seen = tuple(_sheet(sheet, heads) for sheet, heads in sorted_sheets)
    found = [(sheet, sort_rows(sheet, heads)) for sheet, heads in sorted_sheets]
    contents = _dated(Contents(book.source.format, sheets=seen, encoding=book.encoding), path, found)
    return replace(contents, layers=_places(path, book.sheets, book.encoding, book.source.format, points))


def _sheet(sheet: Sheet, heads: list[list[Head]]) -> SheetSeen:
    kind = _kind(sheet, heads)
    head = heads[0][0] if heads and kind in ("progress", "list") else None
    titles = _head(head) if head else tuple((name, "") for name in _top_titles(sheet, kind))
    return SheetSeen(sheet.name, kind, _filled(sheet), titles[:MOST_TITLES])


def _kind(sheet: Sheet, heads: list[list[Head]]) -> SheetKind:
    codes = {entry.column.code for group in heads for head in group for entry in head.fields.values()}
    if sheet.hidden:
        return "hidden"
    if any(sum(word in row for word in aliases.HEAD) >= len(aliases.HEAD) // 2 for row in _tops(sheet)):
        return "aliases"
    if codes & SAYS_PROGRESS and _ticket_titles(sheet) <= FEWEST_TICKET_TITLES:
        return "progress"
    if _ticket_titles(sheet) >= FEWEST_TICKET_TITLES:
        return "tickets"
    if tables.find_head(sheet):
        return "places"
    if heads:
        return "list"
    return "guide" if reading.GUIDE.search(sheet.name.strip()) else "nothing"


def _tops(sheet: Sheet) -> Iterable[list[str]]:
    """Yield the first rows as words."""
    for row in sheet.rows[:HEAD_WITHIN]:
        yield [squeeze(cells.text(cell)) if isinstance(cell, str) else "" for cell in row]


def _ticket_titles(sheet: Sheet) -> int:
    return max((len(TICKET_TITLES.intersection(row)) for row in _tops(sheet)), default=0)


def _top_titles(sheet: Sheet, kind: SheetKind) -> list[str]:
    """Return the titles of a table that is no progress."""
    if kind == "places" and (head := tables.find_head(sheet)):
        return [name[:LONGEST_TITLE] for name in head.names if name]
    words = TICKET_TITLES if kind == "tickets" else frozenset(aliases.HEAD) if kind == "aliases" else frozenset()
    rows = [row for row in _tops(sheet) if words.intersection(row)]
    best = max(rows, key=lambda row: len(words.intersection(row)), default=[])
    return [word[:LONGEST_TITLE] for word in best if word]


def _head(head: Head) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name[:LONGEST_TITLE], head.fields[at].column.code if at in head.fields else "")
        for at, name in enumerate(head.names)
        if name and head.west <= at < head.east
    )


def _dated(contents: Contents, path: Path, found: list[tuple[Sheet, Found]]) -> Contents:
    """Add the workbook's date: its own, else its file name's."""
    told = dating.told_by(*reading.lines(found), dating.year_in(path))
    if told.day:
        return replace(contents, as_of=told.day, as_of_from="workbook")
    named = dating.date_in_name(path, told.year)
    return replace(contents, as_of=named, as_of_from="name") if named else contents


def _places(
    path: Path, sheets: list[Sheet], encoding: str | None, form: str, points: str | None
) -> tuple[LayerSeen, ...]:
    """Look at the sheets that say where things are."""
    placed = [sheet for sheet in sheets if not sheet.hidden and tables.find_head(sheet)]
    if not placed:
        return ()
    opened = Opened(path, path, path.parent, path.stem, form)
    return tuple(layer_seen(one, path, points) for one in tables.found(opened, placed, encoding))


def _is_control(path: Path, sheets: list[Sheet]) -> bool:
    """Tell whether a text table holds control points and nothing else, and they fit one another."""
    rows = [[cells.text(cell) for cell in row] for row in sheets[0].rows[:HEAD_WITHIN]] if sheets else []
    for row in rows:
        plain = [tables.plain_head(word) for word in row]
        if any(re.search(r"[^\W\d_]", word) for word in plain):
            known = {word for pair in (*control.FROM, *control.TO) for word in pair} | POINT_TITLES
            if not set(plain) <= known:
                return False
    try:
        control.fit(str(path), "buildings")
    except LoadError:
        return False
    return True


def _filled(sheet: Sheet) -> int:
    return sum(not all(map(is_blank, row)) for row in sheet.rows)
