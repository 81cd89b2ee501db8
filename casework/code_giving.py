"""New codes by the scheme: never one that was ever used, the same for the same question."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from casework.code_scheme import CodeScheme, scheme_named
from casework.errors import CaseworkError
from casework.sentence import Term

# First and last number of a kind of unit within its parent, by what its name ends in.
_STREETS: Final = (
    (("街道", "街"), (1, 99)),
    (("镇",), (100, 199)),
    (("乡", "苏木"), (200, 399)),
)
_COMMUNITIES: Final = (
    (("社区", "居委会", "居民委员会"), (1, 199)),
    (("村委会", "村民委员会", "村"), (200, 399)),
)
_OTHERS: Final = (400, 599)
_MERGED: Final = (601, 999)
# 498 and 598 stand for communities that are none.
_VIRTUAL: Final[frozenset[int]] = frozenset({498, 598})
# The standard's number of digits of a street and of a community.
_DIGITS: Final = 3


class CodeGiver:
    """Gives codes, one after the other, and remembers those it gave.

    Parameters
    ----------
    used
        Every code that any unit or grid ever had, retired ones too.
    scheme
        A key of `casework.code_scheme.SCHEMES`.

    Raises
    ------
    CaseworkError
        When there is no such scheme.

    Notes
    -----
    Ranges: streets 001-099 街道, 100-199 镇, 200-399 乡, 400-599 others (GB/T 10114); communities
    001-199 居委会, 200-399 村委会, 400-599 others, of which 498 and 598 are virtual (area codes of
    statistics); merged communities from 601 and grid sequence 00 for "not subdivided" in CJ/T
    349-2010, the scheme of 20 digits.  A number is the one after the last that was used in its
    range; only when the range's end is reached are gaps filled, since a gap may be a code from
    before the records begin.
    """

    def __init__(self, used: Iterable[str], scheme: str) -> None:
        self.scheme: CodeScheme = scheme_named(scheme)
        self._used = set(used)
        self._last: dict[tuple[str, tuple[int, int]], int] = {}

    def grid(self, community: str | None, like: str) -> str:
        """Return a code for a new grid of a community.

        Parameters
        ----------
        like
            The code of a grid it comes from: the object digits of the scheme of 20 digits, and
            the beginning where the scheme is any.

        Raises
        ------
        CaseworkError
            When the community's code is none of the scheme, or every number is used.
        """
        if not self.scheme.parts:
            return self._text(like)
        level, digits = self.scheme.parts[-1]
        parent = self._parent(level, community)
        lead = like[: self.scheme.lead].ljust(self.scheme.lead, "0")
        return self._number(lead + parent, digits, (1, 10**digits - 1), frozenset())

    def unit(
        self, level: str, parent: str | None, name: str, like: str, *, is_merged: bool = False
    ) -> str:
        """Return a code for a new unit below a parent.

        Parameters
        ----------
        level
            street or community.
        name
            Its ending says of which kind it is; else it is of the kind of `like`.
        like
            The code of a unit it comes from.
        is_merged
            True for one made of several.

        Raises
        ------
        CaseworkError
            When the parent's code is none of the scheme, every number is used, or codes of this
            level are not given here.
        """
        if not self.scheme.parts:
            return self._text(like)
        if level not in dict(self.scheme.parts[1:-1]):
            raise CaseworkError(
                "A code for a {level} is not made here, it comes from GB/T 2260: say which it is.",
                level=Term(level),
            )
        digits = dict(self.scheme.parts)[level]
        span = self._range(level, digits, name, like, is_merged=is_merged)
        without = _VIRTUAL if level == "community" and digits == _DIGITS else frozenset()
        return self._number(self._parent(level, parent), digits, span, without)

    def fits(self, level: str, code: str, parent: str | None) -> bool:
        """Return whether the code of a unit or grid says that this is its parent."""
        if not self.scheme.parts or level not in dict(self.scheme.parts[1:]):
            return True
        lead = self.scheme.lead if level == "grid" else 0
        own = code[lead:]
        digits = dict(self.scheme.parts)[level]
        return parent is not None and own[:-digits] == parent and self._is_parent(level, parent)

    def refuse_used(self, code: str) -> None:
        """Do nothing when a code was never used; from now on it is.

        Raises
        ------
        CaseworkError
            When it was, by a unit or grid that is there or was given up.
        """
        if code in self._used:
            raise CaseworkError(
                "The code {code} was used before, and a code is never used again: choose another.",
                code=code,
            )
        self._used.add(code)

    def _range(
        self, level: str, digits: int, name: str, like: str, *, is_merged: bool
    ) -> tuple[int, int]:
        if digits != _DIGITS:  # the local variant says nothing of ranges
            return 1, 10**digits - 1
        if is_merged and level == "community" and self.scheme.name == "20":
            return _MERGED
        kinds = _COMMUNITIES if level == "community" else _STREETS
        for endings, span in kinds:
            if name.endswith(endings):
                return span
        number = like[-3:]
        spans = [span for _, span in kinds]
        own = int(number) if number.isascii() and number.isdigit() else 0
        return next((s for s in spans if s[0] <= own <= s[1]), _OTHERS if own else spans[0])

    def _parent(self, level: str, parent: str | None) -> str:
        if parent is None or not self._is_parent(level, parent):
            raise CaseworkError(
                "No code can be given below {parent}: it is not made as the code scheme {scheme}"
                " says. Correct its code, or set the code scheme to any.",
                parent=parent or "-",
                scheme=self.scheme.name,
            )
        return parent

    def _is_parent(self, level: str, parent: str) -> bool:
        levels = [name for name, _ in self.scheme.parts]
        length = sum(digits for _, digits in self.scheme.parts[: levels.index(level)])
        return len(parent) == length and parent.isascii() and parent.isdigit()

    def _number(
        self, prefix: str, digits: int, span: tuple[int, int], without: frozenset[int]
    ) -> str:
        first, last = span
        if (prefix, span) not in self._last:
            self._last[prefix, span] = max(
                (n for n in range(first, last + 1) if f"{prefix}{n:0{digits}}" in self._used),
                default=first - 1,
            )
        start = self._last[prefix, span] + 1
        for number in (*range(start, last + 1), *range(first, start)):
            code = f"{prefix}{number:0{digits}}"
            if code not in self._used and number not in without:
                self._last[prefix, span] = number
                self._used.add(code)
                return code
        raise CaseworkError(
            "All codes from {first} to {last} below {prefix} were used once, and a code is never"
            " used again: say a code of your own, or divide the unit above.",
            first=f"{first:0{digits}}",
            last=f"{last:0{digits}}",
            prefix=prefix,
        )

    def _text(self, like: str) -> str:
        number = 1
        while f"{like}-{number}" in self._used:
            number += 1
        code = f"{like}-{number}"
        self._used.add(code)
        return code
