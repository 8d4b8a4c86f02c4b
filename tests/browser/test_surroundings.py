"""On a phone, in the dark, in two languages at once, and with a background that cannot be reached."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import CDPSession

from sites.stages import STAGES
from tests.browser.browsing import View
from tests.browser.serving import Server, serve

Open = Callable[..., View]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
WHERE = "[onemap.map.getCenter().lat, onemap.map.getCenter().lng, onemap.map.getZoom()]"


def drag(session: CDPSession, view: View, fingers: list[tuple[float, float]], by: tuple[float, float]) -> None:
    """Put fingers on the screen, move them together, lift them."""
    for step in range(11):
        points = [
            {"x": x + by[0] * step / 10, "y": y + by[1] * step / 10, "id": at} for at, (x, y) in enumerate(fingers)
        ]
        session.send("Input.dispatchTouchEvent", {"type": "touchMove" if step else "touchStart", "touchPoints": points})
        view.page.wait_for_timeout(20)
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def middle(view: View) -> tuple[float, float]:
    box = view.page.locator(".st-key-map iframe").bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + min(box["height"] / 2, (844 - box["y"]) / 2)


def scrolled(view: View) -> float:
    top: float = view.page.evaluate("document.querySelector(\"[data-testid='stMain']\").scrollTop + scrollY")
    return top


def test_on_a_phone_one_finger_scrolls_the_page_and_not_the_map(visit: Open) -> None:
    view = visit(**PHONE)
    session = view.page.context.new_cdp_session(view.page)
    before, top = view.ask(WHERE), scrolled(view)
    x, y = middle(view)
    drag(session, view, [(x, y)], (0, -150))
    view.page.wait_for_timeout(300)
    assert view.ask(WHERE) == pytest.approx(before)
    assert scrolled(view) > top


def test_on_a_phone_a_sideways_finger_leaves_the_map_alone_and_says_how(visit: Open) -> None:
    view = visit(**PHONE)
    session = view.page.context.new_cdp_session(view.page)
    before = view.ask(WHERE)
    x, y = middle(view)
    drag(session, view, [(x - 60, y)], (120, 0))
    assert view.ask(WHERE) == pytest.approx(before)
    hint = view.frame.locator(".onemap-hint")
    assert hint.inner_text() == "双指移动地图"


def test_on_a_phone_two_fingers_move_the_map(visit: Open) -> None:
    view = visit(**PHONE)
    session = view.page.context.new_cdp_session(view.page)
    before = view.ask(WHERE)
    x, y = middle(view)
    drag(session, view, [(x - 40, y), (x + 40, y)], (0, 90))
    view.page.wait_for_timeout(300)
    assert view.ask(WHERE)[:2] != pytest.approx(before[:2], abs=1e-4)


def test_on_a_phone_a_tap_on_a_ring_shows_its_compound(visit: Open) -> None:
    view = visit(**PHONE)
    identifier = view.ask(
        """() => { const size = onemap.map.getSize(); const { left, top } = onemap.scene.view;
        const free = onemap.scene.ringsNow.find((r) => r.members.length === 1 && r.x - left > 60 && r.x - left < size.x - 60 && r.y - top > 60 && r.y - top < size.y - 160);
        return onemap.model.geometry.compounds.id[free.members[0]]; }"""
    )
    name = view.ask(
        "(id) => onemap.model.geometry.compounds.name[onemap.model.geometry.compoundIndex.get(id)]", identifier
    )
    view.page.touchscreen.tap(*view.spot(identifier))
    view.until_details(name)


def test_on_a_phone_nothing_is_wider_than_the_screen(visit: Open) -> None:
    view = visit(**PHONE)
    assert view.page.evaluate("document.documentElement.scrollWidth") <= 390
    box = view.page.locator(".st-key-map iframe").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_map_follows_the_apps_theme(visit: Open, theme: str) -> None:
    view = visit(color_scheme=theme)
    view.until("(theme) => document.documentElement.dataset.theme === theme", theme)
    for stage in STAGES:
        code = getattr(stage, theme)
        colour = "rgb({}, {}, {})".format(*(int(code[at : at + 2], 16) for at in (1, 3, 5)))
        assert view.ask("(stage) => onemap.colourOf(stage)", stage.code) == code
        for swatch in (
            view.row(f"stage:{stage.code}"),
            view.widget("legend").locator(f"button[data-stage={stage.code}]"),
        ):
            assert swatch.locator(".swatch").evaluate("(node) => getComputedStyle(node).backgroundColor") == colour
    ground = view.frame.locator(".leaflet-container").evaluate("(node) => getComputedStyle(node).backgroundColor")
    red = int(ground.split("(")[1].split(",")[0])
    assert (red < 60) == (theme == "dark")


def test_the_map_follows_when_the_theme_is_changed(visit: Open) -> None:
    view = visit(color_scheme="light")
    view.mark()
    view.page.emulate_media(color_scheme="dark")
    view.choose("filter_subdistrict", "虹桥街道")
    view.until("document.documentElement.dataset.theme === 'dark'")
    assert view.marked


def test_two_sessions_do_not_mix_their_languages(visit: Open) -> None:
    chinese, english = visit(), visit("?lang=en", locale="zh-CN")
    for _ in range(3):
        for view, label in ((chinese, "前期准备"), (english, "Preparation")):
            view.row("stage:preparation").click()
            view.settle()
            assert view.row("stage:preparation").locator(".label").inner_text() == label
            view.widget("legend").locator("button[data-stage=preparation]", has_text=label).wait_for()
    assert chinese.ask("document.documentElement.lang") == "zh-CN"
    assert english.ask("document.documentElement.lang") == "en"


def test_the_language_is_switched_in_the_living_frame(view: View) -> None:
    view.mark()
    view.choose("filter_subdistrict", "虹桥街道")
    view.widget("lang").get_by_text("English").click()
    view.frame.locator(".onemap-row .label", has_text="Preparation").wait_for()
    view.until_query(lang="en", subdistrict="虹桥街道")
    assert view.marked
    view.widget("lang").get_by_text("中文").click()
    view.frame.locator(".onemap-row .label", has_text="前期准备").wait_for()
    view.until_query(lang=None)


def test_the_browsers_own_language_is_not_asked(visit: Open) -> None:
    view = visit(locale="en-GB")
    assert view.row("stage:preparation").locator(".label").inner_text() == "前期准备"


@pytest.fixture(scope="module")
def unreachable() -> Iterator[Server]:
    with serve(basemaps=[{"name": "远方底图", "url": "http://127.0.0.1:9/{z}/{x}/{y}.png"}]) as running:
        yield running


def test_a_background_that_cannot_be_reached_leaves_a_calm_map_and_one_line(visit: Open, unreachable: Server) -> None:
    view = visit(at=unreachable, expected="ERR_UNSAFE_PORT|ERR_CONNECTION_REFUSED")
    notice = view.frame.locator(".onemap-notice")
    notice.wait_for(state="visible")
    assert "远方底图" in notice.inner_text()
    assert "\n" not in notice.inner_text().strip()
    assert sum(view.counts().values()) == 900
    view.until("onemap.scene.background")
    drawn: Any = view.ask(
        """() => { const canvas = document.querySelector("canvas.onemap-ground"); const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
        const seen = new Set(); for (let i = 0; i < data.length; i += 4000) seen.add(`${data[i]},${data[i + 1]},${data[i + 2]},${data[i + 3]}`); return seen.size; }"""
    )
    assert drawn >= 3  # water, land, beyond
    view.choose("filter_subdistrict", "虹桥街道")
    view.until("onemap.visible().length < 900")
