"""Sections about work and words: their numbers are those of the pages, and no worker is named."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from casework.access import OPERATOR, Viewer
from casework.indicators import REGISTRY
from casework.period import Period
from dashboard.allowed import PAGES
from data.order_store import NewOrder, OrderChange, add_order, mark_carried_out
from data.schema import decisions as decision_table
from data.schema import promises, workers
from data.store import Store, bump
from service.areas import children_of
from service.demonstration import fill_demonstration
from service.errors import ServiceError
from service.figures import figure, figure_table, figures
from service.meetings.decisions import decision_counts, decisions_of
from service.packs.contents import SECTIONS
from service.packs.deck import Cards, Cell, Chart, Deck, Lines, Picture, Slide, Table
from service.packs.deck_plain import canonical
from service.packs.layout import boxes
from service.packs.paging import (
    BLOCK_TITLE_IN,
    head_height,
    lines_that_fit,
    row_height,
    table_widths,
)
from service.packs.section import Gallery, SectionAsk
from service.packs.template import default_template, template_from_plain, template_to_plain
from service.packs.words import Words
from service.promises.listing import promises_of
from service.roster.duty import day_picture, duty_on, vacancies
from service.roster.uncovered import uncovered_days
from service.voices import voices
from tests.service.district import rows_of
from tests.service.packs.sample import HOSTILE

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
OCTOBER = Period.parse("2026-10")
MINE = (
    "cover", "coverage", "visits", "voices", "promises", "decisions", "questions", "closing",
)  # fmt: skip


@pytest.fixture(scope="module")
def town(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Return a small demonstration; nothing is written to it."""
    path = tmp_path_factory.mktemp("sections") / "town.db"
    shutil.copy(empty_database, path)
    store = Store(str(path))
    fill_demonstration(OPERATOR, store, NOW, households=1_500, grids=24, cases=600)
    return store


@pytest.fixture(scope="module")
def october(town: Store) -> list[Slide]:
    """Return the slides of October, of all these sections."""
    return _slides(town)


def _of(slides: list[Slide], *sections: str) -> list[Slide]:
    return [one for one in slides if one.section in sections]


def _ask(
    store: Store,
    key: str,
    *,
    area: str | None = None,
    unit: str | None = None,
    viewer: Viewer = OPERATOR,
    period: Period = OCTOBER,
    **options: object,
) -> SectionAsk:
    template = default_template()
    section = template.section(key)
    return SectionAsk(
        viewer, store, period.until(TODAY), area, unit, NOW, TODAY, None, Gallery(),  # type: ignore[arg-type]
        section.name, {**section.options, **options}, template, Words.same("示例区"),
    )  # fmt: skip


def _slides(store: Store, *keys: str, **more: object) -> list[Slide]:
    return [
        slide
        for key in keys or MINE
        for slide in SECTIONS[key](_ask(store, key, **more))  # type: ignore[arg-type]
    ]


def _tables(slides: list[Slide]) -> dict[str, list[tuple[Cell, ...]]]:
    """Return the rows of every table over all its pages, by its key."""
    found: dict[str, list[tuple[Cell, ...]]] = {}
    for slide in slides:
        for block in slide.blocks:
            if isinstance(block, Table):
                found.setdefault(block.key, []).extend(block.rows)
    return found


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, Words):
        yield from (value.zh, value.en)
    elif isinstance(value, tuple):
        for one in value:
            yield from _texts(one)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from _texts(getattr(value, name))
    elif isinstance(value, str):
        yield value


def _refuse_overflow(slides: list[Slide]) -> None:
    for slide in slides:
        for block, box in zip(slide.blocks, boxes(slide), strict=True):
            if isinstance(block, Lines):
                assert lines_that_fit(block, box)[1] == 0, slide.key
            elif isinstance(block, Table):
                widths = table_widths(block, box.w)
                rows = sum(row_height(row, widths) for row in block.rows)
                high = head_height(block, widths) + rows + (BLOCK_TITLE_IN if block.title else 0)
                assert high <= box.h + 1e-9 or len(block.rows) == 1, slide.key
            elif isinstance(block, Cards):
                assert 1 <= len(block.cards) <= 8
            else:
                assert isinstance(block, Chart | Picture)


def test_an_empty_database_gives_slides_that_say_so_and_nothing_breaks(store: Store) -> None:
    slides = _slides(store)
    assert {one.section for one in slides} == set(MINE) - {"voices"}
    _refuse_overflow(slides)


def test_every_slide_fits_and_every_key_is_there_once(town: Store, october: list[Slide]) -> None:
    for slides in (october, _slides(town, period=Period.parse("2026"))):
        _refuse_overflow(slides)
        keys = [one.key for one in slides]
        assert len(keys) == len(set(keys))
        assert all(one.section in one.key for one in slides)


def test_no_worker_is_named_on_any_slide(town: Store, october: list[Slide]) -> None:
    names = set(rows_of(town, workers)["name"]) | set(rows_of(town, workers)["code"])
    assert len(names) > 10
    for text in _texts(tuple(october)):
        assert not [name for name in names if name in text], text


def test_the_same_moment_gives_the_same_bytes(town: Store, october: list[Slide]) -> None:
    def canonically(slides: list[Slide]) -> bytes:
        place = Words.same("示例区")
        return canonical(Deck("2026-10", None, None, NOW, place, place, place, tuple(slides)))

    kept = [key for key in MINE if key != "promises"]
    assert canonically(_of(october, *kept)) == canonically(_slides(town, *kept))


def test_who_answers_is_counted_as_on_the_roster_and_streets_add_up(
    town: Store, october: list[Slide]
) -> None:
    picture = day_picture(duty_on(OPERATOR, town, TODAY))
    days = uncovered_days(OPERATOR, town, OCTOBER.first, date(2026, 11, 1))
    tables = _tables(_of(october, "coverage"))
    sums = [
        sum(cell.value or 0 for cell in of) for of in zip(*tables["coverage-streets"], strict=True)
    ]
    assert sums[1:4] == [picture.grids, picture.nobody, days.days]
    assert picture.nobody == len(vacancies(OPERATOR, town, TODAY).query("duty == 'nobody'"))
    assert [row[2].text.zh for row in tables["coverage-grids"]] == list(days.frame["grid_code"])
    assert [row[3].n for row in tables["coverage-grids"]] == list(days.frame["days"])
    assert {row[3].m for row in tables["coverage-grids"]} == {31}


def test_a_community_s_pack_holds_its_own_grids_and_no_other(town: Store) -> None:
    street = children_of(OPERATOR, town, None, TODAY)[0]
    community = children_of(OPERATOR, town, street.code, TODAY)[0]
    inside = [one.code for one in children_of(OPERATOR, town, community.code, TODAY)]
    rows = _tables(_slides(town, "coverage", area=community.code))["coverage-streets"]
    assert [row[1].value for row in rows] == [len(inside)]


def test_an_area_outside_the_part_of_whoever_asks_is_refused(town: Store) -> None:
    streets = [one.code for one in children_of(OPERATOR, town, None, TODAY)]
    of_one = replace(OPERATOR, scope=streets[0])
    for key in ("coverage", "visits"):
        with pytest.raises(ServiceError, match="outside"):
            _slides(town, key, area=streets[1], viewer=of_one)


def test_a_pack_about_an_owner_unit_has_no_slides_of_areas_and_lists_what_is_its_own(
    town: Store,
) -> None:
    unit = str(rows_of(town, decision_table)["owner_unit"].value_counts().index[0])
    slides = _slides(town, unit=unit)
    assert {one.section for one in slides} == {"cover", "promises", "decisions", "questions",
                                               "closing"}  # fmt: skip
    own = decisions_of(OPERATOR, town, TODAY, unit=unit)
    told = {row[0].text.zh for row in _tables(slides).get("decisions-list", [])}
    assert told <= set(own["text"])
    assert any("owner unit" in text for text in _texts(tuple(slides)))


def test_cards_of_visits_and_promises_are_the_figures_of_the_registry(
    town: Store, october: list[Slide]
) -> None:
    days = (OCTOBER.first, OCTOBER.last)
    known = {one.key: one for one in figures(OPERATOR, town, *days, NOW)}
    told = 0
    for slide in _of(october, "visits", "promises", "decisions"):
        for block in slide.blocks:
            for card in block.cards if isinstance(block, Cards) else ():
                one = known[card.key]
                assert (card.n, card.m, card.value, card.amount) == (
                    one.n, one.m, one.value, one.amount,
                )  # fmt: skip
                told += one.m > 0
    assert told >= 8


def test_figures_by_street_are_those_of_the_registry_s_table_and_end_with_the_whole(
    town: Store, october: list[Slide]
) -> None:
    days = (OCTOBER.first, OCTOBER.last)
    slides = _of(october, "visits")
    table = next(one.blocks[0] for one in slides if one.key == "visits-streets")
    assert isinstance(table, Table)
    for at, column in enumerate(table.columns[1:], start=1):
        found = figure_table(OPERATOR, town, column.key, "street", *days, NOW)
        lines = {one.name: one.figure for one in (*found.lines, *found.nothing_due) if one.code}
        for row in table.rows[:-1]:
            if row[0].text.zh in lines:
                one = lines[row[0].text.zh]
                assert (row[at].n, row[at].m) == ((one.n, one.m) if one.m else (None, None))
        whole = figure(OPERATOR, town, column.key, *days, NOW)
        assert (table.rows[-1][at].n or 0) == whole.n


def test_what_is_hidden_on_the_page_of_voices_is_hidden_on_the_slide(town: Store) -> None:
    year = Period.parse("2026")
    tables = _tables(_slides(town, "voices", period=year))
    for tag in ("voice", "wish"):
        found = voices(OPERATOR, town, tag, "street", year, NOW)  # type: ignore[arg-type]
        rows = tables[f"voices-{tag}"]
        assert len(rows) == len(found.lines) + 1
        for line, row in zip((*found.lines, found.whole), rows, strict=True):
            shown = [cell.value for cell in row[1 : len(found.tags) + 2]]
            assert shown == [*line.counts, line.total]
            assert [cell.text.zh == "*" for cell in row[1 : len(found.tags) + 2]] == [
                one is None for one in (*line.counts, line.total)
            ]


def test_a_hidden_number_is_no_bar_of_the_chart(town: Store) -> None:
    slides = _slides(town, "voices", period=Period.parse("2026"))
    charts = [one for one in slides[0].blocks if isinstance(one, Chart)]
    for chart in charts:
        found = voices(
            OPERATOR, town, chart.key.removeprefix("voices-"), "street",  # type: ignore[arg-type]
            Period.parse("2026"), NOW,
        )  # fmt: skip
        assert chart.series[0].values == found.whole.counts


def test_decisions_are_counted_as_in_the_meeting_book_the_overdue_ones_first(
    town: Store, october: list[Slide]
) -> None:
    frame = decisions_of(OPERATOR, town, TODAY)
    counts = decision_counts(frame)
    first, *rest = _of(october, "decisions")
    lines = [one.text.en for block in first.blocks if isinstance(block, Lines)
             for one in block.lines]  # fmt: skip
    assert f"Done: {counts.done} of {counts.total}" in lines
    assert f"Overdue: {counts.overdue} of {counts.total}" in lines
    rows = _tables(rest)["decisions-list"]
    late = [row[3].is_late for row in rows]
    assert late == sorted(late, reverse=True) and sum(late) == counts.overdue
    open_texts = set(frame.loc[frame["state"].eq("open"), "text"])
    assert open_texts <= {row[0].text.zh for row in rows}


def test_every_promise_that_is_open_or_ended_in_the_period_is_listed_and_no_other(
    town: Store,
) -> None:
    frame = promises_of(OPERATOR, town, TODAY)
    wanted = []
    for row in frame.to_dict("records"):
        ended = row["done_on"] if row["state"] == "done" else row["dropped_on"]
        is_in = isinstance(ended, date) and OCTOBER.first <= ended <= OCTOBER.last
        if row["state"] == "open" or is_in:
            wanted.append(row["text"])
    rows = _tables(_slides(town, "promises", rows=200))["promises-promises"]
    assert sorted(row[0].text.zh for row in rows) == sorted(wanted)


def test_a_list_that_is_cut_says_how_many_there_are(town: Store) -> None:
    slides = _slides(town, "coverage", rows=1, period=Period.parse("2026"))
    days = uncovered_days(OPERATOR, town, date(2026, 1, 1), TODAY + timedelta(days=1))
    if len(days.frame) > 1:
        assert len(_tables(slides)["coverage-grids"]) == 1
        notes = [note.en for one in slides for note in one.notes]
        assert f"The first 1 of {len(days.frame)}." in notes


def test_questions_are_counts_of_the_pages_and_the_office_s_own_words(town: Store) -> None:
    slides = _slides(town, "questions", lines=[["问题一", ""], [HOSTILE, "Two"]])
    lines = [line.text for one in slides for block in one.blocks if isinstance(block, Lines)
             for line in block.lines]  # fmt: skip
    late = figure(OPERATOR, town, "overdue_now", OCTOBER.first, OCTOBER.last, NOW).n
    overdue = promises_of(OPERATOR, town, TODAY)["is_overdue"].astype(bool).sum()
    picture = day_picture(duty_on(OPERATOR, town, TODAY))
    texts = [one.en for one in lines]
    assert f"Cases open and overdue: {late}" in texts
    assert any(one.startswith(f"Promises overdue: {overdue} of") for one in texts)
    said = f"Grids nobody answers for today: {picture.nobody} of {picture.grids}"
    assert (said in texts) == (picture.nobody > 0)
    assert Words("问题一", "问题一") in lines and Words(HOSTILE, "Two") in lines
    assert all(one.only_inside for one in slides)


def test_no_address_of_a_marked_case_is_on_the_list_of_them(
    town: Store, october: list[Slide]
) -> None:
    rows = _tables(_of(october, "questions"))["questions-cases"]
    assert rows
    table = next(
        block for slide in _of(october, "questions") for block in slide.blocks
        if isinstance(block, Table) and block.key == "questions-cases"
    )  # fmt: skip
    assert "address" not in {one.key for one in table.columns} and table.is_of_cases


def test_every_figure_on_a_card_has_its_formula_on_the_last_pages(
    town: Store, october: list[Slide]
) -> None:
    used = {
        card.key
        for slide in _of(october, "visits", "promises", "decisions")
        for block in slide.blocks if isinstance(block, Cards)
        for card in block.cards
    }  # fmt: skip
    rows = _tables(_of(october, "closing"))["closing-formulas"]
    formulas = {row[1].text.en for row in rows}
    assert {str(REGISTRY[key].formula) for key in used} <= formulas


def test_the_last_page_names_version_moment_and_what_the_template_leaves_out(town: Store) -> None:
    plain = template_to_plain(default_template())
    for one in plain["sections"]:  # type: ignore[attr-defined]
        one["is_shown"] = one["key"] not in ("heat", "voices")
    ask = replace(_ask(town, "closing"), template=replace(template_from_plain(plain), version=7))
    texts = list(_texts(SECTIONS["closing"](ask)))
    assert any("version 7" in one for one in texts)
    assert any("Heat and hot spots, What people told us" in one for one in texts)
    assert any("2026-11-20" in one for one in texts)


def test_the_agenda_of_the_cover_is_the_template_s_order_with_its_minutes(town: Store) -> None:
    plain = template_to_plain(default_template())
    kept = {"late": 12, "heat": 0}
    plain["sections"] = [{"key": key, "minutes": minutes} for key, minutes in kept.items()]
    plain["title"] = ["{place}：{period} {other}", "{period}"]
    ask = replace(_ask(town, "cover"), template=template_from_plain(plain))
    (slide,) = SECTIONS["cover"](ask)
    assert slide.title.zh.startswith("示例区：2026") and slide.title.zh.endswith(" {other}")
    (agenda,) = slide.blocks
    assert isinstance(agenda, Lines)
    assert [(one.text.en, one.when.en) for one in agenda.lines] == [
        ("1. Overdue and supervised", "12 minutes"),
        ("2. Heat and hot spots", ""),
    ]


def _order(store: Store, number: str, day: date, *changes: OrderChange, done: bool = True) -> None:
    at = NOW - timedelta(days=60)
    order = NewOrder("coverage", number, day, "张三病假", "区网格办", "录入员", at)
    with store.begin() as conn:
        number_of = add_order(conn, order, changes)
        if done:
            mark_carried_out(conn, number_of, at)


def test_orders_of_the_period_tell_how_many_grids_changed_and_neither_reason_nor_worker(
    store: Store,
) -> None:
    _order(
        store, "网发〔2026〕1号", date(2026, 10, 2),
        OrderChange("primary", "G1", "W1", "W2"), OrderChange("primary", "G2", "W1", None),
        OrderChange("leave", "W1", None, {"since": "2026-10-01"}),
    )  # fmt: skip
    _order(store, "下月的", date(2026, 11, 1), OrderChange("primary", "G1", "W2", "W1"))
    _order(store, "只有请假", date(2026, 10, 3), OrderChange("leave", "W1", None, {}))
    _order(store, "未执行", date(2026, 10, 9), OrderChange("grid", "G3", None, {}), done=False)
    slides = _slides(store, "coverage")
    rows = _tables(slides)["coverage-orders"]
    assert [(row[0].text.zh, row[1].text.zh) for row in rows] == [
        ("2026-10-02", "网发〔2026〕1号"),
        ("2026-10-09", "未执行"),
    ]
    assert rows[0][3].text.en == "grids with another own worker: 1, with none: 1"
    assert rows[1][4].text.zh == "-"
    texts = " ".join(_texts(tuple(slides)))
    assert "张三" not in texts and "W1" not in texts


def test_texts_of_people_are_cut_where_they_are_longer_than_a_row(town: Store) -> None:
    long = "很长的承诺" * 200
    with town.begin() as conn:
        first = conn.scalar(sa.select(sa.func.min(promises.c.id)))
        before = conn.scalar(sa.select(promises.c.text).where(promises.c.id == first))
        conn.execute(promises.update().values(text=long + HOSTILE).where(promises.c.id == first))
        bump(conn, "promises")
    try:
        slides = _slides(town, "promises", period=Period.parse("2026"), rows=200)
        _refuse_overflow(slides)
        rows = _tables(slides)["promises-promises"]
        assert all(len(row[0].text.zh) <= 140 for row in rows)
    finally:
        with town.begin() as conn:
            conn.execute(promises.update().values(text=before).where(promises.c.id == first))
            bump(conn, "promises")


def test_links_lead_to_pages_of_the_app_with_day_and_part(
    town: Store, october: list[Slide]
) -> None:
    links = {one.key: one.link for one in october}
    assert links["decisions-list"].startswith("meeting-book?period=2026-10&part=book&on=2026-11-20")
    for part in ("promises", "resolutions", "works"):
        found = links.get(f"promises-{part}")
        assert found is None or f"part={part}&on=2026-11-20" in found
    for link in filter(None, links.values()):
        assert link.partition("?")[0] in PAGES
