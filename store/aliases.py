"""What planners confirmed of names, kept by the store: it serves every reading from then on."""

from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, select

from sites.aliases import Alias
from store import audit
from store import tables as t
from store.clock import now
from store.contents import next_id


def known(connection: Connection) -> tuple[Alias, ...]:
    """Return every decision, oldest first; the later of two counts."""
    return tuple(
        Alias(row.kind, row.scope, row.spelling, row.means, row.who, row.confirmed_at.isoformat())
        for row in connection.execute(select(t.aliases).order_by(t.aliases.c.id))
    )


def confirm(connection: Connection, decided: Iterable[tuple[Alias, str]], who: str) -> None:
    """Remember decisions, each with what its id is called, for the people who read the list.

    What is said already is not said twice.
    """
    standing = {(alias.kind, *alias.key): alias.means for alias in known(connection)}
    for alias, name in decided:
        if standing.get((alias.kind, *alias.key)) == alias.means:
            continue
        standing[(alias.kind, *alias.key)] = alias.means
        told = {
            "kind": alias.kind,
            "scope": alias.scope,
            "spelling": alias.spelling,
            "means": alias.means,
            "name": name,
        }
        at, key = now(), next_id(connection, t.aliases)
        connection.execute(insert(t.aliases), {**told, "id": key, "who": who, "confirmed_at": at})
        audit.append(connection, "alias", who, None, **told, id=key, confirmed_at=at.isoformat())


def forget(connection: Connection, alias: Alias, who: str) -> None:
    """Take back the latest decision that says this; what was said before it holds again. The log keeps both."""
    said = (t.aliases.c.kind == alias.kind, t.aliases.c.scope == alias.scope, t.aliases.c.spelling == alias.spelling)
    held = select(t.aliases.c.id).where(*said, t.aliases.c.means == alias.means).order_by(t.aliases.c.id.desc())
    found = connection.execute(held).scalar()
    if found is None:
        return
    connection.execute(delete(t.aliases).where(t.aliases.c.id == found))
    told = {"kind": alias.kind, "scope": alias.scope, "spelling": alias.spelling, "means": alias.means}
    audit.append(connection, "alias_taken_back", who, None, **told, id=found)
