"""导入 · step 4: publish, with a note; what the store refuses is said, and nothing is lost."""

import logging
from dataclasses import replace

import streamlit as st

from locales import _
from pages import navigation, panels
from pages.may import may
from store import corrections
from store.desk import Desk
from store.drafts import Draft
from store.errors import Refused, StaleBase, StoreError
from store.history import store
from store.working_set import Reading

WHO_MOST, NOTE_MOST = 40, 300
log = logging.getLogger(__name__)
_done: dict[str, int] = {}
"""The editions that came of working sets: a session learns of its own here, should its script be cut off after the publish."""


def show(draft: Draft, reading: Reading) -> None:
    """Draw the step."""
    edition = reading.edition
    report, said = edition.report, corrections.of_body(draft.body)
    number = _("发布第 {number} 期").format(number=edition.number)
    lines: list[str | tuple[str, str]] = [
        _("截至 {as_of}，{buildings:,} 幢楼，{n} 份文件").format(
            as_of=edition.as_of, buildings=len(edition.buildings), n=len(reading.made.files) - 1
        )
    ]
    if edition.synthetic:
        lines.append(_("用的是演示数据的图形，会标明是演示"))
    panels.card(number, lines, key="publish_told")
    who = st.text_input(
        _("谁发布"), value=said.who or st.session_state.get("intake_who", ""), key=f"who-{draft.id}", max_chars=WHO_MOST,
        on_change=_keep, args=(draft,),
    )  # fmt: skip
    note = st.text_area(
        _("说明：这一期有什么要知道的"), value=said.note, key=f"note-{draft.id}", max_chars=NOTE_MOST, height=90,
        on_change=_keep, args=(draft,),
    )  # fmt: skip
    accepted = True
    if report.rejected:
        accepted = st.checkbox(
            _("我知道有 {n:,} 行被退回，这一期里没有它们").format(n=report.rejected), key=f"accept-{draft.id}-{edition.digest[:12]}",
        )  # fmt: skip
    pressed = st.button(
        number, type="primary", key="publish", icon=":material/publish:",
        disabled=not (may("publish") and accepted and who.strip() and report.conserved),
    )  # fmt: skip
    if not who.strip():
        st.caption(_("写上是谁发布，才能发布"))
    if pressed and accepted and may("publish"):
        _publish(draft, reading, note.strip(), who.strip())


def published(draft: str | None) -> int | None:
    """Return the edition that this process made of a working set; None when it made none."""
    return _done.get(draft or "")


def done(number: int) -> None:
    """Say that it is done, and show the way to the map."""
    panels.card(
        _("第 {number} 期已发布").format(number=number), [_("大家现在看到的就是这一期。原来的各期都在，随时可以退回。")], "good",
        key="published",
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center"):
        navigation.to_map(_("看地图"))
        if st.button(_("再导入一份"), key="again"):
            st.session_state.update(intake_published=None, intake_draft=None, intake_step="files")
            st.rerun()


def _keep(draft: Draft) -> None:
    """Keep note and name with the working set, so that they survive with it."""
    desk = Desk(store())
    try:
        said = corrections.of_body(desk.open(draft.id).body)
        who, note = st.session_state[f"who-{draft.id}"], st.session_state[f"note-{draft.id}"]
        st.session_state["intake_who"] = who
        desk.save(draft.id, replace(said, who=who, note=note).body())
    except (KeyError, StoreError) as error:
        log.warning("note and name were not kept: %s", error)


def _publish(draft: Draft, reading: Reading, note: str, who: str) -> None:
    try:
        with st.spinner(_("正在发布")):
            _done[draft.id] = _stored(draft, reading, note, who)
    except StaleBase:
        st.rerun()  # the head of the page says who published, and offers the way on
    except Refused as error:
        panels.card(_("没有发布，什么都没有变"), [str(error)], "bad", key="refused")
        return
    except (StoreError, OSError) as error:
        log.error("nothing was published: %s", error)
        panels.card(
            _("没有发布成，什么都没有变"),
            [str(error), (_("文件和更正都还在，请稍后再按一次。"), "faint")],
            "bad",
            key="refused",
        )
        return
    st.rerun()


def _stored(draft: Draft, reading: Reading, note: str, who: str) -> int:
    """Publish, without a word to the page in between: its script may be cut off by the news of this very edition."""
    accepted = bool(reading.edition.report.rejected)
    number = store().publish(reading.made, note, who, base=draft.base, accept_rejected=accepted)
    try:
        Desk(store()).discard(draft.id)
    except StoreError as error:  # it stays in the list of what is unfinished
        log.error("the working set was published but not discarded: %s", error)
    return number
