"""A meeting as it is held: one keyboard, a roomful that reads, no server waited for, nothing of the map built anew."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page

from settings import HOME
from sites.briefing import Step, steps
from sites.edition import Edition
from store import editions
from store.history import Store
from tests.browser.browsing import PATIENCE_MS, View
from tests.browser.serving import Server, serve
from tests.demo_store import copied, store

SINCE = 10
SIZES = [(1366, 768), (1920, 1080), (3840, 2160)]
PHONE = (390, 844)
WALKED = [(1920, 1080), (1366, 768), PHONE]
"""On a phone the panel scrolls."""
PROBES = r"404 \(Not Found\)"
"""Streamlit asks for its server below the page's own path first."""
SMALL = """(least) => {
    const seen = [...document.querySelectorAll('.meeting *')].filter((node) => node.checkVisibility({ visibilityProperty: true })
        && [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim()));
    return seen.filter((node) => parseFloat(getComputedStyle(node).fontSize) < least - 0.01).map((node) => node.textContent);
}"""
OVERFLOWING = """() => {
    const { innerWidth: w, innerHeight: h } = window;
    const scrolls = document.scrollingElement.scrollWidth > w || document.scrollingElement.scrollHeight > h;
    const nodes = [...document.querySelectorAll('.meeting, .meeting *')].filter((node) => node.checkVisibility());
    const wide = nodes.filter((node) => node.scrollWidth > node.clientWidth + 1 && getComputedStyle(node).display !== 'inline'
        && getComputedStyle(node).textOverflow !== 'ellipsis');
    const out = nodes.filter((node) => { const box = node.getBoundingClientRect(); return box.right > w + 1 || box.left < -1; });
    const cut = document.querySelector('.m-body');
    return [scrolls && 'page', ...wide.map((node) => `wide ${node.className}`), ...out.map((node) => `out ${node.className} ${node.textContent}`),
        cut.scrollHeight > cut.clientHeight + 1 && 'cut below'].filter(Boolean);
}"""


class Meeting(View):
    """The meeting's screen in one page."""

    def open(self, query: str = "") -> None:
        self.page.goto(self.server.url + "/meeting" + query)
        self.page.wait_for_selector(".meeting[data-map='stands']", timeout=PATIENCE_MS)
        self.settle()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    @property
    def title(self) -> str:
        return self.page.locator(".m-head h1").inner_text()

    @property
    def panel(self) -> str:
        return self.page.locator(".m-panel").inner_text()

    def place(self) -> tuple[Any, Any]:
        """What the map marks: the compound, and the subdistrict's name."""
        compound = self.ask("onemap.model.selected?.id ?? null")
        return compound, self.ask("onemap.model.geometry.subdistricts.name[onemap.model.outlined] ?? null")

    def assert_legible(self, width: int, height: int) -> None:
        assert self.page.evaluate(SMALL, 28 * min(width / 1920, height / 1080)) == []
        assert self.page.evaluate(OVERFLOWING) == []


@pytest.fixture
def hold(server: Server, contexts: Callable[..., BrowserContext]) -> Iterator[Callable[..., Meeting]]:
    held: list[Meeting] = []

    def begin(query: str = f"?since={SINCE}", at: Server | None = None, **options: Any) -> Meeting:
        meeting = Meeting(
            contexts(**{"viewport": {"width": 1920, "height": 1080}, **options}).new_page(), at or server, PROBES
        )
        held.append(meeting)
        meeting.open(query)
        return meeting

    yield begin
    try:
        for meeting in held:
            meeting.assert_clean()
    finally:
        for meeting in held:
            meeting.page.close()


@pytest.fixture(scope="module")
def tour(edition: Edition) -> tuple[Step, ...]:
    return steps(edition, store().get(SINCE))


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
@pytest.mark.parametrize("size", WALKED, ids=lambda size: str(size[0]))
def test_a_meeting_is_walked_through_by_keys_alone(
    size: tuple[int, int], lang: str, hold: Callable[..., Meeting], tour: tuple[Step, ...]
) -> None:
    meeting = hold(f"?since={SINCE}&lang={lang}", viewport={"width": size[0], "height": size[1]})
    meeting.mark()
    painted = meeting.ask("onemap.painted")
    for step in tour[1:]:
        meeting.press("ArrowRight")
        assert meeting.title == step.name
        assert [found for found in meeting.page.evaluate(OVERFLOWING) if size != PHONE or found != "cut below"] == [], (
            step.key
        )
        compound, subdistrict = meeting.place()  # in the very same moment: nobody was asked
        assert compound == (step.compound_id or None)
        assert subdistrict == (step.name if step.kind == "subdistrict" else None)
    assert meeting.ask("onemap.painted") >= painted + len(tour) - 1
    meeting.press("ArrowRight")  # there is nothing after the last
    assert meeting.title == tour[-1].name
    meeting.press("PageUp")
    assert meeting.title == tour[-2].name
    meeting.press("Home", "PageDown")
    assert meeting.title == tour[1].name
    meeting.until_query(step=tour[1].key, since=str(SINCE))
    assert meeting.marked


def test_the_first_step_says_what_the_edition_says(hold: Callable[..., Meeting], tour: tuple[Step, ...]) -> None:
    meeting = hold()
    figures = tour[0].figures
    head, panel = meeting.page.locator(".m-head").inner_text(), meeting.panel
    for code in ("compounds", "subdistricts", "buildings", "households"):
        assert f"{figures[code]:,}" in head
    assert tour[0].before is not None
    fewer = tour[0].before["behind"] - figures["behind"]
    assert re.search(rf"滞后\s+{figures['behind']}\s+幢\s+▼ {fewer} 好转", panel)
    assert f"{tour[0].changes['fell_behind']} 幢" in panel
    assert tour[0].lagging[0].name in panel
    rows = meeting.page.locator(".m-list .m-row:visible").count()
    assert f"及另外 {len(tour[0].lagging) - rows} 个" in panel


def test_a_late_compound_says_how_late_why_who_and_what_is_asked(
    hold: Callable[..., Meeting], tour: tuple[Step, ...]
) -> None:
    step = next(step for step in tour if step.behind)
    panel = hold(f"?since={SINCE}&step={step.key}").panel
    for said in (
        f"滞后 {step.lagging[0].gravest.days} 天",
        *step.remarks,
        step.agent,
        step.contractor,
        step.subdistrict,
        "要求",
    ):
        assert said in panel


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_it_is_legible_and_nothing_overflows(width: int, height: int, hold: Callable[..., Meeting]) -> None:
    for lang in ("zh_CN", "en"):
        meeting = hold(f"?since={SINCE}&lang={lang}", viewport={"width": width, "height": height})
        for keys in (
            (),
            ("ArrowRight",),
            ("ArrowRight",),
            ("l",),
            ("Escape", "?"),
            ("Escape", "n"),
            ("Escape", "e"),
            ("Escape", "d"),
        ):
            meeting.press(*keys)
            meeting.settle()
            meeting.assert_legible(width, height)
        meeting.press("d")


def test_keys_choose_subdistricts_and_the_list(hold: Callable[..., Meeting], tour: tuple[Step, ...]) -> None:
    meeting = hold()
    subdistricts = [step.name for step in tour if step.kind == "subdistrict"]
    meeting.press("3")
    assert meeting.title == subdistricts[2]
    meeting.press("0")
    assert meeting.title == subdistricts[9]
    meeting.press("l")
    assert meeting.page.locator(".m-overlay").is_visible()
    meeting.page.locator(".m-overlay .m-row").first.focus()
    meeting.press("ArrowDown", "Enter")
    assert meeting.title == tour[0].lagging[1].name
    assert not meeting.page.locator(".m-overlay").is_visible()
    meeting.press("?", "Escape")
    assert not meeting.page.locator(".m-overlay").is_visible()


def test_keys_work_after_a_press_in_the_map_which_chooses_a_compound(
    hold: Callable[..., Meeting], tour: tuple[Step, ...]
) -> None:
    meeting = hold()
    meeting.mark()
    place = tour[0].lagging[0]
    meeting.ask("(id) => onemap.choose({ kind: 'compound', id })", place.key.partition(":")[2])
    meeting.page.wait_for_function(
        "(name) => document.querySelector('.m-head h1').textContent === name", arg=place.name
    )
    meeting.page.mouse.click(600, 500)  # the map's frame has the keys now
    meeting.press("Home")
    assert "2022" in meeting.title
    meeting.settle()
    assert meeting.marked


def test_full_screen_dark_and_the_timer(hold: Callable[..., Meeting], tour: tuple[Step, ...]) -> None:
    meeting = hold()
    page: Page = meeting.page
    page.evaluate(
        "() => { document.documentElement.requestFullscreen = async () => { window.asked = (window.asked ?? 0) + 1; }; }"
    )
    meeting.press("f")
    assert page.evaluate("window.asked") == 1
    meeting.press("d")
    assert page.locator(".meeting").get_attribute("data-theme") == "dark"
    assert meeting.ask("onemap.scene.theme.name") == "dark"
    meeting.press("d")
    assert meeting.ask("onemap.scene.theme.name") == "light"
    meeting.press(" ")
    assert page.locator(".m-timer").is_visible()
    meeting.press("ArrowRight")
    assert not page.locator(".m-timer").is_visible()
    assert meeting.title == tour[1].name


def test_another_edition_to_compare_with_keeps_the_step_and_the_map(hold: Callable[..., Meeting]) -> None:
    meeting = hold()
    meeting.mark()
    meeting.press("1", "ArrowRight")
    title, told = meeting.title, meeting.page.locator(".m-sub").inner_text()
    meeting.press("e", "ArrowDown", "ArrowDown", "Enter")
    meeting.page.wait_for_function("(told) => document.querySelector('.m-sub').textContent !== told", arg=told)
    assert meeting.title == title
    meeting.until_query(since="8")
    meeting.press("o")  # in their fixed order: the step stays, its place in the tour does not
    meeting.until_query(order="listed")
    assert meeting.title == title
    assert meeting.marked


def test_an_address_opens_the_view_that_was_sent(hold: Callable[..., Meeting]) -> None:
    assert hold("?subdistrict=虹桥街道").title == "虹桥街道"
    assert hold("?step=compound:C013").place()[0] == "C013"
    assert "2022" in hold("?step=compound:nowhere&since=99").title
    assert "首期" in hold("?as_of=2021-12-31").panel  # the first has nothing to be compared with


def test_a_decision_is_kept_shown_settled_and_stays_text(contexts: Callable[..., BrowserContext]) -> None:
    typed = "9 月 10 日前完成 <img src=x onerror=alert(1)> ![x](http://example.org/y.png)"
    with serve() as own:  # notes are written: a store of its own
        meeting = Meeting(contexts(viewport={"width": 1920, "height": 1080}).new_page(), own, PROBES)
        meeting.open("?step=compound:C013")
        meeting.mark()
        meeting.press("n")
        meeting.page.keyboard.type(typed)
        meeting.press("Enter")
        meeting.page.locator(".m-notes article", has_text=typed).wait_for()
        for form in ("csv", "xlsx"):
            with meeting.page.expect_download() as waiting:
                meeting.widget(f"notes_{form}").get_by_role("button").click()
            assert waiting.value.suggested_filename.endswith(f"12期.{form}")
        meeting.press("Escape")
        assert typed in meeting.panel
        meeting.page.reload()
        meeting.page.wait_for_selector(".meeting[data-map='stands']")
        assert typed in meeting.panel
        meeting.press("n")
        meeting.page.locator(".m-settle").click()
        meeting.page.locator(".m-notes article.is-done").wait_for()
        meeting.assert_clean()
        meeting.page.close()


def published(folder: Path, later: Edition) -> str:
    """A store of its own with one edition more."""
    address = copied(folder)
    own = Store(address, HOME / "data")
    own.publish(editions.prepared(later, []), "", "")
    own.database.close()
    return address


def test_a_subdistrict_full_of_late_compounds_with_long_and_hostile_names(
    tmp_path: Path, hold: Callable[..., Meeting], edition: Edition
) -> None:
    hostile = "<img src=x onerror=alert(1)>{{ 7*7 }}![x](http://example.org/y.png)"
    names = [
        f"{place}{hostile}" if place % 2 else f"{place}" + "很长的小区名" * 20
        for place in range(len(edition.compounds))
    ]
    compounds = edition.compounds.assign(
        compound=names, subdistrict="虹桥街道", construction_agent="某某代建管理有限公司" * 8, contractor=None
    )
    buildings = edition.buildings.assign(
        subdistrict="虹桥街道", status="behind", days_behind=edition.buildings.index + 1000, remark=None,
        compound=edition.buildings["compound_id"].map(dict(zip(compounds["compound_id"], names, strict=True))),
    )  # fmt: skip
    later = replace(edition, as_of=edition.as_of + timedelta(7), compounds=compounds, buildings=buildings)
    with serve(database_url=published(tmp_path, later)) as own:
        for width, height in SIZES[:2]:
            for lang in ("zh_CN", "en"):
                meeting = hold(f"?lang={lang}", own, viewport={"width": width, "height": height})
                for keys in ((), ("1",), ("ArrowRight",), ("ArrowRight",), ("l",)):
                    meeting.press(*keys)
                    meeting.assert_legible(width, height)
                meeting.press("Escape", "1")
                shown = meeting.page.locator(".m-list .m-row:visible").count()
                assert str(len(names) - shown) in meeting.page.locator(".m-more").inner_text()


def test_photographs_before_and_after_stand_beside_a_late_compound(
    tmp_path: Path, hold: Callable[..., Meeting], visit: Callable[..., View]
) -> None:
    for name, colour in (
        ("改造前 2022-03-01", "#8a6d5a"),
        ("改造后 2022-08-20", "#d9c9a8"),
        ("改造后 2022-09-09", "#000000"),
    ):
        path = tmp_path / "C013" / f"{name}.jpg"
        path.parent.mkdir(exist_ok=True)
        Image.new("RGB", (800, 600), colour).save(path)
    with serve(photos=tmp_path) as own:
        for width, height in SIZES[:2]:
            meeting = hold("?step=compound:C013", own, viewport={"width": width, "height": height})
            shown = meeting.page.locator(".m-photos img")
            assert shown.count() == 2
            meeting.page.wait_for_function(
                "[...document.querySelectorAll('.m-photos img')].every((one) => one.naturalWidth > 0)"
            )
            assert "2022-09-09" not in meeting.panel
            assert "改造后 · 2022-08-20" in meeting.panel
            meeting.assert_legible(width, height)
        desk = visit("?select=compound:C013", own)
        desk.page.goto(own.url + "/planning?select=compound:C013")
        desk.page.locator(".st-key-details .photos img").nth(1).wait_for()


def test_a_first_edition_in_which_nobody_is_late(
    tmp_path: Path, hold: Callable[..., Meeting], edition: Edition
) -> None:
    buildings = edition.buildings.assign(status="on_track", days_behind=0)
    calm = replace(edition, as_of=edition.as_of + timedelta(7), synthetic=False, buildings=buildings)
    with serve(database_url=published(tmp_path, calm)) as own:  # the demo's editions step out of sight
        meeting = hold("", own)
        assert "首期" in meeting.panel
        assert "没有滞后或预警的小区" in meeting.panel
        for keys in ((), ("ArrowRight",), ("End",), ("l",), ("Escape", "e")):
            meeting.press(*keys)
            meeting.assert_legible(1920, 1080)


def test_a_view_is_printed_on_one_sheet(hold: Callable[..., Meeting]) -> None:
    meeting = hold("?step=compound:C013", color_scheme="dark")
    for paper in ("A4", "A3"):
        sheet = meeting.page.pdf(format=paper, landscape=True, print_background=True)
        assert len(re.findall(rb"/Type\s*/Page[^s]", sheet)) == 1
    meeting.page.emulate_media(media="print")
    meeting.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert meeting.page.locator(".m-picture").is_visible()
    assert not meeting.page.locator(".st-key-map").is_visible()
    footer = meeting.page.locator(".m-panel footer").inner_text()
    assert "第 12 期" in footer.replace("\u00a0", " ")
    assert "演示数据" in footer
    drawn = "(node) => { const { width, height } = node; const { data } = node.getContext('2d').getImageData(width / 2, height / 2, 1, 1); return [...data]; }"
    assert min(meeting.page.locator(".m-picture").evaluate(drawn)[:3]) > 40  # light, whatever the screen wears
    meeting.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    meeting.page.emulate_media(media="screen")
    assert meeting.page.locator(".meeting").get_attribute("data-theme") == "dark"
