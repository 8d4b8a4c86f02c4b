"""XML that declares a document type is refused before any reader parses it: entities read files and swell without end.

Looked for by content, in every part of a packed document (xlsx, ods, kmz) whatever its name, since such files say
themselves which part is which; and in plain XML (kml).
"""

import re
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from loaders.errors import FormatError
from locales import _

_CHUNK = 1 << 20
_OVERLAP = 64
_WORDS = (b"<!DOCTYPE", b"<!ENTITY")
_DECLARED = re.compile(
    b"|".join(
        re.escape(word.decode().encode(codec)) for word in _WORDS for codec in ("ascii", "utf-16-le", "utf-16-be")
    )
)
_SPACE = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"


def is_markup(start: bytes) -> bool:
    """Tell XML from other content by its first bytes, in any encoding that XML may be in."""
    return start.lstrip(_SPACE).startswith(b"<")


def refuse_doctype(path: Path) -> None:
    """Refuse a plain XML file with a document type.

    Raises
    ------
    FormatError
    """
    with path.open("rb") as stream:
        if _is_declared(stream):
            raise _error(path, "")


def refuse_doctype_within(path: Path, archive: zipfile.ZipFile, listed: Iterable[zipfile.ZipInfo]) -> None:
    """Refuse a packed document with a document type in one of its parts.

    Raises
    ------
    FormatError
    """
    for entry in listed:
        with archive.open(entry) as stream:
            if _is_declared(stream):
                raise _error(path, entry.filename)


def _is_declared(stream: IO[bytes]) -> bool:
    chunk = stream.read(_CHUNK)
    if not is_markup(chunk):
        return False
    rest = b""
    while chunk:
        if _DECLARED.search(rest + chunk):
            return True
        rest = chunk[-_OVERLAP:]
        chunk = stream.read(_CHUNK)
    return False


def _error(path: Path, part: str) -> FormatError:
    return FormatError(path, _("里面有 DOCTYPE"), _("请从原软件另存，不要手工改写"), part)
