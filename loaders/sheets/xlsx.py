"""What an .xlsx tells beside its values: hidden rows and columns, errors, cells shown as percentages, the date system."""

import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Set
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from loaders.checks import LAST_COLUMN, check_xlsx
from loaders.errors import FormatError, broken
from loaders.packed import BROKEN_ZIP
from loaders.sheets.sheet import Marks, column_place
from locales import _

_CHUNK = 1 << 20
_OVERLAP = 1_000
"""Bytes looked at again with the next chunk, so that no cell is cut in two."""
_LARGEST_PART = 50 * 1024**2
"""Of the workbook's own lists of sheets and styles."""
_PERCENT_FORMATS = {"9", "10"}
_ROW = re.compile(rb'<(?:\w+:)?row\b[^<>]{0,300}?\bhidden="(?:1|true)"[^<>]*>')
_COLUMN = re.compile(rb'<(?:\w+:)?col\b[^<>]{0,300}?\bhidden="(?:1|true)"[^<>]*>')
_ERROR = re.compile(rb'<(?:\w+:)?c\b([^<>]{0,100}?\bt="e"[^<>]*)>(.{0,400}?)</(?:\w+:)?c>', re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]{1,20})<")
_ONE = re.compile(rb"v>1(?:\.0*)?</")
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_STYLE = re.compile(rb'\bs="(\d{1,6})"')
_NUMBER = {name: re.compile(rb"\b" + name + rb'="(\d{1,7})"') for name in (b"r", b"min", b"max")}


@dataclass
class _Scan:
    """The marks of one sheet while it is read."""

    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    wholes: set[tuple[int, int]] = field(default_factory=set)


def examine(path: Path) -> tuple[dict[str, Marks], bool]:
    """Check the sheets' extents, and return each sheet's marks and whether dates count from 1904.

    Raises
    ------
    FormatError
        The workbook is damaged, holds a DOCTYPE, or reaches too far.
    """
    check_xlsx(path)
    try:
        with zipfile.ZipFile(path) as archive:
            parts, date1904 = _parts(path, archive)
            percents = _percent_styles(path, archive)
            names = set(archive.namelist())
            return {name: _marks(archive, part, percents) for name, part in parts.items() if part in names}, date1904
    except (*BROKEN_ZIP, ET.ParseError, LookupError) as error:
        raise broken(path) from error


def _xml(path: Path, archive: zipfile.ZipFile, part: str) -> ET.Element | None:
    """Return a small part as a tree; None when it is absent."""
    if part not in archive.namelist():
        return None
    if archive.getinfo(part).file_size > _LARGEST_PART:
        raise FormatError(path, _("解压后大得不合常理"), _("请在表格软件中打开后另存"), part)
    data = archive.read(part)
    plain = data.replace(b"\x00", b"")  # in UTF-16 the letters stand apart
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise FormatError(path, _("工作簿里有 DOCTYPE"), _("请在表格软件中另存"), part)
    return ET.fromstring(data)  # noqa: S314 - without a DOCTYPE there are no entities to expand


def _local(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _parts(path: Path, archive: zipfile.ZipFile) -> tuple[dict[str, str], bool]:
    """Return the part of each sheet by its name, and whether dates count from 1904."""
    book, links = _xml(path, archive, "xl/workbook.xml"), _xml(path, archive, "xl/_rels/workbook.xml.rels")
    if book is None or links is None:
        return {}, False
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    parts, date1904 = {}, False
    for element in book.iter():
        if _local(element) == "workbookPr":
            date1904 = element.get("date1904") in ("1", "true")
        elif _local(element) == "sheet":
            ident = next((value for key, value in element.attrib.items() if key.endswith("}id")), None)
            target = targets.get(ident, "")
            parts[element.get("name", "")] = (
                target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
            )
    return parts, date1904


def _percent_styles(path: Path, archive: zipfile.ZipFile) -> Set[str]:
    """Return the cell styles that show a number as a percentage."""
    styles = _xml(path, archive, "xl/styles.xml")
    if styles is None:
        return frozenset()
    formats = set(_PERCENT_FORMATS)
    found = set()
    for element in styles:
        if _local(element) == "numFmts":
            formats |= {form.get("numFmtId", "") for form in element if "%" in form.get("formatCode", "")}
        elif _local(element) == "cellXfs":
            found = {str(at) for at, style in enumerate(element) if style.get("numFmtId") in formats}
    return found


def _marks(archive: zipfile.ZipFile, part: str, percents: Set[str]) -> Marks:
    scan = _Scan()
    with archive.open(part) as stream:
        _stream(stream, scan, percents)
    return Marks(scan.rows, scan.columns, scan.errors, scan.wholes)


def _stream(stream: IO[bytes], scan: _Scan, percents: Set[str]) -> None:
    rest = b""
    while chunk := stream.read(_CHUNK):
        text = rest + chunk
        if b'hidden="' in text:
            scan.rows.update(int(found[1]) - 1 for tag in _ROW.findall(text) if (found := _NUMBER[b"r"].search(tag)))
            for tag in _COLUMN.findall(text):
                first, last = (_NUMBER[name].search(tag) for name in (b"min", b"max"))
                if first and last:
                    scan.columns.update(range(int(first[1]) - 1, min(int(last[1]), LAST_COLUMN)))
        if b't="e"' in text:
            for attributes, inside in _ERROR.findall(text):
                if (place := _place(attributes)) and (value := _VALUE.search(inside)):
                    scan.errors[place] = value[1].decode(errors="replace")
        if percents:
            _ones(text, scan, percents)
        rest = text[-_OVERLAP:]


def _ones(text: bytes, scan: _Scan, percents: Set[str]) -> None:
    """Find the cells that hold 1 in a style that shows 100 %."""
    for found in _ONE.finditer(text):
        opening = max(text.rfind(mark, max(0, found.start() - _OVERLAP), found.start()) for mark in (b"<c ", b":c "))
        attributes = text[opening : text.find(b">", max(opening, 0))] if opening >= 0 else b""
        style, place = _STYLE.search(attributes), _place(attributes)
        if style and place and style[1].decode() in percents:
            scan.wholes.add(place)


def _place(attributes: bytes) -> tuple[int, int] | None:
    found = _PLACE.search(attributes)
    return (int(found[2]) - 1, column_place(found[1])) if found else None
