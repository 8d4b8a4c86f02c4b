"""Archives: what a zip holds, once its names, declared sizes and ratios are sound."""

import lzma
import re
import zipfile
import zlib
from pathlib import Path

from loaders.errors import FormatError, not_what_it_says
from locales import _

LARGEST_UNPACKED = 4 * 1024**3
LARGEST_RATIO = 400
"""A packed member may grow this many times; real sheets grow 5 to 30 times, bombs a thousand times."""
RATIO_MATTERS_FROM = 10 * 1024**2
BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    OSError,
    EOFError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)
"""What the standard library raises for damaged, encrypted or exotic archives."""


def members(path: Path) -> list[zipfile.ZipInfo]:
    """Return what a zip file holds after checking names, declared sizes and ratios.

    Raises
    ------
    FormatError
        It is no zip file, a name leads out of it, or it would unpack to too much.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            listed = archive.infolist()
    except BROKEN_ZIP as error:
        raise not_what_it_says(path) from error
    total = sum(entry.file_size for entry in listed)
    swollen = any(
        entry.file_size > RATIO_MATTERS_FROM and entry.file_size > LARGEST_RATIO * max(entry.compress_size, 1)
        for entry in listed
    )
    if total > LARGEST_UNPACKED or swollen or len(listed) > 10_000:
        raise FormatError(path, _("解压后大得不合常理"), _("请在表格软件中打开，删去空行空列后另存"))
    if any(re.search(r"(^|[\\/])\.\.([\\/]|$)|^[\\/]|^[A-Za-z]:", entry.filename) for entry in listed):
        raise FormatError(path, _("压缩包里有指向包外的文件名"), _("请重新打包"))
    return listed
