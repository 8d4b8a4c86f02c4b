"""The public page as residents use it: on a phone, at a desk, in the dark, in two languages, by keys, on paper."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from sites.edition import Edition
from tests.browser.embed.conftest import PHONE, READY
from tests.browser.serving import Server
from tests.browser.test_accessibility import grave

A_BUILDING = "C013-03"


def sheet(page: Page) -> str:
    return page.locator("#sheet").inner_text()


@pytest.mark.parametrize("options", [PHONE, {}, {"color_scheme": "dark"}], ids=["phone", "desk", "dark"])
def test_the_whole_district_is_there_at_once(
    open_page: Callable[..., Page], edition: Edition, options: dict[str, Any]
) -> None:
    page = open_page(**options)
    assert set(page.evaluate("onemap.visible()")) == set(edition.buildings["building_id"])
    assert page.evaluate("onemap.edition") == 12
    assert page.evaluate("onemap.counts()") == edition.arrays.counted(edition.arrays.stage >= 0)
    assert "33,520" in sheet(page)
    assert "演示" in page.locator("#foot").inner_text()
    share = page.evaluate(
        "(() => { const box = document.getElementById('map').getBoundingClientRect(); return box.width * box.height / innerWidth / innerHeight; })()"
    )
    assert share >= 0.6, "the map is the page"


@pytest.mark.parametrize("typed", ["虹桥新村二期 3", "虹桥新村二期3幢", "hqxceq 3"])
def test_my_building_is_found_and_told(open_page: Callable[..., Page], edition: Edition, typed: str) -> None:
    page = open_page(**PHONE)
    page.get_by_role("combobox").fill(typed)
    page.get_by_role("option").first.click()
    page.wait_for_function("() => document.querySelector('#sheet h2').textContent.includes('虹桥新村二期 3')")
    row = edition.buildings.set_index("building_id").loc[A_BUILDING]
    told = sheet(page)
    assert f"{row['built_year']} 年建" in told
    assert f"{row['storeys']} 层" in told
    assert "下一步" in told
    assert page.locator("#sheet [aria-current=step]").inner_text() == "竣工验收"
    assert f"building={A_BUILDING}" in page.url
    href = page.get_by_role("link", name="反映问题").get_attribute("href")
    assert href == "https://12345.example.org/?about=%E8%99%B9%E6%A1%A5%E6%96%B0%E6%9D%91%E4%BA%8C%E6%9C%9F"
    page.reload()
    page.wait_for_function(READY)
    assert "虹桥新村二期 3" in sheet(page)


def test_the_keyboard_finds_too_and_a_wrong_word_is_answered(open_page: Callable[..., Page]) -> None:
    page = open_page()
    box = page.get_by_role("combobox")
    box.fill("没有这个小区")
    page.get_by_text("没有找到").wait_for()
    box.fill("hqxc")
    box.press("ArrowDown")
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_function("() => document.querySelector('#sheet h2').textContent === '虹桥新村二期'")


def test_an_address_opens_its_view_in_its_language(open_page: Callable[..., Page], edition: Edition) -> None:
    page = open_page("?subdistrict=虹桥街道&layers=parking,elevators&lang=en")
    inside = set(edition.buildings.loc[edition.buildings["subdistrict"] == "虹桥街道", "building_id"])
    assert set(page.evaluate("onemap.visible()")) == inside
    assert {name for name, layer in page.evaluate("onemap.layers()").items() if layer["shown"]} == {
        "parking",
        "elevators",
    }
    assert "compounds" in sheet(page)
    own = re.sub("[虹桥街道]|中文", "", page.locator("#foot, #sheet, #top").all_inner_texts()[0] + sheet(page))
    assert not re.search(r"[\u4e00-\u9fff]", own)
    page.get_by_role("button", name="中文").click()
    page.get_by_text("看全区").or_(page.get_by_role("button", name="看全区")).first.click()
    assert len(page.evaluate("onemap.visible()")) == 900
    assert page.evaluate("document.documentElement.lang") == "zh-CN"


def test_the_legend_filters_and_the_table_says_what_the_map_says(
    open_page: Callable[..., Page], edition: Edition
) -> None:
    page = open_page()
    before = page.evaluate("onemap.painted")
    page.locator("[data-key='stage:handover']").click()
    done = set(edition.buildings.loc[edition.buildings["stage"] == "handover", "building_id"])
    assert set(page.evaluate("onemap.visible()")) == done
    assert page.evaluate("onemap.painted") > before
    page.get_by_role("button", name="列表").click()
    dialog = page.get_by_role("dialog")
    assert str(len(done)) in dialog.locator("caption").inner_text()
    assert dialog.locator("tbody tr").count() == len(done)
    dialog.locator("tbody button").first.click()
    page.wait_for_function("() => document.querySelector('#sheet [aria-current=step]')?.textContent === '物业管理'")


@pytest.mark.parametrize(
    ("where", "answer"),
    [("there", "虹桥新村二期"), ("Shanghai", "3 公里内没有"), ("refused", "没有得到定位许可")],
)
def test_near_me_asks_only_when_pressed_and_tells_nobody(
    public: Server, browser: Browser, edition: Edition, where: str, answer: str
) -> None:
    point = edition.compounds.set_index("compound_id").loc["C013"].geometry.representative_point()
    place = (
        {"longitude": 121.5, "latitude": 31.2} if where == "Shanghai" else {"longitude": point.x, "latitude": point.y}
    )
    may = [] if where == "refused" else ["geolocation"]
    context = browser.new_context(**PHONE, geolocation=place, permissions=may)
    page = context.new_page()
    page.goto(f"{public.url}/embed/")
    page.wait_for_function(READY)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("button", name="附近").click()
    page.get_by_text(answer).first.wait_for()
    if where == "there":
        assert re.search("约 [0-9]+0 米", page.locator(".search-said").inner_text())
    assert asked == []
    context.close()


def test_the_other_ways_open_and_close(open_page: Callable[..., Page]) -> None:
    page = open_page(**PHONE)
    page.get_by_role("button", name="关于").click()
    assert "少于 5 户" in page.get_by_role("dialog").inner_text()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="各街道").click()
    page.get_by_role("dialog").get_by_text("学田街道").click()
    page.wait_for_function("() => document.querySelector('#sheet h2').textContent === '学田街道'")
    assert page.get_by_role("dialog").count() == 0


SMALL = """() => [...document.querySelectorAll("a, button, input, [role=button], [role=option]")]
    .filter((node) => node.checkVisibility?.() && !node.closest(".leaflet-control-attribution"))
    .map((node) => [node.textContent || node.getAttribute("aria-label") || node.className, node.getBoundingClientRect()])
    .filter(([, box]) => box.width > 0 && (box.width < 44 || box.height < 44)).map(([name, box]) => `${name} ${box.width}x${box.height}`)"""


def test_on_a_phone_everything_can_be_tapped_and_nothing_is_cut(open_page: Callable[..., Page]) -> None:
    for query in ("", "?building=C013-03", "?compound=C013&lang=en"):
        page = open_page(query, **PHONE)
        page.locator(".onemap-legend-toggle").click()
        assert page.evaluate(SMALL) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert (
            page.evaluate(
                "[...document.querySelectorAll('#foot button, #sheet h2, #foot p')].filter((node) => node.scrollWidth > node.clientWidth + 1).map((node) => node.textContent)"
            )
            == []
        )


SIZES = ((390, 844), (768, 1024), (1366, 768), (360, 480), (800, 600), (844, 390))
LOOK = """() => {
    const box = document.getElementById("map").getBoundingClientRect();
    const wide = document.createRange();
    return {
        share: (box.width * box.height) / innerWidth / innerHeight,
        over: [...document.querySelectorAll(".steps span")].filter((node) => { wide.selectNodeContents(node); return wide.getBoundingClientRect().right > node.closest("li").getBoundingClientRect().right + 1; }).map((node) => node.textContent),
        hidden: [...document.querySelectorAll(".leaflet-control-zoom a, .onemap-buttons a, .onemap-legend-toggle")].filter((node) => node.offsetParent).filter((node) => node.getBoundingClientRect().bottom > box.bottom).length,
    }; }"""


def test_at_every_size_the_map_has_three_fifths_and_no_word_runs_into_another(open_page: Callable[..., Page]) -> None:
    page = open_page(f"?building={A_BUILDING}&lang=en")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        look = page.evaluate(LOOK)
        assert look["share"] >= 0.599, (width, height)
        assert (look["over"], look["hidden"]) == ([], 0), (width, height)


def test_on_a_phone_what_is_told_opens_and_folds(open_page: Callable[..., Page]) -> None:
    page = open_page("?compound=C013", **PHONE)
    height = "document.getElementById('sheet').clientHeight"
    before = page.evaluate(height)
    page.get_by_role("button", name="展开").click()
    assert page.evaluate(height) > before * 1.5
    page.locator(".numbers button").first.click()
    page.wait_for_function("() => document.querySelector('.steps')")
    assert page.evaluate(height) <= before


def test_the_keys_follow_what_was_found(open_page: Callable[..., Page]) -> None:
    page = open_page()
    at = "document.activeElement.textContent"
    box = page.get_by_role("combobox")
    box.fill("hqxc")
    box.press("Enter")
    assert page.evaluate(at) == "虹桥新村一期"
    page.locator(".numbers button").nth(2).press("Enter")
    assert page.evaluate(at) == "虹桥新村一期 3 幢"
    page.get_by_role("button", name="English").press("Enter")
    assert page.evaluate(at) == "中文"
    page.get_by_role("button", name="Subdistricts").press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="学田街道").press("Enter")
    assert page.evaluate(at) == "学田街道"


def test_a_tap_leaves_no_tooltip_behind(open_page: Callable[..., Page]) -> None:
    page = open_page(**PHONE)
    ring = page.evaluate(
        "(() => { const { ringsNow, view } = onemap.scene; const box = document.getElementById('map').getBoundingClientRect(); return [box.left + ringsNow[0].x - view.left, box.top + ringsNow[0].y - view.top]; })()"
    )
    page.touchscreen.tap(*ring)
    page.wait_for_function("() => document.querySelector('.numbers')")
    page.wait_for_timeout(300)
    assert page.locator(".onemap-tooltip").is_hidden()


def test_without_scripts_and_with_a_file_missing_it_leads_to_the_compounds(open_page: Callable[..., Page]) -> None:
    page = open_page(expected="^$", java_script_enabled=False)
    assert page.get_by_role("link", name="虹桥新村二期").is_visible()
    page = open_page(expected="Failed to load resource")
    page.route("**/state.js", lambda route: route.abort())
    page.reload()
    page.get_by_role("alert").get_by_role("link", name="虹桥新村二期").click()
    page.wait_for_selector("table")


def test_printed_it_is_the_map_and_what_is_told_in_the_light(open_page: Callable[..., Page]) -> None:
    page = open_page("?compound=C013", color_scheme="dark")
    swatch = "getComputedStyle(document.querySelector('[data-key=\"stage:handover\"] .swatch')).backgroundColor"
    dark = page.evaluate(swatch)
    page.emulate_media(media="print", color_scheme="dark")
    paper = page.locator("canvas.paper")
    paper.wait_for()
    box = paper.bounding_box()
    assert box
    assert box["width"] > 1200, "as wide as the paper"
    assert page.locator("#foot nav").is_hidden()
    assert page.get_by_role("combobox").is_hidden()
    assert page.locator(".onemap-data").is_hidden()
    assert "示意图" in page.locator("#foot").inner_text()
    corner = "(() => { const canvas = document.querySelector('canvas.paper'); return [...canvas.getContext('2d').getImageData(4, 4, 1, 1).data]; })()"
    assert min(page.evaluate(corner)) > 200
    assert page.evaluate(swatch) != dark
    page.emulate_media(media="screen", color_scheme="dark")
    paper.wait_for(state="detached")
    assert page.evaluate(swatch) == dark


@pytest.mark.parametrize("options", [PHONE, {"color_scheme": "dark"}, {}], ids=["phone", "dark", "desk"])
def test_axe_finds_nothing_serious(open_page: Callable[..., Page], options: dict[str, Any]) -> None:
    page = open_page("?building=C013-03&layers=parking", **options)
    found = grave(page)
    for name in ("各街道", "列表", "关于"):
        page.get_by_role("button", name=name).click()
        page.get_by_role("dialog").wait_for()
        found += grave(page)
        page.keyboard.press("Escape")
    page.goto(page.url.partition("?")[0] + "c/C013.html")
    assert found + grave(page) == []
