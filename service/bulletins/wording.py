"""The words of a bulletin: kept with each, edited by the office, neutral by rule."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from typing import Final

from casework.plain_text import one_line
from casework.sentence import Sentence, Term
from service.bulletins.facts import PARTS
from service.errors import ServiceError
from service.packs.words import Words

LONGEST: Final = 300
# Names a sentence may have in braces: numbers and days of its line.
NAMES: Final = ("n", "m", "unit", "day", "period", "draw", "seed", "drawn", "checked")
_USUAL: Final[Mapping[str, Sentence]] = {
    "opening": Sentence(
        "As of {day}, for {period}. Units stand in the order of their codes; the order says nothing"
        " about them."
    ),
    "overdue": Sentence("{n} of {m} open cases were past their day on {day}."),
    "supervised": Sentence("{n} of {m} supervised cases were past their day on {day}."),
    "round": Sentence(
        "{n} of {m} failed checks of the rounds of {period} were not put right on {day}."
    ),
    "spot_check": Sentence(
        "Draw {draw} (seed {seed}): {checked} of {drawn} drawn were checked; {n} of {m} problems"
        " found were not put right on {day}."
    ),
    "closing": Sentence(
        "A unit that holds a line to be wrong contests it with a reason; the reason and the answer"
        " are printed with the bulletin."
    ),
}
KEYS: Final = ("opening", *PARTS, "closing")
# Words of lists of honour and shame, of order and of blame.
_BLAME: Final = (
    "红榜", "黑榜", "红黑榜", "排名", "排行", "名次", "倒数", "末位", "第一名", "最差", "最好",
    "落后", "差评", "批评", "问责", "追责", "懒政", "怠政", "不作为", "慢作为", "不力", "失职",
    "责任人", "曝光", "red list", "black list", "blacklist", "ranking", "ranked", "worst", "best",
    "laggard", "blame", "to shame", "negligen", "lazy", "culprit", "exposed",
)  # fmt: skip
Texts = dict[str, dict[str, str]]


def usual_words() -> Texts:
    """Return the words a bulletin has until the office edits them, by language and key."""
    both = {key: Words.of(said) for key, said in _USUAL.items()}
    return {language: {key: both[key].told(language) for key in KEYS} for language in ("zh", "en")}


def checked_words(said: Mapping[str, Mapping[str, str]] | None, before: Texts) -> Texts:
    """Return the words of a new bulletin: those said, else those of the one before.

    Raises
    ------
    ServiceError
        When one is too long, names a value there is none of, or ranks or blames.
    """
    found: Texts = {}
    for language in ("zh", "en"):
        texts = dict((said or {}).get(language, {}))
        found[language] = {
            key: _checked(one_line(str(texts.get(key) or "")) or before[language][key])
            for key in KEYS
        }
    return found


def refuse_blame(text: str) -> None:
    """Do nothing when a text neither ranks nor blames.

    Raises
    ------
    ServiceError
        With the words that do.
    """
    small = text.lower()
    seen = next((word for word in _BLAME if word in small), None)
    if seen is not None:
        raise ServiceError(
            "A bulletin tells what is and ranks or blames nobody: leave out {word}.", word=seen
        )


def told(template: str, values: Mapping[str, object]) -> str:
    """Return a sentence of the template with the values of a line; braces of others stay."""
    parts = []
    for literal, name, _format, _conversion in Formatter().parse(template):
        parts.append(literal)
        if name is not None:
            parts.append(str(values.get(name, "")))
    return "".join(parts)


def _checked(text: str) -> str:
    if len(text) > LONGEST:
        raise ServiceError(
            "This text has {count} characters: {what} may have {most}. Shorten it.",
            count=len(text),
            what=Term("a sentence of a bulletin"),
            most=LONGEST,
        )
    refuse_blame(text)
    try:
        parsed = list(Formatter().parse(text))
    except ValueError:
        parsed = [("", "{", "", None)]
    for _literal, name, form, conversion in parsed:
        if name is not None and (name not in NAMES or form or conversion):
            raise ServiceError(
                "A sentence of a bulletin has no value {name}: choose from {known}, in braces.",
                name="{" + name + "}",
                known=", ".join(NAMES),
            )
    return text
