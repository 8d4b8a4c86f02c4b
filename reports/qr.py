"""A view's address as a QR code, for a printed sheet."""

import segno

BORDER = 4
"""Modules of white around the code, ISO/IEC 18004; readers look for it."""


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
    code = segno.make_qr(url, error="m", encoding="utf-8", boost_error=True)
    return code.svg_inline(border=BORDER, dark="#000", light="#fff", omitsize=True)
