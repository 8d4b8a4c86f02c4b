"""The map: what the browser gets (files by hash, a small state) and the folium elements that carry it."""
