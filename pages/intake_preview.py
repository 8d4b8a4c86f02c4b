"""导入 · step 3: what would be published, on the map; and what would change."""

import numpy as np
import streamlit as st

import locales
from locales import N_, _
from maps import comparison as compared_map
from maps import frame, geometry, preview, state, words
from maps.comparison import Addresses
from pages import intake_report, panels
from reports import change_tables
from sites.changes import ALARMS, CHANGES
from sites.comparison import Comparison, compare
from sites.edition import Edition
from sites.facilities import LAYER_NAMES
from sites.questions import questions
from store.drafts import Draft
from store.errors import StoreError
from store.history import store
from store.working_set import Reading

VIEWS = {"preview": N_("预览"), "changes": N_("变化")}
LIST_HEIGHT_PX = 400


def show(draft: Draft, reading: Reading) -> None:
    """Draw the step."""
    edition, before = reading.edition, intake_report.current()
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="view_row"):
        view = st.segmented_control(
            _("看什么"), list(VIEWS), format_func=lambda code: _(VIEWS[code]), default="preview", key="intake_view",
            label_visibility="collapsed",
        )  # fmt: skip
        _next()
    if view == "changes" and before is None:
        panels.card(_("没有可比的"), [_("这会是第一期正式数据，没有上一期可以比较。")], "notice", key="first")
        view = "preview"
    if view == "changes" and before is not None:
        _changes(before, edition)
    else:
        _preview(edition)


def told_between(base: int, current: int) -> list[str | tuple[str, str]]:
    """Return what changed between two editions, in a few lines; nothing where one of them cannot be seen."""
    try:
        before, after = store().get(base), store().get(current)
    except (KeyError, StoreError):
        return []
    counts = compare(before, after).counts
    named = [
        _("{change} {n:,}").format(change=kind.label, n=counts[kind.code]) for kind in CHANGES if counts[kind.code]
    ]
    if not named:
        return [_("楼栋没有变化")]
    return [_("变化：{changes}").format(changes=_("、").join(named))]


def _next() -> None:
    if st.button(_("去发布"), type="primary", key="next_publish", icon=":material/arrow_forward:"):
        st.session_state["intake_step"] = "publish"
        st.rerun()


def _preview(edition: Edition) -> None:
    found = _preview_files(edition.digest, locales.current(), edition)
    counts = np.bincount(preview.found(edition, questions(edition.report.issues)), minlength=4)
    left, right = st.columns([4.2, 1.3], gap="small")
    with left:
        _map(edition, found, len(edition.buildings))
    with right:
        lines = [
            _("{kind}：{n:,} 幢").format(kind=kind.label, n=n) for kind, n in zip(preview.kinds(), counts, strict=True)
        ]
        head = _("第 {number} 期，截至 {as_of}").format(number=edition.number, as_of=edition.as_of)
        panels.card(head, [*lines, (_("还没有发布，别人看不到。"), "faint")], key="preview_told")


def _changes(before: Edition, edition: Edition) -> None:
    comparison = _compared(before.digest, edition.digest, before, edition)
    found = _change_files(before.digest, edition.digest, locales.current(), before, edition, comparison)
    counts = comparison.counts
    left, right = st.columns([4.2, 1.3], gap="small")
    with left:
        shown = compared_map.drawn(before, edition, comparison)
        _map(edition, found, len(shown.buildings))
    with right:
        head = _("与第 {number} 期（{as_of}）相比").format(number=before.number, as_of=before.as_of)
        lines: list[str | tuple[str, str]] = [
            _("有变化 {changed:,} 幢，未变化 {unchanged:,} 幢").format(**counts),
            _("滞后 {behind_before:,} → {behind_after:,}").format(**counts),
        ]
        lines += [
            (_("{change}：{n:,} 幢").format(change=kind.label, n=counts[kind.code]), "strong" if kind.code in ALARMS else "")
            for kind in CHANGES if counts[kind.code]
        ]  # fmt: skip
        panels.card(head, lines, key="changes_told")
    st.markdown(f"**{_('各街道')}**")
    st.dataframe(change_tables.by_subdistrict(comparison), hide_index=True, key="changes_by_subdistrict")
    st.markdown(f"**{_('逐幢')}**")
    st.dataframe(change_tables.by_building(comparison), hide_index=True, height=LIST_HEIGHT_PX, key="changes_list")


def _map(edition: Edition, found: Addresses, n: int) -> None:
    """Draw the one map of the step; what it told is its own business."""
    heard = st.session_state.get("intake_map") or {}
    marked = st.session_state.get("intake_marked")
    fresh = heard if marked == found.marks else {}
    st.session_state["intake_marked"] = found.marks
    with st.container(key="map"):
        frame.show(
            state.State(
                geometry=found.geometry, edition=found.edition, words=words.address(edition.synthetic),
                mask=np.ones(n, bool), marks=found.marks, echo=heard.get("nonce", ""), fit=found.geometry,
                choice=state.Choice(
                    layers=tuple(code for code in LAYER_NAMES if code in heard.get("layers", ())),
                    marks=tuple(fresh.get("marks", ())), select=heard.get("select"),
                ),
            ),
            key="intake_map",
        )  # fmt: skip


@st.cache_data(show_spinner=False, max_entries=8)
def _preview_files(digest: str, language: str, _edition: Edition) -> Addresses:
    shapes = geometry.address(_edition, store().ground())
    return Addresses(
        shapes, state.address(_edition), preview.marks_address(_edition, questions(_edition.report.issues))
    )


@st.cache_resource(show_spinner=False, max_entries=4)
def _compared(before: str, after: str, _before: Edition, _after: Edition) -> Comparison:
    return compare(_before, _after)


@st.cache_data(show_spinner=False, max_entries=8)
def _change_files(
    before: str, after: str, language: str, _before: Edition, _after: Edition, _comparison: Comparison
) -> Addresses:
    return compared_map.addresses(_before, _after, _comparison, store().ground())
