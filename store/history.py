"""The store as the pages and commands see it: the current edition, those before, what is published.

Editions are read once and held by their content; who asks for the current one asks the database only for its number. Where
the database fails, what was read stays, then the spare (``store.spare``) serves the last good edition, and ``alarms`` say so.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache
from itertools import chain, count
from pathlib import Path
from threading import Lock
from time import monotonic, sleep

from geopandas import GeoDataFrame
from sqlalchemy import Connection, select

from loaders.errors import FileMissing
from locales import _
from settings import settings
from sites.edition import Edition
from store import audit, contents, copying, editions, sources, spare
from store import tables as t
from store.clock import now
from store.database import Database
from store.editions import Entry, Publication
from store.errors import Damaged, Refused, StoreError, Unreachable
from store.folder import Folder

log = logging.getLogger(__name__)
FRESH_S = 0.5
"""How old the list of editions may be, seconds; who publishes in this process is seen at once."""
LOOK_AGAIN_S = 600
"""How long until a store with an alarm is looked through again, seconds."""
SAVES = 3
"""How often the spare is written anew when somebody publishes meanwhile."""
KEPT = 16
"""Editions held in memory."""


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
        self._asking, self._reading, self._lock = Lock(), Lock(), Lock()
        self._entries: tuple[Entry, ...] = ()
        self._found: tuple[Entry, ...] | None = None
        self._log_problems: tuple[str, ...] = ()
        self._asked = float("-inf")
        self._editions: dict[str, Edition] = {}
        self._alarms: dict[str, str] = {}

    # what there is

    def all(self) -> tuple[Entry, ...]:
        """Return every edition, those of the demo that are out of sight too, oldest first."""
        if not self._asking.acquire(blocking="store" not in self._alarms):
            return self._entries  # nobody waits for the one who finds out whether the database is back
        try:
            if monotonic() - self._asked > FRESH_S:
                self._entries = self._ask()
                self._asked = monotonic()
            return self._entries
        finally:
            self._asking.release()

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
        return self._edition(known[-1] if known else entries[0])

    def get(self, number: int) -> Edition:
        """Return an edition; ``KeyError`` when pages show none of this number.

        Raises
        ------
        Damaged, Unreachable
            It cannot be read, and the spare does not hold it.
        """
        return self._edition(self.entry(number))

    def before(self, number: int) -> Edition | None:
        """Return the edition that pages show before this one; None for the first, or when it cannot be read."""
        earlier = [entry for entry in self.list() if entry.number < number]
        try:
            return self._edition(earlier[-1]) if earlier else None
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
            return self._edition(self.latest())
        except StoreError as error:
            for entry in self._last_good():
                try:
                    return self._edition(entry)
                except StoreError:
                    log.warning("edition %s cannot be read either", entry.number)
            raise error

    def ground(self) -> dict[str, GeoDataFrame]:
        """Return the sketch under the map; see ``Folder.ground``."""
        return self.folder.ground()

    def alarms(self) -> tuple[str, ...]:
        """Return what is wrong with the store, for people; empty when all is well."""
        return tuple(dict.fromkeys(self._alarms.values()))

    def check(self) -> tuple[str, ...]:
        """Look through everything that is stored; return what is wrong, of which an alarm tells until the next look."""
        looks = (lambda _connection: self.database.problems(), _log_problems, sources.problems, _damaged_editions)
        try:
            found = tuple(dict.fromkeys(said for look in looks for said in self._looked(look)))
        except Unreachable as error:
            self._alarm_store(error)  # until it answers again
            return (str(error),)
        for problem in found:
            log.error("the store: %s", problem)
        if found:
            self._alarms["check"] = _("数据库检查发现 {n} 处问题：{first}").format(n=len(found), first=found[0])
        else:
            for name in [name for name in self._alarms if name == "check" or name.startswith("edition")]:
                self._alarms.pop(name, None)
        return found

    def look_after(self) -> None:
        """Look through everything, renew the spare where it is missing or old; again after a while, as long as something is wrong."""
        while True:
            if not self.check():
                self.save()
                if not self.alarms():
                    return
            sleep(LOOK_AGAIN_S)

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
        with self._asking:
            self._found = ()  # what the spare holds beyond these is not missed
            self._alarms.clear()  # they told of what is gone now
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
        if not entries:
            raise FileMissing(
                self.database.shown, _("库里还没有一期数据"), _("请发布一期，或运行 cli.py publish --demo")
            )
        return entries

    def _ask(self) -> tuple[Entry, ...]:
        try:
            with self.database.reading() as connection:
                found = editions.listed(connection)
                if found != self._found:
                    self._log_problems = audit.verify(connection).problems
        except StoreError as error:
            self._alarm_store(error)
            return self._entries or self._of_spare()
        self._alarms.pop("store", None)
        if found == self._found and "lost" not in self._alarms:
            return self._entries
        return self._compared(found)

    def _compared(self, found: tuple[Entry, ...]) -> tuple[Entry, ...]:
        """Return what was found, with what the spare still has of a store that lost something; say so."""
        wary = self._found is None or "lost" in self._alarms or self._log_problems
        held = self._of_spare() if wary else ()
        newest = max((entry.number for entry in found), default=0)
        lost = bool(held) and held[-1].number > newest
        self._found = found
        self._alarms.pop("log", None)
        if self._log_problems:
            n, first = len(self._log_problems), self._log_problems[0]
            self._alarm("log", _("数据库检查发现 {n} 处问题：{first}").format(n=n, first=first))
        if lost:
            said = _("数据库缺少第 {number} 期，正在显示备用副本中的这一期。请用 cli.py restore 恢复备份")
            self._alarm("lost", said.format(number=held[-1].number))
        else:
            self._alarms.pop("lost", None)
        both = {entry.number: entry for entry in (*found, *held)} if lost or self._log_problems else {}
        return tuple(both[number] for number in sorted(both)) or found

    def _edition(self, entry: Entry) -> Edition:
        key = f"{entry.number} {entry.digest}"
        held = self._editions.get(key)
        if held is None:
            with self._reading:  # once, whoever asks; what is in memory waits for no database
                held = self._editions.get(key) or self._read(entry)
        with self._lock:
            self._editions.pop(key, None)
            self._editions[key] = held
            while len(self._editions) > KEPT:
                self._editions.pop(next(iter(self._editions)))
        return held

    def _read(self, entry: Entry) -> Edition:
        wanted = (entry.number, entry.as_of, entry.synthetic, entry.digest)
        try:
            with self.database.reading() as connection:
                return contents.read(connection, *wanted)
        except StoreError as error:
            if self._is_away(error):
                self._alarm_store(error)
            else:
                self._alarm(f"edition {entry.number}", str(error))
            kept = spare.opened(self.spare)
            if kept is None:
                raise
            try:
                with kept.reading() as connection:
                    return contents.read(connection, *wanted)
            except StoreError:
                raise error from None
            finally:
                kept.close()

    def _of_spare(self) -> tuple[Entry, ...]:
        kept = spare.opened(self.spare)
        if kept is None:
            return ()
        try:
            with kept.reading() as connection:
                return editions.listed(connection)
        except StoreError as error:
            log.error("the spare cannot be read: %s", error)
            return ()
        finally:
            kept.close()

    def _last_good(self) -> Iterator[Entry]:
        """Give the editions of spare and store, newest first."""
        both = {entry.digest: entry for entry in (*self.list(), *self._of_spare())}
        yield from sorted(both.values(), key=lambda entry: entry.number, reverse=True)

    def _changed(self, renew: bool = True) -> None:
        """Let what was published be seen at once, and renew the spare."""
        with self._asking:
            self._asked = float("-inf")
        if renew:
            self.save()

    def save(self) -> None:
        """Renew the spare where it is not of the current edition; a failure is an alarm, as the publish itself stands."""
        try:
            for _time in range(SAVES):  # another process may publish meanwhile, and write an older spare over a newer
                shown, held = self.list(), self._of_spare()
                if not shown or (held and held[-1] == shown[-1]):
                    break
                spare.write(self.database, self.spare, tuple(entry.number for entry in shown))
                self._asked = float("-inf")
        except (OSError, StoreError) as error:
            self._alarm("spare", _("备用副本没有写成：{error}").format(error=error))
        else:
            self._alarms.pop("spare", None)

    def _looked(self, look: Callable[[Connection], Iterable[str]]) -> tuple[str, ...]:
        """Return what a look finds; what cannot be looked at is a problem too."""
        try:
            with self.database.reading() as connection:
                return tuple(look(connection))
        except StoreError as error:
            if self._is_away(error):
                raise
            return (str(error),)

    def _is_away(self, error: StoreError) -> bool:
        """Tell whether it is a server that will come back; a file that cannot be used does not mend by itself."""
        return isinstance(error, Unreachable) and self.database.file is None

    def _alarm_store(self, error: StoreError) -> None:
        self._alarm("store", _("数据库不能读取，正在显示最后一次完好的数据：{error}").format(error=error))

    def _alarm(self, name: str, said: str) -> None:
        if self._alarms.get(name) != said:
            log.error("the store: %s", said)
        self._alarms[name] = said


def _log_problems(connection: Connection) -> tuple[str, ...]:
    return audit.verify(connection).problems


def _damaged_editions(connection: Connection) -> Iterator[str]:
    read: contents.Kept = {}
    for entry in editions.listed(connection):
        try:
            contents.read(connection, entry.number, entry.as_of, entry.synthetic, entry.digest, read)
        except Damaged as error:
            yield str(error)


_making = Lock()


def store() -> Store:
    """Return this process's store."""
    with _making:
        return _store(settings().database_url, settings().data)


@cache
def _store(url: str, data: Path) -> Store:
    return Store(url, data)
