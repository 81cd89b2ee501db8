"""Numbers within sentences: small ones of people, households and cases are hidden there too."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Final

from service.publication import HIDDEN

_NUMBER: Final = r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?"
# What is counted, in both languages, after a number.
_OF_PEOPLE: Final = re.compile(
    rf"(?<![0-9.,A-Za-z-])({_NUMBER})(?=\s?(?:余|多)?(?:件|起|宗|例|户|人|名|位|家|次|个?诉求|个?问题"
    r"|cases?\b|requests?\b|households?\b|homes?\b|people\b|persons?\b|residents?\b|visits?\b"
    r"|checks?\b|problems?\b|complaints?\b|families\b|family\b|overdue\b|late\b|open\b|closed\b))"
)
# A part and its whole: 3 of 40, 3 / 40, 40 件中 3 件, and what stands after a colon.
_PARTS: Final = re.compile(
    rf"(?<![0-9.,A-Za-z-])({_NUMBER})\s?(?:of|/|／|out of|from)\s?({_NUMBER})(?![0-9/-])"
    rf"|({_NUMBER})\s?[件户人次处个项]?中[^0-9]{{0,6}}({_NUMBER})"
    rf"|[:：]\s?({_NUMBER})\s?(?=$|[(（]|[,，;；。.](?![0-9]))"
)
# Days, times, codes, limits of a method and places in a row are no counts.
_NO_COUNT: Final = re.compile(
    rf"(?:第|No\.? ?|#|[A-Za-z]|不足|少于|至少|至多|超过|最多){_NUMBER}"
    rf"|(?:fewer than|less than|at least|at most|more than|under|over) {_NUMBER}"
    r"|[0-9]{4}-[0-9]{1,2}(?:-[0-9]{1,2})?(?:[ T][0-9]{1,2}:[0-9]{2})?|[0-9]{1,2}:[0-9]{2}"
    rf"|{_NUMBER}\s?(?:年|月|日|号|天|小时|分钟|季度|周|倍|米|公里|元|万元|days?\b|hours?\b|h\b|months?\b"
    r"|weeks?\b|years?\b|km\b|m\b|yuan\b)|[0-9]{8}-[0-9]+",
    re.IGNORECASE,
)


def text_guard(
    k: int, hidden: Collection[int], shares: Collection[str]
) -> Callable[[str], tuple[str, int]]:
    """Return what hides the numbers of a text that tells a small or a hidden one.

    Parameters
    ----------
    hidden
        Numbers that are hidden somewhere in the deck, small or not.
    shares
        Percentages of shares that are hidden there, as they are written (92.3).

    Notes
    -----
    A text that tells one such number shows none of its counts and percentages: the others may tell
    it.  Days, hours, codes and ordinal numbers stay.
    """
    told = {*hidden, *range(1, k)}

    def change(text: str) -> tuple[str, int]:
        plain = text.translate(_DIGITS)
        kept = [found.span() for found in _NO_COUNT.finditer(plain)]
        counts = _counts(
            "".join(
                " " if any(start <= at < end for start, end in kept) else sign
                for at, sign in enumerate(plain)
            )
        )
        tells = any(_whole(one) in told for one in counts) or any(
            found.group(1) in shares for found in _PERCENT.finditer(plain)
        )
        if not tells and not _leaves_few(plain, k):
            return text, 0
        spans = [
            found.span()
            for found in re.finditer(_NUMBER, plain)
            if not any(start < found.end() and found.start() < end for start, end in kept)
        ]
        for start, end in reversed(spans):
            text = text[:start] + HIDDEN + text[end:]
        return text, 1 if spans else 0

    return change


_PERCENT: Final = re.compile(rf"({_NUMBER})\s?(?:%|％|percent|个百分点)")
_DIGITS: Final = {0xFF10 + at: str(at) for at in range(10)}


def _counts(text: str) -> list[str]:
    """Return the numbers of a text that count people, households or cases, or may."""
    found = [one.groups() for pattern in (_OF_PEOPLE, _PARTS) for one in pattern.finditer(text)]
    alone = re.fullmatch(rf"\s*({_NUMBER})\s*", text)
    told = [*found, *([alone.groups()] if alone else [])]
    return [one for groups in told for one in groups if one]


def _leaves_few(text: str, k: int) -> bool:
    """Return whether a part and its whole leave a small rest: 38 of 40."""
    pairs = ([_whole(one) for one in found.groups() if one] for found in _PARTS.finditer(text))
    return any(
        len(pair) == 2 and None not in pair and 0 < abs((pair[0] or 0) - (pair[1] or 0)) < k
        for pair in pairs
    )


def _whole(text: str) -> int | None:
    plain = text.replace(",", "")
    return int(plain) if plain.isdigit() else None
