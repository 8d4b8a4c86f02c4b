"""Which edition the public sees: a publish is internal, a release is a decision of its own, and can be taken back."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from locales import _
from store import audit, editions
from store import tables as t
from store.clock import now
from store.database import Database
from store.errors import Refused, StaleBase, decoding


@dataclass(frozen=True)
class Release:
    """An edition that was made public.

    Attributes
    ----------
    seq : int
        Its place among the releases, from 1.
    number : int
        The edition.
    who : str
    released_at : datetime.datetime
        UTC; for people: the place orders, not the clock.
    review_no : str
        The map's review number then, ``none``, or empty for the demo.
    addresses : tuple of str
        ``<sha256>/<name>`` of each hashed file that went out with it.
    withdrawn_by : str or None
    withdrawn_at : datetime.datetime or None
        None while it stands.
    """

    seq: int
    number: int
    who: str
    released_at: datetime
    review_no: str
    addresses: tuple[str, ...]
    withdrawn_by: str | None = None
    withdrawn_at: datetime | None = None

    @property
    def stands(self) -> bool:
        """Whether it was not withdrawn."""
        return self.withdrawn_at is None


class Releases:
    """The releases of a database, each step a transaction of its own with a line in the log.

    Parameters
    ----------
    database : Database
    """

    def __init__(self, database: Database) -> None:
        self.database = database

    def all(self) -> tuple[Release, ...]:
        """Return every release, oldest first, those withdrawn too.

        Raises
        ------
        Unreachable, Damaged
        """
        with self.database.reading() as connection:
            return _listed(connection)

    def history(self) -> tuple[tuple[Release, ...], Release | None]:
        """Return every release and the one that the public sees, as they are at one moment."""
        with self.database.reading() as connection:
            return _listed(connection), _current(connection)

    def current(self) -> Release | None:
        """Return what the public sees: the last release that stands, of an edition that pages still show; None for nothing."""
        with self.database.reading() as connection:
            return _current(connection)

    def add(self, number: int, who: str, review_no: str, addresses: Iterable[str], after: int | None = None) -> int:
        """Make an edition public; return the release's place.

        Parameters
        ----------
        addresses : iterable of str
        after : int, optional
            The place of the release that stood when this one was looked at, 0 for none; not asked unless given.

        Raises
        ------
        Refused
            Pages do not show such an edition, or it is public already.
        StaleBase
            Another stands by now.
        """
        kept = tuple(addresses)
        with self.database.writing() as connection:
            if number not in {entry.number for entry in editions.visible(editions.listed(connection))}:
                raise Refused(_("没有第 {number} 期").format(number=number))
            standing = _current(connection)
            _refuse_stale(standing, after)
            if standing is not None and (standing.number, standing.addresses) == (number, kept):
                raise Refused(_("第 {number} 期已经公开，内容没有不同").format(number=number))
            seq = int(connection.execute(select(func.coalesce(func.max(t.releases.c.seq), 0))).scalar_one()) + 1
            row = {
                "seq": seq, "number": number, "who": who, "released_at": now(), "review_no": review_no,
                "addresses": json.dumps(kept),
            }  # fmt: skip
            connection.execute(insert(t.releases), row)
            # the log's own number is that of an edition published: a release names its edition beside
            audit.append(connection, "release", who, None, release=seq, **audit.released(row))
            return seq

    def renew(self, seq: int, addresses: Iterable[str]) -> None:
        """Keep further addresses under which a release went out: a newer program writes other files of it."""
        given = tuple(addresses)
        with self.database.reading() as connection:
            held = {each.seq: each.addresses for each in _listed(connection)}
        if set(given) <= set(held[seq]):
            return
        with self.database.writing() as connection:
            row = connection.execute(select(t.releases).where(t.releases.c.seq == seq)).one()._asdict()
            row["addresses"] = json.dumps(sorted({*json.loads(row["addresses"]), *given}))
            connection.execute(update(t.releases).where(t.releases.c.seq == seq).values(addresses=row["addresses"]))
            audit.append(connection, "release_renewed", "", None, release=seq, **audit.released(row))

    def withdraw(self, who: str, after: int | None = None) -> Release:
        """Take the standing release back; return it.

        Raises
        ------
        Refused
            Nothing is public.
        StaleBase
            Another than ``after`` stands by now.
        """
        with self.database.writing() as connection:
            standing = _current(connection)
            _refuse_stale(standing, after)
            if standing is None:
                raise Refused(_("没有公开的一期"))
            changed = {"withdrawn_by": who, "withdrawn_at": now()}
            connection.execute(update(t.releases).where(t.releases.c.seq == standing.seq).values(**changed))
            audit.append(connection, "withdraw", who, None, release=standing.seq, edition=standing.number)
            return standing


def _listed(connection: Connection) -> tuple[Release, ...]:
    with decoding(_("公开记录已损坏")):
        return tuple(
            Release(**{**row._mapping, "addresses": tuple(json.loads(row.addresses))})
            for row in connection.execute(select(t.releases).order_by(t.releases.c.seq))
        )


def _current(connection: Connection) -> Release | None:
    shown = {entry.number for entry in editions.visible(editions.listed(connection))}
    return next((each for each in reversed(_listed(connection)) if each.stands and each.number in shown), None)


def _refuse_stale(standing: Release | None, after: int | None) -> None:
    current = standing.seq if standing else 0
    if after is not None and after != current:
        raise StaleBase(_("公开的内容在此期间已由他人改动，没有执行：请重新核对"), after, current)
