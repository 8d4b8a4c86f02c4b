"""公开 · what the public sees: release an edition, see before what changes outside, take it back, the code to embed it."""

import pandas as pd
import streamlit as st

from locales import _
from pages import address, embedding, filters, live, navigation, panels, words
from pages.may import may
from pages.rollback import WHO_LONGEST, account
from publishing.release import SHOWN, Outside
from publishing.standing import outside
from publishing.words import column_title, layer_title, value_words
from store.editions import Entry
from store.errors import StoreError
from store.history import store
from store.releases import Release

LISTED = 2_000
LAST = 12
"""So many of the latest releases are listed."""


def page() -> None:
    """Draw the page."""
    address.arrive("release")
    entries = store().list()
    if not entries:
        live.empty()
        return
    navigation.links()
    with st.sidebar:
        filters.languages()
    live.notices()
    try:
        releases, standing = outside().publisher.releases.history()
    except StoreError as error:
        st.error(_("公开记录无法读取："))
        st.text(str(error))  # as text: it quotes what is in the store
        live.watch()
        return
    with st.container(key="release"):
        _now(standing, entries)
        left, right = st.columns([3, 2], gap="medium")
        with left:
            _next(standing, entries)
        with right:
            embedding.builder(standing is not None, store().get(entries[-1].number))
        _past(releases)
    address.put({})
    live.watch()


def _now(standing: Release | None, entries: tuple[Entry, ...]) -> None:
    """Say what the public sees now, and offer to take it back."""
    said, ways = st.columns([3, 1], gap="small", vertical_alignment="center")
    taken = st.session_state.pop("withdrawn", None)
    with said:
        if standing is None:
            panels.card(
                _("现在没有公开的内容"),
                [_("公开页面只显示一句说明。发布是内部的，要公开须另做一次决定。")],
                key="public_now",
            )
        else:
            day = {entry.number: entry.as_of.isoformat() for entry in entries}[standing.number]
            lines = [
                _("截至 {day}").format(day=day),
                _("{when} 由 {who} 公开").format(when=words.moment(standing.released_at), who=standing.who or "–"),
            ]
            panels.card(_("公开中：第 {n} 期").format(n=standing.number), lines, "good", key="public_now")
    with ways:
        if standing is not None:
            st.link_button(_("打开公开页面"), "embed/", icon=":material/open_in_new:", width="stretch")
            st.button(
                _("撤回"), key="withdraw", icon=":material/undo:", width="stretch", disabled=not may("withdraw"),
                on_click=_ask_withdraw, args=(standing.seq,),
            )  # fmt: skip
    if taken:
        panels.card(
            _("第 {n} 期已撤回").format(n=taken["number"]), [_("请在 CDN 上清除这些地址：")], "notice", key="purge"
        )
        st.code("\n".join(taken["purge"]), language=None, height=160)
    if standing is not None and st.session_state.get("withdrawing") == standing.seq:
        st.dialog(_("撤回第 {n} 期").format(n=standing.number), on_dismiss=_leave_withdraw)(_withdraw)(standing)


def _title(entry: Entry) -> str:
    title = _("第 {n} 期 · 截至 {day} · 演示") if entry.synthetic else _("第 {n} 期 · 截至 {day}")
    return title.format(n=entry.number, day=entry.as_of.isoformat())


def _next(standing: Release | None, entries: tuple[Entry, ...]) -> None:
    """Choose an edition, see what it would change outside, and release it."""
    st.subheader(_("公开一期"), anchor=False)
    numbers = [entry.number for entry in reversed(entries)]
    by_number = {entry.number: entry for entry in entries}
    number = st.selectbox(
        _("哪一期"), numbers, key="release_number",
        format_func=lambda n: _title(by_number[n]),
    )  # fmt: skip
    try:
        seen = outside().publisher.look(number)
    except (StoreError, KeyError) as error:
        st.error(_("这一期无法读取："))
        st.text(str(error))  # as text: it quotes what is in the store
        return
    if seen.missing:
        panels.card(_("还不能公开"), [seen.missing], "bad", key="release_missing")
    if seen.problems:
        more = [str(each) for each in seen.problems[:SHOWN]]
        rest = len(seen.problems) - SHOWN
        if rest > 0:
            more.append(_("……还有 {n} 处").format(n=rest))
        cure = _("公开内容里像有内部或个人信息。请在来源文件里改掉，重新发布后再公开。")
        panels.card(_("还不能公开"), [cure, *more], "bad", key="release_problems")
    same = standing is not None and standing.number == number
    _changes(seen, same)
    who = st.text_input(_("署名"), key="release_who", value=account(), max_chars=WHO_LONGEST)
    nothing = same and seen.changes.empty
    ready = not (seen.missing or seen.problems or nothing) and may("release")
    if st.button(
        _("公开第 {n} 期").format(n=number),
        key="release_go",
        type="primary",
        icon=":material/public:",
        disabled=not ready,
    ):
        _release(number, who, standing.seq if standing else 0)


def _changes(seen: Outside, same: bool) -> None:
    if same and seen.changes.empty:
        st.caption(_("这一期已经公开，外面不会有变化。"))
        return
    if seen.before is None:
        n = seen.rows["buildings"][1]
        st.caption(_("现在外面什么都没有。公开后能看到 {n} 幢楼。").format(n=words.number(n)))
    else:
        said = _("和现在公开的第 {before} 期相比，外面会有 {n} 处变化。")
        st.caption(said.format(before=seen.before, n=words.number(len(seen.changes))))
    rows = [{_("图层"): layer_title(name), _("现在"): was, _("公开后"): now} for name, (was, now) in seen.rows.items()]
    st.dataframe(rows, hide_index=True, height="content", width="stretch")
    if seen.before is not None and len(seen.changes):
        shown = seen.changes.head(LISTED)
        table = pd.DataFrame(
            {
                _("图层"): shown["layer"].map(layer_title), _("街道"): shown["subdistrict"], _("小区"): shown["compound"], _("幢号"): shown["building_no"],
                _("什么变了"): shown["column"].map(column_title),
                _("现在"): [value_words(*pair) for pair in zip(shown["column"], shown["before"], strict=True)],
                _("公开后"): [value_words(*pair) for pair in zip(shown["column"], shown["after"], strict=True)],
            }
        )  # fmt: skip
        st.dataframe(table, hide_index=True, height=260, width="stretch", key="release_changes")


def _release(number: int, who: str, after: int) -> None:
    if not may("release"):
        return
    try:
        with st.spinner(_("正在公开")):
            outside().publisher.release(number, who.strip() or account(), after)
            outside().forget()
            outside().bring_up()
    except StoreError as error:
        panels.card(_("没有公开，什么都没有变"), [str(error)], "bad", key="release_refused")
        return
    st.toast(_("第 {n} 期已公开").format(n=number), icon=":material/public:")
    st.rerun()


def _ask_withdraw(seq: int) -> None:
    st.session_state["withdrawing"] = seq


def _leave_withdraw() -> None:
    st.session_state.pop("withdrawing", None)


def _withdraw(standing: Release) -> None:
    st.write(_("外面马上看不到这一期。之前公开过、没有撤回的一期会重新显示；没有的话，公开页面只显示一句说明。"))
    who = st.text_input(_("署名"), key="withdraw_who", value=account(), max_chars=WHO_LONGEST)
    if not st.button(_("撤回"), key="withdraw_go", type="primary") or not may("withdraw"):
        return
    try:
        taken = outside().publisher.withdraw(who.strip() or account(), standing.seq)
    except StoreError as error:
        st.error(_("没有撤回："))
        st.text(str(error))  # as text: it may quote the database
        return
    outside().forget()
    outside().bring_up()
    st.session_state["withdrawn"] = {"number": taken.number, "purge": outside().purge(taken)}
    _leave_withdraw()
    st.rerun()


def _past(releases: tuple[Release, ...]) -> None:
    """List the latest releases, the newest first."""
    if not releases:
        return
    st.subheader(_("公开记录"), anchor=False)
    rows = [
        {
            _("期"): each.number, _("公开时间"): words.moment(each.released_at), _("署名"): each.who,
            _("审图号"): each.review_no or "–",
            _("撤回"): f"{words.moment(each.withdrawn_at)} {each.withdrawn_by or ''}" if each.withdrawn_at else "",
        }
        for each in reversed(releases[-LAST:])
    ]  # fmt: skip
    st.dataframe(rows, hide_index=True, height="content", width="stretch", key="releases")
