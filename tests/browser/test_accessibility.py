"""Whoever does not see, hear or press as most do: axe finds nothing serious on any page, and nothing moves that need not."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import BrowserContext, Frame, Page

from pages.navigation import SCREENS
from tests.browser.browsing import IDLE, PATIENCE_MS
from tests.browser.serving import Server

GRAVE = ("serious", "critical")
SIZES = {"desk": {"width": 1366, "height": 768}, "phone": {"width": 390, "height": 844}}
OPENED = (
    "?select=compound:C013",
    "planning?select=compound:C013&gap=few_ports&rule=behind_plan",
    "planning?storeys=90-95",
    "planning?beside=edition:6&subdistrict=虹桥街道",
    "meeting?step=compound:C013",
    "timeline?as_of=2022-05-20",
    "?lang=en",
    "planning?lang=en",
    "meeting?lang=en",
    "timeline?lang=en",
)
"""Views of a screen that hold what its first view does not."""
PATHS = ["", *(screen.name for screen in SCREENS[1:])]


def grave(where: Page | Frame) -> list[str]:
    """What axe finds in a document, a line each: the rule, the element, what is wrong."""
    found: list[dict[str, Any]] = Axe().run(where).response["violations"]  # type: ignore[arg-type]
    return [
        f"{one['id']}: {node['html'][:200]} {node.get('failureSummary', '')}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


def stand(page: Page, server: Server, path: str) -> None:
    page.goto(f"{server.url}/{path}")
    if path.partition("?")[0] in ("", "planning", "meeting", "timeline"):
        frame = page.wait_for_selector(".st-key-map iframe", timeout=PATIENCE_MS)
        inside = frame.content_frame() if frame else None
        assert inside
        inside.wait_for_function("window.onemap?.ready", timeout=PATIENCE_MS)
    page.wait_for_selector(IDLE, state="attached", timeout=PATIENCE_MS)
    page.wait_for_timeout(600)
    page.wait_for_selector(IDLE, state="attached", timeout=PATIENCE_MS)


def map_of(page: Page) -> Frame | None:
    frame = page.query_selector(".st-key-map iframe")
    return frame.content_frame() if frame else None


@pytest.mark.parametrize(("size", "scheme"), [("desk", "light"), ("desk", "dark"), ("phone", "light")])
def test_axe_finds_nothing_serious_on_any_page(
    server: Server, contexts: Callable[..., BrowserContext], size: str, scheme: str
) -> None:
    page = contexts(viewport=SIZES[size], color_scheme=scheme).new_page()
    found = []
    for path in (*PATHS, *(OPENED if (size, scheme) == ("desk", "light") else ())):
        stand(page, server, path)
        inside = map_of(page)
        for where in (page, *([inside] if inside else [])):
            found += [f"/{path} {line}" for line in grave(where)]
    page.close()
    assert found == []


@pytest.mark.parametrize("key", ["l", "?", "n", "e"])
def test_axe_finds_nothing_serious_in_what_a_meeting_opens(
    server: Server, contexts: Callable[..., BrowserContext], key: str
) -> None:
    page = contexts(viewport=SIZES["desk"]).new_page()
    stand(page, server, "meeting?since=10")
    page.wait_for_selector(".meeting[data-map='stands']")
    page.keyboard.press(key)
    page.locator(".m-overlay").wait_for()
    assert grave(page) == []
    page.close()


@pytest.mark.parametrize("path", ["", "planning", "meeting", "timeline"])
def test_who_asked_for_less_motion_gets_none(
    server: Server, contexts: Callable[..., BrowserContext], path: str
) -> None:
    page = contexts(viewport=SIZES["desk"]).new_page()  # asks for it, see conftest.py
    stand(page, server, path)
    inside = map_of(page)
    assert inside
    moved = inside.evaluate(
        """() => { const { map } = onemap; const before = map.getZoom();
        const [id] = onemap.model.geometry.compounds.id;
        if (onemap.stage.on) onemap.fly({ kind: 'compound', id }); else onemap.select(id);
        return [map._animatingZoom ?? false, Boolean(map._flyToFrame || map._panAnim?._inProgress), map.getZoom() !== before]; }"""
    )
    assert moved == [False, False, True]  # there already, in the very same moment
    for where in (page, inside):
        running = "document.getAnimations().filter((one) => one.playState === 'running' && one.effect.getComputedTiming().duration > 0 && one.effect.target?.closest?.('.meeting, .timebar, .onemap-legend, .leaflet-container')).length"
        assert where.evaluate(running) == 0
    page.close()


@pytest.mark.parametrize("path", ["", "planning", "meeting", "timeline"])
def test_a_page_that_is_coming_shows_its_shape_and_no_blank(
    server: Server, contexts: Callable[..., BrowserContext], path: str
) -> None:
    page = contexts(viewport=SIZES["desk"]).new_page()
    page.route(re.compile(r"/static/js/"), lambda route: route.abort())  # its scripts are still on their way
    page.goto(f"{server.url}/{path}", wait_until="commit")
    page.wait_for_selector("#root", state="attached")
    colours = Image.open(io.BytesIO(page.screenshot())).convert("RGB").getcolors(1 << 20)
    assert colours
    assert len(colours) > 1
    page.close()
