"""The floor: a select box and a line of text. It loads nothing else, so that the server has nothing else to carry."""

import os

import streamlit as st

st.set_page_config(layout="wide")
names = os.environ["BENCH_SUBDISTRICTS"].split(",")
chosen = st.selectbox("街道", names, index=None, key="filter_subdistrict", placeholder="全部")
st.text(chosen or "全部")
