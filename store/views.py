"""Views of the planner's desk that were given a name: what their address says, for everybody who uses this store."""

import json
from collections.abc import Mapping, Sequence

from sqlalchemy import delete, func, insert, select

from locales import _
from store import tables as t
from store.clock import now
from store.errors import Refused, decoding
from store.history import Store

LETTERS = 80
"""The longest name."""
MOST = 200
"""Views in a store."""


class Views:
    """The views of a store, each step a transaction of its own.

    Parameters
    ----------
    store : Store
    """

    def __init__(self, store: Store) -> None:
        self._database = store.database

    def all(self) -> dict[str, dict[str, list[str]]]:
        """Return the query of each view by its name, in the order of the names.

        Raises
        ------
        StoreError
        """
        with self._database.reading() as connection, decoding(_("库中保存的视图已损坏")):
            rows = connection.execute(select(t.views.c.name, t.views.c.query).order_by(t.views.c.name)).all()
            return {row.name: json.loads(row.query) for row in rows}

    def save(self, name: str, query: Mapping[str, Sequence[str]]) -> str:
        """Keep a view, in the place of the one of that name; return the name as it is kept.

        Raises
        ------
        Refused
            It has no name, or too long a one, or there are too many views.
        StoreError
        """
        plain = " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())
        if not plain:
            raise Refused(_("请先写视图的名称"))
        if len(plain) > LETTERS:
            raise Refused(_("名称最多 {most} 字，现有 {n} 字").format(most=LETTERS, n=len(plain)))
        body = json.dumps({key: list(values) for key, values in query.items()}, ensure_ascii=False)
        with self._database.writing() as connection:
            connection.execute(delete(t.views).where(t.views.c.name == plain))
            if connection.execute(select(func.count()).select_from(t.views)).scalar_one() >= MOST:
                raise Refused(_("已有 {most} 个视图，请先删去不用的").format(most=MOST))
            connection.execute(insert(t.views), {"name": plain, "query": body, "saved_at": now()})
        return plain

    def remove(self, name: str) -> None:
        """Forget a view; nothing happens when there is none of this name."""
        with self._database.writing() as connection:
            connection.execute(delete(t.views).where(t.views.c.name == name))
