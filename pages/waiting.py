"""Long work on a page: shown while it lasts, with its steps; who goes elsewhere need not wait for it."""

from typing import TypeVar

import streamlit as st

from store.errand import Errand

T = TypeVar("T")
BLINK_S = 0.15
"""What is done sooner shows nothing."""


def waited(errand: Errand[T], label: str) -> T:
    """Return what an errand came to, showing its steps until then; raise its error."""
    place = st.empty()  # in every run: what comes below keeps its place, and what was opened there stays open
    if errand.wait(BLINK_S):
        return errand.result()
    with place.container(), st.status(label, expanded=True):
        bar, words = st.progress(0.0), st.empty()
        while True:
            step = errand.step
            bar.progress(min(1.0, step.done / step.total) if step.total else 0.0)
            words.text(step.label or "…")  # as text: it names files
            if errand.wait(BLINK_S):
                break
    place.empty()
    return errand.result()
