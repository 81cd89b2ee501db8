"""Duplicates: known distances, days and texts; in scope only; a box of tiles, not the district."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable
from datetime import timedelta
from random import Random

import numpy as np
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from rapidfuzz import fuzz

from casework.access import OPERATOR, SYSTEM, Viewer
from casework.errors import CaseworkError
from casework.move import Move
from data.rule_store import rules_of
from data.schema import cases
from data.store import Store
from geo.tiles import tile16
from service.cases.duplicates import PAIR_COLUMNS, duplicate_pairs, suggest
from service.cases.likeness import Likeness, Texts, compare, in_pieces
from tests.service.conftest import NOW
from tests.service.matters import (
    HERE,
    LAT_M,
    LEADER,
    LITTER,
    LITTER_NO,
    LON_M,
    OTHER_PART,
    PART,
    close,
    found_district,
    go,
    matter,
)
from tests.service.told_twice import ALIKE, UNLIKE

DAY = timedelta(days=1)
GEOD = Geod(a=6378137.0, rf=298.257222101)
TEXT = "柳岸街12号楼前生活垃圾堆放无人清理"


@pytest.fixture
def district(store: Store) -> Store:
    found_district(store)
    return store


def east(metres: float) -> dict[str, float]:
    """Return the position so many metres east of the middle of the first community."""
    lon, lat, _ = GEOD.fwd(*HERE, 90, metres)
    return {"lon": lon, "lat": lat}


def ask(store: Store, viewer: Viewer = OPERATOR, **said) -> list[Likeness]:
    asked = {
        "category": LITTER, "lon": HERE[0], "lat": HERE[1], "summary": TEXT, "address": None,
        "reported_at": NOW, "now": NOW,
    } | said  # fmt: skip
    with store.read() as conn:
        return suggest(conn, viewer, rules_of(conn), **asked)


def codes(found: list[Likeness]) -> list[str]:
    return [one.code for one in found]


@pytest.mark.parametrize("metres", [0, 1, 49.9])
def test_a_report_within_fifty_metres_is_suggested_with_its_distance(district, metres) -> None:
    code = matter(district, TEXT, category=LITTER, **east(metres))
    (found,) = ask(district)
    assert found.code == code
    assert found.distance_m == pytest.approx(metres, abs=0.05)


def test_a_report_beyond_fifty_metres_is_not_suggested(district) -> None:
    matter(district, TEXT, category=LITTER, **east(50.1))
    assert ask(district) == []


def test_a_category_has_its_own_distance(district) -> None:
    with district.read() as conn:
        catalogue = rules_of(conn).catalogue
    own = next(one for one in catalogue.entries if one.duplicate_distance_m == 20)
    near = matter(district, TEXT, category=own.code, **east(19.9))
    matter(district, TEXT, category=own.code, **east(20.1))
    assert codes(ask(district, category=own.name)) == [near]


def test_a_box_across_tiles_loses_nobody(district) -> None:
    """Corners of four tiles: every direction of the compass is found."""
    side = 360 / (1 << 16)
    lon = math.ceil(120.0 / side) * side
    row = math.ceil((1 - math.asinh(math.tan(math.radians(30.005))) / math.pi) / 2 * (1 << 16))
    lat = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / (1 << 16)))))
    made = []
    for bearing in range(0, 360, 15):
        x, y, _ = GEOD.fwd(lon, lat, bearing, 49.5)
        made.append(matter(district, TEXT, category=LITTER, lon=x, lat=y))
    with district.read() as conn:
        assert len(set(conn.scalars(sa.select(cases.c.tile16)))) == 4
    assert set(codes(ask(district, lon=lon, lat=lat, limit=99))) == set(made)


def test_the_category_counts_by_number_or_name_and_another_one_is_another_matter(district) -> None:
    by_name = matter(district, TEXT, category=LITTER)
    by_number = matter(district, TEXT, category=LITTER_NO)
    matter(district, TEXT, category="噪声")
    with district.read() as conn:
        assert rules_of(conn).catalogue.entry(LITTER_NO).name == LITTER
    found = ask(district)
    assert codes(found) == [by_name, by_number]
    assert all(one.is_same_category for one in found)


def test_without_a_category_every_category_is_compared(district) -> None:
    made = [matter(district, TEXT, category=one) for one in (LITTER, "噪声", None)]
    found = ask(district, category=None)
    assert codes(found) == made
    assert not any(one.is_same_category for one in found)
    assert codes(ask(district)) == [made[0], made[2]]


def test_an_open_case_counts_however_old_and_a_settled_one_for_a_fortnight(district) -> None:
    old, gone, recent = (
        matter(district, TEXT, category=LITTER, reported_at=NOW - 60 * DAY) for _ in range(3)
    )
    close(district, gone, NOW - timedelta(days=14, seconds=1))
    close(district, recent, NOW - 14 * DAY)
    assert set(codes(ask(district))) == {old, recent}
    assert {round(one.days) for one in ask(district)} == {60}


def test_void_rejected_and_merged_cases_are_not_suggested(district) -> None:
    for move, facts in (
        (Move.VOID, {"reason": "误报", "approved_by": "主任"}),
        (Move.REJECT, {"reason": "不属管辖"}),
    ):
        go(district, matter(district, TEXT, category=LITTER), (move, facts))
    merged = matter(district, TEXT, category=LITTER)
    with district.begin() as conn:
        gone = cases.update().where(cases.c.code == merged)
        conn.execute(gone.values(status="merged", merged_into="x"))
    assert ask(district) == []


def test_a_case_does_not_repeat_itself_and_a_report_without_position_repeats_nothing(
    district,
) -> None:
    code = matter(district, TEXT, category=LITTER)
    assert ask(district, exclude=code) == []
    assert ask(district, lon=None) == []
    assert ask(district, lat=float("nan")) == []


def test_the_likest_comes_first_then_the_nearest_and_no_more_than_asked_for(district) -> None:
    near, same, far = (
        matter(district, text, category=LITTER, **east(metres))
        for text, metres in (("楼前垃圾堆放，气味很大", 1), (TEXT, 40), (TEXT, 45))
    )
    found = ask(district)
    assert codes(found) == [same, far, near]
    assert found[0].similarity == 1.0 > found[2].similarity >= 0.6
    assert codes(ask(district, limit=2)) == [same, far]
    assert ask(district, limit=0) == []


def test_another_matter_at_the_same_place_is_not_suggested(district) -> None:
    matter(district, "噪音太大，晚上睡不着", category=LITTER)
    assert ask(district) == []


def test_where_a_summary_is_missing_addresses_are_compared_and_without_both_nothing_is(
    district,
) -> None:
    code = matter(district, "x", category=LITTER, address="柳岸街12号")
    with district.begin() as conn:
        conn.execute(cases.update().values(summary=None))
    (found,) = ask(district, address="柳岸街12号")
    assert (found.similarity, "addresses" in str(found.sentence)) == (1.0, True)
    assert ask(district, address="人民路八十八弄") == []
    (found,) = ask(district)
    assert (found.code, found.similarity) == (code, 0.0)
    assert "no text" in str(found.sentence)


def test_nobody_is_shown_a_case_of_a_part_he_does_not_see(district) -> None:
    """Two reports 20 m apart, on both sides of the border of two communities."""
    here = matter(district, TEXT, category=LITTER, lon=120.01 - 10 * LON_M, lat=30.005)
    there = matter(district, TEXT, category=LITTER, lon=120.01 + 10 * LON_M, lat=30.005)
    border = {"lon": 120.01, "lat": 30.005}
    assert set(codes(ask(district, **border))) == {here, there}
    assert codes(ask(district, PART, **border)) == [here]
    assert codes(ask(district, OTHER_PART, **border)) == [there]
    assert codes(ask(district, Viewer("x", PART.role, "没有"), **border)) == []
    assert duplicate_pairs(PART, district, NOW).empty
    assert len(duplicate_pairs(LEADER, district, NOW)) == 1


def test_the_limit_counts_what_the_viewer_sees(district) -> None:
    for _ in range(6):
        matter(district, TEXT, category=LITTER, lon=120.01 + LON_M, lat=30.005)
    here = matter(district, "垃圾堆放", category=LITTER, lon=120.01 - 10 * LON_M, lat=30.005)
    assert codes(ask(district, PART, lon=120.01, lat=30.005, limit=5)) == [here]


@pytest.mark.parametrize(
    "text",
    ["'; DROP TABLE cases;--", "{alike} {0} %s", "<script>x</script>", "\x00\ud7ff", "🙂" * 9000],
)
def test_hostile_texts_are_compared_like_any_and_stay_out_of_the_sentence(district, text) -> None:
    code = matter(district, "垃圾")
    with district.begin() as conn:
        conn.execute(cases.update().values(summary=text, address=text, category=None))
    found = ask(district, category=text, summary=text, address=text)
    assert codes(found) == [code]
    assert text not in str(found[0].sentence)


def test_suggesting_asks_the_database_once_and_of_one_part_thrice(district) -> None:
    for i in range(5):
        matter(district, TEXT, category=LITTER, **east(i))
    asked: list[str] = []

    def note(conn, cursor, statement, *rest) -> None:
        asked.append(statement)

    with district.read() as conn:
        rules = rules_of(conn)
        sa.event.listen(district.engine, "before_cursor_execute", note)
        said = (LITTER, *HERE, TEXT, None, NOW, NOW)
        assert len(suggest(conn, OPERATOR, rules, *said)) == 5
        assert len(asked) == 1
        assert len(suggest(conn, PART, rules, *said)) == 5
        assert len(asked) == 4


def test_the_database_finds_the_box_by_its_tiles(district) -> None:
    asked: list[tuple[str, tuple]] = []

    def note(conn, cursor, statement, parameters, *rest) -> None:
        asked.append((statement, parameters))

    sa.event.listen(district.engine, "before_cursor_execute", note)
    ask(district)
    sa.event.remove(district.engine, "before_cursor_execute", note)
    statement, parameters = asked[-1]
    with district.read() as conn:
        plan = conn.exec_driver_sql("EXPLAIN QUERY PLAN " + statement, parameters).all()
    assert any("ix_cases_tile16" in row[-1] for row in plan), plan
    assert not any(row[-1].startswith("SCAN") for row in plan), plan


def lay(store: Store, count: int, *, seed: int = 3, spread_m: float = 400) -> None:
    """Lay open cases into the first community, several on one spot now and then."""
    chance = Random(seed)
    spots = [(chance.uniform(0, spread_m), chance.uniform(0, spread_m)) for _ in range(count // 2)]
    lon, lat = np.array([chance.choice(spots) for _ in range(count)]).T
    lon, lat = HERE[0] + lon * LON_M / 2, HERE[1] + lat * LAT_M / 2
    rows = [
        {
            "code": f"K{i:05}", "status": "handling", "grid_code": "G1", "lon": lon[i],
            "lat": lat[i], "tile16": int(tile), "reported_at": NOW - i * timedelta(minutes=1),
            "category": chance.choice([LITTER, "噪声", None]),
            "summary": chance.choice([TEXT, "垃圾堆放无人清理", "路灯不亮", "油烟直排", None]),
        }
        for i, tile in enumerate(tile16(lon, lat))
    ]  # fmt: skip
    with store.begin() as conn:
        conn.execute(cases.insert(), rows)


def test_pairs_are_those_that_a_count_of_every_two_finds(district) -> None:
    """Few enough neighbours that none is cut off: the second implementation looks at all pairs."""
    lay(district, 60, spread_m=1500)
    with district.read() as conn:
        rows = conn.execute(sa.select(cases)).all()
    expected = set()
    for one in rows:
        for into in rows:
            _, _, metres = GEOD.inv(one.lon, one.lat, into.lon, into.lat)
            is_later = (into.reported_at, into.id) < (one.reported_at, one.id)
            if not is_later or one.category != into.category or metres > 50:
                continue
            (kind,), (alike,) = compare(
                [Texts(in_pieces(one.summary), "")], [Texts(in_pieces(into.summary), "")]
            )
            if kind is None or alike >= 0.6:
                expected.add((one.code, into.code))
    found = duplicate_pairs(LEADER, district, NOW, limit=10_000)
    assert len(expected) > 10
    assert set(zip(found["code"], found["into_code"], strict=True)) == expected


def test_the_earlier_report_stands_and_the_likest_pairs_come_first(district) -> None:
    first = matter(district, TEXT, category=LITTER, reported_at=NOW - 2 * DAY)
    second = matter(district, TEXT, category=LITTER, **east(10))
    third = matter(district, "12号楼前垃圾堆放，气味大", category=LITTER, **east(20))
    found = duplicate_pairs(LEADER, district, NOW)
    assert list(found.columns) == list(PAIR_COLUMNS)
    best = found.iloc[0]
    assert (best["code"], best["into_code"], best["days"]) == (second, first, 2.0)
    assert (best["version"], best["into_version"]) == (1, 1)
    assert best["distance_m"] == pytest.approx(10, abs=0.05)
    assert third in set(found["code"])
    assert (found["similarity"].diff().dropna() <= 0).all()
    assert len(duplicate_pairs(LEADER, district, NOW, limit=1)) == 1
    close(district, second)
    assert second not in set(duplicate_pairs(LEADER, district, NOW)["code"])


def test_a_thousand_reports_of_one_spot_make_no_million_pairs(district) -> None:
    rows = [
        {
            "code": f"K{i:05}", "status": "handling", "grid_code": "G1", "lon": HERE[0],
            "lat": HERE[1], "reported_at": NOW, "category": LITTER, "summary": TEXT,
        }
        for i in range(1000)
    ]  # fmt: skip
    with district.begin() as conn:
        conn.execute(cases.insert(), rows)
    found = duplicate_pairs(LEADER, district, NOW, limit=10**6)
    assert 1000 // 2 <= len(found) <= 9 * 1000
    assert not found.duplicated(["code", "into_code"]).any()


def test_nothing_to_compare_makes_an_empty_list(district) -> None:
    assert duplicate_pairs(LEADER, district, NOW).empty
    matter(district, TEXT, lon=None, lat=None)
    assert list(duplicate_pairs(LEADER, district, NOW).columns) == list(PAIR_COLUMNS)


def test_who_may_not_see_cases_is_shown_no_pairs(district) -> None:
    with pytest.raises(CaseworkError):
        duplicate_pairs(SYSTEM, district, NOW)


CLEARLY_UNLIKE = [
    ("柳岸街12号楼前生活垃圾堆放", "路灯不亮"),
    ("井盖缺失", "共享单车乱停放，堵住人行道"),
    ("小区停水两天", "楼顶有人违章搭建"),
    ("油烟直排，气味很大", "三单元楼道灯不亮"),
    ("树枝折断压在电线上", "晚上十点后广场舞噪音扰民"),
    ("公交站牌倾斜", "消防通道被私家车占用"),
]


def alike(one: str, other: str) -> float:
    return compare([Texts(in_pieces(one), "")], [Texts(in_pieces(other), "")])[1][0]


@pytest.mark.parametrize(("one", "other"), [*ALIKE, ("Main St. 路灯", "路灯 main st")])
def test_two_tellings_of_one_matter_are_alike_in_whatever_order(one, other) -> None:
    assert alike(one, other) >= 0.6
    assert alike(one, other) == pytest.approx(alike(other, one))


@pytest.mark.parametrize(("one", "other"), CLEARLY_UNLIKE)
def test_two_matters_are_not_alike(one, other) -> None:
    assert alike(one, other) < 0.6


def chance_to_tell_apart(scorer: Callable[[str, str], float]) -> float:
    """Return how often a pair about one matter scores above a pair about two (AUC)."""
    same = [scorer(*pair) for pair in ALIKE]
    two = [scorer(*pair) for pair in UNLIKE]
    return sum((a > b) + (a == b) / 2 for a in same for b in two) / (len(same) * len(two))


def test_chinese_is_told_apart_by_characters_and_not_by_the_plain_ratios() -> None:
    chosen = chance_to_tell_apart(alike)
    assert chosen > 0.8
    for plain in (fuzz.ratio, fuzz.partial_ratio, fuzz.WRatio, fuzz.token_set_ratio):
        assert chance_to_tell_apart(plain) < chosen - 0.15


def test_characters_are_pieces_words_and_numbers_whole_whatever_their_width() -> None:
    assert in_pieces("柳岸街１２号，Ｍain  St.路灯_坏") == "柳 岸 街 12 号 main st 路 灯 坏"
    assert in_pieces(None) == in_pieces("，。！ _") == ""


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_a_share_symmetric_and_whole_for_the_same_text(one: str, other: str) -> None:
    score = alike(one, other)
    assert 0 <= score <= 1
    assert score == pytest.approx(alike(other, one))
    if in_pieces(one):
        assert alike(one, one) == 1
        assert alike(one, unicodedata.normalize("NFKC", one)) == 1
