"""What stands below every map: its review number or that it is a sketch, and that the demo's data is invented."""

from locales import _
from settings import settings


def parts(synthetic: bool) -> list[str]:
    """Return the sentences in the language in use.

    Parameters
    ----------
    synthetic : bool
        Whether the data is the demo's.
    """
    said = [review()]
    if synthetic:
        said.append(_("数据为演示虚构"))
    return said


def review() -> str:
    """Return the map's review number in words, else that it is a sketch."""
    number = settings().map_review_no
    return _("审图号 {number}").format(number=number) if number not in ("", "none") else _("示意图")
