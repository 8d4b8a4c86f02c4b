"""Photographs of compounds before and after the works, from a folder that the installation names.

``<folder>/<小区名 or compound_id>/改造前 2022-03-01.jpg``: a folder a compound, and in a file's name whether it shows
before (改造前, before) or after (改造后, after), and the day it was taken, where that is known.
"""

import io
import logging
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from PIL import Image, ImageOps, UnidentifiedImageError

log = logging.getLogger(__name__)
WORDS: dict[str, Literal["before", "after"]] = {
    "改造前": "before",
    "before": "before",
    "改造后": "after",
    "after": "after",
}
FORMS = ("JPEG", "PNG", "WEBP")
LARGEST = 50_000_000
"""Pixels; what claims more is not opened."""
SIDE_PX = 1_280
"""The longer side as it is shown: a wall of two metres shows no more of half a panel."""
QUALITY = 82
_DAY = re.compile(r"(\d{4})[-.]?(\d{2})[-.]?(\d{2})")


@dataclass(frozen=True)
class Photo:
    """A photograph: whether it shows before or after, when it was taken (None where its name does not say), and where it lies."""

    when: Literal["before", "after"]
    day: date | None
    path: Path


def of_compound(folder: Path, compound_id: str, name: str, as_of: date) -> tuple[Photo, ...]:
    """Return the last photograph before and the last one after, as they were known on a day.

    Parameters
    ----------
    folder : pathlib.Path
        With a folder a compound, named by its id or its name; nothing is joined to it that a file of data says.
    compound_id, name : str
    as_of : datetime.date
        What was taken later is left out.
    """
    found: dict[str, Photo] = {}
    for own in _folders(folder):
        if own.name not in (compound_id, name):
            continue
        for path in sorted(own.iterdir()):
            photo = _photo(path)
            if photo is None or (photo.day and photo.day > as_of):
                continue
            other = found.get(photo.when)
            if other is None or (photo.day or date.min) >= (other.day or date.min):
                found[photo.when] = photo
    return tuple(found[when] for when in ("before", "after") if when in found)


def fingerprint(folder: Path | None) -> str:
    """Return what changes when a photograph comes or goes; empty without a folder."""
    if folder is None:
        return ""
    return ",".join(f"{own.name}:{own.stat().st_mtime_ns}" for own in _folders(folder))


def picture(path: Path) -> bytes | None:
    """Return a photograph as JPEG, small enough for a screen, without what else the file holds (place, camera, owner).

    None, and a line in the log, where it is no photograph.
    """
    try:
        with Image.open(path, formats=FORMS) as opened:
            if opened.width * opened.height > LARGEST:
                log.warning("%s: %d x %d pixels, not shown", path, opened.width, opened.height)
                return None
            opened.draft("RGB", (SIDE_PX, SIDE_PX))
            image = ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, UnidentifiedImageError, ValueError, SyntaxError) as error:
        log.warning("%s cannot be read as a photograph: %s", path, error)
        return None
    image.thumbnail((SIDE_PX, SIDE_PX))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, exif=b"")
    return out.getvalue()


def _folders(folder: Path) -> list[Path]:
    try:
        return sorted(own for own in folder.iterdir() if own.is_dir())
    except OSError as error:
        log.warning("the folder of photographs cannot be read: %s", error)
        return []


def _photo(path: Path) -> Photo | None:
    word = next((word for word in WORDS if path.stem.lower().startswith(word)), None)
    if word is None or not path.is_file():
        return None
    day = _DAY.search(path.stem)
    try:
        return Photo(WORDS[word], date(*map(int, day.groups())) if day else None, path)
    except ValueError:
        return Photo(WORDS[word], None, path)
