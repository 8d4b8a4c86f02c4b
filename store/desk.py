"""A planner's desk: working sets and remembered names, each step a transaction of its own."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path, PurePath
from typing import Any

from sites.aliases import Alias
from store import aliases, drafts, editions, sources
from store.drafts import Draft
from store.history import Store


class Desk:
    """What planners work with before they publish.

    Parameters
    ----------
    store : Store
    """

    def __init__(self, store: Store) -> None:
        self._database = store.database

    def begin(self, who: str = "") -> str:
        """Begin a working set on the current edition; return its id."""
        with self._database.writing() as connection:
            return drafts.begin(connection, who, editions.head(connection))

    def open(self, draft: str) -> Draft:
        """Return a working set; ``KeyError`` when it was published or discarded meanwhile."""
        with self._database.reading() as connection:
            return drafts.get(connection, draft)

    def all(self) -> tuple[Draft, ...]:
        """Return every working set, the one changed last first."""
        with self._database.reading() as connection:
            return drafts.listed(connection)

    def add(self, draft: str, name: str, content: bytes) -> None:
        """Add a file by its own name, without folders, or put it in the place of the one of that name."""
        parts = [content[at : at + sources.PART] for at in range(0, len(content), sources.PART)]
        with self._database.writing() as connection:
            drafts.add(
                connection, draft, PurePath(name.replace("\\", "/")).name, parts, hashlib.sha256(content).hexdigest()
            )

    def remove(self, draft: str, name: str) -> None:
        """Take a file out of a working set."""
        with self._database.writing() as connection:
            drafts.remove(connection, draft, name)

    def save(self, draft: str, body: Mapping[str, Any], base: int | None = None) -> None:
        """Keep what was corrected; with ``base``, take the working set over to a newer edition."""
        with self._database.writing() as connection:
            drafts.save(connection, draft, body, base)

    def discard(self, draft: str) -> None:
        """Remove a working set."""
        with self._database.writing() as connection:
            drafts.discard(connection, draft)

    def unpack(self, draft: str, folder: Path) -> tuple[Path, ...]:
        """Write the files of a working set into a folder, to be read from there."""
        with self._database.reading() as connection:
            return tuple(
                _written(connection, folder / file.name, file.sha256) for file in drafts.get(connection, draft).files
            )

    def unpack_edition(
        self, number: int, folder: Path, roles: Collection[str] | None = None
    ) -> tuple[tuple[str, Path], ...]:
        """Write the files that an edition was made from, or those of some roles; return role and path of each.

        Each role has a folder of its own, and so has the second file of one name in a role: two districts' files may
        both be called 楼栋.shp.
        """
        found: list[tuple[str, Path]] = []
        with self._database.reading() as connection:
            for source in sources.of_edition(connection, number):
                if roles is not None and source.role not in roles:
                    continue
                own = folder / source.role
                if (own / source.name).exists():
                    own = own / source.sha256[:12]
                own.mkdir(parents=True, exist_ok=True)
                found.append((source.role, _written(connection, own / source.name, source.sha256)))
        return tuple(found)

    def aliases(self) -> tuple[Alias, ...]:
        """Return what was confirmed of names."""
        with self._database.reading() as connection:
            return aliases.known(connection)

    def confirm(self, decided: Iterable[tuple[Alias, str]], who: str) -> None:
        """Remember decisions about names; see ``store.aliases.confirm``."""
        with self._database.writing() as connection:
            aliases.confirm(connection, decided, who)

    def forget(self, alias: Alias, who: str) -> None:
        """Take back a decision about a name; see ``store.aliases.forget``."""
        with self._database.writing() as connection:
            aliases.forget(connection, alias, who)


def _written(connection: Any, path: Path, sha256: str) -> Path:
    with path.open("wb") as stream:
        for part in sources.get(connection, sha256):
            stream.write(part)
    return path
