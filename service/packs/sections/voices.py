"""What people told us."""

from __future__ import annotations

from collections.abc import Sequence

from casework.sentence import Term
from service.charts.voices import tag_name
from service.packs.deck import Cell, Chart, Column, Series, Slide, Table
from service.packs.pages import EMPTY, most_rows, numbers, told, under
from service.packs.section import SectionAsk
from service.packs.section_tables import table_slides, word_column
from service.packs.section_words import live, notes
from service.packs.words import Words
from service.publication import HIDDEN
from service.voices import VoiceLine, Voices
from service.voices import voices as voices_of
from service.voices_counts import Tag
from service.voices_growth import Grown, Growth, GrowthLine, growth

_TITLES: dict[Tag, Term] = {
    "voice": Term("Trust, fear, resentment, hope"),
    "wish": Term("The nine wishes"),
}


_BY_STREET: dict[Tag, Term] = {
    "voice": Term("Trust, fear, resentment and hope by street"),
    "wish": Term("The nine wishes by street"),
}


def voices(ask: SectionAsk) -> tuple[Slide, ...]:
    """Return what requests told, in all and by street, and which categories grew.

    Numbers are guarded as on the page: what is small is hidden from the meeting too.  Tags are
    not told apart by owner unit: a pack about one has no such slides.
    """
    if ask.unit is not None:
        return ()
    found = [
        voices_of(ask.viewer, ask.store, tag, "street", ask.period, ask.as_of, ask.area)
        for tag in _TITLES
    ]
    by_street = [slide for one in found for slide in _by_street(ask, one)]
    grown = growth(ask.viewer, ask.store, "category", ask.period, ask.as_of, ask.area)
    return (*_charts(ask, found), *by_street, *_grown(ask, grown))


def _charts(ask: SectionAsk, found: Sequence[Voices]) -> tuple[Slide, ...]:
    """Return the bars of all requests by tag, of the tags of which some number is shown."""
    charts = tuple(_chart(ask, one) for one in found if any(one.whole.counts))
    if not charts:
        return ()
    slide = Slide(
        "voices",
        "voices",
        ask.title,
        "halves" if len(charts) > 1 else "full",
        charts,
        subtitle=under(ask),
        notes=notes(found[0].sentences),
        link=live(ask, "what-people-say"),
    )
    return (slide,)


def _chart(ask: SectionAsk, found: Voices) -> Chart:
    return Chart(
        f"voices-{found.tag}",
        "bars",
        Words.of(_TITLES[found.tag]),
        y_name=Words.of(Term("Number of requests")),
        categories=tuple(_tag(ask, one) for one in found.tags),
        series=(
            Series(
                Words.of(Term("Number of requests")),
                tuple(None if n is None else float(n) for n in found.whole.counts),
            ),
        ),
    )


def _tag(ask: SectionAsk, tag: str) -> Words:
    return Words(tag_name(tag, ask.look("zh")), tag_name(tag, ask.look("en")))


def _by_street(ask: SectionAsk, found: Voices) -> tuple[Slide, ...]:
    if not found.lines:
        return ()
    columns = (
        word_column("street", Term("Street"), 1.5),
        *(_tag_column(ask, one) for one in found.tags),
        numbers("total", Term("With any of them"), 0.9, counts=True),
        numbers("rate", Term("per 1,000 households"), 1.2),
        numbers("households", Term("Households today"), 1.2, counts=True),
    )
    rows = [_line(Words.same(one.name), one) for one in found.lines]
    rows.append(_line(Words.of(Term("All")), found.whole))
    table = Table(
        f"voices-{found.tag}", Words.of(_BY_STREET[found.tag]), columns, tuple(rows), has_total=True
    )
    slide = Slide(
        f"voices-{found.tag}",
        "voices",
        Words.joined((ask.title, Words.of(_TITLES[found.tag]))),
        "full",
        (),
        subtitle=under(ask),
        notes=notes(found.sentences),
        link=live(ask, "what-people-say", of=found.tag, by="street"),
    )
    return table_slides(slide, table)


def _tag_column(ask: SectionAsk, tag: str) -> Column:
    """Return the column of a tag, wide enough for its longest word in English."""
    name = _tag(ask, tag)
    share = max(0.6, 0.15 + 0.1 * max(map(len, name.en.split()), default=0))
    return Column(tag, name, share, "right", counts=True)


def _line(name: Words, line: VoiceLine) -> tuple[Cell, ...]:
    cells = [_number(one) for one in line.counts]
    rate = told(line.rate_text(line.total))
    return (told(name), *cells, _number(line.total), rate, _number(line.households))


def _number(count: int | None) -> Cell:
    return Cell(Words.same(HIDDEN)) if count is None else Cell(Words.same(f"{count:,}"), count)


def _grown(ask: SectionAsk, found: Growth) -> tuple[Slide, ...]:
    lines = [one for one in found.lines if _has_grown(one)][: most_rows(ask)]
    if not lines:
        return ()
    columns = (
        word_column("category", Term("Category"), 2.4),
        numbers("now", Term("This period"), counts=True),
        numbers("previous", Term("In the period before"), counts=True),
        word_column("change", Term("Change on the period before"), 2.8),
        numbers("year", Term("In the year before"), counts=True),
        word_column("change_year", Term("Change on the year before"), 2.8),
    )
    table = Table(
        "voices-growth",
        Words.of(Term("Categories that grew, in this period and before")),
        columns,
        tuple(_growth_row(one) for one in lines),
    )
    slide = Slide(
        "voices-growth",
        "voices",
        Words.joined((ask.title, Words.of(Term("What grew most")))),
        "full",
        (),
        subtitle=under(ask),
        notes=notes(found.sentences),
        link=live(ask, "what-people-say"),
    )
    return table_slides(slide, table)


def _has_grown(one: GrowthLine) -> bool:
    before = None if one.previous is None else one.previous.before
    return one.now is not None and before is not None and one.now > before


def _growth_row(one: GrowthLine) -> tuple[Cell, ...]:
    return (
        told(one.name),
        _number(one.now),
        _before(one.previous),
        _change(one.now, one.previous),
        _before(one.year_before),
        _change(one.now, one.year_before),
    )


def _before(then: Grown | None) -> Cell:
    return EMPTY if then is None else _number(then.before)


def _change(now: int | None, then: Grown | None) -> Cell:
    if then is None:
        return EMPTY
    if now is None or then.before is None:
        return Cell(Words.same(HIDDEN))
    sign = "＝" if now == then.before else "▲" if now > then.before else "▼"
    # Of few cases the number is told: three after one are not 200 %.
    is_few = then.percent is None or then.is_apart is None
    percent = "" if is_few else f" ({then.percent:+.0f} %)"
    size = Words.same(f"{sign} {now - then.before:+,}{percent}")
    return Cell(Words.joined((size, Words.of(_chance(then))), ", "))


def _chance(then: Grown) -> Term:
    if then.is_apart is None:
        return Term("too few to say")
    return Term("more than chance") if then.is_apart else Term("may be chance")
