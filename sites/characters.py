"""Characters that are written in several ways: traditional forms, numerals, Roman and circled figures."""

from functools import cache

import opencc

_VARIANTS = {"邨": "村", "舎": "舍", "甯": "宁", "菀": "苑", "圎": "圆", "囯": "国", "仃": "停", "㘵": "坐"}
"""Forms that are no traditional ones, and so not known to OpenCC."""
_DIGITS = {word: value for value, word in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_DIGITS |= {word: value for value, word in enumerate("壹贰叁肆伍陆柒捌玖", start=1)}
_PLACES = {"十": 10, "拾": 10, "百": 100, "佰": 100}
_TWENTIES = {"廿": "二十", "卅": "三十", "卌": "四十"}
CHINESE_DIGITS = "".join([*_DIGITS, *_PLACES, *_TWENTIES])
"""Every character that a Chinese number below a thousand may hold."""
_ROMAN = {"i": 1, "v": 5, "x": 10}
ROMAN_MARKS = str.maketrans({chr(start + at): str(at + 1) for start in (0x2160, 0x2170) for at in range(12)})
"""Ⅰ to Ⅻ and ⅰ to ⅻ as figures: as letters (II) they could be anything."""
_CIRCLED = (
    ("\u2460", 20),
    ("\u2776", 10),
    ("\u2780", 10),
    ("\u278a", 10),
    ("\u24f5", 10),
    ("\u3220", 10),
    ("\u3280", 10),
)
CIRCLED_MARKS = str.maketrans({chr(ord(first) + at): f"({at + 1})" for first, many in _CIRCLED for at in range(many)})
"""① ❶ ➀ ➊ ⓵ ㈠ ㊀ and on, as figures in brackets."""


def simplified(text: str) -> str:
    """Return the text in simplified characters, one for one.

    What GB 2312 holds is simplified already; only other characters are looked up.
    """
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return "".join(map(_simple, text))
    return text


@cache
def _simple(char: str) -> str:
    if char.isascii():
        return char
    return _VARIANTS.get(char) or str(_converter().convert(char))


LONGEST_NUMBER = 12
"""Characters: what is longer numbers nothing, and could not be counted either."""


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def read_number(word: str) -> int | None:
    """Read ASCII digits, Chinese numerals below a thousand, or a small Roman number; None for anything else, and for what is too long.

    Examples
    --------
    >>> [read_number(word) for word in ("07", "十二", "廿一", "二〇三", "iv", "十五十")]
    [7, 12, 21, 203, 4, None]
    """
    if len(word) > LONGEST_NUMBER:
        return None
    if word.isascii():
        return int(word) if word.isdecimal() else _roman(word)
    for short, long in _TWENTIES.items():
        word = word.replace(short, long)
    if not any(place in word for place in _PLACES):
        return int("".join(str(_DIGITS[char]) for char in word))
    total, digit, last = 0, None, 1000
    for char in word:
        if char in _PLACES:
            if _PLACES[char] >= last:
                return None
            last = _PLACES[char]
            total += (1 if digit is None else digit) * last
            digit = None
        elif digit not in (None, 0):
            return None
        else:
            digit = _DIGITS[char]
    return total + (digit or 0)


def _roman(word: str) -> int | None:
    values = [_ROMAN.get(char, 0) for char in word]
    if not values or 0 in values:
        return None
    return sum(value if value >= after else -value for value, after in zip(values, [*values[1:], 0], strict=True))
