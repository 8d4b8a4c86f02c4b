"""Another planner: publishes into a store from a process of its own. ``publisher.py URL back N NOTE`` or ``URL next NOTE``."""

import sys
from dataclasses import replace
from datetime import timedelta

from settings import HOME
from sites.edition import Edition
from store import editions
from store.history import Store


def next_week(edition: Edition) -> Edition:
    """The edition a week later: the first two buildings under construction are ready for acceptance."""
    buildings = edition.buildings.copy()
    ready = buildings.index[buildings["stage"] == "construction"][:2]
    buildings.loc[ready, "stage"] = "acceptance"
    return replace(edition, buildings=buildings, as_of=edition.as_of + timedelta(days=7))


if __name__ == "__main__":
    url, what, *more = sys.argv[1:]
    store = Store(url, HOME / "data")
    if what == "back":
        number = store.roll_back(int(more[0]), note=more[1], who="王工")
    else:
        made = editions.prepared(next_week(store.current()), [("progress", HOME / "data/progress/2022-08-31.xlsx")])
        number = store.publish(made, note=more[0], who="王工")
    sys.stdout.write(f"{number}\n")
