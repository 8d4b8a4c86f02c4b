"""A page of the app in a real browser, and what a person does with it."""

import re
import shutil
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Frame, Locator, Page, Playwright

from tests.browser.serving import Server

FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE_MS = 40_000
"""How long anything may take before the test gives up; not a promise of speed."""
IDLE = "[data-testid='stApp'][data-test-script-state='notRunning']"


def chromium(playwright: Playwright) -> Browser:
    """Start the machine's own Chromium or Chrome."""
    path = next(found for found in map(shutil.which, NAMES) if found)
    return playwright.chromium.launch(executable_path=path, args=FLAGS.split())


class View:
    """The overview in one page, with its map's frame."""

    def __init__(self, page: Page, server: Server, expected: str = "") -> None:
        self.page = page
        self.server = server
        self.expected = expected
        self.errors: list[str] = []
        self.asked: list[str] = []
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.errors.append(f"page: {error}"))
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("websocket", lambda socket: self.asked.append(socket.url))
        page.on("dialog", lambda dialog: (self.errors.append(f"dialog: {dialog.message}"), dialog.dismiss()))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not (self.expected and re.search(self.expected, message.text)):
            self.errors.append(f"console: {message.text}")

    # ---- opening ----

    def open(self, query: str = "") -> None:
        self.page.goto(self.server.url + "/" + query)
        self.page.wait_for_selector(".st-key-map iframe")
        self.until("window.onemap?.ready")
        # the filters and the table come once the map stands
        self.page.wait_for_selector(".st-key-filter_layers")
        self.settle()

    @property
    def frame(self) -> Frame:
        """The map's frame, looked up anew: a frame that was rebuilt is another one."""
        element = self.page.wait_for_selector(".st-key-map iframe")
        frame = element.content_frame() if element else None
        assert frame
        return frame

    def settle(self) -> None:
        """Wait until the server has nothing more to say."""
        self.page.wait_for_timeout(60)
        self.page.wait_for_selector(IDLE, state="attached")

    def until(self, condition: str, argument: Any = None) -> None:
        """Wait until something holds in the map's frame."""
        self.frame.wait_for_function(condition, arg=argument, timeout=PATIENCE_MS)

    # ---- what the map says ----

    def ask(self, expression: str, argument: Any = None) -> Any:
        return self.frame.evaluate(expression, argument)

    def visible(self) -> set[str]:
        return set(self.ask("onemap.visible()"))

    def counts(self) -> dict[str, int]:
        counts: dict[str, int] = self.ask("onemap.counts()")
        return counts

    def shows(self, ids: set[str]) -> None:
        """Wait until the map shows exactly these buildings."""
        self.until(
            "(ids) => { const now = onemap.visible(); const all = new Set(ids); return now.length === all.size && now.every((id) => all.has(id)); }",
            sorted(ids),
        )

    def mark(self) -> None:
        """Leave a sign on the frame; see ``marked``."""
        self.ask("window.leftBehind = 'by the test'")

    @property
    def marked(self) -> bool:
        """Whether the frame is still the one that was marked."""
        return bool(self.ask("window.leftBehind === 'by the test'"))

    # ---- what a person does ----

    def query(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.page.url).query).items()}

    def until_query(self, **expected: str | None) -> None:
        """Wait until the address says so; None means the name is not there."""
        self.page.wait_for_function(
            """(expected) => { const now = new URLSearchParams(location.search);
            return Object.entries(expected).every(([name, value]) => now.get(name) === value); }""",
            arg=expected,
        )

    def widget(self, key: str) -> Locator:
        return self.page.locator(f".st-key-{key}")

    def choose(self, key: str, option: str) -> None:
        """Pick an option of a select box or multi-select."""
        box = self.widget(key).locator("input").first
        box.click()
        box.fill(option)  # long lists are drawn in part
        self.page.get_by_role("option", name=option, exact=True).click()
        if self.page.get_by_role("listbox").count():
            self.page.keyboard.press("Escape")
        self.settle()

    def chosen(self, key: str) -> list[str]:
        """The plain values that a multi-select shows as chosen."""
        tags = self.widget(key).locator("[data-tag] span[title]")
        return [text.strip() for text in tags.all_inner_texts()]

    def until_chosen(self, key: str, *options: str) -> None:
        """Wait until a multi-select shows exactly these as chosen."""
        self.page.wait_for_function(
            """([key, options]) => {
            const tags = [...document.querySelectorAll(`.st-key-${key} [data-tag] span[title]`)].map((tag) => tag.textContent.trim());
            return tags.length === options.length && options.every((option) => tags.includes(option)); }""",
            arg=[key, list(options)],
        )

    def search(self, text: str) -> None:
        box = self.widget("search").locator("input")
        box.fill(text)
        box.press("Enter")
        self.settle()

    def row(self, key: str) -> Locator:
        """A row of the legend in the map."""
        return self.frame.locator(f".onemap-row[data-key='{key}']")

    @property
    def details(self) -> str:
        """What the details say; they stand in a shadow root."""
        return self.page.locator(".st-key-details .details").inner_text()

    def until_details(self, text: str) -> None:
        self.page.locator(".st-key-details .details", has_text=text).wait_for()

    def look(self, identifier: str, zoom: float = 18) -> None:
        """Put a building or compound into the middle of the map."""
        self.ask(
            """async ([id, zoom]) => {
            const { geometry } = onemap.model;
            const [part, i] = geometry.buildingIndex.has(id) ? [geometry.buildings, geometry.buildingIndex.get(id)] : [geometry.compounds, geometry.compoundIndex.get(id)];
            onemap.map.setView(onemap.map.unproject(L.point(part.at[2 * i], part.at[2 * i + 1]), 0), zoom, { animate: false });
            await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
            }""",
            [identifier, zoom],
        )

    def spot(self, identifier: str) -> tuple[float, float]:
        """Where a building, or a compound's ring, stands on the page, in pixels."""
        x, y = self.ask(
            """(id) => {
            const { geometry } = onemap.model;
            const view = onemap.scene.view;
            const ring = onemap.scene.ringsNow.find((r) => r.members.length === 1 && geometry.compounds.id[r.members[0]] === id);
            if (ring) return [ring.x - view.left, ring.y - view.top];
            const [part, i] = geometry.buildingIndex.has(id) ? [geometry.buildings, geometry.buildingIndex.get(id)] : [geometry.compounds, geometry.compoundIndex.get(id)];
            return [part.at[2 * i] * view.scale - view.left, part.at[2 * i + 1] * view.scale - view.top];
            }""",
            identifier,
        )
        box = self.page.locator(".st-key-map iframe").bounding_box()
        assert box
        return box["x"] + x, box["y"] + y

    def click(self, identifier: str) -> None:
        """Click on a building, or on a compound's ring."""
        self.page.mouse.click(*self.spot(identifier))

    # ---- the end ----

    def assert_clean(self) -> None:
        """No error was heard, and nobody but this machine was asked."""
        assert not self.errors, self.errors
        assert self.strangers() == []

    def strangers(self) -> list[str]:
        own = ("http", "https", "ws", "wss")
        return [url for url in self.asked if urlsplit(url).scheme in own and urlsplit(url).hostname != "127.0.0.1"]
