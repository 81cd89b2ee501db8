"""A draw by lot that anybody can repeat: the published procedure ``gege-draw-1``.

Of each stratum the elements with the smallest keys are drawn.  The key of an element is the
SHA-256 of the seed, its stratum and its code, joined by line feeds, in UTF-8, written in
hexadecimal.  Nothing else enters: not the order of the frame, the machine or the program.
docs/decisions/0037-rounds-and-spot-checks.md has an example and programs of a few lines that do
the same.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from casework.errors import CaseworkError

PROCEDURE: Final = "gege-draw-1"
# What stands for the stratum of a frame that is not divided.
UNDIVIDED: Final = "all"
LONGEST_SEED: Final = 200


class Drawn(NamedTuple):
    """One element of the sample: its stratum, its place in it (from 1), its code, its key."""

    stratum: str
    position: int
    code: str
    key: str


@dataclass(frozen=True)
class Frame:
    """What is drawn from: each element once, with its stratum, in order of code.

    Raises
    ------
    CaseworkError
        When a code stands there twice, or a code or stratum is empty or has a tab or line end.
    """

    elements: tuple[tuple[str, str], ...]

    def __post_init__(self) -> None:
        for word in {word for element in self.elements for word in element}:
            _refuse_unreadable(word)
        twice = [code for code, n in Counter(code for code, _ in self.elements).items() if n > 1]
        if twice:
            raise CaseworkError(
                "{code} stands in the frame more than once: name everything once.", code=min(twice)
            )

    @classmethod
    def of(cls, elements: Iterable[tuple[str, str]]) -> Frame:
        """Return the frame of these codes and strata, in whatever order they come."""
        return cls(tuple(sorted((code, stratum) for code, stratum in elements)))

    @classmethod
    def read(cls, text: str) -> Frame:
        """Return the frame written in a file by `as_text`; empty lines are left out.

        Raises
        ------
        CaseworkError
            With the number of the line that is not a code, a tab and a stratum.
        """
        elements = []
        lines = text.removeprefix("\ufeff").split("\n")
        for number, line in enumerate(lines, start=1):
            parts = line.removesuffix("\r").split("\t")
            if parts == [""]:
                continue
            if len(parts) != 2:
                raise CaseworkError(
                    "Line {number} of the frame is {seen}: write a code, a tab and a stratum.",
                    number=number,
                    seen=line[:80],
                )
            elements.append((parts[0], parts[1]))
        return cls.of(elements)

    @property
    def as_text(self) -> str:
        """Return a line for each element, a code, a tab and a stratum, in order of code."""
        return "".join(f"{code}\t{stratum}\n" for code, stratum in self.elements)

    @property
    def sha256(self) -> str:
        """Return the SHA-256 of `as_text` in UTF-8, hexadecimal."""
        return hashlib.sha256(self.as_text.encode()).hexdigest()

    @property
    def counts(self) -> dict[str, int]:
        """Return how many elements each stratum has, in order of stratum."""
        return dict(sorted(Counter(stratum for _, stratum in self.elements).items()))


def key_of(seed: str, stratum: str, code: str) -> str:
    """Return the key by which an element is ordered in its stratum."""
    return hashlib.sha256(f"{seed}\n{stratum}\n{code}".encode()).hexdigest()


def draw(frame: Frame, seed: str, sizes: Mapping[str, int]) -> tuple[Drawn, ...]:
    """Return the sample, by stratum and in it by key.

    Parameters
    ----------
    sizes
        How many of each stratum; of a stratum that is not named none.

    Raises
    ------
    CaseworkError
        When a stratum has fewer elements than are asked for, or the seed is empty or has a tab or
        line end.
    """
    _refuse_unreadable(seed)
    refuse_impossible(frame.counts, sizes)
    found: list[Drawn] = []
    for stratum in sorted(sizes):
        keys = sorted((key_of(seed, stratum, c), c) for c, s in frame.elements if s == stratum)
        chosen = keys[: sizes[stratum]]
        found += [Drawn(stratum, at, code, key) for at, (key, code) in enumerate(chosen, start=1)]
    return tuple(found)


def refuse_impossible(counts: Mapping[str, int], sizes: Mapping[str, int]) -> None:
    """Do nothing when each stratum has as many elements as are asked for, and any are.

    Raises
    ------
    CaseworkError
        With the stratum, how many it has, and how many are asked for.
    """
    for stratum, size in sorted(sizes.items()):
        has = counts.get(stratum, 0)
        if not 0 <= size <= has:
            raise CaseworkError(
                "{size} cannot be drawn from {stratum}, which has {has}: give a number from 0 to"
                " {has}.",
                size=size,
                stratum=stratum,
                has=has,
            )
    if not sum(sizes.values()):
        raise CaseworkError("Nothing is to be drawn: ask for at least one.")


def same_number(counts: Mapping[str, int], number: int) -> dict[str, int]:
    """Return the same number for each stratum; it is checked where it is drawn."""
    return dict.fromkeys(sorted(counts), number)


def in_proportion(counts: Mapping[str, int], total: int) -> dict[str, int]:
    """Return sizes that sum up to a total, in proportion to the strata, at least one of each.

    Raises
    ------
    CaseworkError
        When the total is smaller than the number of strata or larger than the frame.

    Notes
    -----
    Largest remainders (Hare): each gets the whole part of its share, and what is left goes to the
    largest fractions, of equal ones to the stratum that comes first.  A stratum whose share is
    below one gets one; the others then divide the rest among themselves in the same way.
    """
    strata, everything = [one for one in sorted(counts) if counts[one]], sum(counts.values())
    if not len(strata) <= total <= everything or not strata:
        raise CaseworkError(
            "{total} cannot be divided among {strata} strata with {everything} in all: give a"
            " number from {strata} to {everything}.",
            total=total,
            strata=len(strata),
            everything=everything,
        )
    ones: set[str] = set()
    while True:
        rest = [one for one in strata if one not in ones]
        within = sum(counts[one] for one in rest)
        left = total - len(ones)
        small = {one for one in rest if counts[one] * left < within}
        if not small:
            return dict(sorted((_largest(counts, rest, left) | dict.fromkeys(ones, 1)).items()))
        ones |= small


def _largest(counts: Mapping[str, int], strata: list[str], total: int) -> dict[str, int]:
    within = sum(counts[one] for one in strata)
    sizes = {one: counts[one] * total // within for one in strata}
    by_remainder = sorted(strata, key=lambda one: (-(counts[one] * total % within), one))
    for one in by_remainder[: total - sum(sizes.values())]:
        sizes[one] += 1
    return sizes


def _refuse_unreadable(word: str) -> None:
    if not word or word != word.strip() or not word.isprintable():
        raise CaseworkError(
            "{seen} cannot be used in a draw: write some signs in one line, without blanks around"
            " them.",
            seen=repr(word[:80]),
        )
