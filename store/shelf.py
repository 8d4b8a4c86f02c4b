"""Editions as they are read: once each, and where the database fails from memory, then from the spare, with an alarm."""

import logging
from collections.abc import Iterator
from pathlib import Path
from threading import Lock
from time import monotonic

from locales import _
from sites.edition import Edition
from store import audit, contents, editions, spare
from store.alarms import Alarms
from store.database import Database
from store.editions import Entry
from store.errors import StoreError

log = logging.getLogger(__name__)
FRESH_S = 0.5
"""How old the list of editions may be, seconds; who publishes in this process is seen at once."""
SAVES = 3
"""How often the spare is written anew when somebody publishes meanwhile."""
KEPT = 16
"""Editions held in memory."""


class Shelf:
    """What a process has read of a database.

    Parameters
    ----------
    database : Database
    spare : pathlib.Path
        Where the last good editions are kept once more; see ``store.spare``.
    alarms : Alarms
        Hears of what fails.
    """

    def __init__(self, database: Database, spare: Path, alarms: Alarms) -> None:
        self._database, self._spare, self._alarms = database, spare, alarms
        self._asking, self._reading, self._lock = Lock(), Lock(), Lock()
        self._entries: tuple[Entry, ...] = ()
        self._found: tuple[Entry, ...] | None = None
        self._log_problems: tuple[str, ...] = ()
        self._asked = float("-inf")
        self._editions: dict[str, Edition] = {}

    def entries(self) -> tuple[Entry, ...]:
        """Return every edition, oldest first."""
        if not self._asking.acquire(blocking="store" not in self._alarms):
            return self._entries  # nobody waits for the one who finds out whether the database is back
        try:
            if monotonic() - self._asked > FRESH_S:
                self._entries = self._ask()
                self._asked = monotonic()
            return self._entries
        finally:
            self._asking.release()

    def edition(self, entry: Entry) -> Edition:
        """Return an edition.

        Raises
        ------
        Damaged, Unreachable
            It cannot be read, and the spare does not hold it.
        """
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

    def last_good(self) -> Iterator[Entry]:
        """Give the editions of spare and store, newest first."""
        both = {entry.digest: entry for entry in (*editions.visible(self.entries()), *self._of_spare())}
        yield from sorted(both.values(), key=lambda entry: entry.number, reverse=True)

    def look_again(self) -> None:
        """Ask the database anew at the next question."""
        with self._asking:
            self._asked = float("-inf")

    def forget(self) -> None:
        """Forget what was found before: what the spare holds beyond what is there now is not missed."""
        with self._asking:
            self._found = ()
            self._asked = float("-inf")

    def save(self) -> None:
        """Renew the spare where it is not of the current edition; a failure is an alarm, as the publish itself stands."""
        try:
            for _time in range(SAVES):  # another process may publish meanwhile, and write an older spare over a newer
                shown, held = editions.visible(self.entries()), self._of_spare()
                if not shown or (held and held[-1] == shown[-1]):
                    break
                spare.write(self._database, self._spare, tuple(entry.number for entry in shown))
                self._asked = float("-inf")
        except (OSError, StoreError) as error:
            self._alarms.tell("spare", _("备用副本没有写成：{error}").format(error=error))
        else:
            self._alarms.end("spare")

    def _ask(self) -> tuple[Entry, ...]:
        try:
            with self._database.reading() as connection:
                found = editions.listed(connection)
                if found != self._found:
                    self._log_problems = audit.verify(connection).problems
        except StoreError as error:
            self.alarm(error)
            return self._entries or self._of_spare()
        self._alarms.end("store")
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
        self._alarms.end("log")
        if self._log_problems:
            n, first = len(self._log_problems), self._log_problems[0]
            self._alarms.tell("log", _("数据库检查发现 {n} 处问题：{first}").format(n=n, first=first))
        if lost:
            said = _("数据库缺少第 {number} 期，正在显示备用副本中的这一期。请用 cli.py restore 恢复备份")
            self._alarms.tell("lost", said.format(number=held[-1].number))
        else:
            self._alarms.end("lost")
        both = {entry.number: entry for entry in (*found, *held)} if lost or self._log_problems else {}
        return tuple(both[number] for number in sorted(both)) or found

    def _read(self, entry: Entry) -> Edition:
        wanted = (entry.number, entry.as_of, entry.synthetic, entry.digest)
        try:
            with self._database.reading() as connection:
                return contents.read(connection, *wanted)
        except StoreError as error:
            if self._database.is_away(error):
                self.alarm(error)
            else:
                self._alarms.tell(f"edition {entry.number}", str(error))
            kept = spare.opened(self._spare)
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
        kept = spare.opened(self._spare)
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

    def alarm(self, error: StoreError) -> None:
        """Say that the database cannot be read, until it can."""
        self._alarms.tell("store", _("数据库不能读取，正在显示最后一次完好的数据：{error}").format(error=error))
