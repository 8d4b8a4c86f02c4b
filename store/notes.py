"""What meetings decided: written with an edition, shown at every later meeting with its state, open or done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, insert, select, update

from locales import _
from store import audit
from store import tables as t
from store.clock import now
from store.contents import next_id
from store.errors import Refused
from store.history import Store

KINDS = ("district", "subdistrict", "compound")
LETTERS = 500
"""The longest note; what is longer is a document."""


@dataclass(frozen=True)
class Note:
    """A decision.

    Attributes
    ----------
    id : int
    number : int
        The edition that the meeting looked at.
    as_of : datetime.date
        Of that edition.
    kind : str
        One of ``KINDS``.
    place : str
        A subdistrict's name or a compound's id; empty for the district.
    name : str
        What the place was called then.
    text, who : str
    written_at : datetime.datetime
        UTC.
    done_by : str or None
    done_at : datetime.datetime or None
        None while it is open.
    """

    id: int
    number: int
    as_of: date
    kind: str
    place: str
    name: str
    text: str
    who: str
    written_at: datetime
    done_by: str | None = None
    done_at: datetime | None = None

    @property
    def done(self) -> bool:
        """Whether it was done."""
        return self.done_at is not None


class Notes:
    """The notes of a store, each step a transaction of its own with a line in the log.

    Parameters
    ----------
    store : Store
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._database = store.database

    def all(self) -> tuple[Note, ...]:
        """Return the notes of the editions that pages show: the open ones first, the newest first among each."""
        shown = [entry.number for entry in self._store.list()]
        with self._database.reading() as connection:
            found = _listed(connection, shown)
        return tuple(sorted(found, key=lambda note: (note.done, -note.id)))

    def write(self, number: int, kind: str, place: str, name: str, text: str, who: str = "") -> int:
        """Keep a note; return its id.

        Raises
        ------
        Refused
            It says nothing, or too much, or there is no such edition or kind of place.
        StoreError
        """
        said, writer = _plain(text), _plain(who)
        if not said:
            raise Refused(_("没有写内容，未保存"))
        if len(said) > LETTERS:
            raise Refused(_("最多 {most} 字，现有 {n} 字，未保存").format(most=LETTERS, n=len(said)))
        if kind not in KINDS or number not in {entry.number for entry in self._store.all()}:
            raise Refused(_("没有第 {number} 期").format(number=number))
        with self._database.writing() as connection:
            made = next_id(connection, t.meeting_notes)
            row = {
                "id": made, "number": number, "kind": kind, "place": place, "name": name,
                "text": said, "who": writer, "written_at": now(),
            }  # fmt: skip
            connection.execute(insert(t.meeting_notes), row)
            # the log's own number is that of an edition published: a note names its edition beside
            audit.append(connection, "note", writer, None, id=made, edition=number, place=place, text=said)
            return made

    def settle(self, note: int, done: bool, who: str = "") -> None:
        """Say that a note is done, or open again; saying it twice changes nothing.

        Raises
        ------
        Refused
            There is no such note.
        """
        writer = _plain(who)
        with self._database.writing() as connection:
            found = connection.execute(select(t.meeting_notes.c.done_at).where(t.meeting_notes.c.id == note)).first()
            if found is None:
                raise Refused(_("没有这条决定"))
            if (found.done_at is not None) == done:
                return
            state = {"done_by": writer if done else None, "done_at": now() if done else None}
            connection.execute(update(t.meeting_notes).where(t.meeting_notes.c.id == note).values(**state))
            audit.append(connection, "note_done" if done else "note_open", writer, None, id=note)


def _listed(connection: Connection, numbers: Iterable[int]) -> tuple[Note, ...]:
    wanted = select(t.meeting_notes, t.editions.c.as_of).join(t.editions).where(t.meeting_notes.c.number.in_(numbers))
    return tuple(Note(**row._mapping) for row in connection.execute(wanted.order_by(t.meeting_notes.c.id)))


def _plain(text: str) -> str:
    """Return text as one line, without what a screen or a sheet cannot show."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
