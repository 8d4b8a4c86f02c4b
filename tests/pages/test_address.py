"""A view is an address: what was chosen is in it, and what it says is chosen again."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from sites.facilities import LAYER_NAMES
from sites.stages import STAGE_CODES, STATUS_CODES

STAGES = (*STAGE_CODES, "unknown")


def script() -> None:
    """A run of a page, without its widgets."""
    import streamlit as st

    from pages import address

    address.read()
    address.hear(st.session_state.get("told"))
    st.session_state["selection"] = address.selection()
    st.session_state["choice"] = address.choice()
    st.session_state["fits"] = address.fit()
    st.session_state["speaks"] = address.language()
    address.write()


def opened(**query: str) -> AppTest:
    session = AppTest.from_function(script, default_timeout=60)
    for name, value in query.items():
        session.query_params[name] = value
    session.run()
    assert not session.exception
    return session


def tell(session: AppTest, nonce: str, **told: Any) -> AppTest:
    session.session_state["told"] = {"stages": [], "statuses": [], "layers": [], "select": None, **told, "nonce": nonce}
    session.run()
    assert not session.exception
    return session


def address(session: AppTest) -> dict[str, str]:
    return {name: values[0] if isinstance(values, list) else values for name, values in session.query_params.items()}


def test_nothing_chosen_is_nothing_in_the_address() -> None:
    session = opened()
    assert address(session) == {}
    assert session.session_state["selection"].empty
    assert session.session_state["choice"].layers == ("parking", "charging", "elevators")


SENT = {
    "subdistrict": "虹桥街道",
    "compound": "青竹苑",
    "q": "hqxc",
    "stage": "construction,handover",
    "status": "behind",
    "layers": "pipes",
    "as_of": "2022-05-31",
    "select": "building:C012-01",
    "lang": "en",
}


def test_an_address_that_was_sent_is_kept_as_it_is() -> None:
    session = opened(**SENT)
    assert address(session) == SENT
    chosen = session.session_state["selection"]
    assert (chosen.subdistrict, chosen.compound, chosen.search) == ("虹桥街道", "青竹苑", "hqxc")
    assert (chosen.stages, chosen.statuses) == (("construction", "handover"), ("behind",))
    assert session.session_state["choice"].select == {"kind": "building", "id": "C012-01"}
    assert session.session_state["speaks"] == "en"


def test_no_layer_at_all_is_something_to_say() -> None:
    session = opened(layers="")
    assert session.session_state["choice"].layers == ()
    assert address(session) == {"layers": ""}


@pytest.mark.parametrize(
    "query",
    [
        {"stage": "nonsense"},
        {"status": ",,,"},
        {"as_of": "2022-13-45"},
        {"as_of": "{{7*7}}"},
        {"select": "ring:C012"},
        {"select": "building:"},
        {"select": ":"},
        {"lang": "../../etc"},
        {"lang": "tlh"},
        {"nobody": "asked"},
    ],
)
def test_what_nobody_knows_is_left_out(query: dict[str, str]) -> None:
    assert address(opened(**query)) == {}


def test_the_address_is_read_once_and_then_follows() -> None:
    session = opened(stage="handover")
    tell(session, "a:1", stages=["construction"])
    assert address(session)["stage"] == "construction"
    session.run()
    assert session.session_state["selection"].stages == ("construction",)


def test_what_the_frame_told_is_taken_over_once() -> None:
    session = opened()
    tell(session, "a:1", stages=["construction"], layers=["pipes"], select={"kind": "compound", "id": "C012"})
    assert address(session) == {"stage": "construction", "layers": "pipes", "select": "compound:C012"}
    session.session_state["filter_stage"] = []  # a widget, later
    session.run()
    assert session.session_state["selection"].stages == ()
    tell(session, "a:2", stages=["construction"])
    assert session.session_state["selection"].stages == ("construction",)


def test_the_way_back_takes_every_filter_away() -> None:
    session = opened(**{**SENT, "lang": "zh_CN"})
    tell(session, "a:1", clear=True)
    assert session.session_state["selection"].empty
    assert set(address(session)) <= {"as_of", "layers", "select"}


@pytest.mark.parametrize(
    "told",
    [
        {"stages": ["nonsense"], "statuses": ["{{7*7}}"], "layers": ["../x"]},
        {"select": {"kind": "ring", "id": "1"}},
        {"select": {"kind": "building", "id": 7}},
        {"select": {"kind": "building"}},
        {"select": "C012"},
        {"select": []},
    ],
)
def test_what_the_frame_cannot_have_meant_is_left_out(told: dict[str, Any]) -> None:
    session = tell(opened(), "a:1", **told)
    assert session.session_state["selection"].empty
    assert session.session_state["choice"].select is None


def test_the_map_fits_with_the_place_and_not_with_the_stage() -> None:
    session = opened()
    first = session.session_state["fits"]
    tell(session, "a:1", stages=["construction"], statuses=["behind"], layers=["pipes"])
    assert session.session_state["fits"] == first
    assert (
        len({first, *(opened(**{name: SENT[name]}).session_state["fits"] for name in ("subdistrict", "compound", "q"))})
        == 4
    )


def some_of(codes: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    """Some of them, in their own order."""
    return st.sets(st.sampled_from(codes)).map(lambda chosen: [code for code in codes if code in chosen])


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(
    some_of(STAGES),
    some_of(STATUS_CODES),
    some_of(LAYER_NAMES),
    st.text(max_size=20).map(str.strip),
)
def test_every_choice_survives_being_sent(
    stages: list[str], statuses: list[str], layers: list[str], typed: str
) -> None:
    query = {"stage": ",".join(stages), "status": ",".join(statuses), "layers": ",".join(layers), "q": typed}
    sent = opened(**query)
    received = opened(**address(sent))
    for name in ("selection", "choice", "fits"):
        assert received.session_state[name] == sent.session_state[name]
    assert set(sent.session_state["choice"].layers) == set(layers)
