"""Which subdistrict a word means: by its name in any dress, else by the one that is nearest with a margin."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sites.alike import mistakes
from sites.matching import LEAST, MARGIN
from sites.names import subdistrict_name
from sites.official import SUBDISTRICTS

SUFFIX = "街道"


@dataclass(frozen=True)
class Area:
    """What a word was read as; ``similar`` where its letters are not quite those of the name."""

    name: str
    similar: bool = False


class Subdistricts:
    """Reads the names of subdistricts.

    Parameters
    ----------
    names : iterable of str
        Those that are there beside the official sixteen.
    aliases : mapping of str to str
        Words that a planner has confirmed, as ``subdistrict_name`` gives them, and what they mean.
    """

    def __init__(self, names: Iterable[str] = (), aliases: Mapping[str, str] | None = None) -> None:
        self._known = {subdistrict_name(name) for name in names if name} | set(SUBDISTRICTS)
        self._aliases = dict(aliases or {})
        self._read: dict[str, Area] = {"": Area("")}

    def known(self, word: str) -> str | None:
        """Return the subdistrict of exactly this name, with its suffix; None where there is none."""
        name = subdistrict_name(word)
        return name if name in self._known else None

    def read(self, word: str) -> Area:
        """Return the subdistrict that a word means; the word with its suffix where it means none of those known."""
        if word not in self._read:
            self._read[word] = self._nearest(subdistrict_name(word))
        return self._read[word]

    def _nearest(self, name: str) -> Area:
        if name in self._known or not name:
            return Area(name)
        if name in self._aliases:
            return Area(self._aliases[name])
        asked = name.removesuffix(SUFFIX)
        plain = ((known, known.removesuffix(SUFFIX)) for known in self._known)
        scored = sorted(
            ((1 - mistakes(asked, short) / len(short), known) for known, short in plain if short), reverse=True
        )
        (best, found), (second, _other) = scored[:2]
        return Area(found, similar=True) if best >= LEAST and best - second >= MARGIN else Area(name)
