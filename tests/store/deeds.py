"""What trials do to a store in a process of its own: each function prepares, and returns what is on trial."""

from pathlib import Path

from settings import HOME
from store import copying, filling
from store.editions import Publication
from store.folder import Folder
from store.history import Store
from tests.faults.warm import Act


def opened(url: str, spare: Path) -> Store:
    store = Store(url, HOME / "data", spare)
    store.list()
    return store


def publish(url: str, spare: Path, made: Publication) -> Act:
    store = opened(url, spare)
    return lambda: store.publish(made, "第三期", "李四")


def roll_back(url: str, spare: Path) -> Act:
    store = opened(url, spare)
    return lambda: store.roll_back(1, "第二期有误", "李四")


def restore(url: str, spare: Path, backup: Path) -> Act:
    store = opened(url, spare)
    return lambda: store.restore(backup, "王五")


def backup(url: str, spare: Path, out: Path) -> Act:
    store = opened(url, spare)
    return lambda: copying.backup(store.database, out)


def first(url: str, spare: Path) -> Act:
    """Open a store that nobody has opened yet."""
    store = Store(url, HOME / "data", spare)
    return store.head


def fill(url: str, spare: Path, data: Path) -> Act:
    """Fill an empty store as an app does that starts."""
    store = Store(url, data, spare)
    return lambda: filling.fill(store, Folder(data), "演示数据（虚构）")


def look(url: str, spare: Path) -> Act:
    """Open the store as it is, and look at its current edition and at what is wrong."""

    def seen() -> tuple[str, tuple[str, ...]]:
        store = Store(url, HOME / "data", spare)
        return store.current().digest, store.alarms()

    return seen


def publish_and_show(url: str, spare: Path, made: Publication) -> Act:
    """Publish, and when that cannot be done, go on showing what there is."""
    store = opened(url, spare)
    before = store.current().digest

    def act() -> None:
        try:
            store.publish(made, "第三期", "李四")
        except Exception:
            assert store.current().digest in (before, made.digest)
            raise
        assert store.current().digest == made.digest

    return act
