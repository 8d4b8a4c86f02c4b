"""Makes the pictures of the README and the guides from the running app: ``.venv/bin/python docs/pictures.py [NAME …]``.

Starts the app on a free port of this machine with the settings' defaults and the data that is shipped, photographs it
in Chromium, and ends it. Without names, every picture is made.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from urllib.parse import urlencode

from PIL import Image
from playwright.sync_api import Browser, Frame, Page, sync_playwright

HOME = Path(__file__).resolve().parent.parent
OUT = HOME / "docs" / "pictures"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--force-color-profile=srgb", "--hide-scrollbars",
]  # fmt: skip
PATIENCE_S = 120
"""How long the app may take to start, and the map to be drawn."""
CALM_MS = 900
"""The map has come to rest when it was not painted for so long."""
COLOURS = 256
RELEASED = "12"
"""The edition of the demo that is public in the pictures."""
PUBLIC = "embed/"
"""The page that residents see, which is no screen of the app."""


@dataclass(frozen=True)
class Picture:
    """A view, and how it is looked at."""

    name: str
    size: tuple[int, int] = (1920, 1080)
    language: str = "zh_CN"
    scheme: str = "light"
    select: str = ""
    """``compound`` or ``building``: the example is selected."""
    scale: int = 1
    phone: bool = False
    page: str = ""
    """The name of the screen, empty for the overview."""
    step: str = ""
    """``late``: the meeting stands at the example's compound."""
    query: dict[str, str] = field(default_factory=dict)


PICTURES = (
    Picture("overview.zh"),
    Picture("overview.en", language="en"),
    Picture("compound.zh", (1600, 900), select="compound"),
    Picture("building.zh", (1600, 900), select="building"),
    Picture("dark.zh", scheme="dark"),
    Picture("meeting.zh", page="meeting"),
    Picture("meeting.en", page="meeting", language="en"),
    Picture("meeting.compound.zh", page="meeting", step="late"),
    Picture("meeting.compound.en", page="meeting", language="en", step="late"),
    Picture("planning.zh", (1600, 900), page="planning", query={"subdistrict": "虹桥街道", "gap": "no_elevator"}),
    Picture(
        "planning.en",
        (1600, 900),
        page="planning",
        language="en",
        query={"subdistrict": "虹桥街道", "gap": "no_elevator"},
    ),
    Picture("timeline.zh", (1600, 900), page="timeline"),
    Picture("timeline.en", (1600, 900), language="en", page="timeline"),
    Picture("history.zh", (1600, 900), page="history"),
    Picture("intake.zh", (1366, 768), page="intake"),
    Picture("intake.en", (1366, 768), language="en", page="intake"),
    Picture("phone.zh", (390, 844), scale=2, phone=True),
    Picture("release.zh", (1366, 768), page="release"),
    Picture("release.en", (1366, 768), language="en", page="release"),
    Picture("embed.zh", (390, 844), scale=2, phone=True, select="building", page=PUBLIC),
)


def main(names: list[str]) -> None:
    """Make the pictures with these names, or all."""
    unknown = set(names) - {picture.name for picture in PICTURES}
    if unknown:
        raise SystemExit(f"no such picture: {', '.join(sorted(unknown))}")
    OUT.mkdir(exist_ok=True)
    with serving() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
        example = example_in(browser, url)
        for picture in PICTURES:
            if not names or picture.name in names:
                place = save(picture.name, photograph(browser, url, picture, example))
                say(f"{place.relative_to(HOME)}  {place.stat().st_size // 1024} kB")
        browser.close()


def say(line: str) -> None:
    """Tell what was done."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def browser_path() -> str | None:
    """Return the machine's own Chromium or Chrome; None leaves the choice to Playwright."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


@contextmanager
def serving() -> Iterator[str]:
    """Run the app until the block ends; give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("ONEMAP_", "STREAMLIT_"))}
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.address", "127.0.0.1"]
    with TemporaryFile() as log, TemporaryDirectory() as kept:
        inherited["ONEMAP_DATABASE_URL"] = f"sqlite:///{kept}/onemap.sqlite"  # nobody's own store is photographed
        process = subprocess.Popen(
            [*command, "--server.port", str(port)], cwd=HOME, env=inherited, stdout=log, stderr=log
        )
        try:
            until = time.monotonic() + PATIENCE_S
            while not answers(port):
                if process.poll() is not None or time.monotonic() > until:
                    log.seek(0)
                    raise SystemExit(f"the app did not start:\n{log.read().decode(errors='replace')[-4000:]}")
                time.sleep(0.2)
            release = [sys.executable, "cli.py", "release", RELEASED, "--who", "demo"]
            subprocess.run(release, cwd=HOME, env=inherited, stdout=log, stderr=log, check=True)
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def answers(port: int) -> bool:
    """Tell whether the app can show an edition."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def example_in(browser: Browser, url: str) -> dict[str, str]:
    """Choose a compound that shows much, and a late building in it.

    Of the compounds with buildings behind, the one with the most stages and then the most buildings. The demo names a
    building after its compound: ``C013-07``.
    """
    page = browser.new_page()
    found = {}
    for name, query in (("all", ""), ("behind", "?status=behind")):
        page.goto(url + query)
        found[name] = at_rest(page).evaluate("() => onemap.visible().map((id) => [id, onemap.stageOf(id)])")
    page.close()
    late = defaultdict(list)
    for building, _stage in found["behind"]:
        late[building.rpartition("-")[0]].append(building)
    stages = defaultdict(list)
    for building, stage in found["all"]:
        stages[building.rpartition("-")[0]].append(stage)
    compound = max(sorted(late), key=lambda name: (len(set(stages[name])), len(stages[name])))
    return {"compound": f"compound:{compound}", "building": f"building:{late[compound][len(late[compound]) // 2]}"}


def photograph(browser: Browser, url: str, picture: Picture, example: dict[str, str]) -> bytes:
    """Open the view and return it as PNG."""
    width, height = picture.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=picture.scale,
        color_scheme="dark" if picture.scheme == "dark" else "light",
        reduced_motion="reduce",
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        has_touch=picture.phone,
        is_mobile=picture.phone,
    )
    query = dict(picture.query) | ({"lang": picture.language} if picture.language != "zh_CN" else {})
    if picture.step:
        query["step"] = example["compound"]
    if picture.select and picture.page != PUBLIC:
        query["select"] = example[picture.select]
    page = context.new_page()
    address = url + picture.page
    page.goto(f"{address}?{urlencode(query)}" if query else address)
    if picture.page == PUBLIC:
        page.wait_for_function("() => window.onemap?.ready")
        page.evaluate("id => onemap.select(id)", example["building"].partition(":")[2])
        page.wait_for_timeout(CALM_MS)
        body = page.screenshot(type="png")
        context.close()
        return body
    if picture.page == "release":
        page.locator(".st-key-release_go").wait_for(timeout=PATIENCE_S * 1000)
        page.wait_for_timeout(3 * CALM_MS)
        body = page.screenshot(type="png")
        context.close()
        return body
    if picture.page == "intake":
        body = a_week_checked(page)
        context.close()
        return body
    frame = at_rest(page)
    if picture.page == "meeting":
        page.wait_for_selector(".meeting[data-map='stands']")
        at_rest(page)
    if picture.page == "timeline":
        page.locator(".st-key-forecasts tbody tr").first.wait_for()
        at_rest(page)
    if picture.select:
        frame.evaluate("id => onemap.select(id)", example[picture.select].partition(":")[2])
        at_rest(page)
    body = page.screenshot(type="png")
    context.close()
    return body


def a_week_checked(page: Page) -> bytes:
    """Bring the tests' week of files to the intake page, and return its second step; the working set is discarded."""
    sys.path.insert(0, str(HOME))
    from tests import week

    page.set_default_timeout(PATIENCE_S * 1000)
    with TemporaryDirectory() as folder:
        book = Path(folder) / f"{week.DAY}.xlsx"
        week.workbook(book, unknown="青年路小区")
        paths = [str(week.files()[f"{role}.geojson"]) for role in ("compounds", "buildings")]
        page.locator("[data-testid='stFileUploader'] input[type=file]").set_input_files([*paths, str(book)])
        page.locator(".st-key-next_report button:enabled").click()
    page.wait_for_selector(".st-key-verdict")
    page.wait_for_timeout(3 * CALM_MS)
    body = page.screenshot(type="png")
    page.locator(".st-key-steps [data-testid='stPopover'] button").click()
    page.locator(".st-key-discard-head button").click()
    page.wait_for_selector("[data-testid='stFileUploader']")
    return body


def at_rest(page: Page) -> Frame:
    """Wait until the map is drawn and nothing changes any more; return the map's frame."""
    page.wait_for_selector(".st-key-map iframe", timeout=PATIENCE_S * 1000)
    until = time.monotonic() + PATIENCE_S
    painted, calm = -1, 0
    while calm < CALM_MS:
        if time.monotonic() > until:
            raise SystemExit("the map was not drawn")
        page.wait_for_timeout(150)
        frame = next((frame for frame in page.frames if "streamlit_folium" in frame.url), None)
        now = frame.evaluate("() => window.onemap?.ready ? window.onemap.painted : -1") if frame else -1
        busy = page.locator("[data-testid='stSkeleton'], [data-stale='true']").count()
        calm = calm + 150 if now >= 0 and now == painted and not busy else 0
        painted = now
    return frame


def save(name: str, body: bytes) -> Path:
    """Write a picture with few colours: a map of flat tints loses nothing by it, and a clone stays small."""
    place = OUT / f"{name}.png"
    few = Image.open(BytesIO(body)).convert("RGB").quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    part = place.with_suffix(".part")
    few.save(part, "PNG", optimize=True)
    part.replace(place)
    return place


if __name__ == "__main__":
    main(sys.argv[1:])
