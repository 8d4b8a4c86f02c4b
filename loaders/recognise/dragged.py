"""The files as they were dragged in: which belong together, and which belong to nothing."""

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from loaders.contents import POINTS, TAUGHT
from loaders.files import GEOMETRY, LARGEST_BYTES
from loaders.geometry.shapefile import PARTS
from locales import N_, _

MOST_FILES = 300
"""So many are looked at; a district brings a dozen."""
LONGEST_STEM = 120
"""Bytes of a name without its suffix, so that a suffix of ours and a layer's name may follow."""
READ = frozenset({*GEOMETRY, TAUGHT, POINTS})
_LEFT_BY_PROGRAMS = re.compile(
    r"(?i)^(?:~\$.*|\.~lock\..*#|~wrl\d+\.tmp|.*\.tmp|thumbs\.db|ehthumbs\.db|desktop\.ini|\.ds_store|\._.*|\..*)$"
)
_BESIDE = frozenset(
    [*PARTS[1:], ".sbn", ".sbx", ".qix", ".qpj", ".qmd", ".qml", ".cst", ".fbn", ".fbx", ".ain", ".aih", ".atx", ".ixs", ".mxs",
     ".lyr", ".xml", ".gpkg-wal", ".gpkg-shm", ".gpkg-journal"]
)  # fmt: skip
"""What stands beside geometry files; only ``PARTS`` are read."""
NOT_READ = {
    ".doc": N_("是文字文件，这里只读图形和表格"), ".docx": N_("是文字文件，这里只读图形和表格"),
    ".wps": N_("是文字文件，这里只读图形和表格"), ".pdf": N_("是文字文件，这里只读图形和表格"),
    ".txt": N_("是文字文件，这里只读图形和表格；是表格的话请另存为 xlsx 或 csv"),
    ".ppt": N_("是演示文稿，这里只读图形和表格"), ".pptx": N_("是演示文稿，这里只读图形和表格"),
    ".jpg": N_("是图片，这里只读图形和表格"), ".jpeg": N_("是图片，这里只读图形和表格"),
    ".png": N_("是图片，这里只读图形和表格"), ".tif": N_("是图片，这里只读图形和表格"),
    ".dwg": N_("是二进制的 CAD 图，请在 CAD 中另存为文本 DXF"),
    ".rar": N_("这种压缩包不读，请解压后再拖入，或改用 zip"), ".7z": N_("这种压缩包不读，请解压后再拖入，或改用 zip"),
    ".gdb": N_("请在制图软件中导出为 GeoPackage 或 Shapefile"), ".mdb": N_("请在制图软件中导出为 GeoPackage 或 Shapefile"),
    ".tab": N_("请在制图软件中导出为 GeoPackage 或 Shapefile"), ".mif": N_("请在制图软件中导出为 GeoPackage 或 Shapefile"),
}  # fmt: skip


@dataclass(frozen=True)
class Leftover:
    """A file that belongs to nothing, and why: a sentence in the language in use when it was looked at."""

    file: str
    reason: str


@dataclass(frozen=True)
class Dragged:
    """Files that are opened together: the one that is named, then a Shapefile's parts.

    Attributes
    ----------
    files : tuple of str
        Names in the folder, with ``/``.
    sha256s : tuple of str
        One for each.
    """

    files: tuple[str, ...]
    sha256s: tuple[str, ...]


def gathered(folder: Path) -> tuple[list[Dragged], list[Leftover]]:
    """Sort the files of a folder, and of folders in it; links are not followed."""
    every = list(_walked(folder))
    left = [Leftover(name, _("文件太多，只看了前 {n} 个").format(n=MOST_FILES)) for name in every[MOST_FILES:]]
    names = [PurePosixPath(name) for name in every[:MOST_FILES] if _is_text(name)]
    left += [
        Leftover(_shown(name), _("文件名里有读不出的字，请改名后再拖入"))
        for name in every[:MOST_FILES]
        if not _is_text(name)
    ]
    main = [name for name in names if name.suffix.lower() in READ and not _LEFT_BY_PROGRAMS.match(name.name)]
    stems = {name.with_suffix("") for name in main if name.suffix.lower() == ".shp"}
    parts = {
        name: name.with_suffix("") for name in names
        if name.suffix.lower() in PARTS[1:] and name.with_suffix("") in stems
    }  # fmt: skip
    found = []
    for name in main:
        beside = [
            part for part, stem in parts.items() if name.suffix.lower() == ".shp" and stem == name.with_suffix("")
        ]
        files = tuple(map(str, (name, *beside)))
        try:
            found.append(Dragged(files, tuple(_hash(folder / file) for file in files)))
        except (OSError, ValueError):
            left.append(Leftover(str(name), _("文件太大，或不能读取")))
    left += [Leftover(str(name), _reason(name)) for name in names if name not in main and name not in parts]
    return found, left


def plain_name(name: str) -> str:
    """Return a name, as a browser sent it, under which a file may be kept: no folders, nothing invisible, not too long.

    The parts of a Shapefile keep one stem, and a date stays where it is; names that had to be changed stay different by a
    few digits of their own.

    Examples
    --------
    >>> plain_name("../../etc/台账 2022-08-31.xlsx")
    '台账 2022-08-31.xlsx'
    """
    last = re.split(r"[\\/]", name.rstrip("\\/"))[-1]
    plain = "".join(char for char in last if unicodedata.category(char)[0] != "C" and char not in ':*?"<>|').strip()
    stem, dot, suffix = plain.rpartition(".")
    if not dot or len(suffix.encode()) > 12:
        stem, suffix = plain, ""
    if len(stem.encode()) > LONGEST_STEM or plain != last or not stem.strip("."):
        whole = last.rpartition(".")[0] if suffix else last
        mark = hashlib.sha256(whole.encode(errors="replace")).hexdigest()[:6]
        short = stem.encode()[: LONGEST_STEM - len(mark) - 1].decode(errors="ignore").strip(" .")
        stem = f"{short}-{mark}"
    return f"{stem}.{suffix}" if suffix else stem


def _walked(folder: Path) -> Iterable[str]:
    for where, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            path = Path(where) / name
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(folder).as_posix()


def _is_text(name: str) -> bool:
    """Tell a name from one whose bytes are no text, which can neither be shown nor kept."""
    return not any("\ud800" <= char <= "\udfff" for char in name)


def _shown(name: str) -> str:
    return name.encode("utf-8", "replace").decode()


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        if os.fstat(stream.fileno()).st_size > LARGEST_BYTES:
            raise ValueError("too large")
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _reason(name: PurePosixPath) -> str:
    suffix = name.suffix.lower()
    if _LEFT_BY_PROGRAMS.match(name.name) or "__MACOSX" in name.parts:
        return _("是程序留下的临时文件，用不到")
    if suffix in PARTS:
        return _("缺少同名的 {suffix} 文件").format(suffix=".shp")
    if suffix in _BESIDE:
        return _("是附属文件，用不到")
    return _(NOT_READ[suffix]) if suffix in NOT_READ else _("不读这种文件（{suffix}）").format(suffix=suffix)
