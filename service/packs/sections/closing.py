"""How the pack was made, and how to check it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from casework.indicators import REGISTRY
from casework.sentence import Sentence, Term
from service.overview.short import figure_name
from service.packs.deck import Cell, Line, Lines, Slide, Table
from service.packs.open_facts import FIGURES as OF_QUESTIONS
from service.packs.pages import listed, told, under
from service.packs.section import SectionAsk
from service.packs.section_tables import table_slides, word_column
from service.packs.sections.decisions import FIGURES as OF_DECISIONS
from service.packs.sections.promises import FIGURES as OF_PROMISES
from service.packs.words import Words
from service.units_table import USUAL as OF_UNITS

# Figures a section shows whatever its options say.
_ALWAYS: Final = {
    "units": OF_UNITS,
    "promises": OF_PROMISES,
    "decisions": OF_DECISIONS,
    "questions": OF_QUESTIONS,
}


def closing(ask: SectionAsk) -> tuple[Slide, ...]:
    """Return how the pack was made, and the formula of every figure in it."""
    made = Lines("closing-made", tuple(Line(one) for one in _made(ask)))
    slide = Slide("closing", "closing", ask.title, "full", (made,), subtitle=under(ask))
    return (slide, *formula_slides(ask, figures_of(ask)))


def figures_of(ask: SectionAsk) -> list[str]:
    """Return the figures of the sections that are shown, in the order of the registry."""
    used: set[str] = set()
    for one in ask.template.shown:
        asked = one.options.get("figures")
        used.update(map(str, asked) if isinstance(asked, list) else ())
        used.update(_ALWAYS.get(one.key, ()))
    return [key for key in REGISTRY if key in used]


def formula_slides(ask: SectionAsk, keys: Sequence[str]) -> tuple[Slide, ...]:
    """Return the table of formulas of some figures: what each is made of and leaves out."""
    if not keys:
        return ()
    columns = (
        word_column("figure", Term("Figure"), 1.6),
        word_column("formula", Term("Formula"), 3.2),
        word_column("left", Term("Left out"), 3.4),
        word_column("source", Term("Source"), 2),
    )
    title = Words.of(Term("Formulas of the figures"))
    table = Table("closing-formulas", title, columns, tuple(_formula(key) for key in keys))
    slide = Slide(
        "closing-formulas",
        "closing",
        Words.joined((ask.title, Words.of(Term("Formulas")))),
        "full",
        (),
        subtitle=under(ask),
        link="figure-registry",
    )
    return table_slides(slide, table)


def _formula(key: str) -> tuple[Cell, ...]:
    one = REGISTRY[key]
    return (
        told(Words(figure_name(one, "zh"), figure_name(one, "en"))),
        told(one.formula),
        told(listed([Words.of(each) for each in one.excluded], ("；", "; "))),
        told(one.source),
    )


def _made(ask: SectionAsk) -> list[Words]:
    period = ask.period
    said = [
        Sentence("The period {first} to {last}.", first=period.first, last=period.last),
        Sentence("Records as of {moment}: what was entered later is not in it.", moment=ask.as_of),
        _version(ask),
        Sentence(
            "Every figure is counted from the registry of figures; nothing is typed by hand but"
            " the comments."
        ),
        Sentence(
            "The pack is frozen: opened later it shows the same. Its hash is made of all it shows"
            " and of the cases behind its figures."
        ),
        Sentence(
            "Not counted: what each figure leaves out, as told with its formula; and who of the"
            " staff did what: units and areas are shown, no person."
        ),
    ]
    return [*map(Words.of, said), *_left_out(ask)]


def _version(ask: SectionAsk) -> Sentence:
    if not ask.template.version:
        return Sentence("Made with the program's own template.")
    return Sentence("Made with version {version} of the template.", version=ask.template.version)


def _left_out(ask: SectionAsk) -> list[Words]:
    """Return which sections the template leaves out, and which an owner unit has not."""
    hidden = [one.name for one in ask.template.sections if not one.is_shown]
    found = []
    if hidden:
        lead = Words.of(Term("Left out by the template"))
        found.append(Words(f"{lead.zh}：{listed(hidden).zh}", f"{lead.en}: {listed(hidden).en}"))
    if ask.unit is not None:
        found.append(
            Words.of(
                Sentence(
                    "This pack is about an owner unit: grids, visits and what people told us are"
                    " counted by area, and are not in it."
                )
            )
        )
    return found
