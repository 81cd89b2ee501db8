"""The publication check: what a file for outside hides, to be seen before the file is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from casework.sentence import Sentence
from service.packs.words import Words
from service.publication import HIDDEN

# Nothing beside a deck is guarded with it.
OTHERS = Sentence(
    "Two files of overlapping periods or parts can be subtracted from each other: put out one of"
    " them only."
)


@dataclass(frozen=True)
class SlideCheck:
    """What was hidden on one slide: numbers, and blocks that were left out."""

    key: str
    title: Words
    numbers: int
    blocks: int = 0


@dataclass(frozen=True)
class Check:
    """What of a deck is not in its file for outside.

    Attributes
    ----------
    k
        Numbers from 1 to ``k - 1`` are small.
    slides
        Of each slide that stays, how many numbers were hidden and blocks left out.
    left_out
        Slides that are left out as a whole.
    texts
        In how many texts numbers were hidden.
    masked
        How many contacts were masked in people's texts.
    comments
        What the presenter wrote, by slide, as it would stand in the file: to be read once more.
    """

    k: int
    slides: tuple[SlideCheck, ...]
    left_out: tuple[SlideCheck, ...]
    texts: int = 0
    masked: int = 0
    comments: Mapping[str, str] = field(default_factory=dict)

    @property
    def hidden(self) -> int:
        """Return how many numbers were hidden."""
        return sum(one.numbers for one in self.slides)

    @property
    def blocks(self) -> int:
        """Return how many tables, maps and lists were left out of slides that stay."""
        return sum(one.blocks for one in self.slides)

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Return what was hidden and by which rule."""
        return (
            rule(self.k),
            Sentence("Hidden numbers: {n}; texts with hidden numbers: {texts}.", n=self.hidden,
                     texts=self.texts),
            Sentence(
                "Left out: {slides} slides, {blocks} tables, maps and lists of others.",
                slides=len(self.left_out),
                blocks=self.blocks,
            ),
            Sentence("Contacts masked: {n}.", n=self.masked),
            OTHERS,
        )  # fmt: skip

    def as_plain(self) -> dict[str, object]:
        """Return the check as it is noted beside the file: numbers only, no text of the deck."""
        return {
            "hidden": self.hidden,
            "texts": self.texts,
            "slides": {one.key: one.numbers for one in self.slides if one.numbers},
            "left_out": [one.key for one in self.left_out],
            "blocks": self.blocks,
            "masked": self.masked,
        }


def rule(k: int) -> Sentence:
    """Return the rule by which numbers are hidden, said on every slide it touched."""
    return Sentence(
        "{sign}: numbers from 1 to {most}, and what they could be worked out from, are not shown.",
        sign=HIDDEN,
        most=k - 1,
    )
