"""The disk of PostgreSQL is full, read-only, or fails at any step: the old edition or the new one, and the next publish works."""

import errno
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from settings import HOME
from store.editions import Publication
from store.errors import StoreError
from store.history import Store
from tests.faults.harness import GROWING, KINDS, Fault, Kind, Switch, spread, switched
from tests.postgres import Postgres, Stop
from tests.store.filled import Filled, newest

Made = Callable[[int], Publication]
CASES: dict[str, tuple[Kind | tuple[Kind, ...], dict[str, Any]]] = {
    "full": (GROWING, {"errno": errno.ENOSPC, "forever": True}),
    "read-only": (KINDS, {"errno": errno.EROFS, "forever": True}),
    "a write fails": ("write", {"errno": errno.EIO}),
    "a sync fails": ("sync", {"errno": errno.EIO}),
    "power lost": (KINDS, {"kill": "half"}),
}


@pytest.fixture(scope="module")
def own() -> Iterator[Postgres]:
    """A server whose disk may fail; nobody else uses it."""
    with Postgres() as server:
        yield server


@dataclass(frozen=True)
class Failing:
    """A store on a server, and the switch of its disk's fault."""

    filled: Filled
    server: Postgres
    switch: Switch

    def publish(self, made: Publication) -> bool:
        """Publish, have the server write everything to its disk, and tell whether the publish was told to be done."""
        store = self.filled.open()
        before = store.current().digest
        try:
            number = store.publish(made, "第三期", "李四")
        except StoreError:
            number = 0
        self.flush()
        assert store.current().digest in ((made.digest,) if number else (before, made.digest))
        store.database.close()
        return number > 0

    def flush(self) -> None:
        """Ask for what a server does by itself every few minutes: what was committed goes from the log into the tables."""
        try:
            with self.server.connect() as connection:
                connection.execute("CHECKPOINT")
        except Exception:
            pass

    def mend(self) -> None:
        """Let the disk work again, and the server too: like any other it is started again when it gave up."""
        self.switch.off()
        if self.server.running:
            self.server.stop(Stop.IMMEDIATE)  # one that recovers takes no other word
        self.server.start()


@pytest.fixture
def failing(own: Postgres, few: Made, tmp_path: Path, case: str) -> Iterator[Failing]:
    kinds, what = CASES[case]
    with switched(own.data, Fault(1, kinds, **what)) as (environment, switch):
        own.stop()
        own.environment = environment
        own.start()
        url = own.create("failing")
        yield Failing(Filled.made(url, own, tmp_path, [few(0), few(1)]), own, switch)
        switch.off()
        own.stop(Stop.IMMEDIATE)
        own.environment = {}
        own.start()
        for name in ("failing_trial", "failing"):
            own.drop(name)


@pytest.mark.parametrize("case", CASES)
def test_at_every_step_of_a_publish(failing: Failing, few: Made, request: pytest.FixtureRequest, case: str) -> None:
    filled, switch = failing.filled, failing.switch
    after = (*filled.digests, few(2).digest)
    filled.again()
    failing.flush()
    switch.off()
    assert failing.publish(few(2))
    calls = switch.calls()
    outcomes = {"old": 0, "new": 0, "told": 0}
    for at in spread(calls, 100 if request.config.getoption("--slow") else 10, seed=3):
        filled.again()
        failing.flush()
        switch.arm(at)
        told = failing.publish(few(2))
        failing.mend()
        new = filled.assert_whole(*after)
        assert new or not told
        outcomes["new" if new else "old"] += 1
        outcomes["told"] += told
        store = filled.open()
        assert store.publish(few(3), "", "") == (4 if new else 3)
        assert store.alarms() == ()
        assert newest(filled.spare) == few(3).digest
        store.database.close()
    print(f"{case}: {calls} calls, {outcomes}")
    assert calls
    assert Store(filled.url, HOME / "data", filled.spare).check() == ()
