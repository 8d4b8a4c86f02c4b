"""A store that trials begin with, and what must be true of it after whatever happened."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from settings import HOME
from store import contents, copying, editions
from store.database import Database
from store.editions import Publication
from store.history import Store
from tests.postgres import Postgres

NAME = "onemap.sqlite"


@dataclass(frozen=True)
class Filled:
    """A store with some editions, kept apart, and a place where each trial gets it anew.

    Attributes
    ----------
    url : str
        The store of the trial.
    folder : pathlib.Path
        Of the trial: with the spare, and with the file where the database is one; emptied for each.
    digests : tuple of str
        Of the editions that it begins with.
    """

    url: str
    folder: Path
    digests: tuple[str, ...]
    kept: Path
    server: Postgres | None

    @classmethod
    def made(cls, url: str, server: Postgres | None, folder: Path, published: list[Publication]) -> "Filled":
        kept, trial = folder / "kept", folder / "trial"
        kept.mkdir()
        place = url if server else f"sqlite:///{kept / NAME}"
        store = Store(place, HOME / "data", kept / "spare.sqlite")
        for made in published:
            store.publish(made, "", "张三")
        copying.backup(store.database, kept / "backup.sqlite")
        store.database.close()
        own = f"{url}_trial" if server else f"sqlite:///{trial / NAME}"
        return cls(own, trial, tuple(made.digest for made in published), kept, server)

    def again(self) -> "Filled":
        """Have the store as it was."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        names = ("spare.sqlite",) if self.server else ("spare.sqlite", NAME)
        for name in names:
            shutil.copy(self.kept / name, self.folder / name)
        if self.server:
            self.server.drop(self._name)
            self.server.create(self._name, self._name.removesuffix("_trial"))
        return self

    def settle(self) -> None:
        """Wait until nobody is at work in the store: a server goes on for a while after its client was killed."""
        if self.server:
            self.server.settle(self._name)

    def open(self, spare: bool = True) -> Store:
        return Store(self.url, HOME / "data", self.spare if spare else self.folder / "no-spare.sqlite")

    @property
    def spare(self) -> Path:
        return self.folder / "spare.sqlite"

    @property
    def file(self) -> Path:
        return self.folder / NAME

    @property
    def backup(self) -> Path:
        """A backup of what the store holds at first."""
        return self.kept / "backup.sqlite"

    @property
    def _name(self) -> str:
        return self.url.rpartition("/")[2]

    def assert_whole(self, *after: str) -> bool:
        """Assert that the store shows its old editions, or those of ``after``, without a fault; return whether it is ``after``."""
        self.settle()
        store = self.open()
        found = tuple(entry.digest for entry in store.list())
        assert found in (self.digests, after)
        assert store.check() == ()
        assert store.alarms() == ()
        assert store.current().digest == found[-1]
        store.database.close()
        assert newest(self.spare) in {self.digests[-1], *after[-1:]}
        return found == after


def newest(path: Path) -> str:
    """Return the digest of the newest edition in a spare or backup, read to the end."""
    held = Database(f"sqlite:///{path}")
    try:
        with held.reading() as connection:
            entry = editions.listed(connection)[-1]
            contents.read(connection, entry.number, entry.as_of, entry.synthetic, entry.digest, kept={})
            return entry.digest
    finally:
        held.close()
