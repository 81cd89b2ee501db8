"""A pack is what it was when it was frozen, and what has changed since is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from casework.access import OPERATOR, Role, Viewer
from casework.errors import CaseworkError
from casework.move import Move
from casework.period import Period
from dashboard.pack_inks import PackInks
from data.schema import cases, pack_parts, packs
from data.store import Store, bump
from service.errors import ServiceError
from service.figure_list import figure_units
from service.language import say
from service.packs.building import build_pack, pack_of, packs_of
from service.packs.comments import comments_kept, write_comment
from service.packs.comparing import Comparison, compare_pack
from service.packs.comparison_words import cases_beside, figures_beside, summary
from service.packs.composing import PackAsk, part_asked
from service.packs.contents import SECTIONS
from service.packs.deck import Slide
from service.packs.rebuilding import rebuild
from service.packs.section import SectionAsk
from service.packs.sections.headline import headline
from service.packs.template import default_template, save_template, template_to_plain
from service.packs.words import Words
from tests.service.conftest import NOW
from tests.service.matters import LEADER, OTHER_PART, PART, THERE, close, found_district, matter
from tests.service.matters import move_case as step

MAY = Period.parse("2026-05")
JUNE = Period.parse("2026-06")
LATER = NOW + timedelta(days=20)
INKS = PackInks()
PRESENTER = Viewer("主持", Role.PRESENTER)


@pytest.fixture
def district(store: Store) -> Store:
    """Return two communities with a few cases, one of them closed."""
    found_district(store)
    # Figures are enough to freeze: the other sections have tests of their own.
    plain = template_to_plain(default_template())
    for one in plain["sections"]:  # type: ignore[attr-defined]
        one["is_shown"] = one["key"] == "headline"
    save_template(OPERATOR, store, plain, NOW)
    for number in range(4):
        matter(store, f"事{number}", now=NOW + timedelta(hours=number))
    close(store, matter(store, "办好的"), NOW + timedelta(days=1))
    return store


def _build(store: Store, viewer: Viewer = OPERATOR, period: Period = JUNE) -> str:
    return build_pack(viewer, store, PackAsk(period), NOW + timedelta(days=10), INKS)


def _then(store: Store, code: str) -> Comparison:
    return compare_pack(OPERATOR, store, code, "then", LATER)


def _first_case(store: Store) -> str:
    with store.read() as conn:
        return str(conn.scalar(sa.select(cases.c.code).order_by(cases.c.id).limit(1)))


def test_built_again_without_a_change_it_has_the_same_hash(district: Store) -> None:
    code = _build(district)
    again = rebuild(OPERATOR, district, code, INKS)
    assert again.sha256 == pack_of(OPERATOR, district, code).sha256
    assert again.differing == ()
    found = _then(district, code)
    assert found.is_same, found
    said = say(summary(found), "en")
    assert said.startswith("Nothing differs in the figures and the cases behind them")
    # It does not promise for what was not looked at.
    assert "not compared here" in said


def test_a_case_entered_late_changes_the_hash_and_is_named(district: Store) -> None:
    code = _build(district)
    late = matter(district, "补录", now=LATER, reported_at=NOW + timedelta(days=2))
    again = rebuild(OPERATOR, district, code, INKS)
    assert again.sha256 != pack_of(OPERATOR, district, code).sha256
    assert "headline" in again.differing
    found = _then(district, code)
    assert [one.code for one in found.cases] == [late]
    assert found.cases[0].is_new
    assert "entered late on 2026-06-21" in str(found.cases[0].why[0])
    reported = next(one for one in found.figures if one.key == "reported")
    assert (reported.entered, reported.left) == (1, 0)
    assert reported.frozen == "5"
    assert reported.told == "6"


def test_a_reopened_case_is_named_with_the_reason(district: Store) -> None:
    with district.read() as conn:
        closed = str(conn.scalar(sa.select(cases.c.code).where(cases.c.closed_at.is_not(None))))
        version = conn.scalar(sa.select(cases.c.version).where(cases.c.code == closed))
    code = _build(district)
    step(OPERATOR, district, closed, int(version or 0), Move.REOPEN, {"reason": "又坏了"}, LATER)
    found = _then(district, code)
    assert [one.code for one in found.cases] == [closed]
    told = cases_beside(found, "en", "Asia/Shanghai")
    assert "Reopened" in told["Why"][0]
    assert "Closed" in told["What changed"][0]
    assert "重新" in cases_beside(found, "zh", "Asia/Shanghai").iloc[0, 3]


def test_a_row_changed_past_the_program_is_named_without_an_event(district: Store) -> None:
    code = _build(district)
    touched = _first_case(district)
    with district.begin() as conn:
        conn.execute(cases.update().where(cases.c.code == touched).values(urgency="urgent"))
        bump(conn, "cases")
    found = _then(district, code)
    assert [one.code for one in found.cases] == [touched]
    assert [one[0] for one in found.cases[0].changed] == ["urgency"]
    assert "No event" in str(found.cases[0].why[0])


def test_as_now_tells_what_was_settled_since_and_as_then_does_not(district: Store) -> None:
    code = _build(district)
    touched = _first_case(district)
    close(district, touched, LATER)
    now = compare_pack(OPERATOR, district, code, "now", LATER + timedelta(days=1))
    closed = next(one for one in now.figures if one.key == "closed_count")
    assert (closed.frozen, closed.told) == ("1", "2")
    assert touched in {one.code for one in now.cases}
    then = next(one for one in _then(district, code).figures if one.key == "closed_count")
    assert not then.differs


def test_a_frozen_pack_says_the_same_after_the_records_changed(district: Store) -> None:
    code = _build(district)
    before = pack_of(OPERATOR, district, code)
    with district.begin() as conn:
        conn.execute(cases.update().values(status="void"))
        bump(conn, "cases")
    assert pack_of(OPERATOR, district, code) == before


def test_a_changed_content_or_a_lost_part_is_noticed(district: Store) -> None:
    code = _build(district)
    assert pack_of(OPERATOR, district, code).is_intact
    with district.begin() as conn:
        conn.execute(pack_parts.delete().where(pack_parts.c.kind == "rows"))
    assert not pack_of(OPERATOR, district, code).is_intact
    with pytest.raises(ServiceError, match="no longer kept"):
        _then(district, code)
    with district.begin() as conn:
        conn.execute(packs.update().values(sha256="0" * 64))
    assert not pack_of(OPERATOR, district, code).is_intact


def test_comments_are_kept_beside_the_hash_and_go_along(district: Store) -> None:
    code = _build(district)
    slide = pack_of(OPERATOR, district, code).deck.slides[0].key
    before = pack_of(OPERATOR, district, code).sha256
    write_comment(PRESENTER, district, code, slide, "  本月  雨多 ", LATER)
    assert comments_kept(OPERATOR, district, code) == {slide: "本月 雨多"}
    assert pack_of(OPERATOR, district, code).sha256 == before
    again = _build(district)
    assert comments_kept(OPERATOR, district, again) == {slide: "本月 雨多"}
    write_comment(PRESENTER, district, again, slide, "", LATER)
    assert comments_kept(OPERATOR, district, again) == {}
    assert comments_kept(OPERATOR, district, code) == {slide: "本月 雨多"}


def test_a_comment_that_does_not_fit_or_belongs_nowhere_is_refused(district: Store) -> None:
    code = _build(district)
    slide = pack_of(OPERATOR, district, code).deck.slides[0].key
    with pytest.raises(ServiceError, match="121 signs"):
        write_comment(OPERATOR, district, code, slide, "长" * 121, LATER)
    with pytest.raises(ServiceError, match="no slide nowhere"):
        write_comment(OPERATOR, district, code, "nowhere", "x", LATER)
    with pytest.raises(CaseworkError):
        write_comment(LEADER, district, code, slide, "x", LATER)


def test_a_part_sees_its_packs_and_no_others(district: Store) -> None:
    whole, mine = _build(district), _build(district, PART)
    assert pack_of(PART, district, mine).deck.area == "C1"
    assert list(packs_of(PART, district)["code"]) == [mine]
    assert list(packs_of(OTHER_PART, district)["code"]) == []
    assert list(packs_of(OPERATOR, district)["code"]) == [mine, whole]
    with pytest.raises(ServiceError, match="no pack"):
        pack_of(PART, district, whole)
    with pytest.raises(ServiceError, match="no pack"):
        compare_pack(OTHER_PART, district, mine, "then", LATER)


def test_a_part_counts_only_its_own_cases(district: Store) -> None:
    matter(district, "那边的", lon=THERE[0], lat=THERE[1])
    found = _then(district, _build(district, PART))
    reported = next(one for one in found.figures if one.key == "reported")
    assert reported.frozen == "5"


def test_what_may_not_or_cannot_be_built_is_refused(district: Store) -> None:
    with pytest.raises(CaseworkError):
        _build(district, LEADER)
    with pytest.raises(ServiceError, match="has not begun"):
        _build(district, period=Period.parse("2027-01"))
    with pytest.raises(ServiceError):
        part_asked(OPERATOR, district, "nowhere", NOW.date())


def test_a_code_is_an_area_or_an_owner_unit(district: Store) -> None:
    assert part_asked(OPERATOR, district, "C1", NOW.date()) == ("C1", None)
    assert part_asked(OPERATOR, district, None, NOW.date()) == (None, None)
    owner = next(iter(figure_units(OPERATOR, district)))
    assert part_asked(OPERATOR, district, owner, NOW.date()) == (None, owner)
    assert part_asked(PART, district, owner, NOW.date()) == ("C1", owner)


def test_a_period_without_a_case_makes_a_pack_as_well(district: Store) -> None:
    code = _build(district, period=MAY)
    assert pack_of(OPERATOR, district, code).deck.period == "2026-05"
    assert len(figures_beside(_then(district, code), "zh")) > 0


def test_times_in_a_pack_are_aware(district: Store) -> None:
    assert pack_of(OPERATOR, district, _build(district)).deck.as_of.astimezone(UTC) == datetime(
        2026, 6, 11, 4, tzinfo=UTC
    )


def test_other_words_and_widths_are_told_apart_from_other_numbers(
    district: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = _build(district)

    def reworded(ask: SectionAsk) -> tuple[Slide, ...]:
        return tuple(replace(one, subtitle=Words.same("x")) for one in headline(ask))

    monkeypatch.setitem(SECTIONS, "headline", reworded)
    again = rebuild(OPERATOR, district, code, INKS)
    assert again.sha256 != pack_of(OPERATOR, district, code).sha256
    assert again.differing == ()
    assert "headline" in again.reworded
