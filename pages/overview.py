"""总览 · the overview: filters at the left, figures above, the map, details at the right, the table below."""

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from loaders.errors import LoadError
from locales import _
from maps import frame, geometry, state, words
from pages import address, details, figures, filters, live, shown
from sites import standing
from sites.edition import Edition
from sites.stages import stage, status
from store.errors import StoreError
from store.history import store

COLUMNS = (
    "subdistrict",
    "compound",
    "buildings",
    "households",
    "stage",
    "status",
    "days_behind",
    "progress_pct",
    "planned_finish",
)
PATIENCE_S = 2.0
TABLE_HEIGHT_PX = 400


def page() -> None:
    """Draw the page."""
    address.read()
    address.hear(st.session_state.get("map"))
    details.hear()
    try:
        edition = shown.edition() if store().list() else None
    except (LoadError, StoreError) as error:
        live.unreadable(error)
        return
    if edition is None:
        live.empty()
        return
    address.keep_known(edition)
    selection = address.selection()
    mask = selection.mask(edition)
    map_stands = "map_stands" in st.session_state
    above, main, below = st.container(), st.container(), st.container()
    with main:
        left, right = st.columns([4.7, 1], gap="small")
    with left:
        # First in time: its few bytes are on their way to the browser while the rest is computed.
        _map(edition, selection.place(edition))
    filters.heading(edition)
    if map_stands:
        filters.sidebar(edition)
    with above:
        live.notices(edition)
        pressed = figures.strip(edition, mask, selection, _before(edition))
    with right:
        details.panel(edition, mask)
    with below:
        live.watch()
        if map_stands:
            _table(edition, mask)
        else:
            _rest_later()
    if pressed:
        address.toggle_stage(pressed)
    address.write()


def warm() -> None:
    """Build what the first visitor will see, so that nobody waits for it."""
    frame.register()
    if store().list():
        edition = store().current()
        _geometry_file(edition.number, edition.digest)
        _state_file(edition.number, edition.digest)
        words.address(edition.synthetic)
        _before(edition)


def _before(edition: Edition) -> Edition | None:
    return store().before(edition.number)


def _map(edition: Edition, place: NDArray[np.bool_]) -> None:
    with st.container(key="map"):
        frame.show(
            state.State(
                geometry=_geometry_file(edition.number, edition.digest),
                edition=_state_file(edition.number, edition.digest),
                words=words.address(edition.synthetic),
                mask=place,
                choice=address.choice(),
                echo=st.session_state.get("heard", ""),
                fit=address.fit(),
                fly=str(st.session_state.get("fly", "")),
            )
        )


@st.cache_data(show_spinner=False)
def _state_file(number: int, digest: str) -> str:
    return state.address(store().get(number))


@st.cache_data(show_spinner=False)
def _geometry_file(number: int, digest: str) -> str:
    return geometry.address(store().get(number), store().ground())


@st.fragment(run_every=PATIENCE_S)
def _rest_later() -> None:
    """Keep the table's place while the map comes: filters and grid are the heaviest scripts of the page.

    The map says when it stands (``address.hear``); should it not, the rest comes all the same.
    """
    if "map_awaited" in st.session_state:
        st.session_state["map_stands"] = True
        st.rerun()
    st.session_state["map_awaited"] = True
    st.container(height=TABLE_HEIGHT_PX, border=True)


def _table(edition: Edition, mask: NDArray[np.bool_]) -> None:
    rows = _rows(edition, mask)
    event = st.dataframe(
        rows.drop(columns="compound_id"),
        key="table",
        hide_index=True,
        height=TABLE_HEIGHT_PX,
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            "progress_pct": st.column_config.ProgressColumn(_("形象进度"), min_value=0, max_value=100, format="%.0f%%"),
            "subdistrict": _("街道"),
            "compound": _("小区"),
            "buildings": st.column_config.NumberColumn(_("楼栋"), format="localized"),
            "households": st.column_config.NumberColumn(_("住户"), format="localized"),
            "stage": _("阶段"),
            "status": _("状态"),
            "days_behind": st.column_config.NumberColumn(_("滞后天数")),
            "planned_finish": st.column_config.DateColumn(_("计划完成"), format="YYYY-MM-DD"),
        },
    )
    chosen = event["selection"]["rows"]
    if chosen != st.session_state.get("table_rows", []):
        st.session_state["table_rows"] = chosen
        if chosen:
            address.choose("compound", str(rows["compound_id"].iloc[chosen[0]]))
            st.rerun()


def _rows(edition: Edition, mask: NDArray[np.bool_]) -> pd.DataFrame:
    """The compounds in the reader's words."""
    rows = standing.of_compounds(edition, mask)
    rows["status"] = [
        _("滞后 {n} 幢").format(n=b) if b else _("预警 {n} 幢").format(n=r) if r else status("on_track").label
        for b, r in zip(rows["behind"], rows["at_risk"], strict=True)
    ]
    rows["stage"] = [stage(code).label if code else _("无数据") for code in rows["stage"]]
    rows["progress_pct"] = np.floor(rows["progress_pct"])  # a mean of 99.6 is not finished
    return rows[["compound_id", *COLUMNS]]
