"""How alike two reports are: their texts, and why somebody should look at both."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from rapidfuzz import fuzz, process

from casework.case_status import CaseStatus
from casework.sentence import Sentence, Term

# One Chinese character by itself; letters and digits of one word or number together.
_PIECE: Final = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+")
# Texts are people's: the longest summary worth comparing, in characters.
_LONGEST: Final = 400


@dataclass(frozen=True)
class Likeness:
    """A case that may be about the same matter as a report.

    Attributes
    ----------
    distance_m, days
        How far apart they lie, and how long apart they were reported.
    similarity
        0 to 1, of the summaries, else of the addresses; 0 where there is neither.
    is_same_category
        False when one of them has no category.
    sentence
        Why it is suggested; holds no text of a person.
    """

    code: str
    version: int
    distance_m: float
    days: float
    similarity: float
    is_same_category: bool
    status: CaseStatus
    summary: str | None
    report_count: int
    sentence: Sentence


class Texts(NamedTuple):
    """What is compared of a report: its summary and its address, cut into pieces."""

    summary: str
    address: str


def texts_of(summary: str | None, address: str | None) -> Texts:
    """Return the texts of a report as they are compared."""
    return Texts(in_pieces(summary), in_pieces(address))


def in_pieces(text: str | None) -> str:
    """Return a text as its Chinese characters, words and numbers with blanks between them."""
    plain = unicodedata.normalize("NFKC", (text or "")[:_LONGEST]).casefold()
    return " ".join(_PIECE.findall(plain))


def compare(ones: Sequence[Texts], others: Sequence[Texts]) -> tuple[list[str | None], list[float]]:
    """Return of each pair what was compared, and how alike it is from 0 to 1.

    Summaries are compared where both reports have one, else addresses, else nothing (None, 0).

    Notes
    -----
    The scorer is rapidfuzz's ``token_set_ratio`` over single characters: what the shorter text
    says and the other says too counts, in whatever order.  Chinese has no blanks between words,
    and the plain ratios compare the order of all characters: why they were refused is measured in
    docs/decisions/0013-supervision-and-duplicates.md.
    """
    kinds = [_kind(one, other) for one, other in zip(ones, others, strict=True)]
    pairs = [
        ("", "") if kind is None else (getattr(one, kind), getattr(other, kind))
        for one, other, kind in zip(ones, others, kinds, strict=True)
    ]
    if not pairs:
        return kinds, []
    firsts, seconds = zip(*pairs, strict=True)
    scores = process.cpdist(firsts, seconds, scorer=fuzz.token_set_ratio)
    return kinds, [float(score) / 100 for score in scores]


def _kind(one: Texts, other: Texts) -> str | None:
    if one.summary and other.summary:
        return "summary"
    return "address" if one.address and other.address else None


def why_alike(
    metres: float, days: float, similarity: float, compared: str | None, is_same_category: bool
) -> Sentence:
    """Return why two reports may be about one matter.

    Parameters
    ----------
    compared
        ``summary`` or ``address``: what the similarity is of; None where neither was there.
    """
    values = {
        "category": Term("same category") if is_same_category else Term("no category on one"),
        "metres": metres,
        "days": days,
        "alike": similarity,
    }
    if compared == "summary":
        return Sentence(
            "{category}, {metres:,.0f} m apart, reported {days:,.1f} days apart, summaries"
            " {alike:.0%} alike",
            **values,
        )
    if compared == "address":
        return Sentence(
            "{category}, {metres:,.0f} m apart, reported {days:,.1f} days apart, addresses"
            " {alike:.0%} alike; a summary is missing",
            **values,
        )
    return Sentence(
        "{category}, {metres:,.0f} m apart, reported {days:,.1f} days apart; there is no text to"
        " compare",
        **values,
    )
