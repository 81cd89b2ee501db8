"""The numbers of a pack's sections are those of the registry and of the pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import pandas as pd
import pytest
import sqlalchemy as sa

from casework.access import OPERATOR
from casework.case_status import OPEN_STATUSES, STATUS_TERMS, CaseStatus
from casework.indicator import Form
from casework.move import Move
from casework.period import Period
from casework.viewer import Role, Viewer
from data.schema import case_events, cases, supervisions
from data.store import Store, bump
from service.areas import children_of
from service.figure import Figure
from service.figure_changes import compare, trend
from service.figure_list import FigureAsk, figure_list, figure_units
from service.figures import figure, figure_table, figures
from service.hot_spots.ask import SpotAsk
from service.hot_spots.finding import hot_spots
from service.packs.deck import Cards, Chart, Lines
from service.packs.section_course import stands
from service.packs.section_open import open_cases
from service.packs.section_stuck import by_stage
from service.packs.sections.headline import USUAL, headline
from service.packs.sections.heat import heat
from service.packs.sections.late import late
from service.packs.sections.matters import matters
from service.packs.sections.units import units
from service.packs.words import Words
from service.units_table import USUAL as UNIT_FIGURES
from service.units_table import UnitsAsk, units_table
from tests.service.district import rows_of
from tests.service.packs.sections_town import MAY, NOW, THEN, ask, blocks, table, town

PERIOD = Period.parse(MAY)
# Nobody has done anything for a month: many cases are overdue.
LATER = NOW + timedelta(days=30)
PARTS = ("whole", "street", "unit")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Return a small demonstration district; never written to."""
    return town(tmp_path_factory.mktemp("sections") / "town.db")


def _part(store: Store, part: str) -> dict[str, str | None]:
    if part == "street":
        return {"area": children_of(OPERATOR, store, None, NOW.date())[0].code}
    return {"unit": "CG"} if part == "unit" else {}


@pytest.mark.parametrize("as_of", [NOW, THEN])
@pytest.mark.parametrize("part", PARTS)
def test_cards_are_the_registry_s_figures(store: Store, part: str, as_of: datetime) -> None:
    where = _part(store, part)
    asked = ask(store, as_of=as_of, **where)
    days = (asked.period.first, asked.period.last)
    known = {one.key: one for one in figures(OPERATOR, store, *days, as_of, **where)}
    cards = [one for block in blocks(headline(asked), Cards) for one in block.cards]
    assert [one.key for one in cards] == [key for key in USUAL if key in {c.key for c in cards}]
    for one in cards:
        of = known[one.key]
        assert (one.value, one.n, one.m) == (of.value, of.n, of.m), one.key
        assert one.amount == of.amount
    if part != "unit":
        assert len(cards) == len(USUAL)


def test_changes_and_trends_of_cards_are_those_of_the_overview(store: Store) -> None:
    cards = {c.key: c for b in blocks(headline(ask(store)), Cards) for c in b.cards}
    lines = trend(OPERATOR, store, ["reported", "closed_on_time"], PERIOD, 12, NOW)
    for one in compare(OPERATOR, store, USUAL, PERIOD, NOW):
        card = cards[one.key]
        for change, beside in zip((one.change, one.change_year), card.beside, strict=True):
            if change is None:
                assert beside.text.en.startswith("- ")
                assert beside.sense == "plain"
            elif beside.sense != "plain":
                assert change.is_apart
                assert (beside.sense == "good") is change.is_better
    for key, line in lines.items():
        assert [amount for _name, amount in cards[key].trend] == [f.amount for f in line]
        assert cards[key].trend[-1] == ("2026-05", cards[key].amount)
        assert cards[key].trend[-2][0] == "2026-04"


def test_the_figures_of_the_template_are_shown_in_its_order_and_unknown_ones_left_out(
    store: Store,
) -> None:
    asked = ask(store, figures=["satisfied", "no such figure", "reported", "satisfied"])
    (slide,) = headline(asked)
    (block,) = blocks((slide,), Cards)
    assert [one.key for one in block.cards] == ["satisfied", "reported"]


def _stage_then(store: Store, moment: datetime) -> dict[int, tuple[str, datetime]]:
    """Return stage and since when of each case by replaying its steps one by one."""
    events = rows_of(store, case_events).sort_values(["happened_at", "id"])
    moves = {move.value for move in Move}
    reported = dict(rows_of(store, cases)[["id", "reported_at"]].itertuples(index=False))
    found = {number: ("reported", at) for number, at in reported.items()}
    for one in events.itertuples(index=False):
        is_step = one.kind in moves and one.happened_at <= moment
        if is_step and CaseStatus(one.details["to"]).is_open:
            found[one.case_id] = (one.details["to"], one.happened_at)
    return found


@pytest.mark.parametrize("days", [0, 1, 27, 90])
def test_the_stage_of_an_open_case_is_that_of_the_moment(store: Store, days: int) -> None:
    moment = NOW - timedelta(days=days)
    opened = open_cases(ask(store, as_of=moment))
    assert len(opened) == figure(OPERATOR, store, "open_now", None, None, moment).n > 0
    overdue = figure(OPERATOR, store, "overdue_now", None, None, moment).n
    assert int(opened["is_overdue"].sum()) == overdue
    replayed = _stage_then(store, moment)
    for one in opened.itertuples(index=False):
        status, since = replayed[one.id]
        assert one.status == status
        assert one.days == pytest.approx((moment - since).total_seconds() / 86400, abs=1e-4)


def test_now_the_stages_are_those_the_records_have(store: Store) -> None:
    opened = open_cases(ask(store))
    kept = rows_of(store, cases)
    kept = kept[kept["status"].isin([one.value for one in OPEN_STATUSES])]
    assert dict(Counter(opened["status"])) == dict(Counter(kept["status"]))


def test_what_is_stuck_adds_up_to_what_is_open_and_has_the_plain_median(store: Store) -> None:
    opened = open_cases(ask(store, as_of=THEN))
    found = by_stage(opened, "unit_code")
    assert found["number"].sum() == len(opened)
    assert found["overdue"].sum() == opened["is_overdue"].sum()
    for one in found.itertuples(index=False):
        has = opened["status"] == one.status
        own = opened["unit_code"] == one.unit_code
        own |= opened["unit_code"].isna() & pd.isna(one.unit_code)
        days = opened.loc[has & own, "days"].tolist()
        assert one.median == pytest.approx(median(days))
        assert one.longest == pytest.approx(max(days))


@pytest.mark.parametrize("as_of", [NOW, THEN, LATER])
def test_overdue_by_unit_is_the_registry_s_table(store: Store, as_of: datetime) -> None:
    rows = table(late(ask(store, as_of=as_of)), "late_by_unit")
    told = {name: (opened, overdue) for name, opened, overdue, *_ in rows}
    whole = told.pop("all together")
    expected = {}
    for at, key in enumerate(("open_now", "overdue_now")):
        found = figure_table(OPERATOR, store, key, "unit", None, None, as_of)
        for line in found.lines:
            name = line.name if line.code else "with no unit yet"
            expected.setdefault(name, ["0", "0"])[at] = str(line.figure.n)
        assert whole[at] == str(figure(OPERATOR, store, key, None, None, as_of).n)
    assert told == {name: tuple(two) for name, two in expected.items() if two[0] != "0"}


def test_the_list_of_overdue_cases_is_the_one_behind_the_figure(store: Store) -> None:
    slides = late(ask(store, rows=200, as_of=LATER))
    wanted = FigureAsk("overdue_now", "numerator", None, None, LATER)
    behind = figure_list(OPERATOR, store, wanted).sort_values(["due_at", "code"])
    rows = table(slides, "late_cases")
    assert len(rows) == len(behind) > 1
    assert sorted(row[0] for row in rows) == sorted(behind["code"])
    dues = [row[4] for row in rows]
    assert dues == sorted(dues)
    by_code = behind.set_index("code")
    for code, category, place, unit, _due, days, stage in rows:
        one = by_code.loc[code]
        assert (category, unit) == (one["category"], one["unit_name"] or "with no unit yet")
        assert place == (one["grid_name"] if isinstance(one["grid_name"], str) else "-")
        assert int(days) == (LATER - one["due_at"]).days
        assert stage == STATUS_TERMS[CaseStatus(one["status"])]


def test_no_more_overdue_cases_are_listed_than_asked_for_and_the_rest_is_told(
    store: Store,
) -> None:
    slides = late(ask(store, rows=1, as_of=LATER))
    assert len(table(slides, "late_cases")) == 1
    every = figure(OPERATOR, store, "overdue_now", None, None, LATER).n
    notes = [note.en for slide in slides for note in slide.notes]
    assert f"1 of {every} overdue cases are listed" in " ".join(notes)
    assert all(slide.only_inside for slide in slides if slide.key.startswith("late-cases"))


def _told(one: Figure) -> str:
    if one.form is Form.COUNT:
        return f"{one.n}"
    return f"{one.value} ({one.n}/{one.m})" if one.m else "-"


@pytest.mark.parametrize("by", ["street", "unit"])
def test_the_units_are_those_of_the_page(store: Store, by: str) -> None:
    known = units_table(OPERATOR, store, UnitsAsk(by, PERIOD, UNIT_FIGURES), NOW)  # type: ignore[arg-type]
    rows = table(units(ask(store)), f"units_{by}")
    lines = [*known.lines, *known.nothing_due]
    assert [row[0] for row in rows[: len(lines)]] == [one.name for one in lines]
    keys = [one.key for one in known.indicators]
    for row, line in zip(rows, lines, strict=False):
        assert list(row[1:]) == [_told(line.figures[key]) for key in keys]
    assert list(rows[-1][1:]) == [_told(known.whole.figures[key]) for key in keys]
    none_due = [one for one in lines if one.figures["closed_on_time"].m == 0]
    for one in none_due:
        assert "-" in rows[lines.index(one)]


def test_the_funnel_has_each_unit_with_something_due_and_limits_about_the_mean(
    store: Store,
) -> None:
    slides = units(ask(store))
    (chart,) = (
        c for c in blocks(slides, Chart) if c.key.startswith("funnel") and len(c.points) > 3
    )
    found = figure_table(OPERATOR, store, "closed_on_time", "unit", PERIOD.first, PERIOD.last, NOW)
    assert {(one.name.en, one.n, one.m) for one in chart.points} == {
        (line.name, line.figure.n, line.figure.m) for line in found.lines if line.code
    }
    mean = sum(one.n for one in chart.points) / sum(one.m for one in chart.points)
    assert chart.mean == pytest.approx(mean)
    sizes = [row[0] for row in chart.limits]
    assert sizes == sorted(set(sizes))
    assert sizes[0] <= min(p.m for p in chart.points)
    assert sizes[-1] >= max(p.m for p in chart.points)
    for _m, low, high, lowest, highest in chart.limits:
        assert lowest <= low <= mean <= high <= highest


@pytest.mark.parametrize("part", PARTS)
def test_a_matter_s_line_is_the_registry_s_count_of_its_category(store: Store, part: str) -> None:
    where = _part(store, part)
    slides = matters(ask(store, count=5, **where))
    charts = list(blocks(slides, Chart))
    assert charts
    for chart in charts:
        (series,) = chart.series
        line = zip(chart.categories, series.values, strict=True)
        for name, value in [*line][-3:]:
            period = Period.parse(name.en)
            found = figure_table(
                OPERATOR, store, "reported", "category", period.first, period.last, NOW, **where
            )
            of = {one.code: one.figure.n for one in found.lines}
            assert value == of.get(series.name.en, 0), (series.name.en, name.en)


def test_the_course_of_a_matter_ends_with_how_it_stands_and_breaks_no_percentage(
    store: Store,
) -> None:
    opened = open_cases(ask(store))
    slides = [one for one in matters(ask(store, count=5)) if not one.key.endswith("-stuck")]
    for slide in slides:
        category = slide.title.en.partition(". ")[2]
        (course,) = (one for one in slide.blocks if isinstance(one, Lines))
        last = stands(opened[opened["category"] == category])
        assert course.lines[-1].text == Words.of(last), slide.key
        assert not [one.text.en for one in course.lines if " %" in one.text.en]


def test_hot_spots_are_those_of_the_page_and_new_ones_are_hot_since_this_period(
    store: Store,
) -> None:
    found = hot_spots(OPERATOR, store, SpotAsk(PERIOD, "new", as_of=NOW), NOW)
    rows = table(heat(ask(store)), "hot_spots")
    assert [row[4] for row in rows] == [str(one.cases) for one in found.places]
    assert [row[6] for row in rows] == [f"{one.households:,}" for one in found.places]
    for row, one in zip(rows, found.places, strict=True):
        assert float(row[7]) == pytest.approx(one.cases / one.households * 1000, abs=0.05)
        if set(one.courses) == {"emerging"}:
            assert row[8] == "2026-05"


@pytest.fixture
def own(tmp_path: Path, store: Store) -> Iterator[Store]:
    """Return a copy of the district that may be written to."""
    import shutil

    path = tmp_path / "own.db"
    shutil.copy(str(store.engine.url.database), path)
    copied = Store(str(path))
    yield copied
    copied.engine.dispose()


def test_supervision_is_told_as_it_was_at_the_moment(own: Store) -> None:
    def add(conn: sa.Connection, number: str, **said: datetime | None) -> None:
        row = {"supervisor": "督查室", "reason": "-", "filing_no": number, "case_id": 1}
        conn.execute(supervisions.insert(), row | said)

    day = timedelta(days=1)
    with own.begin() as conn:
        conn.execute(supervisions.delete())
        add(conn, "late", opened_at=THEN - 9 * day, due_at=THEN - day, ended_at=None)
        add(conn, "later-ended", opened_at=THEN - 9 * day, due_at=THEN + day, ended_at=THEN + day)
        add(conn, "not-yet", opened_at=THEN + day, due_at=THEN + 2 * day, ended_at=None)
        add(conn, "of-april", opened_at=THEN - 60 * day, due_at=None, ended_at=THEN - 40 * day)
        add(conn, "of-may", opened_at=THEN - 60 * day, due_at=THEN, ended_at=THEN - 5 * day)
        bump(conn, "cases")
    rows = table(late(ask(own, as_of=THEN)), "supervised_cases")
    assert [(row[0], row[-1]) for row in rows] == [
        ("late", "overdue"),
        ("later-ended", "running"),
        ("of-may", "ended on time"),
    ]
    assert all("督查室" not in cell for row in rows for cell in row)


def test_a_viewer_of_a_part_is_told_its_numbers_alone(store: Store) -> None:
    street = children_of(OPERATOR, store, None, NOW.date())[0].code
    viewer = Viewer("街道", Role.COORDINATOR, street)
    days = (PERIOD.first, PERIOD.last)
    mine = ask(store, viewer=viewer)
    cards = {c.key: c for b in blocks(headline(mine), Cards) for c in b.cards}
    assert cards["reported"].n == figure(OPERATOR, store, "reported", *days, NOW, area=street).n
    open_there = figure(OPERATOR, store, "open_now", *days, NOW, area=street).n
    assert len(open_cases(mine)) == open_there
    codes = {row[0] for row in table(late(mine), "late_cases")}
    behind = FigureAsk("overdue_now", "numerator", *days, NOW, area=street)
    assert codes == set(figure_list(OPERATOR, store, behind)["code"])


def test_a_pack_of_a_unit_says_where_its_cases_lie_and_they_add_up(store: Store) -> None:
    unit = next(iter(figure_units(OPERATOR, store)))
    rows = table(heat(ask(store, unit=unit)), "parts_of_unit")
    for column in (1, 2, 3):
        numbers = [int(row[column]) for row in rows]
        assert sum(numbers[:-1]) == numbers[-1]


def test_reading_lines_name_the_bandwidth_and_that_a_hot_spot_is_no_cause(store: Store) -> None:
    slides = heat(ask(store))
    told = " ".join(line.text.en for block in blocks(slides, Lines) for line in block.lines)
    assert "Bandwidth" in told
    notes = " ".join(note.en for slide in slides for note in slide.notes)
    assert "where to look, not why" in notes


def test_times_are_the_office_s(store: Store) -> None:
    said = headline(ask(store))[0].notes[0].en
    assert said == f"As of {datetime(2026, 6, 16, 12, tzinfo=UTC):%Y-%m-%d %H:%M}."
