"""What the map costs, beside naive folium, bare Leaflet and an empty page: ``python cli.py bench``.

A benchmark judges nothing: it prints each target beside what was measured. Everything is measured by one clock, inside
the page (``clock.js``), and the variants of a round follow one another, so that a busy minute of the machine hits all.
"""
