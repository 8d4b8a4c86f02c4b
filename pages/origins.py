"""What an edition was made from, what became of every row, and what was done in the store."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import streamlit as st

from locales import N_, _
from pages import words
from sites.columns import COLUMNS, label
from sites.indicators import TOTAL_NAMES
from sites.official import TOTALS
from sites.report import ROLE_TITLES, Issue
from store.audit import Line, lines, verify
from store.editions import Entry
from store.export import write_package
from store.history import store
from store.sources import Source
from store.summary import SEVERITY_TITLES
from store.taking_over import SOURCE_TITLES

LOG_SHOWN = 200
ISSUES_SHOWN = 5_000
ACTIONS = {
    "publish": N_("发布"), "rollback": N_("回滚"), "alias": N_("确认别名"), "alias_taken_back": N_("撤回别名"), "restore": N_("从备份恢复"), "release": N_("公开"), "withdraw": N_("撤回公开"),
    "release_renewed": N_("公开页面换新"),
}  # fmt: skip
"""What the audit log's actions are called; one that stands not here is shown by its code."""


def files(entry: Entry) -> None:
    """Offer the whole edition as one file for QGIS, and list the files that it came from, each to be downloaded as it came."""
    _whole(entry)
    roles: dict[Source, list[str]] = {}
    for source in store().files(entry.number):
        one = Source("", source.name, source.sha256, source.size)
        roles.setdefault(one, []).append(_(SOURCE_TITLES.get(source.role, source.role)))
    if not roles:
        st.write(_("这一期没有保存来源文件。"))
    for at, (source, named) in enumerate(roles.items()):
        with st.container(border=True):
            told, button = st.columns([4, 1], gap="small", vertical_alignment="center")
            with told:
                st.text(source.name)
                st.caption(
                    _("{roles} · {size} · SHA-256 {sha256}").format(
                        roles=_("、").join(named), size=words.size(source.size), sha256=source.sha256[:16]
                    )
                )
            with button:
                # The number stands in the name: a browser tells large files apart by samples of them.
                st.download_button(
                    _("下载"), _bytes(source.sha256), file_name=f"edition-{entry.number}-{source.name}",
                    mime="application/octet-stream", key=f"download_{entry.number}_{at}", on_click="ignore", width="stretch",
                )  # fmt: skip


def _whole(entry: Entry) -> None:
    """Offer everything that the map shows of an edition; the file is made when somebody downloads it."""
    demo = "demo-" if entry.synthetic else ""
    with st.container(border=True):
        told, button = st.columns([4, 1], gap="small", vertical_alignment="center")
        with told:
            st.text(_("第 {number} 期的全部图层").format(number=entry.number))
            st.caption(_("GeoPackage，EPSG:4490，可在 QGIS 中打开"))
        with button:
            st.download_button(
                _("下载"), _package(entry.number), file_name=f"edition-{entry.number}-{demo}{entry.as_of.isoformat()}.gpkg",
                mime="application/geopackage+sqlite3", key=f"package_{entry.number}", on_click="ignore", width="stretch",
            )  # fmt: skip


def _package(number: int) -> Callable[[], bytes]:
    def made() -> bytes:
        with tempfile.TemporaryDirectory(prefix="onemap-export-") as folder:
            path = Path(folder) / "edition.gpkg"
            write_package(store().get(number), path)
            return path.read_bytes()

    return made


def _bytes(sha256: str) -> Callable[[], bytes]:
    """Return what is asked for the file when somebody downloads it."""
    return lambda: store().file(sha256)


def report(entry: Entry) -> None:
    """Show what became of every row: the counts beside the published ones, the rows of each file, the issues."""
    found = store().get(entry.number).report
    counts = [
        {_("数字"): _(TOTAL_NAMES[code]), _("本期"): words.number(found.counts[code]), _("公布"): words.number(total)}
        for code, total in TOTALS.items()
    ]
    st.dataframe(counts, hide_index=True, height="content", width="content")
    st.write(
        _("每一行都有着落：读入 = 并入 + 退回 + 略过")
        if found.conserved
        else _("有的行没有着落，这是程序的错误，请报告")
    )
    inputs = [
        {
            _("内容"): _(ROLE_TITLES[one.role]), _("文件"): one.path, _("读入"): one.rows_in, _("并入"): one.rows_joined,
            _("退回"): one.rows_rejected, _("略过"): one.rows_skipped, _("格式"): one.format, _("坐标系"): one.crs or "",
            _("基准"): one.datum or "", _("编码"): one.encoding or "",
        }
        for one in found.inputs
    ]  # fmt: skip
    st.dataframe(inputs, hide_index=True, height="content")
    if not found.issues:
        st.write(_("没有发现问题。"))
        return
    n = len(found.issues)
    told = _("发现 {n} 处，列出前 {shown} 处") if n > ISSUES_SHOWN else _("发现 {n} 处")
    st.caption(told.format(n=words.number(n), shown=words.number(ISSUES_SHOWN)))
    st.dataframe(pd.DataFrame([_issue(issue) for issue in found.issues[:ISSUES_SHOWN]]), hide_index=True)


def _issue(issue: Issue) -> dict[str, object]:
    column = label(issue.column) if issue.column in COLUMNS else issue.column
    return {
        _("轻重"): _(SEVERITY_TITLES[issue.severity]), _("内容"): _(ROLE_TITLES[issue.role]), _("表"): issue.sheet,
        _("行"): issue.row, _("列"): column, _("值"): issue.value, _("说明"): issue.message, _("怎么办"): issue.suggestion,
        _("代码"): issue.code,
    }  # fmt: skip


def log() -> None:
    """Show the last lines of the audit log, and look through the whole of it on a press."""
    with store().database.reading() as connection:
        told = lines(connection)[: -LOG_SHOWN - 1 : -1]
    st.dataframe([_line(line) for line in told], hide_index=True)
    if st.button(_("核对操作记录"), key="verify", help=_("逐行核对散列，看有没有被改过或删过的行")):
        with store().database.reading() as connection:
            found = verify(connection)
        if found.problems:
            st.error(_("操作记录对不上："))
            for problem in found.problems:
                st.text(problem)
        else:
            st.success(_("{n} 行都对得上").format(n=found.lines))
        st.text(_("末行散列：{head}").format(head=found.head))


def _line(line: Line) -> dict[str, object]:
    detail = "  ".join(f"{name}: {value}" for name, value in line.detail.items() if name != "digest" and value != "")
    return {
        _("序号"): line.seq, _("时间（UTC）"): line.at.replace("T", " "), _("谁"): line.who,
        _("做了什么"): _(ACTIONS[line.action]) if line.action in ACTIONS else line.action, _("期"): line.number,
        _("详情"): detail,
    }  # fmt: skip
