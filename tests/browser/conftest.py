"""One server, one browser, a page a test; every page is watched to its end for errors and for strangers asked."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from sites.edition import Edition
from tests.browser.browsing import View, chromium
from tests.browser.serving import Server, serve
from tests.demo_store import store

Open = Callable[..., View]


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with serve() as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = chromium(playwright)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def contexts(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """A planner's desk, or a phone, or the dark: its cache is kept from test to test, its pages are not."""
    made: dict[str, BrowserContext] = {}

    def context(**options: Any) -> BrowserContext:
        key = repr(sorted(options.items()))
        if key not in made:
            usual = {"viewport": {"width": 1366, "height": 768}, "locale": "zh-CN", "reduced_motion": "reduce"}
            made[key] = browser.new_context(**{**usual, **options})
        return made[key]

    yield context
    for one in made.values():
        one.close()


@pytest.fixture
def visit(server: Server, contexts: Callable[..., BrowserContext]) -> Iterator[Open]:
    """Open the app: ``visit("?subdistrict=虹桥街道")``; with a browser of another kind: ``visit(color_scheme="dark")``."""
    views: list[View] = []

    def open_view(query: str = "", at: Server | None = None, expected: str = "", **options: Any) -> View:
        view = View(contexts(**options).new_page(), at or server, expected)
        views.append(view)
        view.open(query)
        return view

    yield open_view
    try:
        for view in views:
            view.assert_clean()
    finally:
        for view in views:
            view.page.close()


@pytest.fixture
def view(visit: Open) -> View:
    """The app as it opens."""
    return visit()


@pytest.fixture(scope="session")
def edition() -> Edition:
    """What the server shows, asked of the store itself."""
    return store().current()
