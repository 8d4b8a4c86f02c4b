"""The app's map path alone: a filter and the map, with the overview's files, gate and routes, and nothing else."""

import streamlit as st

if __name__ == "__main__":
    from maps import frame, geometry, state, words
    from pages.address import DEFAULT_LAYERS
    from sites.selection import Selection
    from store.history import store

    @st.cache_data(show_spinner=False)
    def files(number: int) -> tuple[str, str]:
        """Return the addresses of an edition's geometry and state."""
        edition = store().get(number)
        return geometry.address(edition, store().ground()), state.address(edition)

    st.set_page_config(layout="wide")
    edition = store().current()
    names = sorted(edition.compounds["subdistrict"].dropna().unique())
    chosen = st.selectbox("街道", names, index=None, key="filter_subdistrict", placeholder="全部") or ""
    shapes, stages = files(edition.number)
    told = st.session_state.get("map") or {}
    frame.show(
        state.State(
            geometry=shapes,
            edition=stages,
            words=words.address(edition.synthetic),
            mask=Selection(subdistrict=chosen).place(edition),
            choice=state.Choice(
                stages=tuple(told.get("stages", ())),
                statuses=tuple(told.get("statuses", ())),
                layers=tuple(told.get("layers", DEFAULT_LAYERS)),
                select=told.get("select"),
            ),
            echo=told.get("nonce", ""),
            fit=chosen,
        )
    )
else:
    from collections.abc import AsyncIterator
    from contextlib import asynccontextmanager

    from starlette.middleware import Middleware

    from gate import Gate
    from maps.routes import ROUTES
    from maps.statics import Statics

    @asynccontextmanager
    async def ready(_app: st.App) -> AsyncIterator[None]:
        """Be as warm as the app is before its first visitor comes."""
        from pages import overview

        overview.warm()
        yield

    app = st.App(__file__, routes=ROUTES, middleware=[Middleware(Gate), Middleware(Statics)], lifespan=ready)
