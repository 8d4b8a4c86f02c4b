"""The store as commands ask it: what cannot be read is an error here, never an older picture in its place."""

from typing import TYPE_CHECKING

from locales import _

if TYPE_CHECKING:
    from sites.edition import Edition
    from store.editions import Entry


def who(given: str | None) -> str:
    """Return who does this: as given, else the user of the operating system; nothing where it knows none."""
    import getpass

    if given is not None:
        return given
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a number without a name, on systems of either kind
        return ""


def entries(every: bool = False) -> "tuple[Entry, ...]":
    """Return the history, oldest first: what pages show, or all of it.

    Raises
    ------
    Unreachable, Damaged
    """
    from store import editions
    from store.history import store

    with store().database.reading() as connection:
        found = editions.listed(connection)
    return found if every else editions.visible(found)


def edition(number: int) -> "Edition":
    """Return an edition that pages show, as it is in the database and nowhere else.

    Raises
    ------
    Refused
        There is none of this number.
    Unreachable, Damaged
    """
    from store import contents
    from store.errors import Refused
    from store.history import store

    found = {entry.number: entry for entry in entries()}.get(number)
    if found is None:
        raise Refused(_("没有第 {number} 期").format(number=number))
    with store().database.reading() as connection:
        return contents.read(connection, found.number, found.as_of, found.synthetic, found.digest)


def public() -> int | None:
    """Return the number of the edition that is public; None for none.

    Raises
    ------
    Unreachable, Damaged
    """
    from store.history import store
    from store.releases import Releases

    standing = Releases(store().database).current()
    return standing.number if standing else None
