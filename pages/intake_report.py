"""导入 · step 2: what the reading found: figures, every row accounted for, what there is to do."""

from typing import Any

import pandas as pd
import streamlit as st

from locales import _
from pages import intake_names, intake_typed, panels, words
from reports import conservation, issue_list
from reports.findings import findings, packed
from sites.edition import Edition
from sites.indicators import kpis
from sites.official import TOTALS
from sites.questions import questions
from store.drafts import Draft
from store.errors import StoreError
from store.history import store
from store.summary import SEVERITY_TITLES
from store.working_set import Reading

LIST_HEIGHT_PX = 420


def show(draft: Draft, reading: Reading) -> None:
    """Draw the step."""
    edition = reading.edition
    _figures(edition)
    _verdict(reading)
    asked = questions(edition.report.issues)
    if asked or intake_names.remembered(draft):
        with st.expander(_("对不上的名称：{n} 个").format(n=len(asked)), expanded=bool(asked)):
            intake_names.show(draft, edition, asked)
    with st.expander(_("每个文件的行数"), expanded=False):
        titles = [_(title) for title, _width in conservation.HEAD]
        table = pd.DataFrame([conservation.row(entry) for entry in edition.report.inputs], columns=titles)
        st.dataframe(table, hide_index=True, key="rows_table")
    _issues(draft, reading)
    with st.expander(_("逐幢更正"), expanded=False):
        intake_typed.show(draft, edition)
    if st.button(_("看预览"), type="primary", key="next_preview", icon=":material/arrow_forward:"):
        st.session_state["intake_step"] = "preview"
        st.rerun()


def current() -> Edition | None:
    """Return the edition that a new one is compared with; None where there is none, or only the demo."""
    try:
        found = store().current() if store().list() else None
    except StoreError:
        return None  # the page's head says that it cannot be read
    return None if found is None or found.synthetic else found


def _figures(edition: Edition) -> None:
    own, before = kpis(edition), current()
    earlier = kpis(before) if before else {}
    names = {
        "compounds": (_("改造小区"), _("个")), "subdistricts": (_("涉及街道"), _("个")), "buildings": (_("居民楼"), _("幢")),
        "households": (_("住户"), _("户")), "floor_area_m2": (_("建筑面积"), ""), "behind": (_("滞后"), _("幢")),
    }  # fmt: skip
    with st.container(horizontal=True, gap="small", key="figures"):
        for code, (name, unit) in names.items():
            with st.container(key=f"kpi_{code}", width="content"):
                value, size = words.area(own[code]) if code == "floor_area_m2" else (words.number(own[code]), unit)
                notes = []
                if code in TOTALS:
                    notes.append(_("公布 {n}").format(n=_shown(code, TOTALS[code])))
                if before:
                    notes.append(_("第 {number} 期 {n}").format(number=before.number, n=_shown(code, earlier[code])))
                differs = code in TOTALS and own[code] != TOTALS[code]
                panels.figure(name, value, size, " · ".join(notes), "differs" if differs else "")


def _shown(code: str, value: float) -> str:
    return " ".join(words.area(value)) if code == "floor_area_m2" else words.number(value)


def _verdict(reading: Reading) -> None:
    report = reading.edition.report
    rows = {
        name: sum(getattr(entry, f"rows_{name}") for entry in report.inputs)
        for name in ("in", "joined", "rejected", "skipped")
    }
    told = _("{n:,} 行 = 并入 {joined:,} + 退回 {rejected:,} + 略过 {skipped:,}").format(n=rows["in"], **rows)
    if not report.conserved:
        panels.card(_("有的行没有着落，这是程序的错误，请报告"), [told], "bad", key="verdict")
    elif report.rejected:
        head = _("✓ 每一行都有着落，其中退回 {n:,} 行").format(n=report.rejected)
        panels.card(
            head,
            [told, (_("退回的行没有并入。先看下面怎么办，或在发布时写明接受。"), "faint")],
            "notice",
            key="verdict",
        )
    else:
        panels.card(_("✓ 每一行都有着落，没有退回的行"), [told], "good", key="verdict")


def _issues(draft: Draft, reading: Reading) -> None:
    report = reading.edition.report
    groups = issue_list.grouped(report.issues)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"**{_('怎么办')}**")
        _download(draft, reading)
    if not groups:
        st.text(_("没有发现问题"))
        return
    rows = [
        {
            _("程度"): _(SEVERITY_TITLES[group.severity]), _("怎么办"): group.cure, _("处"): group.n,
            _("文件"): _("、").join(group.files), _("代码"): group.code,
        }
        for group in groups
    ]  # fmt: skip
    event: Any = st.dataframe(
        rows, hide_index=True, key="groups", on_select="rerun", selection_mode="multi-row",
        height=min(40 + 35 * len(rows), 300),
    )  # fmt: skip
    chosen = [groups[at].code for at in event["selection"]["rows"] if at < len(groups)]
    severity, file, text = st.columns([1.4, 2, 2], gap="small")
    with severity:
        severities = st.pills(
            _("程度"), list(SEVERITY_TITLES), format_func=lambda code: _(SEVERITY_TITLES[code]), selection_mode="multi",
            key="issue_severity",
        )  # fmt: skip
    with file:
        named = list(dict.fromkeys(issue_list.file_of(issue) for issue in report.issues))
        files = st.multiselect(_("文件"), named, key="issue_file", placeholder=_("全部"))
    with text:
        sought = st.text_input(_("查找：工作表、列、内容、代码……"), key="issue_text")
    found = issue_list.filtered(issue_list.ordered(report.issues), severities, files, chosen, sought)
    titles = [_(title) for title, _width in issue_list.HEAD]
    st.caption(_("{n:,} 处，共 {total:,} 处。点列名排序").format(n=len(found), total=len(report.issues)))
    table = pd.DataFrame([issue_list.row(issue) for issue in found], columns=titles)
    st.dataframe(
        table, hide_index=True, height=min(LIST_HEIGHT_PX, 40 + 35 * max(1, len(found))), key="issues", placeholder=""
    )


def _download(draft: Draft, reading: Reading) -> None:
    """Offer the workbook with marked cells; made when it is asked for."""
    day = reading.edition.as_of.isoformat()
    several = sum(entry.format in ("xlsx", "xls", "ods", "csv") for entry in reading.edition.report.inputs) > 1
    made = st.session_state.get("intake_findings")
    if made is not None and made[0] == reading.edition.digest:
        _digest, name, content = made
        stem, dot, suffix = name.rpartition(".")
        st.download_button(
            _("下载问题清单"), content, f"{stem} {day} {draft.id[:6]}{dot}{suffix}", key="download", icon=":material/download:",
            on_click="ignore",
        )  # fmt: skip
    elif st.button(
        _("做成标注过的工作簿") if not several else _("做成标注过的工作簿（几份）"), key="make_findings",
        icon=":material/table:",
    ):  # fmt: skip
        with st.spinner(_("正在标注")):
            name, content = packed(findings(reading.made.edition.report, columns=reading.columns))
        st.session_state["intake_findings"] = (reading.edition.digest, name, content)
        st.rerun()
