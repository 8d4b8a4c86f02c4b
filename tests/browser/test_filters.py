"""Filters leave what they name, on the map, in the panels and in the address; the frame lives on through all of it."""

from collections.abc import Callable
from datetime import date

from sites.edition import Edition
from sites.indicators import stage_counts
from sites.selection import Selection
from tests.browser.browsing import View
from tests.demo_store import store

Open = Callable[..., View]


def ids(edition: Edition, selection: Selection) -> set[str]:
    found = set(edition.buildings.loc[selection.mask(edition), "building_id"])
    assert found
    return found


def test_the_map_counts_every_building_once(view: View, edition: Edition) -> None:
    counts = view.counts()
    assert sum(counts.values()) == len(edition.buildings) == 900
    assert counts == stage_counts(edition.buildings)
    assert view.ask("onemap.edition") == edition.number
    buildings = edition.buildings.set_index("building_id")["stage"]
    assert view.ask("onemap.visible().map((id) => [id, onemap.stageOf(id)])") == [
        list(pair) for pair in buildings.items()
    ]


def test_a_subdistrict_shows_exactly_its_buildings_and_the_address_follows(view: View, edition: Edition) -> None:
    view.choose("filter_subdistrict", "虹桥街道")
    view.shows(ids(edition, Selection(subdistrict="虹桥街道")))
    view.until_query(subdistrict="虹桥街道")


def test_the_map_looks_at_what_was_chosen(view: View, edition: Edition) -> None:
    before = view.ask("onemap.map.getZoom()")
    view.choose("filter_compound", "虹桥新村一期")
    view.until("(before) => onemap.map.getZoom() > before + 1", before)
    west, south, east, north = edition.compounds.set_index("compound").geometry["虹桥新村一期"].bounds
    inside = view.ask(
        "([w, s, e, n]) => onemap.map.getBounds().contains(L.latLngBounds([[s, w], [n, e]]))",
        [west, south, east, north],
    )
    assert inside


def test_an_address_restores_the_view_that_was_sent(visit: Open) -> None:
    then = store().on(date(2022, 5, 31))
    view = visit("?subdistrict=虹桥街道&stage=construction&as_of=2022-05-31")
    view.shows(ids(then, Selection(subdistrict="虹桥街道", stages=("construction",))))
    assert view.ask("onemap.edition") == then.number
    assert view.widget("filter_subdistrict").locator("input").input_value() == "虹桥街道"
    assert view.chosen("filter_stage") == ["改造实施"]
    assert view.widget("as_of").locator("input").input_value() == "2022-05-31"
    assert view.query() == {"subdistrict": "虹桥街道", "stage": "construction", "as_of": "2022-05-31"}


def test_an_address_restores_layers_search_status_and_selection(visit: Open, edition: Edition) -> None:
    late = ids(edition, Selection(statuses=("behind",), search="xc"))
    view = visit("?status=behind&q=xc&layers=pipes&select=compound:C001")
    view.shows(late)
    assert {name for name, layer in view.ask("onemap.layers()").items() if layer["shown"]} == {"pipes"}
    view.until_details("濠东新村")
    assert view.widget("search").locator("input").input_value() == "xc"


def test_an_address_that_nobody_understands_shows_the_whole(visit: Open) -> None:
    view = visit(
        "?subdistrict=没有街道&stage=nonsense,,&status=&as_of=tomorrow&layers=x&select=nobody:1&lang=xx&other={{7*7}}"
    )
    assert sum(view.counts().values()) == 900
    assert view.ask("onemap.edition") == store().current().number


def test_an_unknown_selection_says_nothing_wrong(visit: Open) -> None:
    view = visit("?select=building:nobody")
    view.until_details("崇川区")
    assert sum(view.counts().values()) == 900


def test_a_stage_chosen_at_the_left_is_chosen_in_the_legend(view: View, edition: Edition) -> None:
    view.choose("filter_stage", "物业管理")
    view.shows(ids(edition, Selection(stages=("handover",))))
    assert view.row("stage:handover").get_attribute("aria-pressed") == "true"
    assert view.row("stage:preparation").get_attribute("aria-pressed") == "false"
    view.until_query(stage="handover")


def test_a_status_and_a_stage_narrow_each_other(view: View, edition: Edition) -> None:
    view.choose("filter_status", "滞后")
    view.choose("filter_stage", "改造实施")
    view.shows(ids(edition, Selection(stages=("construction",), statuses=("behind",))))
    view.until_query(stage="construction", status="behind")


def test_a_compound_of_another_subdistrict_goes_when_the_subdistrict_changes(visit: Open, edition: Edition) -> None:
    view = visit("?compound=虹桥新村一期")
    view.choose("filter_subdistrict", "任港街道")
    view.shows(ids(edition, Selection(subdistrict="任港街道")))
    view.until_query(subdistrict="任港街道", compound=None)


def test_initials_find_a_compound(view: View, edition: Edition) -> None:
    view.search("hqxc")
    wanted = ids(edition, Selection(search="hqxc"))
    view.shows(wanted)
    names = set(edition.buildings.set_index("building_id").loc[sorted(wanted), "compound"])
    assert names == {"虹桥新村一期", "虹桥新村二期"}
    view.until_query(q="hqxc")


def test_a_name_and_a_number_find_one_building(view: View, edition: Edition) -> None:
    view.search("虹桥新村一期 3 幢")
    wanted = ids(edition, Selection(search="虹桥新村一期 3 幢"))
    assert len(wanted) == 1
    view.shows(wanted)


def test_what_is_searched_for_can_be_narrowed_further(view: View, edition: Edition) -> None:
    view.search("2幢")
    view.choose("filter_subdistrict", "虹桥街道")
    view.shows(ids(edition, Selection(search="2幢", subdistrict="虹桥街道")))


def test_an_empty_result_says_so_and_offers_the_way_back(view: View) -> None:
    view.search("紫禁城")
    notice = view.frame.locator(".onemap-empty")
    notice.wait_for(state="visible")
    assert view.visible() == set()
    notice.get_by_role("button").click()
    view.until("onemap.visible().length === 900")
    notice.wait_for(state="hidden")
    view.until_query(q=None)
    assert view.widget("search").locator("input").input_value() == ""


def test_the_way_back_is_there_when_the_legend_emptied_the_map(visit: Open, edition: Edition) -> None:
    counts = edition.buildings.groupby(["compound", "stage"]).size().unstack(fill_value=0)
    compound = counts.index[counts["handover"] == 0][0]
    view = visit(f"?compound={compound}")
    view.row("stage:handover").click()
    notice = view.frame.locator(".onemap-empty")
    notice.wait_for(state="visible")
    notice.get_by_role("button").click()
    view.until("onemap.visible().length === 900")
    view.until_query(compound=None, stage=None)


def test_clearing_takes_every_filter_away_and_leaves_the_date(visit: Open) -> None:
    view = visit("?subdistrict=虹桥街道&stage=construction,handover&status=on_track&q=xc&as_of=2022-07-31")
    view.widget("clear").get_by_role("button").click()
    view.until("onemap.visible().length === 900")
    view.until_query(subdistrict=None, stage=None, status=None, q=None, as_of="2022-07-31")


def test_another_date_shows_another_edition(view: View) -> None:
    view.choose("as_of", "2022-03-18")
    then = store().on(date(2022, 3, 18))
    view.until("(number) => onemap.edition === number", then.number)
    assert view.counts() == stage_counts(then.buildings)
    view.until_query(as_of="2022-03-18")


def test_the_figures_follow_the_filter_and_say_the_whole(view: View, edition: Edition) -> None:
    part = edition.buildings[edition.buildings["subdistrict"] == "虹桥街道"]
    view.choose("filter_subdistrict", "虹桥街道")
    for key, value in (
        ("buildings", len(part)),
        ("households", int(part["households"].sum())),
        ("compounds", part["compound_id"].nunique()),
    ):
        view.widget(f"kpi_{key}").locator(".figure", has_text=f"{value:,}").wait_for()
    assert "900" in view.widget("kpi_buildings").locator(".figure").inner_text()


def test_the_official_figures_stand_beside_the_editions_own(view: View) -> None:
    for key, text in {
        "compounds": "51",
        "subdistricts": "10",
        "buildings": "900",
        "households": "33,520",
        "area": "305",
    }.items():
        assert text in view.widget(f"kpi_{key}").locator(".figure").inner_text()


def test_nothing_rebuilds_the_frame_and_every_change_repaints(view: View) -> None:
    """Filters, date, selection, layers, search and language reach the living frame."""
    view.mark()

    def repaints(act: Callable[[], object]) -> None:
        before = view.ask("onemap.painted")
        act()
        view.until("(before) => onemap.painted > before", before)
        view.settle()
        assert view.marked

    repaints(lambda: view.choose("filter_subdistrict", "虹桥街道"))
    repaints(lambda: view.choose("filter_stage", "改造实施"))
    repaints(lambda: view.choose("filter_status", "正常"))
    repaints(lambda: view.choose("filter_layers", "管网"))
    repaints(lambda: view.choose("as_of", "2022-05-31"))
    repaints(lambda: view.search("hqxc"))
    repaints(lambda: view.ask("onemap.select('C012')"))
    repaints(lambda: view.row("stage:construction").click())
    repaints(lambda: view.widget("clear").get_by_role("button").click())
    repaints(lambda: view.widget("lang").get_by_text("English").click())
    assert view.page.locator(".st-key-map iframe").count() == 1
