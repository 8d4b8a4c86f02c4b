"""The app: what is served, who may come in, and which pages there are. ``./run`` starts it.

The server imports this file for ``app``; Streamlit runs it again as a script for every session, to navigate.
"""

import streamlit as st

import locales
from locales import _
from settings import HOME, settings

if __name__ == "__main__":
    # Imported here, where Streamlit's runtime is there: st_folium registers its component with it.
    from pages import address, navigation

    locales.use(address.language())
    st.set_page_config(
        page_title=_("旧改一张图"), page_icon=HOME / "frontend/icon.svg", layout="wide", initial_sidebar_state=224
    )
    st.logo(HOME / f"frontend/wordmark.{locales.current()}.svg", size="medium")
    navigation.choose().run()
else:
    import gc
    from collections.abc import AsyncIterator
    from contextlib import asynccontextmanager
    from threading import Thread

    from starlette.middleware import Middleware

    import logs
    from gate import Gate
    from loaders import guard
    from maps import assets
    from maps.routes import ROUTES
    from maps.statics import Statics
    from pages import navigation
    from publishing import routes as public
    from publishing import service
    from publishing.standing import outside

    @asynccontextmanager
    async def ready(_app: st.App) -> AsyncIterator[None]:
        """Load the pages and the current edition before the first visitor comes."""
        from pages import overview
        from store import filling
        from store.history import store

        filling.fill_empty()
        overview.warm()
        gc.collect()
        gc.freeze()  # what is loaded now stays: no collection needs to look at it again
        Thread(target=guard.tell, daemon=True).start()  # nobody waits for it
        Thread(target=store().look_after, daemon=True).start()
        Thread(target=outside().bring_up, daemon=True).start()
        yield

    navigation.only_these()
    logs.configure(settings().log_json)
    assets.build()
    locales.build()
    layers = [
        Middleware(
            Gate,
            frame_ancestors=settings().frame_ancestors,
            is_public=lambda: outside().is_public(),
            more=(service.PATH,) if settings().ogc else (),
        ),
        Middleware(Statics, screens=navigation.names()),
    ]
    app = st.App(__file__, routes=[*ROUTES, *public.ROUTES, *service.routes()], middleware=layers, lifespan=ready)
