"""The service is read by those who read such services, and holds what is released and nothing else."""

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import quote

import pytest
import requests
import shapely
from owslib.ogcapi.features import Features

from publishing import service
from publishing.columns import PUBLIC
from publishing.extract import Extract, extract
from publishing.ogc_document import MOST_ITEMS
from settings import HOME, settings
from sites.edition import Edition
from tests.publishing.ogc_server import Service, serving

PAGE = 100
BOX = (120.86, 32.01, 120.87, 32.02)
FEATURES = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"


@pytest.fixture(scope="module", autouse=True)
def _no_proxy() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NO_PROXY", "*")
        yield


@pytest.fixture(scope="module")
def public(demo: Edition) -> Extract:
    return extract(demo)


@pytest.fixture(scope="module")
def running(public: Extract) -> Iterator[Service]:
    with serving(public) as made:
        yield made


def ids(page: dict[str, Any]) -> list[str]:
    return [feature["id"] for feature in page["features"]]


def linked(page: dict[str, Any], rel: str) -> str | None:
    return next((link["href"] for link in page["links"] if link["rel"] == rel), None)


def items(running: Service, query: str = "", layer: str = "buildings") -> dict[str, Any]:
    answer = running.get(f"/ogc/collections/{layer}/items?{query}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


# --- those who read it


def test_owslib_reads_the_layers_and_pages_through_every_building(running: Service, public: Extract) -> None:
    client = Features(running.url)
    assert client.feature_collections() == list(PUBLIC)
    assert f"{FEATURES}core" in client.conformance()["conformsTo"]
    assert set(client.collection_queryables("buildings")["properties"]) == {*PUBLIC["buildings"], "geometry"}
    found: list[str] = []
    while True:
        page = client.collection_items("buildings", limit=PAGE, offset=len(found))
        found += ids(page)
        if linked(page, "next") is None:
            break
    assert found == public.layers["buildings"]["building_id"].tolist()
    assert client.collection_item("buildings", found[0])["id"] == found[0]
    assert client.api()["openapi"].startswith("3.")


def test_gdal_reads_every_building_a_page_at_a_time(running: Service, public: Extract) -> None:
    before = len(running.asked)
    found = running.gdal("buildings", PAGE_SIZE=PAGE)
    assert found["layers"] == list(PUBLIC)
    assert found["values"]["building_id"] == public.layers["buildings"]["building_id"].tolist()
    assert found["names"] == ["id", *PUBLIC["buildings"]]
    pages = [each for each in running.asked[before:] if "/buildings/items" in each and f"limit={PAGE}" in each]
    assert len(pages) == len(public.layers["buildings"]) / PAGE


def test_gdal_lets_the_service_look_for_a_value_and_a_box(running: Service, public: Extract) -> None:
    before = len(running.asked)
    stages = public.layers["buildings"]["stage"]
    assert running.gdal("buildings", where="stage = 'handover'")["n"] == (stages == "handover").sum()
    assert any("stage=handover" in each for each in running.asked[before:])
    assert 0 < running.gdal("buildings", bbox=BOX)["n"] < len(stages)
    assert any("bbox=" in each for each in running.asked[before:])


@pytest.mark.parametrize("layer", PUBLIC)
def test_gdal_reads_every_layer_whole(layer: str, running: Service, public: Extract) -> None:
    assert running.gdal(layer)["n"] == len(public.layers[layer])


# --- paging and looking


def test_links_lead_through_every_page_and_end(running: Service) -> None:
    page = items(running, "limit=300")
    found = ids(page)
    assert page["numberMatched"] == 900
    while (following := linked(page, "next")) is not None:
        page = running.get(following).json()
        found += ids(page)
        assert linked(page, "prev")
    assert len(found) == len(set(found)) == 900


def test_a_page_is_never_longer_than_the_limit(public: Extract) -> None:
    many = 3
    frame = public.layers["elevators"]
    big = frame.iloc[[*range(len(frame))] * many].reset_index(drop=True)
    big["facility_id"] = [f"E{at}" for at in range(len(big))]
    with serving(replace(public, layers={**public.layers, "elevators": big})) as grown:
        page = items(grown, "limit=100000", "elevators")
    assert page["numberReturned"] == len(page["features"]) == MOST_ITEMS < page["numberMatched"] == len(big)


@pytest.mark.parametrize(
    ("query", "column", "value"),
    [
        ("stage=handover", "stage", "handover"),
        (f"subdistrict={quote('虹桥街道')}", "subdistrict", "虹桥街道"),
        ("storeys=6", "storeys", 6),
        ("storeys=6.0", "storeys", 6),
        ("planned_finish=2022-12-29", "planned_finish", "2022-12-29"),
    ],
)
def test_a_column_can_be_asked_for(query: str, column: str, value: Any, running: Service, public: Extract) -> None:
    page = items(running, f"{query}&limit=1000")
    held = public.layers["buildings"][column]
    assert page["numberMatched"] == (held.astype("str") == str(value)).sum() > 0
    assert {feature["properties"][column] for feature in page["features"]} == {value}


def test_two_columns_are_both_asked_for_and_none_may_pass(running: Service) -> None:
    both = items(running, "built_year=1987&storeys=6&limit=1000")
    assert {(each["properties"]["built_year"], each["properties"]["storeys"]) for each in both["features"]} == {
        (1987, 6)
    }
    assert items(running, "stage=handover&storeys=-1")["features"] == []
    assert items(running, "storeys=six")["numberMatched"] == 0


def test_a_box_is_asked_for_and_so_is_one_across_the_antimeridian(running: Service, public: Extract) -> None:
    page = items(running, f"bbox={','.join(map(str, BOX))}&limit=1000")
    places = [shapely.Point(each["geometry"]["coordinates"]) for each in page["features"]]
    assert 0 < len(places) < 900
    assert all(shapely.box(*BOX).covers(each) for each in places)
    assert items(running, "bbox=120,31,0,121,33,9")["numberMatched"] == 900
    assert items(running, "bbox=170,31,121,33")["numberMatched"] == 900
    assert items(running, "bbox=170,31,-170,33")["numberMatched"] == 0


def test_rows_are_sorted_and_columns_chosen(running: Service, public: Extract) -> None:
    page = items(running, "sortby=-built_year,building_id&properties=built_year,building_id&limit=1000")
    rows = [tuple(each["properties"].values()) for each in page["features"]]
    assert rows == sorted(rows, key=lambda row: (-row[1], row[0]))
    assert set(page["features"][0]["properties"]) == {"built_year", "building_id"}
    assert items(running, "skipGeometry=true&limit=1")["features"][0]["geometry"] is None
    counted = items(running, "resulttype=hits")
    assert (counted["numberMatched"], counted["features"], linked(counted, "next")) == (900, [], None)


# --- what it says of itself


def test_it_claims_what_it_serves(running: Service) -> None:
    claimed = running.get("/ogc/conformance").json()["conformsTo"]
    assert {f"{FEATURES}core", f"{FEATURES}geojson", f"{FEATURES}oas30"} <= set(claimed)
    assert not [each for each in claimed if "html" in each or "create" in each or "records" in each]
    assert claimed == running.get("/ogc/conformance").json()["conformsTo"]


def test_every_link_leads_somewhere_and_nowhere_else(running: Service) -> None:
    seen: set[str] = set()
    waiting = [running.url]
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        answer = running.get(address)
        assert answer.status_code == 200, address
        assert "json" in answer.headers["content-type"]
        waiting += [link["href"] for link in every_link(answer.json()) if link["rel"] != "about"]
        assert all(each.startswith(running.url) for each in waiting)
    assert len(seen) > 30


def every_link(told: Any) -> Iterator[dict[str, str]]:
    if isinstance(told, dict):
        yield from told.get("links", [])
        for value in told.values():
            yield from every_link(value)
    elif isinstance(told, list):
        for value in told:
            yield from every_link(value)


def test_the_description_names_every_path_and_refers_to_nothing_outside(running: Service) -> None:
    told = running.get("/ogc/openapi").json()
    for name in PUBLIC:
        asked = told["paths"][f"/collections/{name}/items"]["get"]["parameters"]
        limit = next(each for each in asked if each.get("name") == "limit")
        assert limit["schema"]["maximum"] == MOST_ITEMS
        assert {each["name"] for each in asked if "name" in each} >= {*PUBLIC[name], "bbox", "offset"}
    assert all(each.startswith("#/") for each in references(told))
    for path in told["paths"]:
        if "{" not in path:
            assert running.get(f"/ogc{path}").status_code == 200


def references(told: Any) -> Iterator[str]:
    if isinstance(told, dict):
        yield from [told["$ref"]] if "$ref" in told else []
        for value in told.values():
            yield from references(value)
    elif isinstance(told, list):
        for value in told:
            yield from references(value)


def test_both_languages_are_spoken(running: Service) -> None:
    at = "/ogc/collections/buildings"
    assert running.get(at).json()["title"] == "楼栋"
    assert running.get(at, headers={"accept-language": "en-GB,en;q=0.9"}).json()["title"] == "Buildings"
    english = running.get(f"{at}/schema?lang=en")
    assert english.headers["content-language"] == "en-US"
    assert english.json()["properties"]["built_year"]["title"] == "Year built"
    assert running.get(f"{at}/queryables?lang=en").json()["properties"]["built_year"]["title"] == "Year built"
    assert running.get(f"{at}?lang=fr").json()["title"] == "楼栋"
    assert "Edition" in running.get("/ogc?lang=en").json()["description"]


def test_a_browser_gets_json_too(running: Service) -> None:
    for answer in (running.get("/ogc", headers={"accept": "text/html"}), running.get("/ogc?f=html")):
        assert answer.headers["content-type"] == "application/json"
        assert "text/html" not in {link["type"] for link in answer.json()["links"] if link["rel"] != "about"}


def test_addresses_are_those_of_the_setting_or_of_the_question(
    running: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert str(linked(items(running, "limit=1"), "next")).startswith(f"{running.url}/")
    monkeypatch.setattr(settings(), "public_url", "https://onemap.example/embed")
    assert str(linked(items(running, "limit=1"), "next")).startswith("https://onemap.example/ogc/collections/buildings")
    assert running.get("/ogc/openapi").json()["servers"] == [{"url": "https://onemap.example/ogc"}]
    monkeypatch.setattr(settings(), "public_url", "https://cdn.example/page")  # a folder elsewhere: no service there
    assert str(linked(items(running, "limit=1"), "next")).startswith(f"{running.url}/")


# --- what it does not do


@pytest.mark.parametrize(
    "path", ["collections/nothing", "collections/pipes", "collections/nothing/items", "collections/pipes/items/P1",
             "collections/nothing/schema", "collections/nothing/queryables", "collections/buildings/items/nobody",
             "jobs", "processes", "admin/config", "TileMatrixSets", "stac", "static/img/favicon.ico", "collections/buildings/tiles"],
)  # fmt: skip
def test_what_is_not_there_is_404(path: str, running: Service) -> None:
    answer = running.get(f"/ogc/{path}")
    assert answer.status_code == 404
    assert answer.json()["code"] == "NotFound"


@pytest.mark.parametrize(
    "query",
    ["nothing=1", "households=3", "filter=storeys>5", "q=x", "limit=0", "limit=-1", "limit=x", "limit=1.5", "offset=-1",
     "offset=x", f"limit={'9' * 5000}", f"offset={'9' * 5000}", "bbox=1,2,3", "bbox=1,2,3,x", "bbox=nan,2,3,4", "bbox=1,2,inf,4",
     "bbox=", "bbox=1,9,3,4", "sortby=", "sortby=,", "sortby=nothing", "properties=households", "crs=EPSG:4549", "bbox-crs=x",
     "f=csv", "f=jsonld", "datetime=yesterday", "resulttype=all"],
)  # fmt: skip
def test_a_wrong_question_is_400(query: str, running: Service) -> None:
    answer = running.get(f"/ogc/collections/buildings/items?{query}")
    assert answer.status_code == 400, answer.text[:200]
    assert answer.json()["code"] == "InvalidParameterValue"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_written(method: str, running: Service) -> None:
    for path in ("/ogc/collections/buildings/items", "/ogc/collections/buildings/items/C001-01", "/ogc"):
        assert requests.request(method, running.url.removesuffix("/ogc") + path, json={}, timeout=60).status_code == 405


def test_no_private_column_and_no_canary_is_in_any_answer(canaries: tuple[Edition, dict[str, str]]) -> None:
    edition, told = canaries
    private = (
        {where.split(".")[1] for where in told} - {*PUBLIC} - {code for codes in PUBLIC.values() for code in codes}
    )
    with serving(extract(edition)) as running:
        bodies = [running.get(f"/ogc{path}").text for path in ("", "/openapi", "/collections")]
        for name in PUBLIC:
            at = f"/ogc/collections/{name}"
            bodies += [running.get(f"{at}{tail}").text for tail in ("", "/schema", "/queryables", "/items?limit=1000")]
    assert [where for where, canary in told.items() for body in bodies if canary in body] == []
    assert [column for column in private for body in bodies if f'"{column}"' in body] == []


def test_what_is_withdrawn_is_gone_at_once_and_a_new_release_is_there(public: Extract) -> None:
    paths = ("", "/collections", "/collections/buildings", "/openapi", "/conformance", "/collections/buildings/items")
    with serving(public) as running:
        assert {running.get(f"/ogc{path}").status_code for path in paths} == {200}
        running.public = None
        assert {running.get(f"/ogc{path}").status_code for path in paths} == {404}
        running.public = replace(public, as_of=date(2022, 9, 30))
        assert "2022-09-30" in running.get("/ogc").json()["description"]


def test_many_ask_at_once_in_two_languages(running: Service) -> None:
    def title(language: str) -> str:
        answer = running.get(f"/ogc/collections/compounds/schema?lang={language}")
        return str(answer.json()["properties"]["compound"]["title"])

    with ThreadPoolExecutor(8) as crowd:
        said = list(crowd.map(title, ["zh", "en"] * 40))
    assert said == ["小区", "Compound"] * 40


def test_footprints_are_served_only_where_set(running: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    assert items(running, "limit=1")["features"][0]["geometry"]["type"] == "Point"
    monkeypatch.setattr(settings(), "open_footprints", True)
    assert items(running, "limit=1")["features"][0]["geometry"]["type"] == "Polygon"


# --- the door


def test_the_door_is_closed_unless_set_and_nothing_heavy_is_imported() -> None:
    program = "import sys; from publishing import service; print(len(service.routes()), 'pygeoapi' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", program], cwd=HOME, capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["2", "False"]
    with serving(None, service.routes()) as closed:
        assert {closed.get(path).status_code for path in ("/ogc", "/ogc/", "/ogc/collections")} == {404}


def test_a_missing_package_is_said_and_the_door_stays_closed(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(settings(), "ogc", True)
    monkeypatch.setattr(service, "find_spec", lambda _name: None)
    with serving(None, service.routes()) as closed:
        assert closed.get("/ogc").status_code == 404
    assert "requirements-ogc.txt" in caplog.text
    assert "./run --setup" in caplog.text


def test_the_service_says_its_own_words_as_json(running: Service) -> None:
    answer = running.get("/ogc/collections/buildings/items?limit=1")
    assert answer.headers["content-type"] == "application/geo+json"
    assert answer.headers["content-crs"] == "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"
    assert answer.headers["cache-control"] == "no-cache"
    assert "虹桥" in running.get("/ogc/collections/subdistricts/items").text  # readable, not escaped
    assert json.loads(running.get("/ogc/collections/subdistricts/items/" + quote("虹桥街道")).text)["id"] == "虹桥街道"
