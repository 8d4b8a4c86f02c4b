"""A small page with the map and marks: what changed in a week of the demo, or what a reading could match, or the stages."""

import streamlit as st

SHOWN = ("comparison", "preview", "stages")

if __name__ == "__main__":
    import numpy as np

    import locales
    from maps import comparison, frame, geometry, marks, state, words
    from maps.marks import Kind
    from sites.comparison import compare
    from store.history import store
    from tests.two_editions import a_week_later

    locales.use(st.query_params.get("lang", locales.SOURCE))
    st.set_page_config(layout="wide")
    before = store().current()

    @st.cache_data(show_spinner=False)
    def compared(language: str) -> comparison.Addresses:
        """Return the addresses of the comparison, in one language."""
        after, _happened = a_week_later(before)
        return comparison.addresses(before, after, compare(before, after), store().ground())

    def previewed() -> str:
        """Return the address of marks as a preview before publishing has them."""
        kinds = [
            Kind("unmatched", "<b>未匹配</b> {{7*7}}", "#800084", "#cda5ff", "未", badge=True),
            Kind("no_data", "无数据", "#888585", "#878d95", "无"),
            Kind("matched", "已匹配", "#2c83c6", "#3e85ce"),
        ]
        of = np.full(len(before.buildings), 2)
        of[5:25], of[100:140], of[0] = 0, 1, marks.UNMARKED
        return marks.address(before, "发布预览", kinds, of)

    start = st.query_params.get("marks", "comparison")
    shown = st.selectbox("marks", SHOWN, SHOWN.index(start), key="shown")
    told = st.session_state.get("map") or {}
    if shown == "comparison":
        found = compared(locales.current())
        shapes, standing, marked = found.geometry, found.edition, found.marks
    else:
        shapes, standing = geometry.address(before, store().ground()), state.address(before)
        marked = previewed() if shown == "preview" else ""
    with st.container(key="map"):
        frame.show(
            state.State(
                geometry=shapes, edition=standing, words=words.address(before.synthetic),
                mask=np.ones(902 if shown == "comparison" else 900, bool),
                choice=state.Choice(
                    stages=tuple(told.get("stages", ())), statuses=tuple(told.get("statuses", ())),
                    layers=tuple(told.get("layers", ())), select=told.get("select"), marks=tuple(told.get("marks", ())),
                ),
                echo=told.get("nonce", ""), marks=marked,
            )
        )  # fmt: skip
    st.text(f"told: {','.join(told.get('marks', ()))}")
else:
    from starlette.middleware import Middleware

    from gate import Gate
    from maps.routes import ROUTES
    from maps.statics import Statics

    app = st.App(__file__, routes=ROUTES, middleware=[Middleware(Gate), Middleware(Statics)])
