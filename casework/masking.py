"""Contacts and identity numbers in people's texts: found, and masked.

Codes of the service stay: a case (SQ20261012-00001), a grid (15, 16 or 20 digits), days and
periods.
"""

from __future__ import annotations

import re
from typing import Final

MASK: Final = "***"
# Blanks and signs people put between digits; commas and points are of numbers and dates.
_GAP: Final = (
    r"[\s\u200b-\u200d\u2060\ufeff\-\u2010-\u2015\u2212\u00b7\uff0d\uff0e_/()\uff08\uff09]"
)
_SEP: Final = rf"{_GAP}{{0,3}}"
_ALONE, _END = r"(?<![0-9])", r"(?![0-9])"
_DAY: Final = r"(?:0[1-9]|[12][0-9]|3[01])"
_PLACE: Final = r"[1-9]" + rf"{_SEP}[0-9]" * 5


def _apart(pattern: str) -> str:
    """Return a pattern whose parts (between blanks) may have gaps between them."""
    return _SEP.join(pattern.split(" "))


_DIGIT: Final = "[0-9]"
_MOBILE: Final = _apart(" ".join(["1", "[3-9]", *[_DIGIT] * 9]))
_ABROAD: Final = rf"(?:(?:(?:\+|00){_SEP})?8{_SEP}6{_SEP}|0)?"
_LINE: Final = _apart(" ".join(["[2-8]", *[_DIGIT] * 6])) + rf"(?:{_SEP}{_DIGIT})?"
_EXTENSION: Final = r"(?:\s*(?:转|分机|ext\.?|-)\s*[0-9]{1,5})?"
_YEAR: Final = _apart("1 9 [0-9] [0-9]") + "|" + _apart("2 0 [0-9] [0-9]")
_ID_CARD: Final = (
    rf"{_PLACE}{_SEP}(?:{_YEAR}){_SEP}(?:0{_SEP}[1-9]|1{_SEP}[0-2]){_SEP}[0-3]{_SEP}[0-9]"
    rf"{_SEP}{_apart('[0-9] [0-9] [0-9] [0-9Xx]')}"
)
_GROUPS: Final = rf"[3-6][0-9]{{3}}(?:{_GAP}[0-9]{{4}}){{3}}(?:{_GAP}[0-9]{{1,3}})?"

# In this order: what is longer first.
_PATTERNS: Final = tuple(
    re.compile(one, re.IGNORECASE)
    for one in (
        r"(?<![A-Za-z0-9_.+%-])[A-Za-z0-9_.+%-]+\s?@\s?[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+",
        rf"{_ALONE}{_ID_CARD}(?![0-9A-Za-z])",
        # The old number of 15 digits is as long as a grid's code: only where it is called one.
        rf"(?:身份证号?码?|\bID(?: card)?(?: no\.?| number)?)[\s:：为是]*[0-9]{{15}}{_END}",
        rf"{_ALONE}{_GROUPS}{_END}",
        # No code of the service is so long, or shorter than 20.
        rf"{_ALONE}[1-9][0-9]{{16,18}}{_END}",
        rf"(?:银行卡号?|卡号|账号|帐号|\bcard(?: no\.?| number)?)[\s:：为是]*[0-9]{{12,19}}{_END}",
        rf"(?<![0-9+]){_ABROAD}{_MOBILE}{_END}",
        rf"{_ALONE}(?:\+?86{_SEP})?(?:[(\uff08](?=[0-9]{{3,4}}[)\uff09]))?0{_SEP}[1-9]{_SEP}[0-9]{_SEP}(?:[0-9]{_SEP})?"
        rf"{_LINE}{_END}{_EXTENSION}",
        rf"(?:电话|座机|固话|致电|拨打|来电|手机|\btel\.?|\bphone|\bcall)[\s:：为是号码]*{_LINE}{_END}"
        rf"{_EXTENSION}",
        r"(?:微信号?|QQ号?|wechat|weixin)[\s:：为是]*[A-Za-z0-9][A-Za-z0-9_-]{4,19}",
    )
)
# Of 16 digits are the codes of some grids too: a card's add up.
_CARD: Final = re.compile(rf"{_ALONE}[3-6][0-9]{{15}}{_END}")
# What stays whatever it looks like: codes with letters and a day, days, and days with a time.
_KEPT: Final = re.compile(
    r"(?<![0-9A-Za-z])[A-Z]{1,6}-?[0-9]{8}-[0-9]{1,8}(?![0-9])"
    r"|(?<![0-9])20[0-9]{2}[01][0-9][0-3][0-9]-[0-9]{1,8}(?![0-9])"
    r"|(?<![0-9])20[0-9]{2}-[01]?[0-9](?:-[0-3]?[0-9])?(?![0-9])"
)
_PLAIN: Final = {
    **{0xFF10 + at: str(at) for at in range(10)},
    **{0xFF21 + at: chr(65 + at) for at in range(26)},
    **{0xFF41 + at: chr(97 + at) for at in range(26)},
    0xFF0B: "+", 0xFF20: "@", 0xFE6B: "@", 0xFF0E: ".", 0xFF0D: "-", 0xFF3F: "_", 0xFF10 + 10: ":",
}  # fmt: skip


def masked_text(text: str) -> tuple[str, int]:
    """Return a text without contacts and identity numbers, and how many were masked.

    Mobile and landline numbers, e-mail, WeChat and QQ names, numbers of identity and bank cards:
    also in full-width digits and with blanks or hyphens within.
    """
    plain = text.translate(_PLAIN)
    kept = [found.span() for found in _KEPT.finditer(plain)]
    spans: list[tuple[int, int]] = []
    for pattern in (*_PATTERNS, _CARD):
        for found in pattern.finditer(plain):
            if pattern is _CARD and not _adds_up(found.group()):
                continue
            if not _meets(found.span(), [*spans, *kept]):
                spans.append(found.span())
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + MASK + text[end:]
    return text, len(spans)


def _meets(span: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _adds_up(digits: str) -> bool:
    """Return whether the last digit of a bank card is right (ISO/IEC 7812-1, Luhn)."""
    sums = [int(one) * (1 + at % 2) for at, one in enumerate(reversed(digits))]
    return sum(one - 9 if one > 9 else one for one in sums) % 10 == 0
