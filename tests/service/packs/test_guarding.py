"""What a deck for outside tells, and what nobody can work out from it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from service.packs.deck import (
    Beside,
    Block,
    Card,
    Cards,
    Cell,
    Chart,
    Column,
    Deck,
    FunnelPoint,
    Line,
    Lines,
    Picture,
    Series,
    Slide,
    Table,
)
from service.packs.deck_plain import canonical
from service.packs.funnel_sizes import sizes_around
from service.packs.guarding import for_outside
from service.publication import HIDDEN
from tests.service.packs.guessing import (
    Guesser,
    Town,
    deck_of,
    number,
    small_numbers,
    told_kinds,
    towns,
)
from tests.service.packs.sample import sample_deck, w

K = 5


@settings(max_examples=60, deadline=None)
@given(towns())
def test_nobody_works_out_a_small_number_from_sums_shares_changes_and_trends(town: Town) -> None:
    deck, _check = for_outside(deck_of(town), K)
    guesser = Guesser(town, deck)
    for kind, unit, least in small_numbers(town, K):
        low, high = guesser.bounds(kind, unit)
        if kind in told_kinds(town):
            assert low <= least, (kind, unit, low, high)
            assert high >= K, (kind, unit, low, high)
        assert low < high, (kind, unit, low, high)


def _one(n: int, key: str = "x") -> Card:
    return Card(key, w("数", "number"), str(n), float(n), n, n, w("时段内", "in the period"), False)


def _pair(first: int, second: int, *, has_total: bool = True) -> Table:
    rows = [(Cell(w(f"{name}街道")), number(n)) for name, n in (("东", first), ("西", second))]
    rows += [(Cell(w("合计", "All")), number(first + second))] if has_total else []
    columns = (Column("name", w("单位")), Column("x", w("件"), counts=True))
    return Table("t", w("表"), columns, tuple(rows), has_total=has_total)


def _deck(*slides: Slide) -> Deck:
    return replace(sample_deck(), slides=slides)


def _slide(key: str, *blocks: Block, **more: object) -> Slide:
    return Slide(key, key, w(key), "stack", blocks, **more)  # type: ignore[arg-type]


def test_a_sum_that_would_tell_is_hidden_in_the_table_and_on_the_card() -> None:
    deck, check = for_outside(_deck(_slide("a", _pair(3, 0)), _slide("b", Cards((_one(3),)))), K)
    table, cards = deck.slides[0].blocks[0], deck.slides[1].blocks[0]
    assert isinstance(table, Table)
    assert isinstance(cards, Cards)
    assert [row[1].text.en for row in table.rows] == [HIDDEN, "0", HIDDEN]
    assert [row[1].value for row in table.rows] == [None, 0, None]
    assert (cards.cards[0].value, cards.cards[0].n, cards.cards[0].amount) == (HIDDEN, 0, None)
    assert check.hidden == 3


def test_the_number_beside_a_small_one_is_hidden_wherever_else_it_stands() -> None:
    bars = Chart(
        "c", "bars", w("图"), categories=(w("东街道"), w("西街道"), w("南街道")),
        series=(Series(w("件"), (3.0, 20.0, 50.0)),),
    )  # fmt: skip
    deck, _check = for_outside(_deck(_slide("a", _pair(3, 20)), _slide("b", bars)), K)
    table, chart = deck.slides[0].blocks[0], deck.slides[1].blocks[0]
    assert isinstance(table, Table)
    assert isinstance(chart, Chart)
    assert [row[1].text.en for row in table.rows] == [HIDDEN, HIDDEN, "23"]
    assert chart.series[0].values[:2] == (None, None)


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    given = _deck(_slide("a", _pair(30, 20)), _slide("b", Cards((_one(50),))))
    deck, check = for_outside(given, K)
    assert [one.blocks for one in deck.slides] == [one.blocks for one in given.slides]
    assert (check.hidden, check.texts, check.left_out) == (0, 0, ())


def test_cases_and_maps_without_a_variant_for_outside_are_left_out_and_counted() -> None:
    lines = Lines("l", (Line(w("SQ20261012-00001")),), is_of_cases=True)
    inside = Picture("p", w("图"), {"zh": "1" * 64})
    outside = Picture("p", w("图"), {"zh": "1" * 64}, {"zh": "2" * 64})
    given = _deck(
        _slide("mixed", _pair(30, 20), lines, inside, outside, link="by-unit?period=2026-10"),
        _slide("all", lines),
        _slide("only", _pair(30, 20), only_inside=True),
    )
    deck, check = for_outside(given, K)
    assert [one.key for one in deck.slides] == ["mixed"]
    assert [one.key for one in check.left_out] == ["all", "only"]
    assert check.blocks == 2
    assert deck.slides[0].link == ""
    plain = canonical(deck).decode()
    assert "1" * 64 not in plain
    assert "2" * 64 in plain
    assert "SQ20261012" not in plain


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("超期3件，共40件。", "超期*件，共*件。"),
        ("3 of 40 cases are late.", "* of * cases are late."),
        ("38 of 40 cases are late.", "* of * cases are late."),
        ("40件中38件", "*件中*件"),
        ("In hand: 3", "In hand: *"),
        ("20 cases of West Street", "* cases of West Street"),
        ("截至2026-11-03 09:30，超期3天，第3季度。", "截至2026-11-03 09:30，超期3天，第3季度。"),
        ("40 cases, 3 days late", "40 cases, 3 days late"),
        ("Fewer than 3 cases are not judged: at least 30 cases.",) * 2,
        ("SQ20261012-00003", "SQ20261012-00003"),
        ("Overdue 3/40", "Overdue */*"),
    ],
)
def test_sentences_tell_no_small_and_no_hidden_number(said: str, told: str) -> None:
    slide = _slide("a", _pair(3, 20), Lines("l", (Line(w(said)),)))
    deck, check = for_outside(_deck(slide), K, {"a": said, "gone": said})
    lines = deck.slides[0].blocks[1]
    assert isinstance(lines, Lines)
    assert lines.lines[0].text.en.lower() == told.lower()
    assert {key: text.lower() for key, text in check.comments.items()} == {"a": told.lower()}


def test_a_title_keeps_which_page_it_is_and_no_small_number() -> None:
    slide = replace(_slide("a", _pair(30, 20)), title=w("Late: 3 cases 1/2"))
    assert for_outside(_deck(slide), K)[0].slides[0].title.en == "Late: * cases 1/2"


@pytest.mark.parametrize("change", ["▲ 38, from 2", "▲ 1900.0 %", "▲ 39"])
def test_a_change_from_a_small_number_is_hidden_with_the_trend(change: str) -> None:
    card = replace(
        _one(40), beside=(Beside(w("上月"), w(change)),), trend=(("9", 30.0), ("10", 40.0))
    )
    deck, _check = for_outside(_deck(_slide("a", Cards((card,)))), K)
    cards = deck.slides[0].blocks[0]
    assert isinstance(cards, Cards)
    told = cards.cards[0]
    assert (told.value, told.beside, told.trend) == ("40", (), ())


def test_a_share_keeps_no_more_digits_than_it_is_told_with() -> None:
    point = FunnelPoint(w("东街道"), 123, 457, "inside")
    funnel = Chart("f", "funnel", w("漏斗图"), points=(point,), mean=123 / 457)
    deck, _check = for_outside(_deck(_slide("a", funnel)), K)
    chart = deck.slides[0].blocks[0]
    assert isinstance(chart, Chart)
    assert chart.mean == 0.269


def test_a_deck_for_outside_stays_as_it_is_when_it_is_guarded_again() -> None:
    once, first = for_outside(sample_deck(), K)
    _twice, again = for_outside(once, K)
    assert first.hidden > 0
    assert again.hidden == 0


def test_the_limits_of_a_funnel_do_not_tell_the_sizes_of_hidden_units() -> None:
    every = ((1, 1), (2, 3), (20, 25), (30, 60), (31, 62))
    points = tuple(FunnelPoint(w(f"单位{m}"), n, m, "inside") for n, m in every)
    drawn = tuple((float(m), 0.1, 0.9, 0.0, 1.0) for m in sizes_around([m for _n, m in every]))
    funnel = Chart("f", "funnel", w("漏斗图"), points=points, mean=84 / 151, limits=drawn)
    deck, _check = for_outside(_deck(_slide("a", funnel)), K)
    told = deck.slides[0].blocks[0]
    assert isinstance(told, Chart)
    shown = [one.m for one in told.points]
    assert 0 < len(shown) < len(points)
    assert [one[0] for one in told.limits] == sizes_around(shown)
    # Of limits at sizes of the units' own nothing is left.
    own = tuple((float(m), 0.1, 0.9, 0.0, 1.0) for _n, m in every)
    deck, _check = for_outside(_deck(_slide("a", replace(funnel, limits=own))), K)
    told = deck.slides[0].blocks[0]
    assert isinstance(told, Chart)
    assert told.limits == ()


def test_a_small_number_before_a_bracket_is_hidden() -> None:
    line = Line(w("列入会议：1件（重点）。", "Marked for the meeting: 1 (key matter)."))
    deck, _check = for_outside(_deck(_slide("a", Lines("l", (line,)))), K)
    told = deck.slides[0].blocks[0]
    assert isinstance(told, Lines)
    assert "1" not in told.lines[0].text.zh + told.lines[0].text.en


def test_a_median_of_few_cases_is_hidden_in_a_chart_as_in_a_table() -> None:
    columns = (
        Column("stage", w("环节", "stage")),
        Column("number", w("件数", "cases"), counts=True),
        Column("median", w("中位天数", "median"), counts=True),
    )
    rows = tuple(
        (Cell(w(name)), Cell(w(str(n)), n), Cell(w(str(days)), days))
        for name, n, days in (("甲", 1, 7.3), ("乙", 40, 2.5), ("丙", 50, 3.5))
    )
    bars = Chart(
        "c", "bars", w("中位天数"), categories=(w("甲"), w("乙"), w("丙")),
        series=(Series(w("中位"), (7.3, 2.5, 3.5)),), counts=False,
    )  # fmt: skip
    slide = _slide("a", Table("t", w("环节"), columns, rows), bars)
    deck, _check = for_outside(_deck(slide), K)
    table, chart = deck.slides[0].blocks
    assert isinstance(table, Table) and isinstance(chart, Chart)
    shown = [row[2].value for row in table.rows]
    assert shown[0] is None and any(one is not None for one in shown)
    assert list(chart.series[0].values) == shown
