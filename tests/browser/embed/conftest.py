"""The app with a public edition, its page opened and watched to the end, and the same page on a disk."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from publishing.release import Publisher
from publishing.site import FOR_FOLDER, write
from settings import HOME
from store.history import Store
from tests.browser.browsing import PATIENCE_MS
from tests.browser.serving import Server, serve
from tests.demo_store import copied
from tests.ports import free_port

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
READY = (
    "() => window.onemap?.ready"  # as a function: a bare expression would be evaluated, which the page's policy forbids
)


@pytest.fixture(scope="package")
def allowed_port() -> int:
    return free_port()


def with_a_release(folder: Path) -> str:
    """Return the address of a store in this folder, with the demo's editions and the last one public."""
    url = copied(folder)
    kept = Store(url, HOME / "data")
    Publisher(kept).release(12, "张三")
    kept.database.close()
    return url


@pytest.fixture(scope="package")
def released(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store whose latest edition is public."""
    return with_a_release(tmp_path_factory.mktemp("released"))


@pytest.fixture(scope="package")
def public(released: str, allowed_port: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    ancestors = f"'self' http://127.0.0.1:{allowed_port}"
    site = tmp_path_factory.mktemp("served")
    with serve(
        database_url=released,
        site=site,
        frame_ancestors=ancestors,
        feedback_url="https://12345.example.org/?about={compound}",
    ) as running:
        yield running


@pytest.fixture(scope="package")
def on_disk(released: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("usb stick")
    made = Publisher(Store(released, HOME / "data")).site(12)
    write(made, folder, FOR_FOLDER)
    return folder


@pytest.fixture
def open_page(public: Server, contexts: Callable[..., BrowserContext]) -> Iterator[Callable[..., Page]]:
    """Open the public page; what its console says and whom it asks is watched to the end."""
    opened: list[tuple[Page, list[str], list[str]]] = []

    def visit(query: str = "", at: str = "", expected: str = "", **options: Any) -> Page:
        page = contexts(**options).new_page()
        page.set_default_timeout(PATIENCE_MS)
        errors: list[str] = []
        asked: list[str] = []
        page.on(
            "console",
            lambda said: (
                errors.append(said.text)
                if said.type in ("error", "warning") and not (expected and re.search(expected, said.text))
                else None
            ),
        )
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        opened.append((page, errors, asked))
        page.goto((at or f"{public.url}/embed/") + query)
        if not expected:
            page.wait_for_function(READY)
        return page

    yield visit
    for page, errors, asked in opened:
        page.close()
        assert errors == []
        assert [url for url in asked if not re.match(r"(http://(127\.0\.0\.1|localhost)|file:|data:|blob:)", url)] == []
