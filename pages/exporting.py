"""What leaves the planner's desk: the chosen buildings as files, and the view as an address."""

import re
import tempfile
from collections.abc import Callable
from pathlib import Path

import streamlit as st

from locales import _
from pages import enquiring
from reports import exports
from sites.enquiry import Answer
from store.errors import StoreError
from store.history import store
from store.views import LETTERS, Views

_MARKS = re.compile(r"[\\\\`*_{}\[\]()#+\-.!|~$:<>]")
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


def views() -> None:
    """Draw the menu of views by name: open one, keep this one, forget one."""
    opened = st.popover(_("视图"), icon=":material/bookmark:", key="views", on_change="rerun", width="content")
    if not opened.open:
        return
    with opened:
        try:
            kept = Views(store()).all()
        except StoreError as error:
            st.text(str(error))
            return
        for at, (title, query) in enumerate(kept.items()):
            with st.container(horizontal=True, gap="xsmall", key=f"view_{at}"):
                st.button(markdown_free(title), key=f"view_open_{at}", on_click=_open, args=(query,), width="stretch")
                st.button("", icon=":material/delete:", key=f"view_forget_{at}", help=_("删去这个视图"), on_click=_forget, args=(title,))  # fmt: skip
        st.text_input(_("把现在的视图存为"), key="view_name", max_chars=LETTERS, placeholder=_("名称"))
        st.button(_("保存"), key="view_save", on_click=_save, width="stretch")
        if said := st.session_state.pop("view_said", ""):
            st.text(said)


def markdown_free(title: str) -> str:
    """Return a text that Streamlit's buttons show as it is: their labels are Markdown."""
    return _MARKS.sub(r"\\\g<0>", title)


def _open(query: dict[str, list[str]]) -> None:
    enquiring.take(query)


def _save() -> None:
    try:
        query = {name: values for name, values in enquiring.query().items() if name not in ("lang", "edition", "as_of")}
        Views(store()).save(st.session_state.get("view_name", ""), query)
        st.session_state["view_name"] = ""
    except StoreError as error:
        st.session_state["view_said"] = str(error)


def _forget(title: str) -> None:
    try:
        Views(store()).remove(title)
    except StoreError as error:
        st.session_state["view_said"] = str(error)


def name(found: Answer, ending: str) -> str:
    """Return a file's name: it says which edition, which day, how many buildings."""
    edition = found.edition
    chosen = "" if found.mask.all() else _("_筛选{n}幢").format(n=int(found.mask.sum()))
    title = _("旧改_第{number}期_{as_of}").format(number=edition.number, as_of=edition.as_of.isoformat())
    demo = _("_演示") if edition.synthetic else ""
    return f"{title}{demo}{chosen}.{ending}"


def _writer(found: Answer, ending: str) -> Callable[[], bytes]:
    edition, mask = found.edition, found.mask

    def write() -> bytes:
        with tempfile.TemporaryDirectory(prefix="onemap-export-") as folder:
            path = Path(folder) / f"chosen.{ending}"
            exports.FORMATS[ending](exports.chosen(edition, mask), path)
            return path.read_bytes()

    return write
