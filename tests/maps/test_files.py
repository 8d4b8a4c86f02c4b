"""A file is asked for by its hash, and what was once given out is never gone."""

import gzip
import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps import assets, files


@given(st.binary(max_size=300))
def test_the_address_is_the_contents_own(body: bytes) -> None:
    address = files.put("geometry.json", body)
    found = files.get(address)
    assert address == f"{hashlib.sha256(body).hexdigest()}/geometry.json"
    assert found
    assert (found.body, gzip.decompress(found.packed)) == (body, body)
    assert found.media_type == "application/json"


def test_an_open_frame_still_finds_its_file_after_many_others_came() -> None:
    first = files.put("words.json", b"first")
    for n in range(200):
        files.put("words.json", str(n).encode())
    found = files.get(first)
    assert found
    assert found.body == b"first"


def test_the_same_file_twice_is_one_file() -> None:
    assert files.get(files.put("a.json", b"same")) is files.get(files.put("a.json", b"same"))


@pytest.mark.parametrize("address", ["", "/", "0" * 64 + "/geometry.json", "../settings.py", "words.json"])
def test_what_was_never_given_out_is_not_there(address: str) -> None:
    assert files.get(address) is None


@pytest.mark.parametrize(("name", "kind"), [("map.js", "text/javascript"), ("vector.js", "text/javascript")])
def test_the_bundles_are_served_as_what_they_are(name: str, kind: str) -> None:
    found = files.get(assets.bundle(name))
    assert found
    assert found.media_type == kind
    assert found.body


def test_the_maps_bundle_names_no_foreign_host_to_ask() -> None:
    found = files.get(assets.bundle("map.js"))
    assert found
    named = set(re.findall(rb"https?://([\w.-]+)", found.body))
    assert named <= {b"www.w3.org", b"leafletjs.com"}, (
        "a name space, and the link that we switch off: nothing is asked of them"
    )


def test_nothing_in_an_address_is_lost_in_st_foliums_key() -> None:
    """Its key drops everything that follows an underscore: two files would be one."""
    assert "_" not in files.put("geometry.json", b"{}")
    assert "_" not in assets.bundle("map.js")
