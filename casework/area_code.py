"""Codes of grids: text, never reused, read by one of several schemes."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import Final

from casework.code_scheme import DEFAULT_SCHEME, SCHEMES, CodeScheme, scheme_named
from casework.errors import CaseworkError
from casework.sentence import Sentence

__all__ = [
    "DEFAULT_SCHEME",
    "SCHEMES",
    "CodeScheme",
    "check_code",
    "parents_of",
    "scheme_named",
]

# 1.5E+14, 1e+16, 150000000000000.0: what spreadsheets make of a long code.  The sign or the point
# is needed, since 3E05 is a code that exists.
_FLOAT_LOOKING: Final = re.compile(r"\d+\.\d+[eE][+-]?\d+|\d+[eE][+-]\d+|\d{9,}\.0*")


def check_code(
    code: str, parent: str | None = None, scheme: str = DEFAULT_SCHEME
) -> Sentence | None:
    """Return what is wrong with a grid code, with the way out; None when nothing is.

    Parameters
    ----------
    code
        The code of the grid, as text.
    parent
        The code of the community it is said to belong to; None skips that check.
    scheme
        A key of `SCHEMES`.

    Raises
    ------
    CaseworkError
        When there is no such scheme.
    """
    rule = scheme_named(scheme)
    return (
        _problem_as_text(code)
        or _problem_as_digits(code, rule)
        or _problem_of_parent(code, parent, rule)
    )


def parents_of(code: str, scheme: str = DEFAULT_SCHEME) -> list[tuple[str, str]]:
    """Return level and code of each unit above a grid, the largest first; empty for "any".

    Raises
    ------
    CaseworkError
        When the code does not fit the scheme, or there is no such scheme.
    """
    rule = scheme_named(scheme)
    problem = _problem_as_text(code) or _problem_as_digits(code, rule)
    if problem is not None:
        raise CaseworkError(problem.msgid, **problem.params)
    return _cut(code, rule)


def _cut(code: str, rule: CodeScheme) -> list[tuple[str, str]]:
    ends = accumulate(digits for _, digits in rule.parts[:-1])
    return [
        (level, code[rule.lead : rule.lead + end])
        for (level, _), end in zip(rule.parts, ends, strict=False)
    ]


def _problem_as_text(code: str) -> Sentence | None:
    if not code.strip():
        return Sentence("The code is empty: give every grid a code.")
    if _FLOAT_LOOKING.fullmatch(code.strip()):
        return Sentence(
            "The code {code} is a number that a spreadsheet has shortened, digits are lost:"
            " format the column as text and enter the codes again.",
            code=code,
        )
    if code != code.strip() or not code.isprintable():
        return Sentence(
            "The code {code} has blanks or invisible characters around or in it: remove them.",
            code=repr(code),
        )
    return None


def _problem_as_digits(code: str, rule: CodeScheme) -> Sentence | None:
    if not rule.parts:
        return None
    if not (code.isascii() and code.isdigit()):
        return Sentence(
            "The code {code} is not made of the digits 0-9 alone: correct it or choose the code"
            " scheme any.",
            code=code,
        )
    if len(code) != rule.length:
        return Sentence(
            "The code {code} has {seen} digits, the code scheme {scheme} needs {needed}: correct"
            " it or choose another code scheme.",
            code=code,
            seen=len(code),
            scheme=rule.name,
            needed=rule.length,
        )
    return _problem_of_lost_digits(code)


def _problem_of_lost_digits(code: str) -> Sentence | None:
    # A spreadsheet keeps 15 digits and fills the rest with zeros.
    if len(code) == 20 and code.endswith("00000"):
        return Sentence(
            "The code {code} ends in five zeros, as after a spreadsheet that keeps only 15 digits:"
            " format the column as text and enter the codes again.",
            code=code,
        )
    return None


def _problem_of_parent(code: str, parent: str | None, rule: CodeScheme) -> Sentence | None:
    if parent is None or not rule.parts:
        return None
    _, expected = _cut(code, rule)[-1]
    if parent == expected:
        return None
    return Sentence(
        "The grid {code} is said to belong to {parent}, but its code says {expected}: correct the"
        " code or the community.",
        code=code,
        parent=parent,
        expected=expected,
    )
