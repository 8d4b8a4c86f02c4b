"""The public page as files: static, addressed by content, compressed once; and how they come into a folder."""

import gzip
import hashlib
import json
import os
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import brotli
from geopandas import GeoDataFrame

from publishing import compound_page, page, pictures, shapes, words
from publishing.extract import Extract
from settings import HOME

DIST = HOME / "frontend" / "dist"
KEPT_S = 24 * 3600
"""How long a hashed file that no page names any more is kept for pages that are still open, seconds."""
MANIFEST = ".site.json"
"""When each hashed file was last named by a page, seconds since 1970."""
PACKED = {".html", ".js", ".css", ".json", ".csv", ".geojson", ".txt", ".md"}
FIRST = "index.html"
FOR_FOLDER, FOR_APP = "open/", "../open/"
"""What leads from the map's page to the hashed files: below it in a folder, beside ``/embed/`` in the app."""
More = Mapping[str, bytes]


@dataclass(frozen=True)
class Site:
    """Every file of the public page.

    Attributes
    ----------
    number : int
        The edition; 0 for the notice that nothing is public.
    hashed : mapping of str to bytes
        By address ``<sha256>/<name>``; these never change.
    pages : mapping of str to callable
        By path, ``index.html`` and ``c/….html``: gives the page for what leads from ``index.html`` to the hashed files.
    """

    number: int
    hashed: Mapping[str, bytes]
    pages: Mapping[str, Callable[[str], str]] = field(repr=False)

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses of the hashed files, in order."""
        return tuple(sorted(self.hashed))


def site(extract: Extract, ground: Mapping[str, GeoDataFrame], more: More | None = None) -> Site:
    """Make the public page of an extract.

    Parameters
    ----------
    extract : Extract
        Looked through already (``publishing.screening``).
    ground : mapping of str to geopandas.GeoDataFrame
        The sketch under the map, EPSG:4490.
    more : mapping of str to bytes, optional
        Further files to go out with it: the open data.
    """
    paths = compound_page.paths(extract)
    hashed: dict[str, bytes] = {}

    def put(name: str, body: bytes) -> str:
        at = f"{hashlib.sha256(body).hexdigest()}/{name}"
        hashed[at] = body
        return at

    links = {name: put(name, body) for name, body in (more or {}).items()}
    files = {
        "public.css": put("public.css", _bundle("public.css")),
        "public.js": put("public.js", _bundle("public.js")),
        "words.js": put("words.js", shapes.script("words", words.words(extract, links))),
        "geometry.js": put("geometry.js", shapes.script("geometry", shapes.geometry(extract, ground, paths))),
        "state.js": put("state.js", shapes.script("state", shapes.state(extract))),
    }
    pages: dict[str, Callable[[str], str]] = {FIRST: lambda prefix: page.index(extract, prefix, files)}
    for row, sheet in zip(extract.layers["compounds"].geometry, compound_page.sheets(extract), strict=True):
        path = paths[str(sheet.compound["compound_id"])]
        picture = put(f"{Path(path).stem}.png", pictures.draw(row, sheet.buildings))
        pages[path] = _sheet(extract, sheet, files["public.css"], picture)
    return Site(extract.number, hashed, pages)


def notice() -> Site:
    """Make the page that says that nothing is public now."""
    style = _bundle("public.css")
    at = f"{hashlib.sha256(style).hexdigest()}/public.css"
    return Site(0, {at: style}, {FIRST: lambda prefix: page.notice(prefix, at)})


def _sheet(extract: Extract, sheet: compound_page.Sheet, style: str, picture: str) -> Callable[[str], str]:
    return lambda prefix: compound_page.html(
        extract, sheet, f"../{prefix}", style, picture, "../index.html" if prefix == FOR_FOLDER else "../"
    )


def write(site: Site, folder: Path, prefix: str, gone: frozenset[str] = frozenset(), now: float | None = None) -> None:
    """Bring a folder to a site: hashed files first, pages after, the map's page by rename last.

    Whoever looks meanwhile sees the former site or this one. Hashed files of former ones stay for ``KEPT_S``.

    Parameters
    ----------
    folder : pathlib.Path
        Made where it is missing.
    prefix : {FOR_FOLDER, FOR_APP}
    gone : frozenset of str
        Addresses that were withdrawn: these go at once.
    now : float, optional
        Seconds since 1970.

    Raises
    ------
    OSError
        The folder cannot be written to, or the disk is full; it then shows what it showed before.
    """
    moment = time.time() if now is None else now
    for address, body in site.hashed.items():
        _put(folder / "open" / address, body, fresh=False)
    known = _manifest(folder)
    _put_plain(folder / MANIFEST, json.dumps({**known, **dict.fromkeys(site.addresses, moment)}).encode())
    for path in site.pages:
        if path != FIRST:
            _put(folder / path, site.pages[path](prefix).encode())
    _flush()
    _put(folder / FIRST, site.pages[FIRST](prefix).encode())
    _sweep(folder, site, gone, moment)


def _sweep(folder: Path, site: Site, gone: frozenset[str], now: float) -> None:
    """Remove pages of compounds that are no more, and hashed files that no page has named for a day."""
    for path in (folder / "c").glob("*"):
        if f"c/{path.name.removesuffix('.br').removesuffix('.gz')}" not in site.pages:
            path.unlink()
    known = _manifest(folder)
    current = set(site.addresses)
    left = {
        address: last
        for address, last in known.items()
        if address in current or (address not in gone and now - last < KEPT_S)
    }
    for address in known.keys() - left.keys():
        at = folder / "open" / address
        for path in at.parent.glob("*"):
            path.unlink()
        if at.parent.is_dir():
            at.parent.rmdir()
    _put_plain(folder / MANIFEST, json.dumps(left).encode())


def _flush() -> None:
    """Let everything written so far reach the disk: a power cut after must not leave a page that names half a file."""
    if hasattr(os, "sync"):  # not on Windows
        os.sync()


def _manifest(folder: Path) -> dict[str, float]:
    try:
        return {str(name): float(last) for name, last in json.loads((folder / MANIFEST).read_bytes()).items()}
    except (FileNotFoundError, ValueError):
        return {}


def _put(path: Path, body: bytes, fresh: bool = True) -> None:
    """Write a file with its compressed twins, these first; a hashed one that is there already is left."""
    if path.suffix in PACKED:
        for suffix, packed in ((".br", _brotli), (".gz", _gzip)):
            twin = path.with_name(path.name + suffix)
            if fresh or not twin.is_file():
                _put_plain(twin, packed(body))
    if fresh or not path.is_file():
        _put_plain(path, body)


def _put_plain(path: Path, body: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(body)
        Path(part).chmod(0o644)  # a web server under another name reads it
        Path(part).replace(path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise


@lru_cache(8)  # script, style and words are the same from release to release
def _brotli(body: bytes) -> bytes:
    packed: bytes = brotli.compress(body, quality=11)
    return packed


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, 9, mtime=0)


def _bundle(name: str) -> bytes:
    return (DIST / name).read_bytes()
