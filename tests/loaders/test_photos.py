"""Photographs of compounds: the right two of a folder, small, and with nothing in them but the picture."""

from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from loaders import photos

AS_OF = date(2022, 8, 31)


def take(path: Path, size: tuple[int, int] = (1600, 1200), colour: str = "#b07040") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    exif = Image.Exif()
    exif[0x010F] = "a camera"
    exif.get_ifd(0x8825)[2] = (32.0, 1.0, 2.0)  # where it was taken
    Image.new("RGB", size, colour).save(path, exif=exif)
    return path


def test_the_last_before_and_the_last_after_are_found_as_of_a_day(tmp_path: Path) -> None:
    own = tmp_path / "虹桥新村二期"
    for name in ("改造前 2022-01-05", "改造前 2022-03-01", "改造后_20220820", "after 2022-09-20", "合影 2022-08-01"):
        take(own / f"{name}.jpg")
    take(tmp_path / "C001" / "before.png")
    found = photos.of_compound(tmp_path, "C013", "虹桥新村二期", AS_OF)
    assert [(photo.when, photo.day) for photo in found] == [
        ("before", date(2022, 3, 1)),
        ("after", date(2022, 8, 20)),
    ]
    assert photos.of_compound(tmp_path, "C013", "虹桥新村二期", date(2022, 2, 1))[0].day == date(2022, 1, 5)
    assert [photo.when for photo in photos.of_compound(tmp_path, "C001", "别的小区", AS_OF)] == ["before"]


@pytest.mark.parametrize("name", ["..", "../outside", "/", ".", "C001/../../outside", ""])
def test_a_name_leads_nowhere_else(tmp_path: Path, name: str) -> None:
    take(tmp_path / "outside" / "before.jpg")
    inside = tmp_path / "photos"
    take(inside / "C001" / "before.jpg")
    assert photos.of_compound(inside, name, name, AS_OF) == ()


def test_no_folder_is_no_photograph(tmp_path: Path) -> None:
    assert photos.of_compound(tmp_path / "gone", "C001", "C001", AS_OF) == ()
    assert photos.fingerprint(None) == ""
    assert photos.fingerprint(tmp_path / "gone") == ""


def test_a_new_photograph_changes_the_fingerprint(tmp_path: Path) -> None:
    take(tmp_path / "C001" / "before.jpg")
    before = photos.fingerprint(tmp_path)
    take(tmp_path / "C002" / "before.jpg")
    assert photos.fingerprint(tmp_path) != before


def test_what_is_shown_is_small_and_says_neither_place_nor_camera(tmp_path: Path) -> None:
    body = photos.picture(take(tmp_path / "before.jpg", (4000, 3000)))
    assert body
    (tmp_path / "shown.jpg").write_bytes(body)
    with Image.open(tmp_path / "shown.jpg") as shown:
        assert max(shown.size) == photos.SIDE_PX
        assert dict(shown.getexif()) == {}
    assert b"a camera" not in body


@pytest.mark.parametrize(
    "body", [b"", b"no photograph", b"\xff\xd8\xff\xe0 cut off", b"<svg xmlns='http://www.w3.org/2000/svg'/>"]
)
def test_what_is_no_photograph_is_left_out(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "before.jpg"
    path.write_bytes(body)
    assert photos.picture(path) is None


def test_what_claims_too_many_pixels_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "LARGEST", 1000)
    assert photos.picture(take(tmp_path / "before.jpg")) is None
