"""The filters at the left, the same on every screen that has a map."""

from collections.abc import Collection
from datetime import date

import streamlit as st

import locales
from locales import _
from pages import address, navigation, shown
from sites.arrays import NO_STAGE
from sites.edition import Edition
from sites.facilities import LAYER_NAMES, layer
from sites.stages import STAGE_CODES, STATUS_CODES, stage, status


def heading(edition: Edition) -> None:
    """Say at the top of the sidebar which screens there are, what this is, and that a demo is one."""
    navigation.links()
    with st.sidebar:
        st.caption(_("崇川区 2022 · 演示数据（虚构）") if edition.synthetic else _("崇川区 2022"))


def sidebar(edition: Edition) -> None:
    """Draw the filters: the as-of date, search, filters, layers, language.

    Parameters
    ----------
    edition : Edition
        The edition that is shown; its compounds and subdistricts are offered.
    """
    with st.sidebar:
        st.selectbox(
            _("截至"), shown.days(edition), key="as_of", format_func=date.isoformat, on_change=shown.day_chosen
        )
        st.text_input(_("搜索"), key="search", placeholder=_("小区、楼号、拼音 hqxc"))
        subdistricts = _names(edition.compounds["subdistrict"])
        _one(
            _("街道"),
            subdistricts,
            "filter_subdistrict",
            _("全部 {n} 个街道").format(n=len(subdistricts)),
            address.subdistrict_changed,
        )
        _one(_("小区"), _compounds(edition), "filter_compound", _("全部 {n} 个小区").format(n=len(_compounds(edition))))
        _many(_("阶段"), [*STAGE_CODES, *_no_data(edition)], "filter_stage", _stage_name)
        _many(_("状态"), list(STATUS_CODES), "filter_status", lambda code: status(code).label)
        _many(_("图层"), list(LAYER_NAMES), "filter_layers", lambda name: layer(name).label)
        st.button(
            _("清除筛选"), key="clear", on_click=address.clear, disabled=address.selection().empty, width="stretch"
        )
        languages()


def place(edition: Edition, known: Collection[str] = ()) -> str:
    """Draw the filter by subdistrict alone, and the language.

    Parameters
    ----------
    edition : Edition
    known : collection of str
        Further subdistricts, of other editions, that may stay chosen.

    Returns
    -------
    str
        The subdistrict, empty for all.
    """
    with st.sidebar:
        names = _names(edition.compounds["subdistrict"])
        chosen = st.session_state.get("filter_subdistrict")
        if chosen not in names and chosen in known:
            names = sorted([*names, chosen])
        elif chosen not in names:
            st.session_state["filter_subdistrict"] = None
        everything = _("全部 {n} 个街道").format(n=len(names))
        _one(_("街道"), names, "filter_subdistrict", everything, address.subdistrict_changed)
        languages()
    return st.session_state.get("filter_subdistrict") or ""


def languages() -> None:
    """Draw the switch of languages."""
    st.segmented_control(
        _("语言"), list(locales.LANGUAGES), key="lang", format_func=locales.LANGUAGES.__getitem__,
        default=address.language() if "lang" not in st.session_state else None, label_visibility="collapsed",
    )  # fmt: skip


def _one(label: str, options: list[str], key: str, everything: str, on_change: object = None) -> None:
    st.selectbox(label, options, key=key, placeholder=everything, on_change=on_change)


def _many(label: str, options: list[str], key: str, words: object) -> None:
    st.multiselect(label, options, key=key, format_func=words, placeholder=_("全部"))


def _names(column: object) -> list[str]:
    return sorted(column.dropna().unique())


def _compounds(edition: Edition) -> list[str]:
    compounds = edition.compounds
    chosen = st.session_state.get("filter_subdistrict")
    return _names(compounds.loc[compounds["subdistrict"] == chosen, "compound"] if chosen else compounds["compound"])


def _no_data(edition: Edition) -> list[str]:
    return ["unknown"] if (edition.arrays.stage == NO_STAGE).any() else []


def _stage_name(code: str) -> str:
    return _("无数据") if code == "unknown" else stage(code).label
