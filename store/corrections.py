"""What a planner says of a working set: of each part, of the layers taken over, of single buildings. Kept with the draft."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal, cast

from loaders.recognise import CLAIM_TITLES, Claim, Part, corrected
from sites.datum import DATUMS, Datum

NO_ROLE: Literal["none"] = "none"
"""What is kept for a part that is to be left out."""
_FIELDS = ("role", "crs", "datum", "as_of")


@dataclass(frozen=True)
class Word:
    """What is said of one part; empty where nothing is.

    Attributes
    ----------
    role : str
        A ``Claim``, or ``NO_ROLE``.
    crs : str
        A system such as ``EPSG:4549``, or the name of a file of control points.
    datum : str
    as_of : str
        ``YYYY-MM-DD``.
    """

    role: str = ""
    crs: str = ""
    datum: str = ""
    as_of: str = ""

    def applied(self, part: Part) -> Part:
        """Return the part with what is said of it.

        Raises
        ------
        OptionError
            No such system or datum.
        """
        role: Claim | Literal["keep"] | None = "keep"
        if self.role == NO_ROLE:
            role = None
        elif self.role:
            role = cast(Claim, self.role)
        day = date.fromisoformat(self.as_of) if self.as_of else None
        datum = cast(Datum, self.datum) if self.datum else None
        return corrected(part, role=role, crs_name=self.crs or None, datum=datum, as_of=day)


@dataclass(frozen=True)
class Corrections:
    """All that a planner says of a working set.

    Attributes
    ----------
    parts : mapping of str to Word
        By ``Part.key``.
    take_over : bool
        Whether layers that were not brought come from the current edition.
    typed : mapping of str to mapping
        By building id: column code to what was typed, as a workbook's cell would hold it.
    note, who : str
    """

    parts: Mapping[str, Word] = field(default_factory=dict)
    take_over: bool = True
    typed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    note: str = ""
    who: str = ""

    def saying(self, key: str, word: Word) -> "Corrections":
        """Return these with what is said of one part."""
        said = {**self.parts, key: word}
        return replace(self, parts={key: word for key, word in said.items() if word != Word()})

    def typing(self, building: str, cells: Mapping[str, str]) -> "Corrections":
        """Return these with what was typed of one building; no cells take it back."""
        typed = {**self.typed, building: dict(cells)}
        return replace(self, typed={key: cells for key, cells in typed.items() if cells})

    def body(self) -> dict[str, Any]:
        """Return plain values, as a draft keeps them."""
        return {
            "parts": {key: {name: getattr(word, name) for name in _FIELDS} for key, word in self.parts.items()},
            "take_over": self.take_over, "typed": {key: dict(cells) for key, cells in self.typed.items()},
            "note": self.note, "who": self.who,
        }  # fmt: skip


def of_body(body: Mapping[str, Any]) -> Corrections:
    """Return what a draft keeps; what is none of ours is left out, so that an older or newer draft can be opened."""
    parts = {
        str(key): _word(said) for key, said in _mapping(body.get("parts")).items() if isinstance(said, Mapping)
    }  # fmt: skip
    typed = {
        str(key): {str(code): str(text) for code, text in _mapping(cells).items()}
        for key, cells in _mapping(body.get("typed")).items()
    }
    return Corrections(
        parts, body.get("take_over") is not False, typed, str(body.get("note", "")), str(body.get("who", ""))
    )


def _word(said: Mapping[str, Any]) -> Word:
    word = Word(**{name: str(said.get(name, "")) for name in _FIELDS})
    return replace(
        word, role=word.role if word.role in (*CLAIM_TITLES, NO_ROLE) else "", datum=word.datum if word.datum in DATUMS else "",
        as_of=word.as_of if _is_day(word.as_of) else "",
    )  # fmt: skip


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
