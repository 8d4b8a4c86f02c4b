"""导入 · names that were not found: chosen once from what they may mean, and remembered."""

import streamlit as st

from locales import _
from pages import panels
from pages.may import may
from sites.edition import Edition
from sites.questions import Question, others
from sites.report import Candidate
from store import corrections
from store.desk import Desk
from store.drafts import Draft
from store.history import store

ASKED_AT_ONCE = 12


def show(draft: Draft, edition: Edition, asked: tuple[Question, ...]) -> None:
    """Draw the questions, and what was just remembered."""
    _remembered(draft)
    if not asked:
        return
    st.caption(_("选对了就记住，以后每次都这样认；拿不准的留着不选。"))
    options = {question.key: (*question.suggested, *others(question, edition)) for question in asked[:ASKED_AT_ONCE]}
    with st.form("names", border=False):
        chosen: list[tuple[Question, Candidate]] = []
        for at, question in enumerate(asked[:ASKED_AT_ONCE]):
            picked = _ask(draft, question, options[question.key], at)
            if picked is not None:
                chosen.append((question, picked))
        if len(asked) > ASKED_AT_ONCE:
            st.caption(_("还有 {n} 个，记住这些以后接着问").format(n=len(asked) - ASKED_AT_ONCE))
        sent = st.form_submit_button(_("记住并重新核对"), key="confirm", disabled=not may("confirm"))
    if sent and chosen and may("confirm"):
        who = _who(draft)
        Desk(store()).confirm([question.answered(one, who) for question, one in chosen], who)
        told = st.session_state.setdefault(f"remembered-{draft.id}", {})
        told.update({question.key: (question, one) for question, one in chosen})
        st.rerun()


def remembered(draft: Draft) -> bool:
    """Tell whether anything was remembered in this session."""
    return bool(st.session_state.get(f"remembered-{draft.id}"))


def _ask(draft: Draft, question: Question, options: tuple[Candidate, ...], at: int) -> Candidate | None:
    told, choice = st.columns([3, 2], vertical_alignment="center", gap="small")
    with told:
        title = question.spelling if question.kind == "compound" else f"{question.scope} {question.spelling}"
        files = _("、").join(path.rpartition("/")[2] for path in question.files)
        line = _("{n} 行，{files}").format(n=question.rows, files=files)
        panels.card(title, [(line, "faint")], key=f"question-{at}")
    with choice:
        places = list(range(len(options)))
        picked = st.selectbox(
            _("指的是"), places, index=None, key=f"answer-{draft.id}-{'|'.join(question.key)}",
            format_func=lambda place: _option(options[place], place < len(question.suggested)),
            placeholder=_("最接近的：{name}").format(name=question.suggested[0].name) if question.suggested else _("选择"),
            label_visibility="collapsed",
        )  # fmt: skip
    return options[picked] if picked is not None else None


def _who(draft: Draft) -> str:
    """Return who decides, as far as anybody said."""
    return corrections.of_body(draft.body).who or draft.who or str(st.session_state.get("intake_who", ""))


def _option(candidate: Candidate, suggested: bool) -> str:
    return _("{name}（最接近）").format(name=candidate.name) if suggested else candidate.name


def _remembered(draft: Draft) -> None:
    told = st.session_state.get(f"remembered-{draft.id}", {})
    for at, (key, (question, one)) in enumerate(list(told.items())):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            panels.card(
                "",
                [_("已记住：{spelling} → {name}").format(spelling=question.spelling, name=one.name)],
                key=f"kept-{at}",
            )
            if st.button(_("撤回"), key=f"undo-{at}", disabled=not may("confirm")) and may("confirm"):
                alias, _name = question.answered(one)
                Desk(store()).forget(alias, _who(draft))
                told.pop(key)
                st.rerun()
