"""What every screen says of the store as it is now: a new edition that came out, an edition that is past, what is wrong."""

import logging

import streamlit as st

from locales import _
from maps.news import newest
from pages import filters, navigation, panels, shown, trouble
from sites.edition import Edition
from store.history import store

log = logging.getLogger(__name__)


def watch() -> None:
    """Set the page's spacing, run the page again when an edition is published, and say that one was.

    Stands near the end of a page: what changed is drawn before it is spoken of.
    """
    now = newest()
    seen = st.session_state.get("newest")
    st.session_state["newest"] = now["number"]
    if seen is not None and now["number"] > seen:
        st.toast(
            _("第 {n} 期已发布").format(n=now["number"]), icon=":material/published_with_changes:", duration="long"
        )
    panels.page(now)


def notices(edition: Edition | None = None) -> None:
    """Say what is wrong with the store, and that an edition is not the current one, with the way back."""
    alarms = store().alarms()
    if alarms:
        panels.notice("alarm", _("数据库有问题，请告诉管理员：{what}").format(what=alarms[0]), alarm=True)
    if edition is None or not shown.is_chosen() or edition.number == store().latest().number:
        return
    said = _("第 {n} 期，截至 {day}，不是当前一期").format(n=edition.number, day=edition.as_of.isoformat())
    if panels.notice("past", said, _("回到当前")):
        shown.to_current()
        st.rerun()


def unreadable(error: Exception) -> None:
    """Say that the edition cannot be shown, and offer the current one where another was asked for."""
    number = trouble.reference()
    log.error("%s: no edition can be shown: %s", number, error)
    _sidebar()
    st.error(_("数据无法读取，地图暂不能显示："))
    st.text(str(error))  # as text: it quotes file names
    st.caption(_("编号 {number}，日志里按它查得到。").format(number=number))
    if shown.is_chosen():
        st.button(_("回到当前"), on_click=shown.to_current)
    watch()


def empty() -> None:
    """Say that there is no edition yet and what to do; the first one is seen as soon as it is published."""
    _sidebar()
    notices()
    st.subheader(_("还没有一期数据"))
    st.write(_("发布第一期后，地图会自己出现在这里，不用刷新。"))
    st.write(_("在“导入”页把自己的文件拖进去，一步步做到发布。"))
    st.write(_("在命令行发布自己的数据（先把 publish 换成 check 看一遍）："))
    st.code(
        ".venv/bin/python cli.py publish --compounds C.shp --buildings B.shp --progress 2022-09-07.xlsx", language=None
    )
    st.write(_("先看看演示数据："))
    st.code(".venv/bin/python cli.py publish --demo", language=None)
    watch()


def _sidebar() -> None:
    navigation.links()
    with st.sidebar:
        filters.languages()
