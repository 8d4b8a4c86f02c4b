"""Zip files: one or several files of any form in them, their names in UTF-8 or GBK."""

import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from loaders.errors import FormatError, LoadError, broken
from loaders.files import GEOMETRY, WORKBOOKS, Source
from loaders.geometry.found import Found, Opened
from loaders.geometry.shapefile import PARTS
from loaders.packed import BROKEN_ZIP, members
from locales import _

Open = Callable[[Opened], tuple[Source, list[Found]]]
NOT_INSIDE = frozenset({".zip", ".kmz"})
"""A zip in a zip is not looked into."""
MOST_UNREAD = 100
LONGEST_NAME = 200


def found(opened: Opened, open_one: Open) -> list[Found]:
    """List the layers of every file in a zip; tables count only where there is nothing drawn.

    Parameters
    ----------
    opened : Opened
    open_one : callable
        Checks one file and lists its layers.

    Raises
    ------
    FormatError
        It holds nothing that is read here.
    """
    named, drawn = _read_of(opened.path)
    if not drawn:
        raise FormatError(
            opened.shown, _("压缩包里没有能读的图形文件"), _("Shapefile 请把 .shp .shx .dbf .prj 打在一个包里")
        )
    layers: list[Found] = []
    for at, name in enumerate(drawn):
        folder = opened.folder / str(at)
        path = _unpacked(opened.shown, opened.path, named, name, folder)
        try:
            layers += open_one(Opened(path, opened.shown, folder, name.stem))[1]
        except LoadError as error:
            raise type(error)(opened.shown, error.found, error.cure, str(name)) from error
    return layers


def unread(path: Path) -> tuple[str, ...]:
    """Return the names of the members that ``found`` leaves aside, without the parts of Shapefiles; at most a hundred."""
    named, drawn = _read_of(path)
    parts = {name.with_suffix("") for name in drawn if name.suffix.lower() == ".shp"}
    left = [
        name for name in named
        if name not in drawn and name.with_suffix("") not in parts and not name.name.startswith(".")
        and "__MACOSX" not in name.parts
    ]  # fmt: skip
    return tuple(str(name)[:LONGEST_NAME] for name in left[:MOST_UNREAD])


def _read_of(path: Path) -> tuple[dict[PurePosixPath, zipfile.ZipInfo], list[PurePosixPath]]:
    """Return every member by its name, and the names of those that are read."""
    named = {_name(entry): entry for entry in members(path) if not entry.filename.endswith("/")}
    data = [
        name for name in named if name.suffix.lower() in GEOMETRY.keys() - NOT_INSIDE and "__MACOSX" not in name.parts
    ]
    return named, [name for name in data if name.suffix.lower() not in WORKBOOKS] or data


def _unpacked(
    shown: Path, archive: Path, named: dict[PurePosixPath, zipfile.ZipInfo], chosen: PurePosixPath, folder: Path
) -> Path:
    """Write a member, and the parts of a Shapefile beside it, under names of our own."""
    suffix = chosen.suffix.lower()
    parts = PARTS if suffix == ".shp" else (suffix,)
    try:
        folder.mkdir()
        with zipfile.ZipFile(archive) as packed:
            for name, entry in named.items():
                beside = name.parent == chosen.parent and name.stem == chosen.stem
                if beside and name.suffix.lower() in parts:
                    (folder / f"layer{name.suffix.lower()}").write_bytes(packed.read(entry))
    except BROKEN_ZIP as error:
        raise broken(shown) from error
    return folder / f"layer{suffix}"


def _name(entry: zipfile.ZipInfo) -> PurePosixPath:
    """Return a member's name; without the flag for UTF-8 it is in the encoding of the machine that packed it."""
    name = entry.filename
    if not entry.flag_bits & 0x800:
        raw = name.encode("cp437", "replace")  # what the standard library took it for
        for codec in ("utf-8", "gb18030"):
            try:
                name = raw.decode(codec)
                break
            except UnicodeDecodeError:
                continue
    return PurePosixPath(name.replace("\\", "/"))
