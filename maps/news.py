"""What an open page asks about each second: which edition is the newest, and whether something is wrong with the store."""

import hashlib
from typing import TypedDict

from store.history import store


class News(TypedDict):
    """The newest edition's number and digest, 0 and empty for none; ``alarms`` is another text when the alarms are others."""

    number: int
    digest: str
    alarms: str


def newest() -> News:
    """Return what is the news now; costs one small question to the database, at most two a second in a process."""
    entries = store().list()
    alarms = "\n".join(store().alarms())
    return {
        "number": entries[-1].number if entries else 0,
        "digest": entries[-1].digest if entries else "",
        "alarms": hashlib.sha256(alarms.encode()).hexdigest()[:16] if alarms else "",
    }
