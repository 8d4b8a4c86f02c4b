"""The site as files: whole at any moment, light, the same bytes for the same content, and without a private value."""

import gzip
import json
import re
from dataclasses import replace
from pathlib import Path

import brotli
import numpy as np
import pytest

from publishing import site as sites_of
from publishing.extract import Extract, extract
from publishing.screening import problems
from publishing.site import FOR_APP, FOR_FOLDER, KEPT_S, Site, site, write
from settings import settings
from sites.edition import Edition
from tests.demo_store import store

WEIGHT_KB = 110


def made(edition: Edition) -> Site:
    return site(extract(edition), store().ground())


@pytest.fixture(scope="module")
def demo_site(demo: Edition) -> Site:
    return made(demo)


@pytest.fixture(scope="module")
def folder(demo_site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    at = tmp_path_factory.mktemp("site")
    write(demo_site, at, FOR_FOLDER)
    return at


def data(kept: Site, name: str) -> dict:
    (body,) = (body for address, body in kept.hashed.items() if address.endswith(f"/{name}.js"))
    return json.loads(body.decode().partition(f".{name}=")[2].removesuffix(";\n"))


def test_the_same_content_has_the_same_addresses(demo: Edition, demo_site: Site) -> None:
    again = made(demo)
    assert again.addresses == demo_site.addresses
    assert {path: page(FOR_APP) for path, page in again.pages.items()} == {
        path: page(FOR_APP) for path, page in demo_site.pages.items()
    }


def test_a_week_later_only_what_changed_has_another_address(demo: Edition, demo_site: Site) -> None:
    stages = demo.buildings["stage"].to_numpy(object).copy()
    stages[0] = "handover" if stages[0] != "handover" else "acceptance"
    later = made(replace(demo, buildings=demo.buildings.assign(stage=stages).astype({"stage": "str"})))
    new = {address.partition("/")[2] for address in set(later.addresses) - set(demo_site.addresses)}
    compound = demo.buildings["compound_id"].iloc[0]
    assert new == {"state.js", f"{compound}.png"}, "shapes, script and style stay in the visitors' caches"


def test_every_text_file_stands_there_packed_too_and_every_name_is_its_hash(folder: Path) -> None:
    import hashlib

    plain = [path for path in folder.rglob("*") if path.suffix in (".html", ".js", ".css")]
    assert len(plain) > 50
    for path in plain:
        body = path.read_bytes()
        assert brotli.decompress(path.with_name(path.name + ".br").read_bytes()) == body
        assert gzip.decompress(path.with_name(path.name + ".gz").read_bytes()) == body
    for path in (folder / "open").glob("*/*"):
        if path.suffix not in (".br", ".gz"):
            assert hashlib.sha256(path.read_bytes()).hexdigest() == path.parent.name


def test_what_a_page_names_is_there(folder: Path) -> None:
    for page in (folder / "index.html", *(folder / "c").glob("*.html")):
        named = re.findall(r'(?:src|href)="([^"]+)"', page.read_text("utf-8"))
        assert any("public.css" in each for each in named)
        for each in named:
            if each.startswith("data:"):
                continue  # stands in the page itself
            assert not each.startswith(("http", "/")), each
            assert (page.parent / each.partition("?")[0]).is_file(), each


def test_a_first_visit_weighs_no_more_than_promised(folder: Path) -> None:
    page = (folder / "index.html").read_text("utf-8")
    named = re.findall(r'(?:src|href)="(open/[^"]+)"', page)
    files = [folder / "index.html", *(folder / each for each in named)]
    assert len(files) == 6
    weight = sum(path.with_name(path.name + ".br").stat().st_size for path in files)
    assert weight <= WEIGHT_KB * 1000, f"{weight:,} bytes"


def test_no_script_and_no_style_stands_in_a_page(demo_site: Site) -> None:
    for page in demo_site.pages.values():
        html = page(FOR_FOLDER)
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:", html)


def test_the_browser_is_told_every_building_once_and_no_status(demo: Edition, demo_site: Site) -> None:
    shapes, state = data(demo_site, "geometry"), data(demo_site, "state")
    assert shapes["buildings"]["id"] == demo.buildings["building_id"].tolist()
    assert len(state["stage"]) == len(state["finish"]) == len(demo.buildings)
    assert np.bincount(state["stage"], minlength=6).tolist() == list(demo.arrays.counted(np.ones(900, bool)).values())
    assert not {"status", "days", "households", "floor_area_m2"} & (state.keys() | shapes["buildings"].keys())
    assert "pipes" not in shapes["facilities"]


def test_names_that_would_be_markup_or_paths_are_text_and_plain_files(demo: Edition, tmp_path: Path) -> None:
    strange = '<img src=x onerror=alert(1)>"</script>'
    ids = dict(zip(demo.compounds["compound_id"][:3], ("../../etc", "a/b", "C001"), strict=True))
    hostile = replace(
        demo,
        compounds=demo.compounds.assign(
            compound=strange, compound_id=demo.compounds["compound_id"].replace({**ids, "C002": "c001"})
        ),
        buildings=demo.buildings.assign(
            compound=strange, compound_id=demo.buildings["compound_id"].replace({**ids, "C002": "c001"})
        ),
    )
    write(made(hostile), tmp_path / "out", FOR_FOLDER)
    pages = list((tmp_path / "out" / "c").glob("*.html"))
    assert len(pages) == len({page.name.lower() for page in pages}) == hostile.compounds["compound_id"].nunique()
    assert {path.name for path in tmp_path.iterdir()} == {"out"}
    for page in (tmp_path / "out" / "index.html", *pages):
        assert strange not in page.read_text("utf-8")
        assert "<img src=x" not in page.read_text("utf-8")


def test_hashed_files_come_first_and_the_maps_page_last(
    demo_site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At every step, what index.html names is there, or index.html is not."""
    steps: list[str] = []
    put = sites_of._put_plain

    def watched(path: Path, body: bytes) -> None:
        put(path, body)
        steps.append(path.relative_to(tmp_path).as_posix())

    monkeypatch.setattr(sites_of, "_put_plain", watched)
    write(demo_site, tmp_path, FOR_FOLDER)
    first = {
        kind: min(at for at, path in enumerate(steps) if path.startswith(kind))
        for kind in ("open/", "c/", "index.html")
    }
    last = {kind: max(at for at, path in enumerate(steps) if path.startswith(kind)) for kind in ("open/", "c/")}
    assert last["open/"] < first["c/"] < last["c/"] < first["index.html"]
    assert steps.index("index.html") > steps.index("index.html.br")


def test_a_disk_that_fails_leaves_what_was_shown(
    demo: Edition, demo_site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(demo_site, tmp_path, FOR_FOLDER)
    before = (tmp_path / "index.html").read_bytes()
    put, left = sites_of._put_plain, [1]

    def failing(path: Path, body: bytes) -> None:
        if not left[0]:
            raise OSError(28, "no space")
        left[0] -= 1
        put(path, body)

    other = made(replace(demo, number=13, as_of=demo.as_of.replace(day=30)))
    monkeypatch.setattr(sites_of, "_put_plain", failing)
    with pytest.raises(OSError, match="no space"):
        write(other, tmp_path, FOR_FOLDER)
    assert (tmp_path / "index.html").read_bytes() == before
    assert not [path for path in tmp_path.rglob(".*") if path.name != sites_of.MANIFEST], "no half files"
    for each in re.findall(rb'(?:src|href)="(open/[^"]+)"', before):
        assert (tmp_path / each.decode()).is_file()


def test_former_files_stay_for_a_day_and_what_was_withdrawn_goes_at_once(
    demo: Edition, demo_site: Site, tmp_path: Path
) -> None:
    later = made(
        replace(
            demo, number=13, as_of=demo.as_of.replace(day=30), compounds=demo.compounds.iloc[1:].reset_index(drop=True)
        )
    )
    write(demo_site, tmp_path, FOR_FOLDER, now=0.0)
    only_old = set(demo_site.addresses) - set(later.addresses)
    assert only_old
    gone = frozenset(sorted(only_old)[:1])
    write(later, tmp_path, FOR_FOLDER, now=10.0, gone=gone)
    assert {address for address in only_old if (tmp_path / "open" / address).exists()} == only_old - gone
    assert len(list((tmp_path / "c").glob("*.html"))) == len(later.pages) - 1
    write(later, tmp_path, FOR_FOLDER, now=10.0 + KEPT_S)
    assert not [address for address in only_old if (tmp_path / "open" / address).exists()]
    assert all((tmp_path / "open" / address).is_file() for address in later.addresses)


def test_no_canary_of_a_private_column_is_in_any_byte(canaries: tuple[Edition, dict[str, str]], tmp_path: Path) -> None:
    edition, told = canaries
    assert len(told) > 60
    assert {
        "buildings.remark",
        "buildings.households",
        "compounds.funds_paid",
        "tickets.text",
        "pipes.kind",
    } - told.keys() <= {"pipes.kind"}
    write(made(edition), tmp_path, FOR_FOLDER)
    every = [path for path in tmp_path.rglob("*") if path.is_file() and path.suffix not in (".br", ".gz")]
    bodies = {path: path.read_bytes() for path in every}
    days = {where: value for where, value in told.items() if re.fullmatch(r"\d{4}-\d\d-\d\d", value)}
    for where, value in told.items():
        for path, body in bodies.items():
            assert value.encode() not in body, (where, path)
    finish = data(made(edition), "state")["finish"]
    assert not {int(np.datetime64(value).astype(int)) for value in days.values()} & set(finish)
    assert not [found for found in problems(edition, extract(edition)) if found.kind == "private"]


def test_the_canaries_would_be_found(canaries: tuple[Edition, dict[str, str]]) -> None:
    """The release's own comparison finds each text canary, were it to come into a public column."""
    edition, told = canaries
    said = {where: value for where, value in told.items() if value.startswith("金丝雀")}
    texts = {
        where: value for where, value in said.items() if where != "tickets.building_no"
    }  # a number is public elsewhere
    assert len(texts) > 10
    for where, value in texts.items():
        leaking = replace(edition, compounds=edition.compounds.assign(character=f"改造{value}完成"))
        assert problems(leaking, extract(leaking)), where


def test_a_shared_link_says_what_it_is(demo_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    page = demo_site.pages["c/C013.html"](FOR_APP)
    assert "<title>虹桥新村二期 · 老旧小区改造进度</title>" in page
    assert '<meta name="description" content="虹桥街道 · 22 幢；' in page
    assert re.search(r'og:image" content="\.\./\.\./open/[0-9a-f]{64}/C013\.png"', page)
    assert 'href="../?compound=C013"' in page
    assert 'href="../index.html?compound=C013"' in demo_site.pages["c/C013.html"](FOR_FOLDER)
    monkeypatch.setattr(settings(), "public_url", "https://map.example.org/embed")
    assert re.search(
        r'og:image" content="https://map\.example\.org/open/[0-9a-f]{64}/C013\.png"',
        demo_site.pages["c/C013.html"](FOR_APP),
    )


def test_the_demo_is_labelled_on_every_page(demo: Edition, demo_site: Site) -> None:
    extracted: Extract = extract(demo)
    assert extracted.synthetic
    words = data(demo_site, "words")
    assert "演示" in words["zh_CN"]["text"]["source"]
    assert "invented" in words["en"]["text"]["source"]
    assert all("数据为演示虚构" in page(FOR_FOLDER) for path, page in demo_site.pages.items() if path.startswith("c/"))


def test_pictures_are_small_and_of_their_own_size(demo_site: Site) -> None:
    import io

    from PIL import Image

    pictures = [body for address, body in demo_site.hashed.items() if address.endswith(".png")]
    assert len(pictures) == 51
    assert max(map(len, pictures)) < 20_000
    assert Image.open(io.BytesIO(pictures[0])).size == (600, 315)
