"""Naive folium, as its tutorial has it: a select box, ``folium.GeoJson`` styled by stage, ``st_folium``.

Two things differ from a tutorial, both in its favour: the scripts lie on this machine (folium's are on four foreign
hosts, and Leaflet is the only one of eleven files that it needs here), and no tiles are fetched.
"""

import streamlit as st

if __name__ == "__main__":
    import folium
    from geopandas import GeoDataFrame
    from streamlit_folium import st_folium

    from benchmarks.pages.edition import buildings
    from sites.stages import STAGES

    COLOURS = {stage.code: stage.light for stage in STAGES}

    @st.cache_data
    def load() -> GeoDataFrame:
        """Read the buildings once."""
        return buildings()

    st.set_page_config(layout="wide")
    shown = load()
    chosen = st.selectbox(
        "街道", sorted(shown["subdistrict"].unique()), index=None, key="filter_subdistrict", placeholder="全部"
    )
    if chosen:
        shown = shown[shown["subdistrict"] == chosen]
    district = folium.Map(location=[32.01, 120.86], zoom_start=13, tiles=None)
    district.default_js = [("leaflet", "../../leaflet/leaflet.js")]
    district.default_css = [("leaflet_css", "../../leaflet/leaflet.css")]
    folium.GeoJson(
        shown,
        style_function=lambda feature: {
            "fillColor": COLOURS.get(feature["properties"]["stage"], "#c9c4b9"),
            "color": "#555555",
            "weight": 1,
            "fillOpacity": 0.8,
        },
    ).add_to(district)
    st_folium(district, width=1200, height=640)
else:
    from starlette.routing import Mount
    from starlette.staticfiles import StaticFiles

    from settings import HOME

    leaflet = StaticFiles(directory=HOME / "frontend" / "node_modules" / "leaflet" / "dist")
    app = st.App(__file__, routes=[Mount("/leaflet", leaflet)])
