"""The store as the pages and commands see it: the current edition, those before, what is published.

Editions are read once and held by their content; who asks for the current one asks the database only for its number
(``store.shelf``). Where the database fails, the last good edition stays in sight, and ``alarms`` say so.
"""

import logging
from datetime import date
from functools import cache
from itertools import chain, count
from pathlib import Path
from threading import Lock
from time import sleep

from geopandas import GeoDataFrame
from sqlalchemy import select

from loaders.errors import FileMissing
from locales import _
from settings import settings
from sites.edition import Edition
from store import copying, editions, sources, spare
from store import tables as t
from store.alarms import Alarms
from store.clock import now
from store.database import Database
from store.editions import Entry, Publication
from store.errors import Damaged, Refused, StoreError, Unreachable
from store.folder import Folder
from store.looking import problems
from store.shelf import Shelf

log = logging.getLogger(__name__)
LOOK_AGAIN_S = 600
"""How long until a store with an alarm is looked through again, seconds."""


class Store:
    """The editions of a database.

    Parameters
    ----------
    url : str
    data : pathlib.Path
        Holds the sketch under the map (``ground``).
    spare_path : pathlib.Path, optional
        Where the last good editions are kept once more; see ``store.spare``.

    Notes
    -----
    Thread-safe: sessions of the app share one store. Editions are never changed once read.
    """

    def __init__(self, url: str, data: Path, spare_path: Path | None = None) -> None:
        self.database = Database(url)
        self.spare = spare_path or spare.usual_path(self.database)
        self.folder = Folder(data)
        self._alarms = Alarms()
        self._shelf = Shelf(self.database, self.spare, self._alarms)

    # what there is

    def all(self) -> tuple[Entry, ...]:
        """Return every edition, those of the demo that are out of sight too, oldest first."""
        return self._shelf.entries()

    def list(self) -> tuple[Entry, ...]:
        """Return the editions that pages show, oldest first: the demo's step out of sight with the first real one."""
        return editions.visible(self.all())

    def latest(self) -> Entry:
        """Return the newest edition's entry; ``FileMissing`` when there is none."""
        return self._some()[-1]

    def entry(self, number: int) -> Entry:
        """Return an edition's entry; ``KeyError`` when pages show none of this number."""
        return {entry.number: entry for entry in self.list()}[number]

    def on(self, day: date) -> Edition:
        """Return the highest-numbered edition whose date is on or before ``day``; the first one when all are later."""
        entries = self._some()
        known = [entry for entry in entries if entry.as_of <= day]
        return self._shelf.edition(known[-1] if known else entries[0])

    def get(self, number: int) -> Edition:
        """Return an edition; ``KeyError`` when pages show none of this number.

        Raises
        ------
        Damaged, Unreachable
            It cannot be read, and the spare does not hold it.
        """
        return self._shelf.edition(self.entry(number))

    def before(self, number: int) -> Edition | None:
        """Return the edition that pages show before this one; None for the first, or when it cannot be read."""
        earlier = [entry for entry in self.list() if entry.number < number]
        try:
            return self._shelf.edition(earlier[-1]) if earlier else None
        except StoreError:
            return None  # said by an alarm; the current one can be shown without it

    def current(self) -> Edition:
        """Return the newest edition that can be shown; ``FileMissing`` when there is none.

        Raises
        ------
        StoreError
            None can be shown.
        """
        try:
            return self._shelf.edition(self.latest())
        except StoreError as error:
            for entry in self._shelf.last_good():
                try:
                    return self._shelf.edition(entry)
                except StoreError:
                    log.warning("edition %s cannot be read either", entry.number)
            raise error

    def ground(self) -> dict[str, GeoDataFrame]:
        """Return the sketch under the map; see ``Folder.ground``."""
        return self.folder.ground()

    def alarms(self) -> tuple[str, ...]:
        """Return what is wrong with the store, for people; empty when all is well."""
        return self._alarms.all()

    def check(self) -> tuple[str, ...]:
        """Look through everything that is stored; return what is wrong, of which an alarm tells until the next look."""
        try:
            found = problems(self.database)
        except Unreachable as error:
            self._shelf.alarm(error)  # until it answers again
            return (str(error),)
        for problem in found:
            log.error("the store: %s", problem)
        self._alarms.end_all("check")
        if found:
            said = _("数据库检查发现 {n} 处问题：{first}").format(n=len(found), first=found[0])
            self._alarms.tell("check", said)
        else:
            self._alarms.end_all("edition")
        return found

    def look_after(self) -> None:
        """Look through everything, renew the spare where it is missing or old; again after a while, as long as something is wrong."""
        while True:
            if not self.check():
                self.save()
                if not self.alarms():
                    return
            sleep(LOOK_AGAIN_S)

    def save(self) -> None:
        """Renew the spare where it is not of the current edition; see ``Shelf.save``."""
        self._shelf.save()

    def answers(self) -> bool:
        """Tell whether the database answers now."""
        try:
            with self.database.reading() as connection:
                editions.head(connection)
        except StoreError as error:
            log.error("the store does not answer: %s", error)
            return False
        return True

    # what is done

    def head(self) -> int:
        """Return the highest number of all, asked now: what a publish is based on."""
        with self.database.reading() as connection:
            return editions.head(connection)

    def publish(
        self,
        made: Publication,
        note: str,
        who: str,
        base: int | None = None,
        accept_rejected: bool = False,
        renew: bool = True,
    ) -> int:
        """Publish an edition in one transaction; return its number.

        Parameters
        ----------
        made : Publication
            From ``editions.prepared``.
        base : int, optional
            The edition that was current when this one was begun (``head``); what is current now unless given.
        renew : bool
            Whether to renew the spare after; not between the editions of one batch.

        Raises
        ------
        StaleBase, Refused, Damaged, Unreachable
            Nothing was changed.
        """
        self._refuse_lost()
        with self.database.writing() as connection:
            begun = editions.head(connection) if base is None else base
            number = editions.publish(connection, made, note, who, begun, accept_rejected)
        self._changed(renew)
        return number

    def roll_back(self, number: int, note: str, who: str, base: int | None = None) -> int:
        """Publish an old edition again; return the new number. Raises as ``publish`` does."""
        self._refuse_lost()
        with self.database.writing() as connection:
            begun = editions.head(connection) if base is None else base
            new = editions.roll_back(connection, number, note, who, begun)
        self._changed()
        return new

    def restore(self, path: Path, who: str) -> Path | None:
        """Put a backup in the place of everything; see ``store.copying.restore``."""
        begun = f"before-restore-{now():%Y%m%d-%H%M%S}"  # clocks are put back: one kept earlier stays
        names = chain([f"{begun}.sqlite"], (f"{begun}-{n}.sqlite" for n in count(2)))
        aside = next(free for free in map(self.spare.with_name, names) if not free.exists())
        kept = copying.restore(self.database, path, who, aside)
        self._shelf.forget()
        self._alarms.end_all("check", "edition")  # they told of what is gone now
        self._changed()
        return kept

    def files(self, number: int) -> tuple[sources.Source, ...]:
        """Return the files that an edition was made from."""
        with self.database.reading() as connection:
            return sources.of_edition(connection, number)

    def published_files(self) -> frozenset[str]:
        """Return the SHA-256 of every file that an edition was made from."""
        with self.database.reading() as connection:
            return frozenset(connection.execute(select(t.sources.c.sha256).distinct()).scalars())

    def file(self, sha256: str) -> bytes:
        """Return a file's bytes; ``KeyError`` when there is none, ``Damaged`` when they are not those that came."""
        with self.database.reading() as connection:
            return b"".join(sources.get(connection, sha256))

    # how

    def _refuse_lost(self) -> None:
        """Publish nothing into a database that lacks editions which the spare still has."""
        self.list()
        if "lost" in self._alarms:
            raise Refused(self._alarms["lost"])

    def _some(self) -> tuple[Entry, ...]:
        entries = self.list()
        if not entries and "store" in self._alarms:
            raise Damaged(self._alarms["store"])
        if not entries:
            raise FileMissing(
                self.database.shown, _("库里还没有一期数据"), _("请发布一期，或运行 cli.py publish --demo")
            )
        return entries

    def _changed(self, renew: bool = True) -> None:
        """Let what was published be seen at once, and renew the spare."""
        self._shelf.look_again()
        if renew:
            self.save()


_making = Lock()


def store() -> Store:
    """Return this process's store."""
    with _making:
        return _store(settings().database_url, settings().data)


@cache
def _store(url: str, data: Path) -> Store:
    return Store(url, data)
