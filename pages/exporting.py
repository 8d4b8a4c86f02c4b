"""What leaves the planner's desk: the chosen buildings as files, and the view as an address."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import streamlit as st

from locales import _
from reports import exports
from sites.enquiry import Answer

FORMATS = {"xlsx": "Excel (xlsx)", "csv": "CSV", "gpkg": "GeoPackage", "geojson": "GeoJSON"}


def menu(found: Answer) -> None:
    """Draw the menu beside what was asked; what is in it is made only when it is open."""
    opened = st.popover(_("导出"), icon=":material/download:", key="export", on_change="rerun", width="content")
    if not opened.open:
        return
    with opened:
        st.caption(_("筛选出的 {n} 幢").format(n=f"{int(found.mask.sum()):,}"))
        for ending, label in FORMATS.items():
            st.download_button(
                label, _writer(found, ending), file_name=name(found, ending), key=f"export_{ending}",
                on_click="ignore", width="stretch", disabled=not found.mask.any(),
            )  # fmt: skip
        st.caption(_("地图图片（PNG）：点地图右上角的相机按钮。"))


def name(found: Answer, ending: str) -> str:
    """Return a file's name: it says which edition, which day, how many buildings."""
    edition = found.edition
    chosen = "" if found.mask.all() else _("_筛选{n}幢").format(n=int(found.mask.sum()))
    title = _("旧改_第{number}期_{as_of}").format(number=edition.number, as_of=edition.as_of.isoformat())
    return f"{title}{chosen}.{ending}"


def _writer(found: Answer, ending: str) -> Callable[[], bytes]:
    edition, mask = found.edition, found.mask

    def write() -> bytes:
        with tempfile.TemporaryDirectory(prefix="onemap-export-") as folder:
            path = Path(folder) / f"chosen.{ending}"
            exports.FORMATS[ending](exports.chosen(edition, mask), path)
            return path.read_bytes()

    return write
