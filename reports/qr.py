"""A view's address as a QR code, for a printed sheet or a screen."""

import io

import segno

BORDER = 4
"""Modules of white around the code, ISO/IEC 18004; readers look for it."""


def png(url: str, dot: int = 6) -> bytes:
    """Return the same code as a PNG picture, each module so many pixels wide."""
    out = io.BytesIO()
    _code(url).save(out, kind="png", scale=dot, border=BORDER)
    return out.getvalue()


def svg(url: str) -> str:
    """Return the QR code of an address as an SVG element, black on white whatever the theme, of any size.

    Error correction is M (15 %) or better: a sheet of paper is folded and stained.

    Parameters
    ----------
    url : str
        2331 bytes of UTF-8 at most.

    Raises
    ------
    segno.DataOverflowError
        The address is longer; a ``ValueError``.
    """
    return _code(url).svg_inline(border=BORDER, dark="#000", light="#fff", omitsize=True)


def _code(url: str) -> segno.QRCode:
    return segno.make_qr(url, error="m", encoding="utf-8", boost_error=True)
