"""Which screens there are, and the way from one to another. A screen is imported when somebody first looks at it."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

import streamlit as st
from streamlit.navigation.page import Page
from streamlit.runtime.pages_manager import PagesManager

from locales import N_, _
from pages import trouble


@dataclass(frozen=True)
class Screen:
    """A screen: ``pages/<name>.py`` with a function ``page``, at ``/<name>``; the first one at ``/``."""

    name: str
    title: str
    icon: str


SCREENS = (
    Screen("overview", N_("总览"), ":material/map:"),
    Screen("planning", N_("计划台"), ":material/table_view:"),
    Screen("meeting", N_("会议"), ":material/co_present:"),
    Screen("timeline", N_("时间轴"), ":material/timeline:"),
    Screen("intake", N_("导入"), ":material/upload:"),
    Screen("history", N_("历史"), ":material/history:"),
    Screen("release", N_("公开"), ":material/public:"),
)


def only_these() -> None:
    """Let nothing but the screens be run, before anybody comes.

    Until a first session has called ``st.navigation``, Streamlit takes every file of a folder ``pages`` for a page, to be
    run as a script by whoever asks for its name.
    """
    PagesManager.uses_pages_directory = False


def names() -> list[str]:
    """Return the names of the screens that have a path of their own."""
    return [screen.name for screen in SCREENS[1:]]


def choose() -> Page:
    """Return the screen that the address names, to be run."""
    return st.navigation([_page(screen) for screen in SCREENS], position="hidden")


def links() -> None:
    """Draw the way to the screens at the top of the sidebar: in one line, so that the filters stay in view."""
    with st.sidebar, st.container(key="screens", horizontal=True, gap="xsmall"):
        for screen in SCREENS:
            st.page_link(_page(screen), label=_(screen.title))


def to_map(label: str, edition: int | None = None) -> None:
    """Draw a link to the overview: as of an edition, else as it was left."""
    st.page_link(
        _page(SCREENS[0]),
        label=label,
        icon=SCREENS[0].icon,
        query_params={"edition": str(edition)} if edition else None,
    )


def _page(screen: Screen) -> Page:
    return st.Page(
        _opener(screen.name),
        title=_(screen.title),
        icon=screen.icon,
        url_path=screen.name,
        default=screen is SCREENS[0],
    )


def _opener(name: str) -> Callable[[], None]:
    def run() -> None:
        trouble.guarded(lambda: import_module(f"pages.{name}").page())

    return run
