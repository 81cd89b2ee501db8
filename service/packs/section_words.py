"""Titles, links and lines of text that sections share, each as long as it fits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import urlencode

from casework.sentence import Sentence, Term
from service.packs.layout import NOTE_PT, NOTES, SUBTITLE, SUBTITLE_PT, TITLE, TITLE_PT
from service.packs.section import SectionAsk
from service.packs.text_width import lines_of
from service.packs.words import NONE, Words

_LANGUAGES: Final = ("zh", "en")
_NOTE_LINES: Final = 2
# What the number of a page takes is kept free.
_TITLE_ROOM: Final = TITLE.w - 1.0


def titled(ask: SectionAsk, own: Term, *parts: Sentence | Term | Words) -> Words:
    """Return a slide's title: that of its section, as the template has it, and what it shows.

    Where both together take more than a line, what it shows stands alone.
    """
    more = [one if isinstance(one, Words) else Words.of(one) for one in parts]
    every = [ask.title or Words.of(own), *more]
    while len(every) > 1 and not _fits(Words.joined(every), TITLE_PT, _TITLE_ROOM, 1):
        every.pop(0)
    return Words.joined(every)


def numbered(title: Words, page: int, pages: int) -> Words:
    """Return the title of one page of several; that of the only one is left as it is."""
    return title if pages == 1 else Words.joined((title, Words.same(f"{page}/{pages}")), " ")


def live(ask: SectionAsk, page: str, **more: str | None) -> str:
    """Return the address of the live page with the pack's period and area."""
    period = ask.period
    is_this = period.is_whole or period.last == ask.today
    said = {"period": period.whole().key if is_this else period.key, "area": ask.area, **more}
    return f"{page}?{urlencode({name: value for name, value in said.items() if value})}"


def sentences(said: Iterable[Sentence]) -> Words:
    """Return sentences in a row."""
    every = [Words.of(one) for one in said]
    return Words("".join(one.zh for one in every), " ".join(one.en for one in every))


def subtitle(said: Sequence[Sentence]) -> Words:
    """Return as many sentences as fit the line under a title, the first ones first."""
    kept = NONE
    for number in range(1, len(said) + 1):
        more = sentences(said[:number])
        if not _fits(more, SUBTITLE_PT, SUBTITLE.w, 1):
            break
        kept = more
    return kept


def notes(said: Iterable[Sentence]) -> tuple[Words, ...]:
    """Return as many notes as fit the foot of a slide; what matters most comes first."""
    kept: list[Words] = []
    for one in dict.fromkeys(Words.of(sentence) for sentence in said):
        if not _fits(Words.joined((*kept, one), "   "), NOTE_PT, NOTES.w, _NOTE_LINES):
            break
        kept.append(one)
    return tuple(kept)


def _fits(text: Words, type_pt: float, room_in: float, most: int) -> bool:
    return all(lines_of(text.told(language), type_pt, room_in) <= most for language in _LANGUAGES)
