"""A deck as one file shows it: in a language, with comments, pictures and a watermark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from service.packs.deck import Deck, Picture, Slide

Audience = Literal["inside", "outside"]


@dataclass(frozen=True)
class Edition:
    """What a writer is given; nothing else reaches a file.

    Attributes
    ----------
    comments
        By slide key.
    pictures
        SVG texts by SHA-256.
    watermark
        Written across every page, nothing for "": who took it, and when.
    footer
        At the foot of every page: as of when, for whom.
    sha256
        Of the frozen pack, printed on the last page.
    """

    deck: Deck
    language: str
    audience: Audience
    comments: Mapping[str, str]
    pictures: Mapping[str, str]
    watermark: str
    footer: str
    sha256: str

    @property
    def slides(self) -> tuple[Slide, ...]:
        """Return the slides this audience is shown, in order."""
        is_inside = self.audience == "inside"
        return tuple(one for one in self.deck.slides if is_inside or not one.only_inside)

    def svg(self, picture: Picture) -> str | None:
        """Return a picture's SVG for this language and audience; None where it may not be shown."""
        of = picture.inside if self.audience == "inside" else picture.outside
        return self.pictures.get(of.get(self.language, ""))
