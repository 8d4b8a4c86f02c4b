"""A planner who redraws: publishes the demo again a week later, without three buildings of 虹桥街道. ``redrawn.py URL``."""

import sys
from dataclasses import replace
from datetime import timedelta

from settings import HOME
from store import editions
from store.history import Store
from tests.two_editions import without

if __name__ == "__main__":
    store = Store(sys.argv[1], HOME / "data")
    current = store.current()
    gone = current.buildings.loc[current.buildings["subdistrict"] == "虹桥街道", "building_id"].iloc[:3]
    fewer = replace(without(current, *gone), as_of=current.as_of + timedelta(days=7))
    made = editions.prepared(fewer, [("progress", HOME / "data/progress/2022-08-31.xlsx")])
    store.publish(made, note="拆了三幢", who="王工")
