"""columns.toml: the titles of columns that a user teaches the reader. docs/workbooks.*.md shows the format."""

import re
import tomllib
from pathlib import Path

from loaders.errors import FileMissing, OptionError
from loaders.workbook.head import OF_BUILDINGS, OF_COMPOUNDS
from locales import _
from sites.columns import TICKET_COLUMNS

NAME = "columns.toml"
LARGEST_BYTES = 1_000_000
_PLACE = re.compile(r"\(at line (\d+)")
_CODES = {
    word: column.code
    for column in (*OF_BUILDINGS, *OF_COMPOUNDS, *TICKET_COLUMNS)
    for word in (column.code, column.title)
}


def taught_words(given: Path | None, beside: Path | None = None) -> dict[str, str]:
    """Return the words that a user teaches: of the file that is given, else of the one beside the workbook.

    Parameters
    ----------
    given : pathlib.Path or None
        Must be there.
    beside : pathlib.Path or None
        A workbook; ``columns.toml`` in its folder may be there.

    Returns
    -------
    dict of str to str
        Title of a column -> code of ``sites.columns``; empty where there is no file.

    Raises
    ------
    FileMissing, OptionError
        The file cannot be read; the line is named.
    """
    path = given or (beside.parent / NAME if beside else None)
    if path is None or (given is None and not path.is_file()):
        return {}
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise OptionError(path, _("文件太大"), _("只写列名即可"))
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise FileMissing(path, _("文件不存在或不能读取"), _("请核对路径和权限")) from error
    except UnicodeDecodeError as error:
        raise OptionError(path, _("文字编码不是 UTF-8"), _("请另存为 UTF-8")) from error
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = _PLACE.search(str(error))
        cure = _('请写成 "户数" = ["住户数", "套数"]，中文都加引号')
        raise OptionError(
            path, _("不合 TOML 的写法"), cure, _line(int(line[1]) if line else text.count("\n") + 1)
        ) from error
    return _words(path, text, said)


def _words(path: Path, text: str, said: dict[str, object]) -> dict[str, str]:
    table = said.get("columns")
    if not isinstance(table, dict) or len(said) > 1:
        other = next((name for name in said if name != "columns"), "columns")
        raise OptionError(path, _("只认 [columns] 一节"), _("请把列名都写在 [columns] 下面"), _where(text, other))
    words: dict[str, str] = {}
    for name, given in table.items():
        code = _CODES.get(name)
        if code is None:
            cure = _("等号左边写已有的列名，如“户数”，全部列名见说明")
            raise OptionError(path, _("没有叫“{name}”的列").format(name=name), cure, _where(text, name))
        some = [given] if isinstance(given, str) else given
        if not isinstance(some, list) or not all(isinstance(word, str) and word.strip() for word in some):
            cure = _('请写成 "{name}" = ["新的列名"]').format(name=name)
            raise OptionError(path, _("“{name}”后面不是列名").format(name=name), cure, _where(text, name))
        for word in some:
            if words.setdefault(word, code) != code:
                found = _("“{word}”写在两个列下").format(word=word)
                raise OptionError(path, found, _("请只留一处"), _where(text, name))
    return words


def _where(text: str, name: str) -> str:
    """Return the line in which a name stands."""
    lines = text.splitlines()
    found = next((at for at, line in enumerate(lines, 1) if name in line.partition("=")[0]), 1)
    return _line(found)


def _line(number: int) -> str:
    return _("第 {line} 行").format(line=number)
