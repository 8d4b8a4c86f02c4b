"""What `--datum` means: a bare name holds for every layer, a later word overrides an earlier one."""

import pytest

from loaders.errors import OptionError
from loaders.intake import GEOMETRY_ROLES, read_datum
from sites.datum import Datum
from sites.report import Role

ALL: dict[Role, Datum] = dict.fromkeys(GEOMETRY_ROLES, "gcj02")


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ([], {}),
        (["auto"], {}),
        (["gcj02"], ALL),
        (["buildings=bd09"], {"buildings": "bd09"}),
        (["gcj02", "buildings=wgs84"], ALL | {"buildings": "wgs84"}),
        (["buildings=wgs84", "gcj02"], ALL),
        (["gcj02", "auto"], {}),
        (["gcj02", "pipes=auto"], {role: datum for role, datum in ALL.items() if role != "pipes"}),
        (["pipes=bd09", "pipes=gcj02"], {"pipes": "gcj02"}),
    ],
)
def test_the_option_is_read(words: list[str], meant: dict[Role, Datum]) -> None:
    assert read_datum(words) == meant


@pytest.mark.parametrize(
    "word", ["mars", "", "buildings", "buildings=", "=gcj02", "progress=gcj02", "GCJ-02", "buildings=gcj02=bd09"]
)
def test_anything_else_is_refused_with_what_may_be_said(word: str) -> None:
    with pytest.raises(OptionError, match="--datum") as caught:
        read_datum([word])
    assert "wgs84" in str(caught.value)
    assert "buildings" in str(caught.value)
