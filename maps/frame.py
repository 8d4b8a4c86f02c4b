"""The map on a page: a folium map whose script never changes, and a state that changes often.

The only file that knows streamlit_folium. The map's script is the same string on every run, so the frame is mounted
once; what changes is evaluated in the living frame (see frontend/src/map.js). Nothing of the data passes a template:
the state is base64.
"""

from typing import Any

import folium
import streamlit_folium
from branca.element import MacroElement
from folium.elements import JSCSSMixin
from folium.template import Template
from streamlit.components.types.base_component_registry import BaseComponentRegistry
from streamlit.runtime import get_instance
from streamlit_folium import st_folium

from maps import assets, files
from maps.state import State

HEIGHT_PX = 640
"""Until the frame has measured the first view; see ``Host.fillView`` in frontend/src/host.js."""


class DistrictMap(folium.Map):
    """A Leaflet map with our own bundle in the place of folium's eleven outside files."""

    def __init__(self) -> None:
        super().__init__(tiles=None, zoom_control=False, zoom_snap=0.25, zoom_delta=0.75, max_zoom=20, min_zoom=8)
        self.default_js = [("onemap", files.from_frame(assets.bundle("map.js")))]
        self.default_css = [
            ("faces", files.from_frame(assets.bundle("faces.css")))
        ]  # the rest of the style is in the script

    def render(self, **kwargs: Any) -> None:
        """Do nothing: st_folium needs the map's script alone, and a page around it would cost half of each run."""


class Carrier(folium.FeatureGroup):
    """What st_folium carries into the living frame; rendered by it alone, like the map."""

    def render(self, **kwargs: Any) -> None:
        """Do nothing, for the same reason."""


class Start(JSCSSMixin, MacroElement):
    """Starts the map's front end, once a frame."""

    _template = Template("{% macro script(this, kwargs) %}onemapStart({{ this._parent.get_name() }});{% endmacro %}")

    def __init__(self) -> None:
        super().__init__()
        self._name = "Start"


class Change(MacroElement):
    """Hands the state to the living frame. st_folium pushes to ``feature_group`` and nobody empties it: done here."""

    _template = Template(
        '{% macro script(this, kwargs) %}window.feature_group = []; onemap.apply("{{ this.state }}");{% endmacro %}'
    )

    def __init__(self, state: str) -> None:
        super().__init__()
        self._name = "Change"
        self.state = state


def register() -> None:
    """Register st_folium's files with the running server.

    Streamlit does so only when the package is first imported by a visitor's run; loaded before, as here, its files
    would answer 404.
    """
    registry: BaseComponentRegistry = get_instance().component_registry
    registry.register_component(streamlit_folium._component_func)


def show(state: State, key: str = "map") -> dict[str, Any] | None:
    """Draw the map, or change what it shows, and return what the frame told last.

    Returns
    -------
    dict or None
        ``{"stages", "statuses", "layers", "select", "nonce"}``, ``"marks"`` where there are marks, and ``"clear"`` when the way back from an empty
        selection was pressed; None before anything was pressed.
    """
    district = DistrictMap()  # a new one a run: the feature group is added to it
    district.add_child(Start())
    group = Carrier("state").add_child(Change(state.encode()))
    told = st_folium(
        district,
        key=key,
        height=HEIGHT_PX,
        use_container_width=True,
        returned_objects=[],
        feature_group_to_add=group,
        render=False,
    )
    return told if told and "nonce" in told else None
