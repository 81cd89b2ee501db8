"""The template of packs: every version is kept, and what cannot be kept is named."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.access import OPERATOR
from casework.errors import CaseworkError
from casework.indicators import REGISTRY
from data.schema import pack_templates
from data.store import Store
from service.errors import ServiceError
from service.packs.contents import SECTIONS
from service.packs.template import (
    Template,
    default_template,
    save_template,
    saved_by,
    template_from_plain,
    template_now,
    template_to_plain,
)
from service.packs.template_options import OPTIONS, SECTION_NAMES
from service.packs.words import Words
from tests.service.conftest import NOW
from tests.service.district import rows_of
from tests.service.matters import COORDINATOR, LEADER


def _plain(**more: Any) -> dict[str, Any]:
    """Return the plain values of the usual template, with some of them changed."""
    return json.loads(json.dumps(template_to_plain(default_template()))) | more


def _with(key: str, **more: Any) -> dict[str, Any]:
    plain = _plain()
    next(one for one in plain["sections"] if one["key"] == key).update(more)
    return plain


def test_the_program_s_own_template_shows_every_section_there_is_once_in_the_usual_order() -> None:
    own = default_template()
    assert [one.key for one in own.shown] == list(SECTIONS) == list(SECTION_NAMES) == list(OPTIONS)
    assert own.version == 0


def test_what_is_usual_can_be_kept_and_names_only_figures_of_the_registry() -> None:
    for key, options in OPTIONS.items():
        for option in options.values():
            assert option.fits(option.usual), key
            if option.kind == "figures":
                assert isinstance(option.usual, list)
                assert set(option.usual) <= set(REGISTRY)


def test_a_saved_template_is_in_force_and_the_earlier_ones_are_kept(store: Store) -> None:
    assert saved_by(LEADER, store) is None
    first = save_template(COORDINATOR, store, _plain(title=["一{period}", "One"]), NOW)
    second = save_template(OPERATOR, store, _with("late", options={"rows": 7}), NOW)
    assert (first.version, second.version) == (1, 2)
    assert template_now(LEADER, store) == second
    assert second.section("late").options == {"rows": 7}
    kept = rows_of(store, pack_templates)
    assert [row["title"] for row in kept["content"]][0] == ["一{period}", "One"]
    assert saved_by(LEADER, store) == (OPERATOR.name, NOW)


def test_a_template_that_says_the_same_is_no_new_version(store: Store) -> None:
    assert save_template(OPERATOR, store, default_template(), NOW).version == 0
    save_template(OPERATOR, store, _with("late", minutes=1), NOW)
    assert save_template(OPERATOR, store, template_now(OPERATOR, store), NOW).version == 1
    assert len(rows_of(store, pack_templates)) == 1


def test_somebody_else_s_version_is_not_overwritten_unseen(store: Store) -> None:
    save_template(COORDINATOR, store, _with("late", minutes=1), NOW, based_on=0)
    with pytest.raises(ServiceError, match="Version 1 .*调度员.* version 0"):
        save_template(OPERATOR, store, _with("late", minutes=2), NOW, based_on=0)
    assert template_now(OPERATOR, store).section("late").minutes == 1


def test_a_section_that_is_not_named_is_hidden_at_the_end_with_what_is_usual() -> None:
    found = template_from_plain({"title": "调度", "sections": [{"key": "late"}, {"key": "cover"}]})
    assert [one.key for one in found.shown] == ["late", "cover"]
    assert {one.key for one in found.sections} == set(SECTIONS)
    assert len(found.sections) == len(SECTIONS)
    assert found.section("matters").options == {"count": 3}
    assert found.title == Words("调度", "调度")


@pytest.mark.parametrize(
    ("plain", "named"),
    [
        (_plain(title=""), "no title"),
        (_plain(title=["a"]), "title"),
        (_plain(title=["长" * 61, "a"]), "61"),
        (_plain(colour="red"), "colour"),
        (_plain(sections={}), "list"),
        (_plain(sections=["late"]), "list"),
        (_plain(sections=[{"key": "moon"}]), "moon"),
        (_plain(sections=[{"key": ["late"]}]), "late"),
        (_plain(sections=[{"key": "late"}, {"key": "late"}]), "more than once"),
        (_plain(sections=[{"key": "late", "is_shown": False}]), "at least one"),
        (_with("late", is_shown="yes"), "is_shown"),
        (_with("late", minutes=-1), "minutes .* -1"),
        (_with("late", minutes=True), "minutes"),
        (_with("late", minutes=1.5), "minutes"),
        (_with("late", words="x"), "words"),
        (_with("late", options=[]), "options"),
        (_with("late", options={"row": 5}), "no option row: it has rows"),
        (_with("late", options={"rows": 0}), "whole number from 1 to 200"),
        (_with("late", options={"rows": "5"}), "rows"),
        (_with("matters", options={"count": 6}), "from 1 to 5"),
        (_with("headline", options={"figures": []}), "figures"),
        (_with("headline", options={"figures": ["reported", "reported"]}), "different"),
        (_with("headline", options={"figures": ["score_of_worker"]}), "score_of_worker"),
        (_with("questions", options={"lines": [["a" * 121, "b"]]}), "lines"),
        (_with("questions", options={"lines": [["", ""]]}), "lines"),
        (_with("questions", options={"lines": [["a", "b", "c"]]}), "lines"),
        (_with("questions", options={"lines": [["a\nb", "c"]]}), "lines"),
        (_with("questions", options={"lines": [["a", "b"]] * 13}), "12"),
        (_with("cover", options={"rows": 5}), "it has -"),
    ],
)
def test_what_cannot_be_kept_is_named_with_the_way_out_and_nothing_is_saved(
    store: Store, plain: dict[str, Any], named: str
) -> None:
    with pytest.raises(ServiceError, match=named):
        save_template(OPERATOR, store, plain, NOW)
    assert rows_of(store, pack_templates).empty


def test_only_who_prepares_packs_saves_a_template(store: Store) -> None:
    with pytest.raises(CaseworkError, match="prepare a pack"):
        save_template(LEADER, store, default_template(), NOW)


def test_a_title_of_the_office_stands_for_the_section_s_own_in_its_language_alone() -> None:
    found = template_from_plain(_with("late", title=["超期", ""]))
    own = default_template().section("late").name
    assert found.section("late").name == Words("超期", own.en)


TEXT = st.text(alphabet=st.characters(exclude_categories=("C", "Z")), max_size=20)


@given(before=TEXT, after=TEXT, period=TEXT, place=TEXT)
def test_only_period_and_place_are_put_into_a_title(
    before: str, after: str, period: str, place: str
) -> None:
    title = f"{before}{{place}} {{0}} {{x!r}} {{{{period}}}}{after}"
    made = Template(0, Words(title, title), ()).titled(Words.same(period), Words.same(place))
    marks = ("{period}", "{place}")
    if not any(mark in before + after for mark in marks):
        assert made.zh == f"{before}{place} {{0}} {{x!r}} {{{period}}}{after}"


def test_braces_in_the_name_of_a_place_are_just_braces() -> None:
    title = Words("{place}{period}", "{period}")
    made = Template(0, title, ()).titled(Words.same("{place}"), Words.same("{period}"))
    assert made == Words("{period}{place}", "{place}")


@st.composite
def _templates(draw: st.DrawFn) -> dict[str, Any]:
    plain = _plain()
    plain["sections"] = draw(st.permutations(plain["sections"]))
    for one in plain["sections"]:
        one["minutes"] = draw(st.integers(0, 180))
        one["title"] = [draw(TEXT), draw(TEXT)]
        one["is_shown"] = draw(st.booleans()) or one["key"] == "cover"
        for name, option in OPTIONS[one["key"]].items():
            if option.kind == "number":
                one["options"][name] = draw(st.integers(option.low, option.high))
            elif option.kind == "figures":
                keys = st.lists(st.sampled_from(sorted(REGISTRY)), min_size=1, unique=True)
                one["options"][name] = draw(keys)[: option.high]
    return plain


@given(plain=_templates())
@settings(max_examples=40, deadline=None)
def test_a_template_written_and_read_is_the_same(plain: dict[str, Any]) -> None:
    made = template_from_plain(plain)
    assert template_from_plain(json.loads(json.dumps(template_to_plain(made)))) == made
    assert [one.key for one in made.sections] == [one["key"] for one in plain["sections"]]


def test_a_later_version_does_not_change_what_an_earlier_one_said(store: Store) -> None:
    before = save_template(OPERATOR, store, _with("late", minutes=1), NOW)
    save_template(OPERATOR, store, _with("late", minutes=2), NOW + timedelta(days=1))
    kept = rows_of(store, pack_templates).sort_values("version")["content"].iloc[0]
    assert template_from_plain(kept).sections == before.sections
