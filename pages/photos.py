"""Photographs of a compound as panels show them: addresses and captions."""

from datetime import date
from pathlib import Path

import streamlit as st

from loaders import photos
from locales import _
from maps import files
from pages import words
from settings import settings


def of_compound(compound_id: str, name: str, as_of: date) -> list[dict[str, str]]:
    """Return what there is of a compound, before first; an empty list where the installation has no photographs."""
    folder = settings().photos
    if folder is None:
        return []
    shown = []
    for photo in photos.of_compound(folder, compound_id, name, as_of):
        address = _address(str(photo.path), photo.path.stat().st_mtime_ns)
        if address:
            label = _("改造前") if photo.when == "before" else _("改造后")
            shown.append({"address": address, "text": f"{label} · {words.day(photo.day)}" if photo.day else label})
    return shown


def fingerprint() -> str:
    """Return what changes when a photograph comes or goes."""
    return photos.fingerprint(settings().photos)


@st.cache_data(show_spinner=False, max_entries=500)
def _address(path: str, changed: int) -> str:
    body = photos.picture(Path(path))
    return files.put("photo.jpg", body) if body else ""
