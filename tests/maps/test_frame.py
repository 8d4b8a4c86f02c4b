"""What st_folium is given: the same script for ever, and a state without a letter of the data's own."""

import base64
import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import streamlit_folium

from maps import files, frame, geometry, marks, state, words
from maps.marks import Kind
from maps.state import Choice, State
from sites.edition import Edition
from tests.demo_store import store

EVIL = [
    '{{cycler.__init__.__globals__.os.popen("id")}}',
    "{% for x in ().__class__.__base__.__subclasses__() %}{{x}}{% endfor %}",
    "{# comment",
    "{{",
    "%}",
    "</script><img src=x onerror=alert(1)>",
    "<!--<script>",
    "\"'`);alert(1);//",
    "\\",
    "\\u0022);alert(1);(\\u0022",
    "${alert(1)}",
    "虹桥😀新村",
    "行\u2028隔\u2029断",
    "\x00\x07",
]


class Given:
    """What st_folium hands to Streamlit's component, run by run."""

    def __init__(self) -> None:
        self.runs: list[dict[str, Any]] = []
        self.answer: Any = None

    def __call__(self, **given: Any) -> Any:
        self.runs.append(given)
        return self.answer


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Given:
    recorder = Given()
    monkeypatch.setattr(streamlit_folium, "_component_func", recorder)
    return recorder


def of(edition: Edition, mask: Any = None, **more: Any) -> State:
    mask = np.ones(len(edition.buildings), bool) if mask is None else mask
    return State(
        geometry.address(edition, {}),
        state.address(edition),
        words.address(edition.synthetic),
        mask,
        **{"choice": Choice(), **more},
    )


def named(edition: Edition, name: str) -> Edition:
    """The edition with this name wherever a name can stand."""
    subdistricts = edition.subdistricts.assign(subdistrict=[name, name + "2"])
    facilities = {
        layer: rows.assign(compound=name, facility_id=[f"{name}{at}" for at in range(len(rows))])
        for layer, rows in edition.facilities.items()
    }
    compounds = edition.compounds.assign(
        compound=name, compound_id=[f"{name}{at}" for at in range(2)], subdistrict=name
    )
    ids = dict(zip(edition.compounds["compound_id"], compounds["compound_id"], strict=True))
    buildings = edition.buildings.assign(
        compound=name, subdistrict=name, building_no=name, building_id=[f"{name}{at}" for at in range(len(edition.buildings))],
        compound_id=edition.buildings["compound_id"].map(ids),
    )  # fmt: skip
    return replace(edition, subdistricts=subdistricts, compounds=compounds, buildings=buildings, facilities=facilities)


@pytest.mark.parametrize("name", EVIL)
def test_no_name_passes_a_template(small: Edition, given: Given, name: str) -> None:
    """Whatever the names are, all that differs in what st_folium is given is base64."""
    select = {"kind": "compound", "id": f"{name}0"}
    frame.show(
        of(named(small, name), choice=Choice(select=select, marks=(name,)), fit=name, echo=name, fly=name, marks=name)
    )
    frame.show(of(small, mask=np.array([True, False])))
    evil, plain = given.runs
    assert evil["feature_group"] != plain["feature_group"]
    assert head(evil["feature_group"]) == head(plain["feature_group"])
    # an id of folium's own making, and a function
    for key in evil.keys() - {"feature_group", "id", "on_change"}:
        assert evil[key] == plain[key], key


@pytest.mark.parametrize("name", EVIL)
def test_a_name_reaches_the_browser_as_it_is(small: Edition, name: str) -> None:
    found = files.get(geometry.address(named(small, name), {}))
    assert found
    body = json.loads(found.body)
    assert body["compounds"]["name"] == [name, name]
    assert body["buildings"]["number"] == [name, name]
    assert found.media_type == "application/json"


def head(script: str) -> str:
    """A state's script, with the base64 taken out."""
    start = script.index('onemap.apply("') + len('onemap.apply("')
    end = script.index('")', start)
    base64.b64decode(script[start:end], validate=True)
    return script[:start] + script[end:]


def test_the_state_is_in_what_the_frame_is_given(small: Edition, given: Given) -> None:
    """A template that fails is swallowed by st_folium, and the map would stay as it was."""
    wanted = of(small, mask=np.array([False, True]), choice=Choice(stages=("handover",)))
    frame.show(wanted)
    script = given.runs[0]["feature_group"]
    assert f'onemap.apply("{wanted.encode()}")' in script
    assert script.index("window.feature_group = []") < script.index("onemap.apply")
    assert "onemapStart(map_div)" in given.runs[0]["script"]


def test_the_maps_script_is_the_same_on_every_run_and_in_every_edition(small: Edition, given: Given) -> None:
    first, last = store().get(1), store().current()
    for edition, filters in (
        (first, {}),
        (last, {"choice": Choice(stages=("handover",), layers=("pipes",))}),
        (small, {"fit": "虹桥"}),
        (
            small,
            {"marks": marks.address(small, "{{7*7}}", [Kind("a", "{{7*7}}", "#000000", "#ffffff")], np.zeros(2, int))},
        ),
        (first, {}),
    ):
        frame.show(of(edition, **filters))
    for key in (
        "script",
        "header",
        "html",
        "key",
        "js_links",
        "css_links",
        "height",
        "width",
        "returned_objects",
        "default",
        "zoom",
        "center",
    ):
        assert len({repr(run[key]) for run in given.runs}) == 1, key


def test_what_differs_is_told(small: Edition, given: Given) -> None:
    frame.show(of(small))
    frame.show(of(small, mask=np.array([True, False])))
    assert given.runs[0]["feature_group"] != given.runs[1]["feature_group"]


def test_the_frame_asks_no_foreign_host_and_for_hashed_files_only(small: Edition, given: Given) -> None:
    frame.show(of(small))
    (run,) = given.runs
    assert "://" not in run["script"] + run["header"] + run["html"] + run["feature_group"]
    assert [link.split("/")[-1] for link in run["js_links"]] == ["map.js"]
    assert [link.split("/")[-1] for link in run["css_links"]] == ["faces.css"], "the rest of the style is in the script"
    assert all(link.startswith("../../map/") for link in run["js_links"])


def test_a_pan_does_not_run_the_page_again(small: Edition, given: Given) -> None:
    frame.show(of(small))
    assert given.runs[0]["returned_objects"] == []


def test_what_the_frame_told_is_handed_on_and_nothing_else(small: Edition, given: Given) -> None:
    for answer in (None, {}, {"last_clicked": None}):
        given.answer = answer
        assert frame.show(of(small)) is None
    given.answer = {"stages": [], "nonce": "a:1"}
    assert frame.show(of(small)) == given.answer
