"""导入 · step 1: the files, what each is for, and what can be corrected of it."""

from dataclasses import replace
from datetime import date

import streamlit as st

from loaders import guard
from loaders.errors import LoadError
from loaders.intake import GEOMETRY_ROLES
from loaders.recognise import CLAIM_TITLES, SURE_TITLES, Part, plain_name
from locales import N_, _
from pages import panels
from pages.may import may
from sites.columns import COLUMNS, label
from sites.datum import DATUMS, TITLES
from sites.report import ROLE_TITLES
from store import corrections, working_set
from store.corrections import NO_ROLE, Word
from store.desk import Desk
from store.drafts import Draft
from store.errors import StoreError
from store.history import store
from store.taking_over import Carried
from store.working_set import Looked

ROLE_CHOICES: tuple[str, ...] = (*CLAIM_TITLES, NO_ROLE)
AUTO = "auto"
DATE_FROM = {"workbook": N_("表内所写"), "name": N_("取自文件名"), "planner": N_("由您填写"), "": ""}


def uploader(draft: Draft | None) -> None:
    """Draw the place for files, and take in what was dropped."""
    if not guard.uploads_allowed():
        text = _(
            "这台机器不能安全地读外来文件（没有时间和内存的限制），所以不收。请在 Linux 上运行，或用命令行 cli.py check。"
        )
        panels.card(_("这里不能上传"), [text], "bad")
        return
    turn = st.session_state.setdefault("intake_turn", 0)
    most = st.get_option("server.maxUploadSize")
    panels.uploader(_("选择文件"), _("单个文件不超过 {n} MB").format(n=most))
    came = st.file_uploader(
        _("把文件拖到这里：台账、图层、工单，混在一起也行"),
        accept_multiple_files=True, key=f"upload_{turn}", max_upload_size=most,
    )  # fmt: skip
    if not came or not may("bring"):
        return
    desk = Desk(store())
    name = draft.id if draft else desk.begin()
    for file in came:
        desk.add(name, plain_name(file.name), file.getvalue())
    st.session_state.update(intake_draft=name, intake_step="files", intake_turn=turn + 1)
    st.rerun()


def empty(draft: Draft) -> None:
    """Draw a working set without files."""
    uploader(draft)


def show(draft: Draft, looked: Looked, offered: Carried, carried: Carried, ready: bool) -> None:
    """Draw the step.

    Parameters
    ----------
    offered, carried : Carried
        What the current edition has for roles that no file plays, and what of it is taken over.
    ready : bool
        Whether it can be read.
    """
    with st.container(key="parts"):
        for part in looked.parts:
            _part(draft, looked, part)
        for left in looked.leftover:
            with st.container(border=True):
                panels.card(
                    left.file, [(_("用不到：{reason}").format(reason=left.reason), "faint")], key=f"left-{left.file}"
                )
    _taking_over(draft, looked, offered, carried)
    with st.expander(_("添加或移除文件"), expanded=False):
        uploader(draft)
        _removing(draft)
    if st.button(
        _("读入并核对"), type="primary", key="next_report", disabled=not ready, icon=":material/arrow_forward:"
    ):  # fmt: skip
        st.session_state["intake_step"] = "report"
        st.rerun()


def _part(draft: Draft, looked: Looked, part: Part) -> None:
    """Draw one part: what it is, its role, what else can be said of it."""
    key = f"{draft.id}|{part.key}"
    with st.container(border=True):
        told, role, more, close = st.columns([6, 2, 2.4, 1.1], vertical_alignment="center", gap="small")
        with told:
            panels.card(part.name, _lines(part), key=f"part-{key}")
        with role:
            st.selectbox(
                _("用途"), ROLE_CHOICES, index=ROLE_CHOICES.index(part.role or NO_ROLE), key=f"role-{key}",
                format_func=_role_title, on_change=_say, args=(draft, looked, part, "role"), disabled=not may("correct"),
                label_visibility="collapsed",
            )  # fmt: skip
        with more:
            _where_or_when(draft, looked, part, key)
        with close, st.popover(_("详情")):
            _details(part)


def _lines(part: Part) -> list[str | tuple[str, str]]:
    rows = _("{n:,} 行").format(n=part.rows)
    facts = [part.format, rows if part.format else "", part.encoding or ""]
    if part.role in GEOMETRY_ROLES:
        datum = TITLES[part.datum] if part.datum else _("基准待比较")
        facts += [part.told_crs or part.crs or _("坐标系不明"), datum]
    lines: list[str | tuple[str, str]] = [(" · ".join(word for word in facts if word), "faint")]
    sure = _(SURE_TITLES[part.sure]) if part.role else ""
    lines.append((_("{sure}：{why}").format(sure=sure, why=part.why) if sure else part.why, "faint"))
    if part.unknown and part.role:
        names = _("、").join(part.unknown[:6])
        lines.append((_("不认识的列 {n} 个：{names}").format(n=len(part.unknown), names=names), "faint"))
    lines += [(_("{found}。{cure}。").format(found=one.found, cure=one.cure), "bad") for one in part.troubles]
    said = st.session_state.get("intake_refused", {}).get(part.key)
    return [*lines, (said, "bad")] if said else lines


def _role_title(code: str) -> str:
    return _("不用") if code == NO_ROLE else _(CLAIM_TITLES[code])  # type: ignore[index]


def _where_or_when(draft: Draft, looked: Looked, part: Part, key: str) -> None:
    """Draw the date of a workbook, or the system and datum of a layer."""
    if part.role == "progress":
        known = date.fromisoformat(part.as_of) if part.as_of else None
        source = _(DATE_FROM[part.as_of_from]) if known else _("请填写")
        st.date_input(
            _("填报日期（{source}）").format(source=source), value=known, key=f"as_of-{key}-{part.as_of}", format="YYYY-MM-DD",
            on_change=_say, args=(draft, looked, part, "as_of"), disabled=not may("correct"),
        )  # fmt: skip
    elif part.role in GEOMETRY_ROLES:
        with st.popover(_("坐标系和基准")):
            points = [other.files[0] for other in looked.parts if other.role == "control"]
            st.text_input(
                _("坐标系（如 EPSG:4549），空着就按文件"), value=part.told_crs or "", key=f"crs-{key}",
                on_change=_say, args=(draft, looked, part, "crs"), disabled=not may("correct"),
            )  # fmt: skip
            if points:
                st.selectbox(
                    _("或按控制点文件换算"), points, key=f"points-{key}", placeholder=_("不用控制点"), on_change=_say,
                    index=points.index(part.told_crs) if part.told_crs in points else None,
                    args=(draft, looked, part, "points"), disabled=not may("correct"),
                )  # fmt: skip
            options = (AUTO, *DATUMS)
            st.selectbox(
                _("坐标基准"), options, index=options.index(part.told_datum or AUTO), key=f"datum-{key}",
                format_func=lambda code: _("由比较得出") if code == AUTO else TITLES[code],
                on_change=_say, args=(draft, looked, part, "datum"), disabled=not may("correct"),
            )  # fmt: skip


def _details(part: Part) -> None:
    for note in part.notes:
        st.text(note)
    if part.head:
        rows = [
            {_("列名"): one.title, _("作为"): label(one.code) if one.code in COLUMNS else one.code} for one in part.head
        ]
        st.dataframe(rows, hide_index=True, width="content", height=min(320, 40 + 35 * len(rows)))
    if part.sheets:
        st.dataframe([{_("工作表"): one.name, _("行"): one.rows} for one in part.sheets], hide_index=True)
    if part.shapes:
        st.text(_("图形：{shapes}").format(shapes=_("、").join(part.shapes)))
    if not (part.head or part.sheets or part.shapes or part.notes):
        st.text(_("没有更多可说的"))


def _say(draft: Draft, looked: Looked, part: Part, what: str) -> None:
    """Keep what was just said of a part, or why it cannot be said."""
    if not may("correct"):
        return
    state, key = st.session_state, f"{draft.id}|{part.key}"
    desk = Desk(store())
    refused = state.setdefault("intake_refused", {})
    refused.pop(part.key, None)
    try:
        body = corrections.of_body(desk.open(draft.id).body)
        said = body.parts.get(part.key, Word())
        fields = {name: getattr(said, name) for name in ("role", "crs", "datum", "as_of")}
        if what == "as_of":
            day = state[f"as_of-{key}-{part.as_of}"]
            fields["as_of"] = day.isoformat() if day else ""
        elif what == "points":
            fields["crs"] = state[f"points-{key}"] or ""
        elif what == "datum":
            fields["datum"] = "" if state[f"datum-{key}"] == AUTO else state[f"datum-{key}"]
        else:
            fields[what] = state[f"{what}-{key}"].strip()
        word = Word(**fields)
        word.applied(part)
        desk.save(draft.id, body.saying(part.key, word).body())
    except (LoadError, StoreError) as error:
        refused[part.key] = str(error)
    except KeyError:
        pass  # published or discarded meanwhile: the next run says so


def _taking_over(draft: Draft, looked: Looked, offered: Carried, carried: Carried) -> None:
    missing = working_set.missing(looked, carried)
    if offered.layers:
        st.checkbox(
            _("没有带来的图层，沿用第 {number} 期的").format(number=offered.number),
            value=corrections.of_body(draft.body).take_over, key=f"take_over-{draft.id}", on_change=_take_over, args=(draft,),
            disabled=not may("correct"),
        )  # fmt: skip
        told = _("{role}：沿用第 {number} 期的 {name}")
        lines: list[str | tuple[str, str]] = [
            (told.format(role=_(ROLE_TITLES[source.role]), number=carried.number, name=source.name), "faint")  # type: ignore[index]
            for source in carried.layers
        ]
        if lines:
            panels.card("", lines, key="carried")
    if missing:
        names = _("、").join(_(ROLE_TITLES[role]) for role in missing)
        why = _("请拖入这些图层，或在上面的文件里指定哪一个是。")
        entries = store().list()
        if entries and entries[-1].synthetic:
            why = _("库里只有演示数据，是虚构的图形，不能沿用。") + why
        panels.card(_("还缺图层：{names}").format(names=names), [why], "bad", key="missing")


def _take_over(draft: Draft) -> None:
    if may("correct"):
        body = corrections.of_body(Desk(store()).open(draft.id).body)
        taken = bool(st.session_state[f"take_over-{draft.id}"])
        Desk(store()).save(draft.id, replace(body, take_over=taken).body())


def _removing(draft: Draft) -> None:
    names = [file.name for file in draft.files]
    chosen = st.multiselect(_("移除"), names, key=f"remove-{draft.id}", placeholder=_("选择文件"))
    if chosen and st.button(_("从这次导入中移除"), key="remove") and may("bring"):
        for name in chosen:
            Desk(store()).remove(draft.id, name)
        st.rerun()
