"""One server, one browser, a page a test; every page is watched to its end for errors and for strangers asked."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from sites.edition import Edition
from store.memory import store
from tests.browser.browsing import View, chromium
from tests.browser.serving import Server, serve

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
def desk(browser: Browser) -> Iterator[BrowserContext]:
    """A planner's desk; its cache is kept from test to test, its pages are not."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN", reduced_motion="reduce")
    yield context
    context.close()


@pytest.fixture
def visit(server: Server, desk: BrowserContext, browser: Browser) -> Iterator[Open]:
    """Open the app: ``visit("?subdistrict=虹桥街道")``; with more, in a context of its own: ``visit(color_scheme="dark")``."""
    contexts: list[BrowserContext] = []
    views: list[View] = []

    def open_view(query: str = "", at: Server | None = None, expected: str = "", **options: Any) -> View:
        context = desk
        if options:
            context = browser.new_context(
                **{"viewport": {"width": 1366, "height": 768}, "reduced_motion": "reduce", **options}
            )
            contexts.append(context)
        view = View(context.new_page(), at or server, expected)
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
        for context in contexts:
            context.close()


@pytest.fixture
def view(visit: Open) -> View:
    """The app as it opens."""
    return visit()


@pytest.fixture(scope="session")
def edition() -> Edition:
    """What the server shows, asked of the store itself."""
    return store().current()
