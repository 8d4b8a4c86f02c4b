"""Words for people: Chinese is the source, other languages are gettext catalogues beside this file.

``N_`` marks a constant for translation, ``_`` translates it where it is shown. The language is a context
variable, so two sessions in two threads do not mix their languages.
"""

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

SOURCE = "zh_CN"
LANGUAGES = {"zh_CN": "中文", "en": "English"}
_HERE = Path(__file__).parent
_language: ContextVar[str] = ContextVar("language", default=SOURCE)


def N_(text: str) -> str:
    """Mark a constant for extraction; it is translated later, by ``_``."""
    return text


def use(language: str) -> None:
    """Choose the language of this context.

    Raises
    ------
    KeyError
        When the language is not one of ``LANGUAGES``.
    """
    if language not in LANGUAGES:
        raise KeyError(language)
    _language.set(language)


def current() -> str:
    """Return the code of the language in use, such as ``zh_CN``."""
    return _language.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language for a while, then the one before."""
    before = current()
    use(language)
    try:
        yield
    finally:
        use(before)


def _(text: str) -> str:
    """Translate a source text into the language in use."""
    return _catalogue(_language.get()).gettext(text) if text else ""


def build() -> list[Path]:
    """Compile each ``messages.po`` whose ``.mo`` is missing or older; return what was written."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    written = []
    for po in sorted(_HERE.glob("*/LC_MESSAGES/messages.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        with po.open("rb") as source:
            catalogue = read_po(source)
        part = mo.with_suffix(".part")
        with part.open("wb") as target:
            write_mo(target, catalogue)
        part.replace(mo)
        written.append(mo)
    return written


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == SOURCE:
        return gettext.NullTranslations()
    build()
    return gettext.translation("messages", _HERE, [language], fallback=True)
