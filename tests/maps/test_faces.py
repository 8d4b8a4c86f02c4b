"""The letters for machines without a Chinese font: every slice that the style sheet names is there and is served."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.applications import Starlette

from maps import assets
from maps.routes import ROUTES
from settings import HOME

FAMILY = "Noto Sans SC Variable"


@pytest.fixture(scope="module")
def style() -> str:
    assets.build()
    return (assets.DIST / "faces.css").read_text("utf-8")


def ask(path: str) -> tuple[int, dict[bytes, bytes], bytes]:
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        return (
            {"type": "http.disconnect"} if len(sent) > 1 and not sent[-1].get("more_body") else await asyncio.Future()
        )

    scope = {"type": "http", "method": "GET", "path": path, "headers": [], "query_string": b""}
    # in a thread of its own: the browser tests before these keep a loop running in this one
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, Starlette(routes=ROUTES)(scope, receive, send)).result()
    return sent[0]["status"], dict(sent[0]["headers"]), b"".join(part.get("body", b"") for part in sent[1:])


def covered(style: str) -> set[int]:
    """The characters that a browser finds a slice for."""
    ranges = re.findall(r"U\+([0-9A-Fa-f]+)(?:-([0-9A-Fa-f]+))?", style)
    return {point for first, last in ranges for point in range(int(first, 16), int(last or first, 16) + 1)}


def test_every_slice_is_served_for_ever_and_nothing_else(style: str) -> None:
    urls = re.findall(r'url\("?([^")]+)"?\)', style)
    assert len(urls) > 90
    assert {url.rpartition("/")[0] for url in urls} == {"../../fonts"}
    for url in urls:
        status, headers, body = ask(f"/fonts/{url.rpartition('/')[2]}")
        assert (status, body[:4]) == (200, b"wOF2")
        assert b"immutable" in headers[b"cache-control"]
    for name in ("nothing.woff2", "LICENSE", "..", "../faces.css", "../map.js", "../fonts/LICENSE", "\\..\\x.woff2"):
        assert ask(f"/fonts/{name}")[0] == 404
    assert (assets.DIST / "fonts" / "LICENSE").is_file()  # the font's licence travels with it


def test_every_common_letter_has_a_slice(style: str) -> None:
    """The 3755 common characters of GB 2312, and all but a few dozen of the rare ones; punctuation too."""
    have = covered(style)
    common, rare = hanzi(0xB0, 0xD8), hanzi(0xD8, 0xF8)
    assert (len(common), len(rare)) == (3755, 3008)
    assert [letter for letter in (*common, *"，。、；：？！“”（）《》【】—…·") if ord(letter) not in have] == []
    assert len([letter for letter in rare if ord(letter) not in have]) < 40


def hanzi(first: int, end: int) -> list[str]:
    """The characters of these rows of GB 2312."""
    cells = (bytes((row, cell)).decode("gb2312", "ignore") for row in range(first, end) for cell in range(0xA1, 0xFF))
    return [letter for letter in cells if letter]


@pytest.mark.parametrize(
    "path", [".streamlit/config.toml", "frontend/src/theme.js", "frontend/src/map.css", "frontend/src/frame.css"]
)
def test_our_letters_come_after_the_machines_own(path: str) -> None:
    """Or every visit would fetch them."""
    stacks = re.findall(r"^.*Noto Sans SC['\"].*$", (HOME / path).read_text(encoding="utf-8"), re.MULTILINE)
    assert stacks
    for stack in stacks:
        assert stack.index("Microsoft YaHei") < stack.index(FAMILY)
