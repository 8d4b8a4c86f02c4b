"""导入 · bringing in the week: files, report, preview, publish; one step in sight, one thing to do next."""

import logging

import streamlit as st

from loaders.errors import LoadError
from locales import N_, _
from pages import (
    address,
    filters,
    intake_files,
    intake_preview,
    intake_publish,
    intake_report,
    live,
    navigation,
    panels,
    waiting,
    words,
)
from pages.may import may
from store import corrections, taking_over, working_set
from store.desk import Desk
from store.drafts import Draft
from store.errors import StoreError
from store.history import store

STEPS = {"files": N_("1 文件"), "report": N_("2 核对"), "preview": N_("3 预览"), "publish": N_("4 发布")}
LISTED_MOST = 8
log = logging.getLogger(__name__)


def page() -> None:
    """Draw the page."""
    _read()
    navigation.links()
    with st.sidebar:
        filters.languages()
        live.watch()  # here, as the body may wait for long work
    live.notices()
    with st.container(key="intake"):
        try:
            _body()
        except StoreError as error:
            log.error("the desk: %s", error)
            st.error(_("库现在不能用，已经导入的都还在。请稍后再试："))
            st.text(str(error))
    _write()


def _body() -> None:
    published = st.session_state.get("intake_published") or intake_publish.published(
        st.session_state.get("intake_draft")
    )
    if published:
        st.session_state.update(intake_published=published, intake_draft=None)
        intake_publish.done(published)
        return
    draft = _opened()
    if draft is None:
        _arrival()
        return
    _head(draft)
    _meanwhile(draft)
    if not draft.files:
        intake_files.empty(draft)
        return
    looked = waiting.waited(working_set.look(store(), draft), _("正在识别文件"))
    offered = taking_over.offered(store(), looked.parts)
    carried = offered if corrections.of_body(draft.body).take_over else taking_over.Carried()
    step = st.session_state["intake_step"]
    ready = not working_set.missing(looked, carried) and not looked.troubled
    if step == "files" or not ready:
        intake_files.show(draft, looked, offered, carried, ready)
        return
    try:
        reading = waiting.waited(working_set.read(store(), draft, looked, carried), _("正在读入并核对"))
    except LoadError as error:
        panels.card(_("有一个文件读不了"), [str(error), (_("请回到第 1 步，改正或换掉这个文件。"), "faint")], "bad")
        return
    {"report": intake_report.show, "preview": intake_preview.show, "publish": intake_publish.show}[step](draft, reading)


# the address


def _read() -> None:
    """Take over the address when the session begins, or comes by a link."""
    state, query = st.session_state, st.query_params
    if address.arrive("intake"):
        state["intake_published"] = None
    if "intake_step" not in state or (query.get("draft") and query["draft"] != state.get("intake_draft")):
        state["intake_draft"] = query.get("draft")
        state["intake_step"] = query["step"] if query.get("step") in STEPS else "files"


def _write() -> None:
    state = st.session_state
    address.put({"draft": state["intake_draft"], "step": state["intake_step"]} if state.get("intake_draft") else {})


def _opened() -> Draft | None:
    """Return the session's working set; say so where it is gone."""
    name = st.session_state.get("intake_draft")
    if not name:
        return None
    try:
        return Desk(store()).open(name)
    except KeyError:
        st.session_state["intake_draft"] = None
        panels.card(_("这份导入已经发布或丢弃了"), [(_("可以从下面继续别的，或重新导入。"), "faint")], "notice")
        return None


# what is there before the first file


def _arrival() -> None:
    st.subheader(_("导入本周的数据"))
    intake_files.uploader(None)
    waiting_drafts = [draft for draft in Desk(store()).all() if draft.files]
    if waiting_drafts:
        st.markdown(f"**{_('没有做完的')}**")
    for draft in waiting_drafts[:LISTED_MOST]:
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"draft-{draft.id}"):
            names = _("、").join(file.name for file in draft.files[:4]) + ("…" if len(draft.files) > 4 else "")
            who = corrections.of_body(draft.body).who or draft.who
            told = _("未完成：{n} 个文件，{when}").format(n=len(draft.files), when=words.moment(draft.changed_at))
            panels.card(told, [(f"{names} · {who}" if who else names, "faint")], key=f"told-{draft.id}")
            if st.button(_("继续"), key=f"go-on-{draft.id}"):
                st.session_state.update(intake_draft=draft.id, intake_step="files")
                st.rerun()
            _discarding(draft, f"list-{draft.id}")


def _head(draft: Draft) -> None:
    """Draw the steps, and the way out."""
    st.session_state["intake_shown"] = st.session_state["intake_step"]
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="steps"):
        st.segmented_control(
            _("步骤"), list(STEPS), format_func=lambda code: _(STEPS[code]), key="intake_shown", on_change=_stepped,
            label_visibility="collapsed",
        )  # fmt: skip
        _discarding(draft, "head")


def _stepped() -> None:
    if st.session_state["intake_shown"]:
        st.session_state["intake_step"] = st.session_state["intake_shown"]


def _discarding(draft: Draft, key: str) -> None:
    with st.popover(_("丢弃")):
        st.write(_("文件和更正都会删去，不能恢复。"))
        if st.button(_("确定丢弃"), key=f"discard-{key}", disabled=not may("discard")) and may("discard"):
            Desk(store()).discard(draft.id)
            st.session_state.update(intake_draft=None, intake_step="files")
            st.rerun()


def _meanwhile(draft: Draft) -> None:
    """Say who published since this was begun, and offer to go on upon that."""
    current = store().head()
    if current == draft.base:
        return
    entries = [entry for entry in store().all() if entry.number > draft.base]
    lines: list[str | tuple[str, str]] = [
        _("第 {number} 期：{who}，{when}，截至 {as_of}。{note}").format(
            number=entry.number,
            who=entry.who or "—",
            when=words.moment(entry.published_at),
            as_of=entry.as_of,
            note=entry.note,
        )
        for entry in entries
    ]
    if entries:
        lines += intake_preview.told_between(draft.base, current)
    lines.append((_("你的文件和更正都还在。接着做，就改为与第 {number} 期比较。").format(number=current), "faint"))
    with st.container(key="stale"):
        panels.card(_("在此期间有人发布了"), lines, "notice", key="stale_card")
        if st.button(_("与第 {number} 期比较，接着做").format(number=current), key="go_on"):
            Desk(store()).save(draft.id, draft.body, base=current)
            st.rerun()
