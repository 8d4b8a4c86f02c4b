"""导入 · single corrections: typed in a table of a compound's buildings, read as a workbook's cells are."""

from typing import Any

import streamlit as st

from locales import _
from pages import panels
from pages.may import may
from sites import by_hand
from sites.columns import COLUMNS, DATE_CODES, label
from sites.edition import Edition
from sites.stages import STAGES
from store import corrections
from store.desk import Desk
from store.drafts import Draft
from store.history import store

SHOWN_MOST = 400
FIRST = ("building_no", *by_hand.TYPED)


def show(draft: Draft, edition: Edition) -> None:
    """Draw the table, and what was typed so far."""
    said = corrections.of_body(draft.body)
    for building in said.typed:
        _typed(draft, edition, building, said.typed[building])
    places = edition.compounds.sort_values(["subdistrict", "compound"], kind="stable")
    ids = places["compound_id"].tolist()
    names = dict(zip(ids, places["compound"].tolist(), strict=True))
    chosen = st.selectbox(
        _("小区"), ids, index=None, format_func=lambda key: str(names[key]), key="typed_compound",
        placeholder=_("选择要更正的小区"),
    )  # fmt: skip
    if chosen is None:
        st.caption(_("改过的格子会作为“手工更正”一份，与台账一样核对，发布时一同存档。"))
        return
    table = by_hand.table(edition, chosen).head(SHOWN_MOST)
    shown = table[list(FIRST)].rename(columns={code: label(code) for code in FIRST})
    after = st.data_editor(
        shown, hide_index=True, key=f"typed-{chosen}-{edition.digest[:8]}", disabled=[label("building_no")],
        column_config=_columns(), num_rows="fixed",
    )  # fmt: skip
    edited = by_hand.edited(shown, after)
    if st.button(
        _("记下更正并重新核对"), key="save_typed", disabled=not edited or not may("correct")
    ) and may("correct"):  # fmt: skip
        back = {label(code): code for code in FIRST}
        for place, cells in edited.items():
            key = str(table["building_id"].iloc[place])
            said = said.typing(key, {**said.typed.get(key, {}), **{back[title]: text for title, text in cells.items()}})
        Desk(store()).save(draft.id, said.body())
        st.rerun()


def _columns() -> dict[str, Any]:
    """Return how the cells are typed."""
    words = [word for stage in STAGES for word in (stage.name, stage.done[0])]
    found: dict[str, Any] = {label("stage"): st.column_config.SelectboxColumn(options=words)}
    for code in (*DATE_CODES, "waterproofing_start", "roof_start"):
        found[label(code)] = st.column_config.TextColumn(help=_("年-月-日"))
    return found


def _typed(draft: Draft, edition: Edition, building: str, cells: Any) -> None:
    """Say what was typed of a building, with the way back."""
    told = edition.buildings.loc[edition.buildings["building_id"] == building]
    name = building if told.empty else f"{told['compound'].iloc[0]} {told['building_no'].iloc[0]}"
    said = [
        _("{column}：{text}").format(column=label(code) if code in COLUMNS else code, text=text or _("清空"))
        for code, text in cells.items()
    ]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        lines: list[str | tuple[str, str]] = [(_("；").join(said), "faint")]
        if told.empty:
            lines.append((_("没有这幢楼了，这一条没有用上"), "bad"))
        panels.card(name, lines, key=f"typed-{building}")
        if st.button(_("撤回"), key=f"untype-{building}", disabled=not may("correct")) and may("correct"):
            Desk(store()).save(draft.id, corrections.of_body(draft.body).typing(building, {}).body())
            st.rerun()
