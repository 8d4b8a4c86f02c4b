"""What the panel beside the map says: plain values, in the reader's words, for everything that can be pressed."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import pytest

import locales
from pages.details import describe
from sites import profile
from sites.edition import Edition
from sites.profile import Profile
from sites.stages import STAGES
from tests.demo_store import store


@pytest.fixture(scope="module")
def edition() -> Edition:
    return store().current()


@pytest.fixture(params=["zh_CN", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    locales.use(request.param)
    yield request.param
    locales.use(locales.SOURCE)


def said(found: Profile | None, edition: Edition) -> dict[str, Any]:
    """Describe, and make sure that the browser gets it: JSON, without NaN, NaT or None in the place of a text."""
    assert found
    described = describe(found, edition.as_of)
    text = json.dumps(described, allow_nan=False)
    for broken in ("NaN", "NaT", "<NA>", '"nan"', "None", '"null"'):
        assert broken not in text
    for group in described["groups"]:
        assert all(isinstance(value, str) and value for row in group["rows"] for value in row)
    body: dict[str, Any] = json.loads(text)
    return body


@pytest.mark.usefixtures("language")
def test_every_building_can_be_described(edition: Edition) -> None:
    for identifier in edition.buildings["building_id"].iloc[::7]:
        described = said(profile.of_building(edition, identifier), edition)
        assert described["closable"]
        assert len(described["spans"]) == len(STAGES)
        for span in described["spans"]:
            for bar in (span["planned"], span["actual"]):
                assert bar is None or 0 <= bar[0] <= bar[1] <= 1


@pytest.mark.usefixtures("language")
def test_every_compound_can_be_described(edition: Edition) -> None:
    for identifier, name in edition.compounds[["compound_id", "compound"]].itertuples(index=False):
        described = said(profile.of_compound(edition, identifier), edition)
        assert described["title"] == name
        assert described["closable"]


def test_the_district_and_its_subdistricts_can_be_described(edition: Edition, language: str) -> None:
    every = np.ones(len(edition.buildings), bool)
    described = said(profile.of_district(edition, every), edition)
    assert described["title"] == {"zh_CN": "崇川区", "en": "Chongchuan District"}[language]
    assert not described["closable"]
    assert sum(int(part["n"].replace(",", "")) for part in described["parts"]) == len(edition.buildings)
    assert {tuple(part["press"]) for part in described["parts"]} == {("subdistrict",)}
    mask = (edition.buildings["subdistrict"] == "虹桥街道").to_numpy(bool)
    described = said(profile.of_district(edition, mask, "虹桥街道"), edition)
    assert {tuple(part["press"]) for part in described["parts"]} == {("compound_id",)}


def test_a_building_that_is_late_says_so_first_and_in_the_late_tone(edition: Edition) -> None:
    late = edition.buildings[edition.buildings["status"] == "behind"].iloc[0]
    (flag,) = said(profile.of_building(edition, late["building_id"]), edition)["flags"]
    assert flag["tone"] == "late"
    assert f"{late['days_behind']}" in flag["title"]


@pytest.mark.parametrize(("status", "tone"), [("on_track", "calm"), ("at_risk", "risk"), ("unknown", "risk")])
def test_nobody_else_is_late(edition: Edition, status: str, tone: str) -> None:
    other = edition.buildings[edition.buildings["status"] == status].iloc[0]
    (flag,) = said(profile.of_building(edition, other["building_id"]), edition)["flags"]
    assert flag["tone"] == tone


def test_markup_in_a_name_is_left_to_the_panel_which_writes_text(edition: Edition) -> None:
    name = "![x](http://127.0.0.1:9/x.png) <img src=x onerror=alert(1)> {{7*7}} {n}"
    described = describe(Profile("compound", name, subdistrict=name, buildings=2), date(2022, 8, 31))
    assert described["title"] == name
    assert described["subtitle"].startswith(name)


def test_braces_in_a_name_are_no_template() -> None:
    described = describe(Profile("building", "{0}", compound="{number}{x!r}"), date(2022, 8, 31))
    assert described["title"] == "{number}{x!r} {0} 幢"
