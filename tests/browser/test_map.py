"""What lies in the map's frame acts there at once, and the server follows."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sites import standing
from sites.edition import Edition
from sites.stages import STAGE_CODES, stage
from tests.browser.browsing import View

Open = Callable[..., View]
PIXEL = """(id) => {
    // inside the building, off its middle, where its number stands
    const { geometry } = onemap.model;
    const view = onemap.scene.view;
    const { flat, ringStart, start } = geometry.buildings.shapes;
    const i = geometry.buildingIndex.get(id);
    const p = ringStart[start[i]];
    const at = [0, 1].map((k) => geometry.buildings.at[2 * i + k] + 0.6 * (flat[2 * p + k] - geometry.buildings.at[2 * i + k]));
    const density = window.devicePixelRatio;
    const [x, y] = [at[0] * view.scale - view.left, at[1] * view.scale - view.top].map((v) => Math.round(v * density));
    const [r, g, b] = document.querySelector("canvas.onemap-data").getContext("2d").getImageData(x, y, 1, 1).data;
    return `rgb(${r}, ${g}, ${b})`;
}"""


def rgb(code: str) -> str:
    return "rgb({}, {}, {})".format(*(int(code[at : at + 2], 16) for at in (1, 3, 5)))


def one_of_each(edition: Edition) -> dict[str, str]:
    """A building of each stage."""
    buildings = edition.buildings
    return {code: buildings.loc[buildings["stage"] == code, "building_id"].iloc[0] for code in STAGE_CODES}


def test_a_building_has_the_colour_that_the_legend_says(visit: Open, edition: Edition) -> None:
    view = visit("?layers=")
    for code, identifier in one_of_each(edition).items():
        assert view.ask("(id) => onemap.stageOf(id)", identifier) == code
        view.look(identifier)
        said = rgb(view.ask("(stage) => onemap.colourOf(stage)", code))
        assert said == rgb(stage(code).light)
        assert view.ask(PIXEL, identifier) == said
        swatch = view.row(f"stage:{code}").locator(".swatch")
        assert swatch.evaluate("(node) => getComputedStyle(node).backgroundColor") == said
        bar = view.widget("legend").locator(f"button[data-stage={code}] .swatch")
        assert bar.evaluate("(node) => getComputedStyle(node).backgroundColor") == said


def test_the_legends_counts_follow_the_filter(view: View) -> None:
    def shown() -> dict[str, int]:
        rows = {code: view.row(f"stage:{code}").locator(".count").inner_text() for code in STAGE_CODES}
        return {code: int(text.replace(",", "")) for code, text in rows.items()}

    assert shown() == {code: n for code, n in view.counts().items() if code != "unknown"}
    view.choose("filter_subdistrict", "虹桥街道")
    view.until("onemap.visible().length < 900")
    assert shown() == {code: n for code, n in view.counts().items() if code != "unknown"}


def test_a_layer_is_switched_in_the_frame_at_once_and_the_server_follows(view: View, edition: Edition) -> None:
    layers = view.ask("onemap.layers()")
    assert {name: layer["n"] for name, layer in layers.items()} == {
        name: len(rows) for name, rows in edition.facilities.items()
    }
    assert {name for name, layer in layers.items() if layer["shown"]} == {"parking", "charging", "elevators"}
    shown = view.ask(
        """() => { document.querySelector(".onemap-row[data-key='layer:pipes']").click();
        document.querySelector(".onemap-row[data-key='layer:parking']").click();
        return Object.entries(onemap.layers()).filter(([, layer]) => layer.shown).map(([name]) => name); }"""
    )
    assert set(shown) == {"charging", "elevators", "pipes"}  # in the very same moment: nobody was asked
    view.until_chosen("filter_layers", "充电", "加装电梯", "管网")
    view.settle()
    assert {name for name, layer in view.ask("onemap.layers()").items() if layer["shown"]} == set(shown)
    view.until_query(layers="charging,elevators,pipes")


def test_a_layer_chosen_at_the_left_is_drawn(view: View) -> None:
    view.choose("filter_layers", "管网")
    view.until("onemap.layers().pipes.shown")
    assert view.row("layer:pipes").get_attribute("aria-pressed") == "true"


def test_the_legend_filters_at_once_and_the_filter_follows(view: View, edition: Edition) -> None:
    n = int((edition.buildings["stage"] == "demolition").sum())
    at_once = view.ask(
        """() => { document.querySelector(".onemap-row[data-key='stage:demolition']").click(); return onemap.visible().length; }"""
    )
    assert at_once == n
    view.until_chosen("filter_stage", "违建拆除")
    view.until_query(stage="demolition")
    view.row("stage:demolition").click()
    view.until_chosen("filter_stage")
    view.until("onemap.visible().length === 900")


def test_the_legend_filters_by_status_too(view: View, edition: Edition) -> None:
    view.row("status:behind").click()
    view.shows(set(edition.buildings.loc[edition.buildings["status"] == "behind", "building_id"]))
    view.until_chosen("filter_status", "滞后")


PRESS = """async (codes) => {
    for (const code of codes) {
        document.querySelector(`.onemap-row[data-key='stage:${code}']`).click();
        await new Promise((resolve) => setTimeout(resolve, 120));
    }
    // from the last press on, the picture stands still until the server has nothing more to say
    const seen = new Set();
    const look = () => { seen.add(Object.entries(onemap.counts()).filter(([, n]) => n).map(([code]) => code).join()); window.looking = requestAnimationFrame(look); };
    look();
    window.seenSince = () => [...seen];
}"""


def test_late_answers_do_not_undo_what_was_pressed_after(view: View) -> None:
    view.ask(PRESS, ["preparation", "demolition", "construction", "preparation", "handover"])
    wanted = ("demolition", "construction", "handover")
    view.until_chosen("filter_stage", *(stage(code).label for code in wanted))
    view.until_query(stage=",".join(wanted))
    view.settle()
    assert view.ask("seenSince()") == [",".join(wanted)]


def test_an_answer_from_before_the_press_does_not_count(view: View, edition: Edition) -> None:
    """The server answers late, with a state in which the press is not heard yet: here it is made to come at once after."""
    view.ask(
        "(() => { const apply = onemap.apply; onemap.apply = (state) => { window.lastState = state; apply.call(onemap, state); }; })()"
    )
    view.row("stage:preparation").click()
    view.until("window.lastState")
    view.settle()
    shown = view.ask(
        """() => { document.querySelector(".onemap-row[data-key='stage:handover']").click();
        onemap.apply(window.lastState);
        return Object.entries(onemap.counts()).filter(([, n]) => n).map(([code]) => code); }"""
    )
    assert shown == ["preparation", "handover"]


def test_the_stage_bar_acts_in_the_frame(view: View, edition: Edition) -> None:
    n = int((edition.buildings["stage"] == "acceptance").sum())
    view.mark()
    at_once = view.page.evaluate(
        """() => { const host = [...document.querySelectorAll(".st-key-legend *")].find((node) => node.shadowRoot?.querySelector("[data-stage]"));
        host.shadowRoot.querySelector("[data-stage=acceptance]").click();
        return document.querySelector(".st-key-map iframe").contentWindow.onemap.visible().length; }"""
    )
    assert at_once == n
    view.until_chosen("filter_stage", "竣工验收")
    view.widget("legend").locator("button[data-stage=acceptance][aria-pressed=true]").wait_for()
    assert view.marked


def test_a_ring_shows_its_compounds_details(view: View, edition: Edition) -> None:
    compound = edition.compounds.set_index("compound_id").loc["C012"]
    view.click("C012")
    view.until_details(compound["compound"])
    assert compound["subdistrict"] in view.details
    view.until_query(select="compound:C012")
    view.until("onemap.map.getZoom() >= 15")


def test_a_building_shows_its_details_and_the_second_click_too(view: View, edition: Edition) -> None:
    identifier = one_of_each(edition)["construction"]
    row = edition.buildings.set_index("building_id").loc[identifier]
    title = f"{row['compound']} {row['building_no']} 幢"
    view.row("layer:elevators").click()
    view.look(identifier)
    view.click(identifier)
    view.until_details(title)
    view.until_query(select=f"building:{identifier}")
    assert f"{row['households']:,} 户" in view.details
    view.widget("details").locator("button.close").click()
    view.until_query(select=None)
    view.until("onemap.model.selected === null")
    view.settle()
    view.look(identifier)
    view.click(identifier)
    view.until_details(title)
    view.until_query(select=f"building:{identifier}")


def test_a_click_beside_everything_deselects(visit: Open) -> None:
    view = visit("?select=compound:C012")
    view.until_details("虹桥新村一期")
    view.ask("onemap.map.setView([31.9, 120.7], 16, { animate: false })")
    box = view.page.locator(".st-key-map iframe").bounding_box()
    assert box
    view.page.mouse.click(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.4)
    view.until("onemap.model.selected === null")
    view.until_query(select=None)


def test_a_script_may_select(view: View) -> None:
    view.ask("onemap.select('C020')")
    view.until_details("任港路小区")
    assert (
        view.ask(
            "(() => { try { onemap.select('nobody'); return 'taken'; } catch (error) { return error.message; } })()"
        )
        != "taken"
    )


def test_the_details_lead_on_to_a_compound(visit: Open) -> None:
    view = visit("?subdistrict=虹桥街道")
    view.widget("details").locator("button.part", has_text="青竹苑").click()
    view.until_details("青竹苑")
    view.until_query(select="compound:C019", subdistrict="虹桥街道")
    view.until("onemap.model.selected?.id === 'C019'")


def test_a_row_of_the_table_selects_its_compound(view: View, edition: Edition) -> None:
    first = standing.of_compounds(edition, np.ones(len(edition.buildings), bool)).iloc[0]
    table = view.widget("table").locator("canvas").first
    table.wait_for()
    table.scroll_into_view_if_needed()
    view.settle()
    box = table.bounding_box()
    assert box
    view.page.mouse.click(box["x"] + 16, box["y"] + 52)  # the box before the first row
    view.until_query(select=f"compound:{first['compound_id']}")
    view.until_details(first["compound"])
    view.until("(id) => onemap.model.selected?.id === id", first["compound_id"])


def test_hovering_says_in_a_word_what_lies_there(view: View, edition: Edition) -> None:
    tooltip = view.frame.locator(".onemap-tooltip")
    assert tooltip.is_hidden()
    view.page.mouse.move(*view.spot("C012"))
    tooltip.wait_for(state="visible")
    assert "虹桥新村一期" in tooltip.inner_text()
    identifier = one_of_each(edition)["handover"]
    view.row("layer:elevators").click()
    view.look(identifier)
    view.page.mouse.move(*view.spot(identifier))
    row = edition.buildings.set_index("building_id").loc[identifier]
    view.frame.locator(".onemap-tooltip", has_text=f"{row['compound']} {row['building_no']}").wait_for(state="visible")


def test_escape_deselects(visit: Open) -> None:
    view = visit("?select=compound:C012")
    view.until("onemap.model.selected?.id === 'C012'")
    view.frame.locator(".leaflet-container").focus()
    view.page.keyboard.press("Escape")
    view.until("onemap.model.selected === null")
    view.until_query(select=None)
    view.until_details("崇川区")


@pytest.mark.parametrize("key", ["0", "Home"])
def test_a_key_brings_the_whole_back(view: View, key: str) -> None:
    fitted = view.ask("[onemap.map.getZoom(), onemap.map.getCenter().lat, onemap.map.getCenter().lng]")
    view.ask("onemap.map.setView([31.9, 120.7], 17, { animate: false })")
    view.frame.locator(".leaflet-container").focus()
    view.page.keyboard.press(key)
    view.until("([zoom]) => onemap.map.getZoom() === zoom && !onemap.map._animatingZoom", fitted)
    assert view.ask("[onemap.map.getZoom(), onemap.map.getCenter().lat, onemap.map.getCenter().lng]") == pytest.approx(
        fitted, abs=1e-3
    )


def test_the_legend_is_reached_and_pressed_by_keys_alone(view: View, edition: Edition) -> None:
    view.frame.locator(".leaflet-container").focus()
    reached: list[str] = []
    for _ in range(40):
        view.page.keyboard.press("Tab")
        reached.append(view.ask("document.activeElement?.dataset?.key ?? ''"))
        if reached[-1] == "stage:handover":
            break
    assert [key for key in reached if key.startswith("stage:")] == [f"stage:{code}" for code in STAGE_CODES]
    view.page.keyboard.press("Enter")
    view.shows(set(edition.buildings.loc[edition.buildings["stage"] == "handover", "building_id"]))
    outline: Any = view.ask("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"


def test_the_map_can_fill_the_screen(view: View) -> None:
    button = view.frame.get_by_role("button", name="全屏")
    assert button.count() == 1
    button.click()
    view.until("document.fullscreenElement !== null")
    button.click()
    view.until("document.fullscreenElement === null")


def test_the_map_says_what_it_is_and_how_large(view: View) -> None:
    attribution = view.frame.locator(".leaflet-control-attribution")
    assert attribution.inner_text() == "示意图 · 数据为演示虚构"
    assert attribution.locator("a, img, svg").count() == 0
    assert re.search(r"\d+ k?m", view.frame.locator(".leaflet-control-scale-line").inner_text())


def test_the_map_is_most_of_the_first_view(view: View) -> None:
    box = view.page.locator(".st-key-map iframe").bounding_box()
    assert box
    assert box["y"] + box["height"] <= 768 + 1
    assert box["width"] * box["height"] >= 0.5 * 1366 * 768
