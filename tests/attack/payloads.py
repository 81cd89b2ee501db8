"""Texts that try to be programs: families of payloads, each with what would betray that it worked.

A payload that runs sets ``window.hacked``, opens a dialog or asks ``evil.example``.  One that makes
mark-up leaves an element or attribute whose name begins with ``gqx``.  One that is obeyed as
markdown loses the signs around its token ``gqz...``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from tests.attack import texts

RUN: Final = "window.hacked=1;top.hacked=1"
AWAY: Final = "https://evil.example/"


@dataclass(frozen=True)
class Payload:
    """One text.

    Attributes
    ----------
    token, before
        Where the text shows its token, this sign stands before it, unless it was obeyed.
    """

    family: str
    text: str
    token: str = ""
    before: str = ""


def _filled(family: str, known: tuple[str, ...]) -> list[Payload]:
    return [Payload(family, text.format(run=RUN)) for text in known]


def _shown(family: str, known: tuple[str, ...]) -> list[Payload]:
    made = []
    for number, text in enumerate(known):
        token = f"gqz{family[0]}{number:02}q"
        before = text.split("{token}")[0]
        # What stands at the start of a line only may be blank before its token: nothing to see.
        sign = before.rstrip()[-1:] if before.strip() else ""
        seen = token if sign and before == before.rstrip() else ""
        made.append(Payload(family, text.replace("{token}", token), seen, sign if seen else ""))
    return made


def _plain(family: str, known: tuple[str, ...]) -> list[Payload]:
    return [Payload(family, text) for text in known]


@lru_cache(maxsize=1)
def payloads() -> tuple[Payload, ...]:
    """Return all payloads, no text twice."""
    found = _filled("element", tuple(o + e for o in texts.OPENINGS for e in texts.ELEMENTS))
    found += _filled(
        "attribute",
        tuple(f"x{q} {h}={q}{{run}}{q} gqx={q}" for q in texts.QUOTES for h in texts.HANDLERS),
    )
    found += (
        _filled("address", texts.SCHEMES)
        + _filled("svg", texts.SVG)
        + _filled("style", texts.STYLES)
    )
    found += _shown("markdown", texts.MARKDOWN) + _shown("line", texts.LINES)
    for family, known in (
        ("latex", texts.LATEX),
        ("template", texts.TEMPLATES),
        ("format", texts.FORMATS),
        ("unicode", texts.UNICODE),
        ("sql", texts.SQL),
        ("path", texts.PATHS),
        ("header", texts.HEADERS),
        ("log", texts.LOGS),
        ("formula", texts.FORMULAS),
        ("script", texts.SCRIPTS),
    ):
        found += _plain(family, known)
    return tuple({one.text: one for one in reversed(found)}.values())[::-1]


def storable(text: str) -> str:
    """Return a text as a form or a table can send it: the null character is no text anywhere."""
    return text.replace("\x00", "")


def betrayed(page_text: str) -> list[str]:
    """Return the tokens that stand in a page's text without the sign before them."""
    found = []
    for one in payloads():
        if not one.token or one.token not in page_text:
            continue
        for before in page_text.split(one.token)[:-1]:
            # Zero-width spaces break addresses up; they are ours.
            if not re.sub("[\u200b\\s]+$", "", before).endswith(one.before):
                found.append(one.token)
                break
    return found
