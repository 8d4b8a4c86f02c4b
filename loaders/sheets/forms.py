"""What a workbook file really is, by its content: systems export web pages and text under the name of .xls."""

import re
import zipfile
from pathlib import Path
from typing import Literal

from loaders.checks import LARGEST_XLS
from loaders.errors import FormatError, not_what_it_says
from loaders.packed import BROKEN_ZIP, members
from loaders.sheets import compound_file
from loaders.sheets.delimited import is_text
from locales import N_, _

Form = Literal["xlsx", "xls", "ods", "csv"]
_ZIP = b"PK\x03\x04"
_OTHERS = (
    (b"%PDF", N_("PDF 文件")), (b"\x89PNG", N_("图片")), (b"\xff\xd8\xff", N_("图片")), (b"GIF8", N_("图片")),
    (b"Rar!", N_("压缩包")), (b"7z\xbc\xaf", N_("压缩包")), (b"\x1f\x8b", N_("压缩包")), (b"{\\rtf", N_("文字文档")),
    (b"SQLite format 3", N_("数据库")), (b"\x00\x00\x27\x0a", N_("Shapefile 图层")),
    (b"\x09\x00\x04\x00", N_("很旧的 Excel 文件（4.0 以前）")), (b"\x09\x02\x06\x00", N_("很旧的 Excel 文件（4.0 以前）")),
    (b"\x09\x04\x06\x00", N_("很旧的 Excel 文件（4.0 以前）")),
)  # fmt: skip
_TEXTS = (
    (re.compile(r"urn:schemas-microsoft-com:office:spreadsheet"), N_("XML 表格（Excel 2003）")),
    (re.compile(r"^mime-version:"), N_("网页存档")),
    (re.compile(r"^<(!doctype\s+html|html|head|meta|table|body|style|div|script)\b|<html\b|<table\b"), N_("网页（HTML）")),
    (re.compile(r"^<\?xml"), N_("XML 文件")),
    (re.compile(r"^[{\[]\s*[\"{\[]"), N_("JSON 文件")),
)  # fmt: skip


def refuse_others(path: Path, start: bytes) -> None:
    """Refuse what is neither a workbook nor a text table, and say what it is.

    Parameters
    ----------
    path : pathlib.Path
    start : bytes
        The file's first bytes.

    Raises
    ------
    FormatError
    """
    for magic, name in _OTHERS:
        if start.startswith(magic):
            raise _is_really(path, _(name))
    if start.startswith((_ZIP, compound_file.MAGIC)):
        return
    if not is_text(start):
        raise not_what_it_says(path)
    text = _first_words(start)
    for pattern, name in _TEXTS:
        if pattern.search(text):
            raise _is_really(path, _(name))


def form_of(path: Path) -> Form:
    """Return the form of a file that ``refuse_others`` let through.

    Raises
    ------
    FormatError
        It is a document of another program, or encrypted, or damaged.
    """
    with path.open("rb") as stream:
        start = stream.read(8)
    if start.startswith(_ZIP):
        return _zip_form(path)
    if start.startswith(compound_file.MAGIC):
        return _compound_form(path)
    return "csv"


def encrypted(path: Path) -> FormatError:
    """Return the error for a workbook that asks for a password."""
    return FormatError(path, _("工作簿设了打开密码"), _("请在表格软件中取消密码后另存"))


def _zip_form(path: Path) -> Form:
    names = {entry.filename for entry in members(path)}
    rooms = {name.partition("/")[0] for name in names}
    if "xl/workbook.bin" in names:
        raise _is_really(path, _("xlsb（二进制工作簿）"))
    if "[Content_Types].xml" in names and "xl" in rooms:
        return "xlsx"
    if "[Content_Types].xml" in names and rooms & {"word", "ppt"}:
        raise _is_really(path, _("文字文档或演示文稿"))
    if "content.xml" in names:
        return _open_document(path)
    raise _is_really(path, _("压缩包"))


def _open_document(path: Path) -> Form:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            kind = archive.read("mimetype")[:200] if "mimetype" in names else b"spreadsheet"
            manifest = archive.read("META-INF/manifest.xml")[:1_000_000] if "META-INF/manifest.xml" in names else b""
    except BROKEN_ZIP as error:
        raise not_what_it_says(path) from error
    if b"encryption-data" in manifest:
        raise encrypted(path)
    if b"spreadsheet" not in kind:
        raise _is_really(path, _("文字文档或演示文稿"))
    return "ods"


def _compound_form(path: Path) -> Form:
    if path.stat().st_size > LARGEST_XLS:
        raise FormatError(path, _("文件太大"), _("请另存为 xlsx，或按街道分开"))
    names = set(compound_file.CompoundFile(path).streams)
    if "EncryptedPackage" in names:
        raise encrypted(path)
    if names & {"Workbook", "Book"}:
        return "xls"
    if "WordDocument" in names or "PowerPoint Document" in names:
        raise _is_really(path, _("文字文档或演示文稿"))
    raise not_what_it_says(path)


def _is_really(path: Path, name: str) -> FormatError:
    found = _("内容其实是{name}，不是 {suffix} 表格").format(name=name, suffix=path.suffix)
    return FormatError(path, found, _("请用 Excel 或 WPS 打开，核对后另存为 xlsx"))


def _first_words(start: bytes) -> str:
    """Return the beginning as small letters, whatever the encoding."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = start[: len(start) // 2 * 2].decode("utf-16", errors="replace")
    else:
        text = start.replace(b"\x00", b"").decode("utf-8-sig", errors="replace")
    return text.lstrip().casefold()
