"""The public page: what a visit weighs, how soon its map is there beside a bare Leaflet page, and what nginx serves.

``.venv/bin/python -m benchmarks.embed [RUNS]``: everything in one run, by nginx with the shipped configuration; needs nginx,
Chromium (./test installs both) and wrk. The bare page draws the same shapes (buildings, compounds, subdistricts, ground).
"""

import gzip
import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import brotli
import pandas as pd
from geopandas import GeoDataFrame
from playwright.sync_api import Browser, Page

from benchmarks.browser import browser
from deploy.trial import HOST, free_port, nginx, running
from maps import assets
from publishing.extract import extract
from publishing.shapes import COARSENESS_M, METRE
from publishing.site import FOR_APP, site, write
from settings import HOME
from sites.stages import STAGE_ORDER
from store.filling import fill
from store.folder import Folder
from store.history import Store

RUNS = 7
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
SLOW_CPU = 4
SLOW_NET = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
"""1.6 Mbit/s and 150 ms round trips."""
WAIT_MS = 60_000
DECIMALS = 6
WRK = ("-t1", "-c32", "-d5s")
READY = "(window.onemap && window.onemap.ready) || (window.bare && window.bare.ready)"
CLOCK = f"""
window.firstMap = new Promise((resolve) => {{
  const look = () => ({READY}) ? requestAnimationFrame(() => resolve(performance.now())) : requestAnimationFrame(look);
  requestAnimationFrame(look);
}});
window.shift = 0;
new PerformanceObserver((list) => {{ for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value; }}).observe({{ type: "layout-shift", buffered: true }});
"""
BARE = """
server {{
    listen {host}:{port};
    root {root};
    gzip_static on;
    brotli_static on;
    types {{ application/geo+json geojson; text/html html; text/javascript js; text/css css; }}
}}
"""


def main(runs: int) -> None:
    """Print the figures."""
    assets.build()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        edition, ground = _edition(work)
        made = site(extract(edition), ground)
        write(made, work / "site", FOR_APP)
        bare = _bare(work / "bare", edition, ground)
        port = free_port()
        more = BARE.format(host=HOST, port=port, root=work / "bare")
        with running(nginx, work / "site", more=more) as public, browser() as chromium:
            urls = {"public": f"http://{HOST}:{public}/embed/", "bare": f"http://{HOST}:{port}/index.html"}
            _weight(chromium, urls["public"])
            for name, slow in (("1366 x 768", False), ("phone, CPU 1/4, 1.6 Mbit/s, 150 ms", True)):
                found = {which: [_first(chromium, url, slow) for _run in range(runs)] for which, url in _turns(urls)}
                ours, theirs = (statistics.median(found[which]) for which in ("public", "bare"))
                print(f"first map, {name}: public {ours:,.0f} ms, bare {theirs:,.0f} ms, {ours / theirs:.2f}")
            _serving(
                public,
                port,
                next(address for address in made.addresses if address.endswith("geometry.js")),
                work / "bare",
                bare,
            )


def _edition(work: Path) -> tuple[Any, dict[str, GeoDataFrame]]:
    kept = Store(f"sqlite:///{work / 'demo.sqlite'}", HOME / "data")
    fill(kept, Folder(HOME / "data"), "benchmark")
    return kept.current(), kept.ground()


def _turns(urls: dict[str, str]) -> list[tuple[str, str]]:
    return list(urls.items())


def _bare(folder: Path, edition: Any, ground: dict[str, GeoDataFrame]) -> int:
    """Write the bare page with the same shapes; return the geometry's size as it is sent."""
    found = extract(edition)
    parts = []
    for name, frame in (
        ("buildings", found.layers["buildings"]),
        ("compounds", found.layers["compounds"]),
        ("subdistricts", found.layers["subdistricts"]),
        *(("ground", part) for part in ground.values()),
    ):
        shapes = frame.geometry.simplify(COARSENESS_M[name] * METRE)
        stage = (
            frame["stage"].map(STAGE_ORDER).astype("Int64")
            if name == "buildings"
            else pd.Series([pd.NA] * len(frame), dtype="Int64")
        )
        parts.append(GeoDataFrame({"stage": stage.to_numpy(object)}, geometry=shapes.to_numpy(), crs=frame.crs))
    every = pd.concat(parts, ignore_index=True)
    body = json.loads(every.to_json(drop_id=True))
    for feature in body["features"]:
        feature["geometry"]["coordinates"] = _rounded(feature["geometry"]["coordinates"])
        if feature["properties"]["stage"] is None:
            feature["properties"] = {}
    leaflet = HOME / "frontend" / "node_modules" / "leaflet" / "dist"
    files = {
        "geometry.geojson": json.dumps(body, separators=(",", ":")).encode(), "leaflet.js": (leaflet / "leaflet.js").read_bytes(),
        "leaflet.css": (leaflet / "leaflet.css").read_bytes(), "index.html": (HOME / "benchmarks" / "pages" / "bare_public.html").read_bytes(),
    }  # fmt: skip
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
        (folder / f"{name}.br").write_bytes(brotli.compress(content, quality=11))
        (folder / f"{name}.gz").write_bytes(gzip.compress(content, 9))
    return (folder / "geometry.geojson.br").stat().st_size


def _rounded(part: Any) -> Any:
    return round(part, DECIMALS) if isinstance(part, float) else [_rounded(each) for each in part]


def _first(chromium: Browser, url: str, slow: bool) -> float:
    """Open a page in a browser that knows nothing yet; return the time to the first drawn map, ms."""
    context = chromium.new_context(**(PHONE if slow else {"viewport": {"width": 1366, "height": 768}}))
    try:
        context.add_init_script(CLOCK)
        page = context.new_page()
        if slow:
            session = context.new_cdp_session(page)
            session.send("Network.enable")
            session.send("Network.emulateNetworkConditions", SLOW_NET)
            session.send("Emulation.setCPUThrottlingRate", {"rate": SLOW_CPU})
        page.goto(url, wait_until="commit")
        return float(page.evaluate("window.firstMap"))
    finally:
        context.close()


def _weight(chromium: Browser, url: str) -> None:
    context = chromium.new_context(**PHONE)
    context.add_init_script(CLOCK)
    page = context.new_page()
    for visit in ("first visit", "repeat visit"):
        told = visited(page, lambda: (page.goto(url), page.evaluate("window.firstMap")))
        asked = [one for one in told if not one["cached"]]
        print(
            f"{visit}: {len(asked)} requests on the wire, {sum(one['bytes'] for one in asked):,} bytes; answers {[one['status'] for one in asked]}"
        )
    print(f"layout shift: {page.evaluate('window.shift'):.4f}")
    context.close()


def visited(page: Page, act: Callable[[], Any]) -> list[dict[str, Any]]:
    """Return what passed the wire while something was done: ``status``, ``bytes``, ``cached`` for each request."""
    session = page.context.new_cdp_session(page)
    told: dict[str, dict[str, Any]] = {}

    def answered(event: dict[str, Any]) -> None:
        answer = event["response"]
        one = told.setdefault(event["requestId"], {"bytes": 0, "cached": False})
        one |= {"url": answer["url"], "status": answer["status"]}
        one["cached"] |= bool(answer.get("fromDiskCache") or answer.get("fromPrefetchCache"))

    def cached(event: dict[str, Any]) -> None:
        told.setdefault(event["requestId"], {"bytes": 0, "cached": False})["cached"] = True

    def loaded(event: dict[str, Any]) -> None:
        if event["requestId"] in told:
            told[event["requestId"]]["bytes"] = int(event["encodedDataLength"])

    def extra(event: dict[str, Any]) -> None:
        if event["requestId"] in told:
            told[event["requestId"]]["status"] = event["statusCode"]

    session.on("Network.responseReceived", answered)
    session.on("Network.responseReceivedExtraInfo", extra)
    session.on("Network.requestServedFromCache", cached)
    session.on("Network.loadingFinished", loaded)
    session.send("Network.enable")
    act()
    page.wait_for_timeout(400)
    session.detach()
    return [one for one in told.values() if one.get("url", "").startswith("http")]


def _serving(public: int, plain: int, address: str, folder: Path, size: int) -> None:
    """Ask nginx for the geometry with the shipped configuration, and for a bare file of that size."""
    wrk = shutil.which("wrk")
    if wrk is None:
        print("wrk 没有安装 · is not installed: apt-get install wrk")
        return
    url = f"http://{HOST}:{public}/open/{address}"
    sent = int(
        subprocess.run(
            ["curl", "-sI", "-X", "GET", "-H", "Accept-Encoding: br", url], capture_output=True, text=True, check=True
        )
        .stdout.lower()
        .split("content-length:")[1]
        .split()[0]
    )
    (folder / "same-size.bin").write_bytes(b"\1" * sent)
    rates: dict[str, list[float]] = {"public": [], "bare": []}
    for _round in range(3):
        for name, where in (("public", url), ("bare", f"http://{HOST}:{plain}/same-size.bin")):
            said = subprocess.run(
                [wrk, *WRK, "-H", "Accept-Encoding: br", where], capture_output=True, text=True, check=True
            ).stdout
            rates[name].append(float(re.findall(r"Requests/sec:\s+([\d.]+)", said)[0]))
    ours, theirs = (statistics.median(rates[name]) for name in ("public", "bare"))
    print(f"nginx, {sent:,} bytes: geometry {ours:,.0f} requests/s, bare file {theirs:,.0f}, {ours / theirs:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else RUNS)
