"""A printed address is a QR code that a phone can read."""

import re
from xml.etree import ElementTree

import pytest
import segno

from reports import qr

URL = "http://127.0.0.1:8501/?subdistrict=虹桥街道&stage=construction&as_of=2022-08-31"
FINDER = ["1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"]


def drawn(svg: str) -> list[str]:
    """The modules as a picture shows them, rows of 0 and 1, the white border too."""
    root = ElementTree.fromstring(svg)
    _x, _y, width, height = map(int, root.attrib["viewBox"].split())
    ground, dark = (path.attrib for path in root.iter() if path.tag.endswith("path"))
    assert (ground["fill"], dark["stroke"]) == ("#fff", "#000")
    rows = [[0] * width for _ in range(height)]
    x, y = 0, -0.5
    for kind, numbers in re.findall(r"([Mmh])([^Mmh]*)", dark["d"]):
        values = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        if kind == "M":
            x, y = int(values[0]), values[1]
        elif kind == "m":
            x, y = x + int(values[0]), y + values[1]
        else:
            for column in range(x, x + int(values[0])):
                rows[int(y)][column] = 1
            x += int(values[0])
    return ["".join(map(str, row)) for row in rows]


def test_the_code_is_drawn_whole_with_its_white_border() -> None:
    picture = drawn(qr.svg(URL))
    expected = segno.make_qr(URL, error="m", encoding="utf-8").matrix
    inner = [row[qr.BORDER : -qr.BORDER] for row in picture[qr.BORDER : -qr.BORDER]]
    assert inner == ["".join(map(str, row)) for row in expected]
    assert {*picture[: qr.BORDER], *picture[-qr.BORDER :]} == {"0" * len(picture)}
    for rows, columns in ((slice(7), slice(7)), (slice(7), slice(-7, None)), (slice(-7, None), slice(7))):
        assert [row[columns] for row in inner[rows]] == FINDER


def test_two_addresses_have_two_codes_and_one_has_one() -> None:
    assert qr.svg(URL) == qr.svg(URL)
    assert qr.svg(URL) != qr.svg(URL + "&lang=en")


def test_an_address_is_never_markup() -> None:
    svg = qr.svg("http://127.0.0.1/?q=<script>alert(1)</script>")
    assert "script" not in svg
    assert "://" not in svg.replace("http://www.w3.org/2000/svg", "")


def test_an_address_that_is_too_long_is_refused() -> None:
    assert drawn(qr.svg("x" * 2331))
    with pytest.raises(ValueError, match=r"."):
        qr.svg("x" * 2332)
