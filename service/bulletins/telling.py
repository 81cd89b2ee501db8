"""A bulletin in words: a sentence for each line, what was contested, and what was answered.

For outside the same words, without the numbers that may not be shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from casework.period import Period
from casework.sentence import Sentence, Term
from service.bulletins.facts import FORMULAS, NUMBER_TERMS, PART_TERMS
from service.bulletins.reading import OUTCOME_TERMS, Bulletin, BulletinLine
from service.bulletins.wording import told
from service.packs.check import Check
from service.packs.deck import Cell, Column, Deck, Line, Lines, Slide, Table
from service.packs.guarding import for_outside
from service.packs.masking import masked
from service.packs.words import NONE, Words
from service.publication import HIDDEN

_HIDDEN_LINE: Final = Sentence(
    "The numbers are not shown: they are small, or would tell small ones."
)
_WITHDRAWN: Final = Sentence("This line was withdrawn.")
# A hyphen at the start of a cell is a formula to a spreadsheet.
_NONE: Final = "–"


@dataclass(frozen=True)
class ToldAppeal:
    """A reason and its answer in words; ``answer`` is empty until there is one."""

    reason: str
    answer: str
    outcome: Words
    is_addition: bool


@dataclass(frozen=True)
class ToldLine:
    """A line in words.

    Attributes
    ----------
    numbers
        ``3 / 40``, the sign of hidden numbers, or nothing where it was withdrawn.
    sentence
        With the numbers as they stand now.
    first
        The first sentence, where it was corrected or withdrawn since.
    basis
        What it rests on, each with its day; nothing for outside.
    """

    line: BulletinLine
    numbers: str
    sentence: Words
    first: Words
    basis: tuple[str, ...]
    appeals: tuple[ToldAppeal, ...]


@dataclass(frozen=True)
class ToldBulletin:
    """A bulletin as one edition tells it, its parts in their order; ``check`` is of outside."""

    bulletin: Bulletin
    title: str
    period: Words
    opening: Words
    closing: Words
    parts: tuple[tuple[str, tuple[ToldLine, ...]], ...]
    check: Check | None


def told_bulletin(bulletin: Bulletin, day: str, k: int | None = None) -> ToldBulletin:
    """Return a bulletin in words.

    Parameters
    ----------
    day
        The office's day of its ``as_of``, as it is written.
    k
        The office's threshold for outside; None for the meeting.

    Notes
    -----
    A line whose numbers are hidden has no sentence of numbers, neither the first nor the corrected
    one: both tell, or tell by their difference.
    """
    deck, check = masked(_deck(bulletin))[0], None
    if k is not None:
        deck, check = for_outside(deck, k)
    texts = _Texts(bulletin, day, is_outside=k is not None)
    return ToldBulletin(
        bulletin,
        deck.title.zh,
        texts.period,
        texts.said("opening", {}),
        texts.said("closing", {}),
        tuple((slide.key, texts.lines(slide)) for slide in deck.slides),
        check,
    )


@dataclass(frozen=True)
class _Texts:
    bulletin: Bulletin
    day: str
    is_outside: bool

    @property
    def period(self) -> Words:
        return Words.of(Period.parse(self.bulletin.head["period"]).name)

    def said(self, key: str, values: Mapping[str, object]) -> Words:
        """Return a sentence of the bulletin's own words in both languages."""
        kept = self.bulletin.head["words"]
        zh, en = ({**values, "day": self.day, "period": self.period.told(one)} for one in
                  ("zh", "en"))  # fmt: skip
        return Words(told(kept["zh"][key], zh), told(kept["en"][key], en))

    def lines(self, slide: Slide) -> tuple[ToldLine, ...]:
        """Return the lines of a part from its guarded slide."""
        table, texts = slide.blocks
        assert isinstance(table, Table)
        assert isinstance(texts, Lines)
        left = iter(texts.lines)
        mine = [one for one in self.bulletin.lines if one.kind == slide.key]
        return tuple(
            self._line(line, row[-1].text.zh, [(next(left), next(left)) for _one in line.appeals])
            for line, row in zip(mine, table.rows, strict=True)
        )

    def _line(self, line: BulletinLine, numbers: str, said: list[tuple[Line, Line]]) -> ToldLine:
        is_hidden = numbers == HIDDEN
        is_changed = line.is_withdrawn or line.numbers != line.first
        first = self._sentence(line, line.first) if is_changed and not is_hidden else NONE
        sentence = Words.of(_HIDDEN_LINE) if is_hidden else self._sentence(line, line.numbers)
        if line.is_withdrawn:
            sentence = Words.of(_WITHDRAWN)
        return ToldLine(
            line,
            numbers,
            sentence,
            NONE if self.is_outside else first,
            () if self.is_outside else _basis(line),
            tuple(
                ToldAppeal(
                    reason.text.zh,
                    answer.text.zh,
                    Words.of(OUTCOME_TERMS[one.outcome]) if one.outcome else NONE,
                    one.is_addition,
                )
                for one, (reason, answer) in zip(line.appeals, said, strict=True)
            ),
        )

    def _sentence(self, line: BulletinLine, numbers: tuple[int, int]) -> Words:
        values = {"n": numbers[0], "m": numbers[1], "unit": line.unit_name}
        return self.said(line.kind, {**line.facts, **values})


def _basis(line: BulletinLine) -> tuple[str, ...]:
    return tuple(
        " ".join(part for part in (one["code"], one["name"], one["on"]) if part)
        for one in line.facts["rests_on"]
    )


def _deck(bulletin: Bulletin) -> Deck:
    """Return the numbers and the texts of people as a deck, to be masked and guarded as one."""
    head = bulletin.head
    kinds = dict.fromkeys(line.kind for line in bulletin.lines)
    return Deck(
        head["period"], head["area"], None, head["as_of"], Words.same(head["title"]), NONE, NONE,
        tuple(_slide(kind, [one for one in bulletin.lines if one.kind == kind]) for kind in kinds),
    )  # fmt: skip


def _slide(kind: str, lines: list[BulletinLine]) -> Slide:
    title = Words.of(PART_TERMS[kind])
    part, whole = NUMBER_TERMS[kind]
    name = Words.joined([Words.of(part), Words.of(whole)], " / ")
    columns = (
        Column("unit", Words.of(Term("unit"))),
        Column("share", name, align="right", formula=Words.of(FORMULAS[kind]), counts=True),
    )
    rows = tuple((Cell(Words.same(line.unit_name)), _numbers(line)) for line in lines)
    said = [
        Line(Words.same(text))
        for line in lines
        for one in line.appeals
        for text in (one.reason, one.answer or "")
    ]
    blocks = (Table(kind, title, columns, rows), Lines(f"{kind}-appeals", tuple(said)))
    return Slide(kind, "bulletin", title, "halves", blocks)


def _numbers(line: BulletinLine) -> Cell:
    if line.is_withdrawn:
        return Cell(Words.same(_NONE))
    n, m = line.numbers
    return Cell(Words.same(f"{n} / {m}"), n / m if m else None, n, m)
