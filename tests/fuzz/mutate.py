"""The mutator: damages a file by chance, the same way for the same number; some ways know the file's format.

``python -m tests.fuzz.mutate NUMBER FOLDER`` writes what a number stands for.
"""

import io
import json
import random
import re
import struct
import sys
import tempfile
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from tests.fuzz.seeds import PROGRESS, Seed, known

SEED = "onemap-1"
MOST_WAYS = 4
LARGEST = 4_000_000
ODD_NUMBERS = (0, 1, 2, 7, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
ODD_WORDS = (b"", b"0", b"-1", b"1e308", b"NaN", b"9999999999999999999", b"\x00", b"\xff\xfe", b"=1+1", b"../../x", b"%n%s", b"A" * 5000,
             "虹桥新村".encode("gb18030")[:-1], "𠮷\u202e".encode(), b"<!DOCTYPE x>", b"&a;", b"XFD1048576")  # fmt: skip
Way = Callable[[bytes, random.Random], bytes]


@cache
def whole(seed: Seed) -> dict[str, bytes]:
    """Return the bytes of a seed's files, by name."""
    with tempfile.TemporaryDirectory() as folder:
        seed.make(Path(folder) / seed.name)
        return {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}


def mutated(number: int) -> tuple[Seed, dict[str, bytes]]:
    """Return the seed that a number stands for, and its files with one of them damaged."""
    chance = random.Random(f"{SEED} {number}")
    seeds = known()
    seed = seeds[number % len(seeds)]
    files = dict(whole(seed))
    name = chance.choice(sorted(files))
    data = files[name]
    for _ in range(chance.randint(1, MOST_WAYS)):
        data = chance.choice(_ways(name))(data, chance)[:LARGEST]
    files[name] = data
    return seed, files


def _ways(name: str) -> list[Way]:
    suffix = Path(name).suffix
    own = {".xlsx": [_repacked] * 6, ".zip": [_repacked] * 4, ".kmz": [_repacked] * 4, ".ods": [_repacked] * 6, ".kml": [_tag, _digits] * 2,
           ".geojson": [_json] * 4, ".topojson": [_json] * 4, ".dbf": [_dbf] * 4, ".shp": [_shp] * 4, ".shx": [_shp] * 2,
           ".csv": [_line] * 3, ".dxf": [_line, _digits] * 2}  # fmt: skip
    return [*PLAIN, *own.get(suffix, [])]


def _flip(data: bytes, chance: random.Random) -> bytes:
    held = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 8, 64)) if held else 0):
        held[chance.randrange(len(held))] ^= 1 << chance.randrange(8)
    return bytes(held)


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randint(0, len(data))]


def _span(data: bytes, chance: random.Random) -> tuple[int, int]:
    at = chance.randint(0, len(data))
    return at, min(at + chance.choice((1, 2, 4, 16, 100, 1000)), len(data))


def _double(data: bytes, chance: random.Random) -> bytes:
    at, end = _span(data, chance)
    return data[:end] + data[at:end] * chance.choice((1, 2, 50)) + data[end:]


def _drop(data: bytes, chance: random.Random) -> bytes:
    at, end = _span(data, chance)
    return data[:at] + data[end:]


def _move(data: bytes, chance: random.Random) -> bytes:
    at, end = _span(data, chance)
    rest = data[:at] + data[end:]
    to = chance.randint(0, len(rest))
    return rest[:to] + data[at:end] + rest[to:]


def _splice(data: bytes, chance: random.Random) -> bytes:
    """Go on as another file, or as this one elsewhere."""
    other = chance.choice([*whole(chance.choice(known())).values(), data])
    return data[: chance.randint(0, len(data))] + other[chance.randint(0, len(other)) :]


def _number(data: bytes, chance: random.Random) -> bytes:
    """Put an odd number where a length or a count may stand."""
    form = chance.choice(("<H", ">H", "<I", ">I", "<Q", ">Q", "<B"))
    size = struct.calcsize(form)
    if len(data) < size:
        return data
    near = min(len(data) - size, chance.choice((64, 256, len(data))))
    at = chance.randint(0, near)
    number = chance.choice(ODD_NUMBERS) % (1 << (8 * size))
    return data[:at] + struct.pack(form, number) + data[at + size :]


def _word(data: bytes, chance: random.Random) -> bytes:
    at, end = _span(data, chance)
    return data[:at] + chance.choice(ODD_WORDS) + data[end:]


def _digits(data: bytes, chance: random.Random) -> bytes:
    """Put something else in the place of a written number."""
    found = list(re.finditer(rb"\d+(\.\d+)?", data[:200_000]))
    if not found:
        return data
    one = chance.choice(found)
    return data[: one.start()] + chance.choice(ODD_WORDS) + data[one.end() :]


PLAIN: list[Way] = [_flip, _flip, _cut, _double, _drop, _move, _splice, _number, _number, _word, _digits]


def _tag(data: bytes, chance: random.Random) -> bytes:
    """Damage XML where it stays XML for a while: an element doubled, dropped, nested or with another value."""
    found = list(re.finditer(rb"<[^<>]{1,300}>", data[:400_000]))
    if not found:
        return data
    one = chance.choice(found)
    tag, way = one[0], chance.randrange(5)
    if way == 0:
        return data[: one.start()] + tag * chance.choice((2, 500)) + data[one.end() :]
    if way == 1:
        return data[: one.start()] + data[one.end() :]
    if way == 2:
        name = re.match(rb"</?([\w:]+)", tag)
        nested = b"<" + (name[1] if name else b"x") + b">"
        return data[: one.start()] + nested * chance.choice((10, 20_000)) + data[one.start() :]
    if way == 3:
        value = chance.choice(ODD_WORDS)
        return (
            data[: one.start()]
            + re.sub(rb'="[^"]*"', lambda _old: b'="' + value + b'"', tag, count=1)
            + data[one.end() :]
        )
    return data[: one.end()] + chance.choice(ODD_WORDS) + data[one.end() :]


def _repacked(data: bytes, chance: random.Random) -> bytes:
    """Damage one part of a packed file and pack it again, with the right checksums."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [(entry.filename, archive.read(entry)) for entry in archive.infolist()]
    except Exception:  # damaged before: some other way, then
        return _flip(data, chance)
    if not parts:
        return data
    at = chance.randrange(len(parts))
    name, held = parts[at]
    way = chance.randrange(10)
    if way == 0:
        del parts[at]
    elif way == 1:
        parts.append((name, held))
    elif way == 2:
        parts[at] = (chance.choice(("../x", "x" * 300, "\u202e.xml", name.upper(), "C:\\x")), held)
    else:
        ways = [_tag] * 6 + [_digits, _word] if held.lstrip()[:1] == b"<" else _ways(name)
        parts[at] = (name, chance.choice(ways)(held, chance))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts:
            archive.writestr(zipfile.ZipInfo(part), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _json(data: bytes, chance: random.Random) -> bytes:
    """Put something of another type somewhere into JSON, or nest it."""
    try:
        root: Any = json.loads(data)
    except (ValueError, RecursionError):
        return _word(data, chance)
    odd = chance.choice(
        (None, True, -1, 1e308, "x" * 3000, [], {}, [[]], {"type": "Feature"}, float("nan"), "\ud800", 2**70)
    )
    held = root
    while isinstance(held, dict | list) and held:
        key: Any = chance.choice(list(held) if isinstance(held, dict) else range(len(held)))
        if chance.random() < 0.2 or not isinstance(held[key], dict | list) or not held[key]:
            way = chance.randrange(4)
            if way == 0 and isinstance(held, dict):
                del held[key]
            elif way == 1:
                held[key] = [held[key]] * chance.choice((1, 100))
            else:
                held[key] = odd
            break
        held = held[key]
    text = json.dumps(root)
    depth = chance.choice((0, 0, 0, 10, 100_000))
    return text.replace("[", "[" * (depth + 1), 1 if depth else 0).encode()


def _dbf(data: bytes, chance: random.Random) -> bytes:
    """Change a table's head: count, widths, a field's type or length."""
    if len(data) < 64:
        return data
    at, form = chance.choice(
        ((4, "<I"), (8, "<H"), (10, "<H"), (32 + 11, "<B"), (32 + 16, "<B"), (32 + 17, "<B"), (29, "<B"))
    )
    if at >= 32:
        at += 32 * chance.randrange(max(1, (len(data) - 64) // 32) if len(data) < 400 else 6)
    size = struct.calcsize(form)
    number = (
        chance.choice(ODD_NUMBERS) % (1 << (8 * size)) if chance.random() < 0.7 else ord(chance.choice("CNFDLMBG@"))
    )
    return data[:at] + struct.pack(form, number) + data[at + size :]


def _shp(data: bytes, chance: random.Random) -> bytes:
    """Change a Shapefile's head or a record's: lengths, types, counts of parts and points."""
    at, form = chance.choice(
        (
            (24, ">I"),
            (32, "<I"),
            (36, "<d"),
            (100, ">I"),
            (104, ">I"),
            (108, "<I"),
            (144, "<I"),
            (148, "<I"),
            (152, "<I"),
        )
    )
    if at >= 100:
        at += 136 * chance.randrange(6)
    size = struct.calcsize(form)
    if len(data) < at + size:
        return data
    held = chance.choice(ODD_NUMBERS)
    value = chance.choice((float("nan"), float("inf"), -1e308)) if form == "<d" else held
    return data[:at] + struct.pack(form, value) + data[at + size :]


def _line(data: bytes, chance: random.Random) -> bytes:
    """Double, drop or change a line of a text."""
    lines = data.split(b"\n")
    at = chance.randrange(len(lines))
    lines[at : at + 1] = chance.choice(
        ([], [lines[at]] * 3, [chance.choice(ODD_WORDS)], [lines[at].replace(b",", b'"')], [b"," * 20_000])
    )
    return b"\n".join(lines)


def write(number: int, folder: Path) -> tuple[Seed, Path]:
    """Write what a number stands for; return its seed and the file to be opened."""
    seed, files = mutated(number)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return seed, folder / seed.name


if __name__ == "__main__":
    made, target = write(int(sys.argv[1]), Path(sys.argv[2]))
    print(target, "as a workbook" if made.role == PROGRESS else f"as {made.role}")
