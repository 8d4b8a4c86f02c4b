"""A visitor: opens a page in a browser that knows nothing yet, filters with real clicks, presses in the map."""

import base64
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Frame, Page, sync_playwright

from benchmarks.servers import Variant
from loaders.errors import FileMissing

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
VIEW = {"width": 1366, "height": 768}
CLOCK = (Path(__file__).parent / "clock.js").read_text("utf-8")
SETTLE_MS = 400
"""Waited after each act, so that what follows it (an animation, a second run) is over before the next."""
BINARY = 2
"""The WebSocket opcode whose payload the protocol gives as base64."""
BOX = ".st-key-filter_subdistrict [data-baseweb='select'], .st-key-filter_subdistrict input"
IDLE = "[data-testid='stApp'][data-test-script-state='notRunning']"


class TooSlow(Exception):
    """What was waited for did not come within the variant's limit."""


@contextmanager
def browser() -> Iterator[Browser]:
    """Start the machine's Chromium.

    Raises
    ------
    FileMissing
        There is none.
    """
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise FileMissing("Chromium", "没有安装 · is not installed", "请运行 ./test · run ./test, which installs it")
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=found, args=FLAGS)
        try:
            yield chromium
        finally:
            chromium.close()


class Visit:
    """One visitor with a fresh profile; ``first`` before anything else.

    Parameters
    ----------
    chromium : playwright.sync_api.Browser
    variant : Variant
    url : str
    """

    def __init__(self, chromium: Browser, variant: Variant, url: str) -> None:
        self.variant = variant
        self.url = url
        self.context = chromium.new_context(viewport=VIEW, locale="zh-CN")  # type: ignore[arg-type]
        self.limit_ms = 1000 * variant.limit_s
        self.context.set_default_timeout(self.limit_ms)
        self.context.add_init_script(CLOCK)
        self.page: Page = self.context.new_page()

    def close(self) -> None:
        """Leave."""
        self.context.close()

    def first(self, size: int) -> float:
        """Return the time from the navigation to the first painted picture, ms."""
        self.page.goto(self.url, wait_until="commit")
        wanted = {"n": size, "text": "全部"}
        taken = self.page.evaluate("given => bench.first(...given)", [self.variant.probe, wanted, self.limit_ms])
        self.settle()
        return self._in_time(taken)

    def open(self, screen: str) -> None:
        """Open a screen and wait until it stands, its filters too."""
        self.page.goto(self.url + screen)
        self.settle()
        if self.variant.ours:
            self.page.wait_for_function(
                "() => [...document.querySelectorAll('.st-key-map iframe')].some((frame) => frame.contentWindow.onemap?.ready)"
            )
        if screen != "meeting":
            self.page.locator(".desk [data-key]" if screen == "planning" else BOX).first.wait_for()
        self.page.wait_for_timeout(SETTLE_MS)
        self.settle()

    def pick(self, name: str) -> None:
        """Choose a subdistrict in the select box."""
        self.page.locator(BOX).first.click()
        self.page.get_by_role("option", name=name, exact=True).click()

    def choose(self, name: str, size: int) -> float:
        """Filter by a subdistrict; return the time from the option's pointerup to the frame after the repaint, ms."""
        if self.variant.script:
            self.page.locator(BOX).first.click()
        option = self.page.get_by_role("option", name=name, exact=True)
        option.wait_for()
        taken = self._press(self.page, "[role='option']", option, self.variant.probe, {"n": size, "text": name})
        self.settle()
        return taken

    def press(self, key: str) -> float:
        """Press a row of the map's legend; return the time from pointerup to the frame after the repaint, ms."""
        frame = next(frame for frame in self.page.frames if "st_folium" in frame.url)
        selector = f'.onemap-row[data-key="{key}"]'
        taken = self._press(frame, selector, frame.locator(selector), "repaint", {})
        self.settle()
        return taken

    def _press(self, where: Page | Frame, selector: str, target: Any, probe: str, wanted: dict[str, Any]) -> float:
        where.evaluate("given => bench.arm(...given)", [selector, probe, wanted, self.limit_ms])
        target.click()
        return self._in_time(where.evaluate("() => bench.pressed"))

    def bytes_of(self, name: str, size: int) -> int:
        """Filter once more; return what passes the wire for it: payloads of the WebSocket both ways, and HTTP answers."""
        session = self.context.new_cdp_session(self.page)
        total = 0

        def frame(event: dict[str, Any]) -> None:
            nonlocal total
            message = event["response"]
            payload = message["payloadData"]
            total += len(base64.b64decode(payload) if message["opcode"] == BINARY else payload.encode())

        def loaded(event: dict[str, Any]) -> None:
            nonlocal total
            total += int(event["encodedDataLength"])

        session.on("Network.webSocketFrameReceived", frame)
        session.on("Network.webSocketFrameSent", frame)
        session.on("Network.loadingFinished", loaded)
        session.send("Network.enable")
        self.choose(name, size)
        session.detach()
        return total

    def _in_time(self, taken: float | None) -> float:
        if taken is None:
            raise TooSlow(f"> {self.variant.limit_s:g} s")
        return taken

    def settle(self) -> None:
        """Wait until what was asked for is answered, and a little longer."""
        if self.variant.script:
            self.page.locator(IDLE).wait_for()
        self.page.wait_for_timeout(SETTLE_MS)
        if self.variant.script:
            self.page.locator(IDLE).wait_for()
