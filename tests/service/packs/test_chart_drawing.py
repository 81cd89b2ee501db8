"""Charts of a pack: every number and name is in the picture, nothing of it is mark-up."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.plain_text import seen_text
from service.charts.look import Look
from service.packs.chart_drawing import chart_svg, sparkline_svg
from service.packs.chart_sheet import Mark, Sheet, mark_in
from service.packs.chart_words import distinct, ink_on, number_text, shortened, wrapped
from service.packs.deck import Chart, FunnelPoint, Series
from service.packs.layout import Box
from service.packs.text_width import width_in
from service.publication import HIDDEN
from tests.service.packs.sample import HOSTILE, cards, charts, w

FULL = Box(0, 0, 12.33, 4.6)
HALF = Box(0, 0, 6.04, 4.6)
SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    """Return what is written in a picture; a text of several lines is several."""
    found = []
    for one in ElementTree.fromstring(svg).iter(f"{SVG}text"):
        parts = one.findall(f"{SVG}tspan")
        found += ["".join(part.itertext()) for part in parts or [one]]
    return found


def bars(count: int, name: str = "第{at}街道", kind: str = "bars") -> Chart:
    categories = tuple(w(name.format(at=at)) for at in range(count))
    values = tuple(1000.0 + at for at in range(count))
    return Chart("b", kind, w("图"), w("单位"), w("件"), categories, (Series(w("受理"), values),))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", ["bars", "stacked", "lines"])
def test_title_legend_categories_and_axes_are_written_in_the_picture(kind, language) -> None:
    chart = next(one for one in charts() if one.kind == kind)
    said = " ".join(texts(chart_svg(chart, FULL, language)))
    names = [chart.title, chart.x_name, chart.y_name, *chart.categories]
    if len(chart.series) > 1:
        names += [one.name for one in chart.series]
    assert [one.told(language) for one in names if one.told(language) not in said] == []


@pytest.mark.parametrize("kind", ["bars", "stacked"])
def test_every_number_of_bars_is_written_at_its_bar(kind) -> None:
    chart = next(one for one in charts() if one.kind == kind)
    said = texts(chart_svg(chart, FULL, "zh"))
    for series in chart.series:
        for value in series.values:
            if value is not None:
                assert number_text(value, as_percent=False) in said


def test_a_category_without_a_number_says_so_and_is_no_nought() -> None:
    said = texts(chart_svg(replace(charts()[0], counts=False), FULL, "zh"))
    assert said.count("-") == 1


def test_a_count_that_is_hidden_has_the_sign_of_hidden_numbers() -> None:
    said = texts(chart_svg(charts()[0], FULL, "zh"))
    assert (said.count(HIDDEN), said.count("-")) == (1, 0)


def test_a_period_without_a_number_is_a_gap_in_its_line() -> None:
    svg = ElementTree.fromstring(chart_svg(charts()[1], FULL, "zh"))
    ways = [
        one.get("d", "")
        for one in svg.iter(f"{SVG}path")
        if one.get("aria-roledescription") != "point" and one.get("stroke-width") == "2"
    ]
    # Of six periods the fifth is missing in the first series, none in the second.
    assert sorted(way.count("M") for way in ways) == [1, 2]


def test_hostile_texts_are_shown_letter_for_letter_and_are_no_markup() -> None:
    hostile = w(HOSTILE)
    chart = replace(
        bars(3),
        title=hostile,
        x_name=hostile,
        y_name=hostile,
        categories=(hostile, w("b"), hostile),
    )
    svg = chart_svg(chart, FULL, "zh")
    assert not list(ElementTree.fromstring(svg).iter(f"{SVG}script"))
    squeezed = "".join("".join(texts(svg)).split())
    # The title, the names of both axes, and two of three categories.
    assert squeezed.count("".join(HOSTILE.split())) >= 3


@pytest.mark.parametrize("kind", ["lines", "stacked", "bars"])
def test_a_name_written_like_an_expression_is_a_name(kind) -> None:
    name = "datum.value + signal('x') {expr: 1}"
    chart = bars(2, kind=kind)
    chart = replace(chart, series=(Series(w(name), (1.0, 2.0)), Series(w("b"), (1.0, 2.0))))
    assert name in texts(chart_svg(chart, FULL, "en"))


def test_more_bars_than_there_is_room_for_are_counted_in_the_picture() -> None:
    said = texts(chart_svg(bars(60, "第{at}街道办事处综合行政执法队"), HALF, "en"))
    told = next(one for one in said if one.startswith("The first "))
    shown, count = (int(one) for one in re.findall(r"\d+", told))
    assert count == 60
    assert sum(one in {f"{1000 + at:,}" for at in range(60)} for one in said) >= shown


def test_names_that_read_the_same_are_kept_apart() -> None:
    chart = replace(bars(3), categories=(w("甲"), w("甲"), w("甲")))
    said = texts(chart_svg(chart, FULL, "zh"))
    assert {"甲", "甲 (2)", "甲 (3)"} <= set(said)
    assert {"1,000", "1,001", "1,002"} <= set(said)


def test_a_funnel_names_those_outside_and_no_others() -> None:
    said = texts(chart_svg(charts()[3], FULL, "zh"))
    assert "西街道" in said
    assert "北街道" in said
    assert "东街道" not in said


def test_names_in_a_funnel_that_would_stand_on_one_another_are_left_to_the_table() -> None:
    points = tuple(FunnelPoint(w(f"单位{at}"), 20, 200, "below") for at in range(30))
    chart = replace(charts()[3], points=(*points, FunnelPoint(w("远"), 199, 200, "above")))
    # Written twice: the rim, and the name on it.
    said = texts(chart_svg(chart, HALF, "zh"))
    assert said.count("远") == 2
    # One at each side of the place they share, at most.
    assert len({one for one in said if one.startswith("单位")}) <= 4


def test_a_chart_without_numbers_is_drawn() -> None:
    for kind in ("bars", "stacked", "lines", "funnel"):
        empty = Chart("e", kind, w("空"))
        nothing = replace(bars(2), kind=kind, series=(Series(w("a"), (None, None)),))
        for chart in (empty, nothing):
            assert chart.title.zh in texts(chart_svg(chart, HALF, "zh"))


def test_the_same_chart_is_the_same_picture_of_its_box() -> None:
    for chart in charts():
        svg = chart_svg(chart, HALF, "zh")
        assert svg == chart_svg(chart, HALF, "zh")
        assert f'width="{HALF.w * 72:.1f}"' in svg[:300]
        assert svg != chart_svg(chart, HALF, "zh", dark=True)


@given(st.text(max_size=80), st.floats(0.6, 6), st.integers(1, 4))
def test_lines_are_no_wider_than_their_room(text, room, most) -> None:
    lines = wrapped(text, room, 12, most)
    assert len(lines) <= most
    assert all(width_in(line, 12) <= room + 1e-9 for line in lines)


@given(st.text(st.characters(min_codepoint=33, max_codepoint=0x9FFF), max_size=60))
def test_a_text_with_room_loses_no_sign(text) -> None:
    lines = wrapped(text, 2.0, 12, most=200)
    assert "".join("".join(lines).split()) == "".join(seen_text(text).split())


def test_a_shortened_name_keeps_its_beginning_and_its_end() -> None:
    told = shortened("第1街道办事处城市管理与综合执法协调办公室", 1.5, 12)
    assert told.startswith("第1街")
    assert told.endswith("办公室")
    assert "…" in told


def test_signs_that_turn_or_break_a_picture_are_left_out() -> None:
    name = "\u202e甲\x00\x0b乙\ufffe\ud800"
    chart = replace(bars(2), title=w(name), categories=(w(name), w("丙")))
    assert "甲乙" in texts(chart_svg(chart, FULL, "zh"))
    assert "\u202e" not in sparkline_svg(replace(cards().cards[0], name=w(name)), 1, 1)


def test_numbers_are_read_as_elsewhere_in_the_pack() -> None:
    assert number_text(1208, as_percent=False) == "1,208"
    assert number_text(3.456, as_percent=False) == "3.46"
    assert number_text(0.923, as_percent=True) == "92.3 %"
    assert number_text(None, as_percent=True) == ""


@given(st.lists(st.sampled_from(["a", "b", "a (2)", "a (3)"]), max_size=12))
def test_distinct_names_are_distinct(names) -> None:
    assert len(set(distinct(names))) == len(names)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_numbers_within_bars_are_read_on_every_colour(theme) -> None:
    for colour in Look(theme).series:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (
            p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
        )
        light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
        ink = 1.0 if ink_on(colour) == "#ffffff" else 0.0
        assert (max(light, ink) + 0.05) / (min(light, ink) + 0.05) >= 4.5


@given(st.lists(st.integers(1, 40), min_size=2, max_size=9))
def test_rows_of_a_legend_are_as_wide_as_the_sheet_at_most(lengths) -> None:
    marks = tuple(Mark("名" * length, "#000000") for length in lengths)
    sheet = Sheet(charts()[0], 6.0, 3.0, Look("light", "print", "zh"), marks=marks)
    assert [mark for row in sheet.legend for mark in row] == list(marks)
    assert all(len(row) == 1 or sum(map(mark_in, row)) <= 6.0 for row in sheet.legend)


def test_a_small_line_breaks_where_a_period_has_no_number() -> None:
    card = replace(cards().cards[0], trend=(("1", 1.0), ("2", 2.0), ("3", None), ("4", 3.0)))
    svg = ElementTree.fromstring(sparkline_svg(card, 1.4, 0.4, "zh"))
    ways = [one.get("points", "").split() for one in svg.iter(f"{SVG}polyline")]
    assert [len(way) for way in ways] == [2, 1]
    assert len(list(svg.iter(f"{SVG}circle"))) == 2


def test_a_small_line_ends_in_a_dot_only_where_this_period_has_a_number() -> None:
    card = replace(cards().cards[0], trend=(("1", 1.0), ("2", 2.0), ("3", None)))
    assert "<circle" not in sparkline_svg(card, 1.4, 0.4, "zh")
    assert "<polyline" not in sparkline_svg(replace(card, trend=()), 1.4, 0.4, "zh")
    assert "<script" not in sparkline_svg(replace(card, name=w(HOSTILE)), 1.4, 0.4, "zh")
