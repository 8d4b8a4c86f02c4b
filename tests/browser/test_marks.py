"""The map painted by something else than the stage: what changed between two editions, what a reading could match."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from maps.marks import UNMARKED
from sites.changes import CHANGES, UNCHANGED, change
from sites.comparison import compare
from sites.edition import Edition
from tests.browser.browsing import PATIENCE_MS, View
from tests.browser.serving import Server, serve
from tests.browser.test_map import PIXEL, rgb
from tests.two_editions import a_week_later

Open = Callable[..., View]
RING = """(id) => {
    // the colours of a compound's ring, all around
    const { geometry } = onemap.model;
    const view = onemap.scene.view;
    const ring = onemap.scene.ringsNow.find((r) => r.members.some((c) => geometry.compounds.id[c] === id));
    const band = ring.radius > 14 ? 6 : 4.5;
    const density = window.devicePixelRatio;
    const ctx = document.querySelector("canvas.onemap-data").getContext("2d");
    const seen = new Set();
    for (let a = 0; a < 360; a += 1) {
        const angle = (a * Math.PI) / 180;
        const [x, y] = [ring.x - view.left + (ring.radius - band / 2) * Math.cos(angle), ring.y - view.top + (ring.radius - band / 2) * Math.sin(angle)];
        const [r, g, b] = ctx.getImageData(Math.round(x * density), Math.round(y * density), 1, 1).data;
        seen.add(`rgb(${r}, ${g}, ${b})`);
    }
    return [...seen];
}"""


class Marked(View):
    """The small page with marks."""

    def open(self, query: str = "") -> None:
        self.page.goto(self.server.url + "/" + query)
        self.page.wait_for_selector(".st-key-map iframe")
        self.until("window.onemap?.ready")
        self.settle()

    def show(self, what: str) -> None:
        """Ask the page for other marks."""
        box = self.widget("shown").locator("input").first
        box.click()
        self.page.get_by_role("option", name=what, exact=True).click()
        self.settle()

    def press(self, key: str) -> list[str]:
        """Press a row of the legend and return the buildings shown in the very same moment: nobody was asked."""
        shown: list[str] = self.ask(
            "(key) => { document.querySelector(`.onemap-row[data-key='${key}']`).click(); return onemap.visible(); }",
            key,
        )
        return shown

    def rows(self) -> list[str]:
        """The keys of the legend's rows that are seen, layers left out."""
        keys = self.frame.locator(".onemap-row:visible").evaluate_all("(rows) => rows.map((row) => row.dataset.key)")
        return [key for key in keys if not key.startswith("layer:")]


@pytest.fixture(scope="module")
def marked_server() -> Iterator[Server]:
    with serve("tests/browser/marked_page.py") as running:
        yield running


@pytest.fixture
def show(marked_server: Server, contexts: Callable[..., BrowserContext]) -> Iterator[Callable[..., Marked]]:
    views: list[Marked] = []

    def open_view(query: str = "", **options: Any) -> Marked:
        view = Marked(contexts(**options).new_page(), marked_server)
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


@pytest.fixture(scope="module")
def week(edition: Edition) -> dict[str, set[str]]:
    """Which buildings each kind of change happened to."""
    return a_week_later(edition)[1]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_change_is_painted_in_its_colour(
    show: Callable[..., Marked], week: dict[str, set[str]], theme: str
) -> None:
    view = show(color_scheme=theme)
    for kind in CHANGES:
        identifier = sorted(week[kind.code])[-1]
        assert view.ask("(id) => onemap.markOf(id)", identifier) == kind.code
        said = rgb(view.ask("(code) => onemap.colourOfMark(code)", kind.code))
        assert said == rgb(getattr(kind, theme))
        view.look(identifier, 18.5)
        if kind.code != "vanished":
            assert view.ask(PIXEL, identifier) == said
            swatch = view.row(f"mark:{kind.code}").locator(".swatch")
            assert swatch.evaluate("(node) => getComputedStyle(node).backgroundColor") == said
        assert view.row(f"mark:{kind.code}").locator(".swatch").inner_text() == kind.sign


def test_what_vanished_is_seen_and_said(show: Callable[..., Marked], week: dict[str, set[str]]) -> None:
    view = show()
    assert week["vanished"] <= view.visible()
    gone = min(week["vanished"])
    view.look(gone, 18)
    view.page.mouse.move(*view.spot(gone))
    view.frame.locator(".onemap-tooltip", has_text=change("vanished").label).wait_for(state="visible")


def test_the_legend_holds_the_marks_with_their_counts(show: Callable[..., Marked], week: dict[str, set[str]]) -> None:
    view = show()
    kinds = [*CHANGES, UNCHANGED]
    assert view.rows() == [f"mark:{kind.code}" for kind in kinds]
    counts = view.ask("onemap.marks()")
    assert counts == {code: len(week[code]) for code in week} | {"unchanged": 902 - 83}
    assert sum(counts.values()) == len(view.visible())
    shown = {kind.code: int(view.row(f"mark:{kind.code}").locator(".count").inner_text()) for kind in kinds}
    assert shown == counts
    labels = [view.row(f"mark:{kind.code}").locator(".label").inner_text() for kind in kinds]
    assert labels == [kind.label for kind in kinds]


def test_pressing_a_mark_filters_at_once_and_the_page_hears_of_it(
    show: Callable[..., Marked], week: dict[str, set[str]]
) -> None:
    view = show()
    view.mark()
    assert set(view.press("mark:slipped")) == week["slipped"]
    assert set(view.press("mark:vanished")) == week["slipped"] | week["vanished"]
    view.page.get_by_text("told: slipped,vanished").wait_for()
    view.settle()
    assert view.visible() == week["slipped"] | week["vanished"]
    assert {code: n for code, n in view.ask("onemap.marks()").items() if n} == {"slipped": 12, "vanished": 3}
    assert view.row("mark:slipped").get_attribute("aria-pressed") == "true"
    view.press("mark:slipped")
    assert len(view.press("mark:vanished")) == 902
    assert view.marked


def test_a_ring_shows_the_shares_of_the_marks(show: Callable[..., Marked], edition: Edition) -> None:
    view = show()
    rows = compare(edition, a_week_later(edition)[0]).buildings
    compound = view.ask(
        "(id) => onemap.model.geometry.compounds.id[onemap.model.geometry.buildings.compound[onemap.model.geometry.buildingIndex.get(id)]]",
        "C012-04",
    )
    assert compound == "C012"
    seen = view.ask(RING, "C012")
    assert {rgb(change("vanished").light), rgb(UNCHANGED.light)} <= set(seen)
    assert rgb(change("moved_on").light) not in seen
    assert len(rows) == 902


def test_a_tooltip_says_all_that_happened(show: Callable[..., Marked]) -> None:
    view = show()
    view.look("C004-09", 18)
    view.page.mouse.move(*view.spot("C004-09"))
    tooltip = view.frame.locator(".onemap-tooltip", has_text="9 幢")
    tooltip.wait_for(state="visible")
    assert "向前推进：改造实施 → 竣工验收" in tooltip.inner_text()


def test_other_marks_and_none_come_into_the_living_frame(
    show: Callable[..., Marked], week: dict[str, set[str]]
) -> None:
    view = show()
    view.mark()
    view.press("mark:slipped")
    view.page.get_by_text("told: slipped").wait_for()
    view.show("preview")
    view.until("onemap.marks().unmatched === 20")
    assert view.ask("onemap.marks()") == {"unmatched": 20, "no_data": 40, "matched": 839}
    assert len(view.visible()) == 900, "what was chosen of the former marks hides nothing"
    assert view.ask("(at) => onemap.markOf(onemap.model.geometry.buildings.id[at])", 0) is None
    assert len(view.press("mark:no_data")) == 40
    view.show("stages")
    view.until("Object.keys(onemap.marks()).length === 0")
    assert view.rows()[0] == "stage:preparation"
    assert not [key for key in view.rows() if key.startswith("mark:")]
    assert view.ask("onemap.markOf('C001-01')") is None
    assert len(view.visible()) == 900
    assert view.marked
    assert UNMARKED == -1


def test_a_label_is_text_whatever_it_holds(show: Callable[..., Marked]) -> None:
    view = show("?marks=preview")
    label = view.row("mark:unmatched").locator(".label")
    assert label.inner_text() == "<b>未匹配</b> {{7*7}}"
    assert label.locator("*").count() == 0


def test_the_marks_are_reached_by_keys(show: Callable[..., Marked], week: dict[str, set[str]]) -> None:
    view = show()
    view.row("mark:moved_back").focus()
    view.page.keyboard.press("Enter")
    view.frame.wait_for_function("onemap.visible().length === 4", timeout=PATIENCE_MS)
    assert view.visible() == week["moved_back"]
