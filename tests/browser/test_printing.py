"""What the browser prints of a screen with a map: one clean sheet to hand out."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from sites.edition import Edition
from tests.browser.browsing import PATIENCE_MS, View
from tests.browser.serving import Server

HERE = "虹桥街道"
VIEWS = (
    "",
    "?subdistrict=" + HERE,
    "planning?status=behind",
    "timeline?as_of=2022-05-20",
    "meeting?step=compound:C013",
)
DRAWN = """(node) => { const { width, height } = node; const { data } = node.getContext('2d').getImageData(0, 0, width, height);
    const colours = new Set(); for (let at = 0; at < data.length; at += 4 * 997) colours.add(data.slice(at, at + 3).join());
    return [colours.size, Math.min(...data.slice(4 * 5 * width, 4 * 5 * width + 3))]; }"""


class Printed(View):
    """A screen on its way to a printer."""

    def open(self, query: str = "") -> None:
        self.page.goto(f"{self.server.url}/{query}")
        self.page.wait_for_selector(".st-key-map iframe")
        self.until("window.onemap?.ready")
        if query.startswith("meeting"):
            self.page.wait_for_selector(".meeting[data-map='stands']", timeout=PATIENCE_MS)
        self.settle()
        self.page.wait_for_timeout(600)
        self.settle()

    def pages(self, **paper: object) -> int:
        return len(re.findall(rb"/Type\s*/Page[^s]", self.page.pdf(print_background=True, **paper)))  # type: ignore[arg-type]

    def before(self) -> None:
        """Be as the browser is while it prints."""
        self.page.emulate_media(media="print")
        self.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080), (390, 844)], ids=lambda size: str(size[0]))
@pytest.mark.parametrize("query", VIEWS, ids=lambda query: query.partition("?")[0] or "overview")
def test_any_view_is_one_sheet(
    server: Server, contexts: Callable[..., BrowserContext], query: str, size: tuple[int, int]
) -> None:
    view = Printed(contexts(viewport={"width": size[0], "height": size[1]}).new_page(), server, r"404 \(Not Found\)")
    view.open(query)
    view.mark()
    for paper in ({"format": "A4"}, {"format": "A3", "landscape": True}):
        assert view.pages(**paper) == 1
    assert view.marked
    view.assert_clean()
    view.page.close()


def test_the_sheet_says_what_the_view_shows(
    server: Server, contexts: Callable[..., BrowserContext], edition: Edition
) -> None:
    view = Printed(contexts(color_scheme="dark").new_page(), server)
    view.open("?subdistrict=" + HERE)
    view.before()
    sheet = view.page.locator(".onemap-sheet")
    colours, ground = sheet.locator("canvas").evaluate(DRAWN)
    assert colours > 10  # the map is there
    assert ground == 255  # on white paper, whatever the screen wears
    assert not view.page.locator(".st-key-map").is_visible()
    said = sheet.inner_text()
    own = edition.buildings[edition.buildings["subdistrict"] == HERE]
    late = own[own["status"] == "behind"]
    for part in (
        f"{len(own)}/ {len(edition.buildings)}",
        f"{int(own['households'].sum()):,}",
        f"{int(late['days_behind'].max())} 天",
        "演示",
    ):
        assert part in said
    named = sheet.locator("li.is-late strong").all_inner_texts()
    assert set(named) == set(late["compound"])
    assert sheet.locator("svg").count() == 0  # an address of this machine alone is of no use on paper
    view.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    view.page.emulate_media(media="screen")
    assert sheet.count() == 0
    assert view.page.locator(".st-key-map").is_visible()
    view.assert_clean()
    view.page.close()


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_nothing_on_the_sheet_is_cut(server: Server, contexts: Callable[..., BrowserContext], lang: str) -> None:
    view = Printed(contexts(viewport={"width": 1920, "height": 1325}).new_page(), server)  # the shape of the paper
    view.open(f"?lang={lang}")
    view.before()
    cut = """(node) => [...node.querySelectorAll('ul, footer, .side')].filter((part) => part.scrollHeight > part.clientHeight + 1
        || part.scrollWidth > part.clientWidth + 1).map((part) => part.className || part.tagName)"""
    assert view.page.locator(".onemap-sheet").evaluate(cut) == []
    view.page.close()


def test_a_page_without_a_map_is_printed_as_it_stands(server: Server, contexts: Callable[..., BrowserContext]) -> None:
    page = contexts().new_page()
    page.goto(server.url + "/intake")
    page.wait_for_selector("[data-testid='stMainBlockContainer']")
    page.wait_for_timeout(1000)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".onemap-sheet").count() == 0
    page.close()
