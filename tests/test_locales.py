"""Whoever switches to English reads English everywhere, and no text is glued together from words."""

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import locales
from settings import HOME

MARKS = ("_", "N_")
CJK = re.compile(r"[\u2e80-\u303f\u31c0-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]")
OTHERS = sorted(set(locales.LANGUAGES) - {locales.SOURCE})


def mapping() -> list[tuple[str, str]]:
    """What pyproject.toml tells pybabel to read."""
    told = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["babel"]["mappings"]
    return [(pattern, entry["method"]) for entry in told for pattern in entry["pattern"]]


def extracted() -> dict[str, str]:
    """Every text of the source that people may read, and the file it stands in."""
    found = {}
    for name, _line, text, _comments, _context in extract_from_dir(HOME, mapping(), keywords=dict.fromkeys(MARKS)):
        found.setdefault(text, name)
    return found


def catalogue(language: str) -> Catalog:
    with (HOME / "locales" / language / "LC_MESSAGES" / "messages.po").open("rb") as source:
        return read_po(source, locale=language)


def placeholders(text: str) -> set[tuple[str, str]]:
    return {
        (name, form or "") for _before, name, form, _conversion in string.Formatter().parse(text) if name is not None
    }


def sources() -> Iterator[Path]:
    for pattern, _method in mapping():
        yield from HOME.glob(pattern.replace("**.py", "**/*.py"))


TEXTS = extracted()


def test_the_texts_of_every_room_are_found() -> None:
    rooms = {name.split("/")[0] for name in TEXTS.values()}
    assert {"app.py", "commands", "pages", "maps", "store", "loaders", "sites"} <= rooms


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated(language: str) -> None:
    known = catalogue(language)
    absent = {
        text: place
        for text, place in TEXTS.items()
        if not (found := known.get(text)) or not found.string or found.fuzzy
    }
    assert not absent, f"locales/{language}: to be translated: {absent}"


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_translated_that_nobody_says(language: str) -> None:
    gone = [message.id for message in catalogue(language) if message.id and message.id not in TEXTS]
    assert not gone, f"locales/{language}: to be taken out: {gone}"


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_keeps_the_placeholders(language: str) -> None:
    for message in catalogue(language):
        if message.id:
            assert placeholders(message.string) == placeholders(message.id), message.id


def test_no_english_text_holds_chinese_characters_or_punctuation() -> None:
    mixed = {message.id: message.string for message in catalogue("en") if message.id and CJK.search(message.string)}
    assert not mixed


@pytest.mark.parametrize("language", OTHERS)
def test_the_catalogue_names_no_person_and_no_machine(language: str) -> None:
    text = (HOME / "locales" / language / "LC_MESSAGES" / "messages.po").read_text(encoding="utf-8")
    assert not re.search(r"@|Last-Translator|Language-Team|/home/|/root/|/work/", text)


def test_a_text_is_marked_whole_and_filled_afterwards() -> None:
    """``_(f"…")``, ``_("…" + x)`` and ``_("…" % x)`` can never be found in a catalogue."""
    glued = [
        f"{path.relative_to(HOME)}:{call.lineno}"
        for path in sources()
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in MARKS
        and any(isinstance(part, ast.JoinedStr | ast.BinOp) for part in call.args)
    ]
    assert not glued


def test_a_compiled_catalogue_speaks() -> None:
    token = locales._language.set("en")
    try:
        assert locales._("违建拆除") == "Demolition"
        assert locales._("没有这句话") == "没有这句话"
        assert locales._("") == ""
    finally:
        locales._language.reset(token)
