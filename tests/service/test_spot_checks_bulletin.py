"""The bulletin of a draw, and figures: counts by hand, nobody named, hostile text."""

from __future__ import annotations

import re
import shlex
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from casework.access import Role, Viewer
from casework.draw import Drawn, Frame
from casework.errors import CaseworkError
from data.schema import org_units, places, spot_checks
from data.store import Store, bump
from service.errors import ServiceError
from service.spot_checks.announcing import announce_draw
from service.spot_checks.bulletin import (
    bulletin_of,
    bulletin_table,
    frame_text,
    publish_bulletin,
)
from service.spot_checks.bulletin_page import bulletin_html
from service.spot_checks.checking import Found, record_spot_check, rectify_spot_check
from service.spot_checks.drawing import draw_sample, repeat_from_file
from service.spot_checks.draws import draw_record
from service.spot_checks.figures import COUNTS, spot_check_counts
from service.spot_checks.repeating import command_of
from tests.service.conftest import NOW
from tests.service.rounds_town import COORDINATOR, DAY, LEADER, PART, TODAY, keep_places
from tests.service.test_spot_checks import LATER, NEW, SEED
from tests.service.units_town import HOSTILE, found_units

NAMED = "张三不在岗"
CHECKER = Viewer("李四督查", Role.SUPERVISOR)


@pytest.fixture
def drawn(store: Store) -> tuple[Store, str, tuple[Drawn, ...]]:
    found_units(store)
    keep_places(
        store,
        *(
            {"code": f"P{n}", "used_for": "contact", "grid_code": f"G{n % 4 + 1}"}
            for n in range(12)
        ),
    )
    code = announce_draw(COORDINATOR, store, NEW, NOW)
    return store, code, draw_sample(COORDINATOR, store, code, LATER, SEED)


def check(store: Store, code: str, place: str, **said: object) -> None:
    found = Found(1, TODAY + DAY, {"q1": "yes", "q2": "no"}, **said)  # type: ignore[arg-type]
    record_spot_check(CHECKER, store, code, place, found, LATER)


def check_all(store: Store, code: str, sample: tuple[Drawn, ...]) -> None:
    first, second, third = (one.code for one in sample)
    check(store, code, first, is_staffed=True)
    check(store, code, second, is_staffed=False, problem=NAMED, due_on=TODAY + DAY)
    check(store, code, third, problem="公示过期")
    rectify_spot_check(CHECKER, store, code, third, 2, TODAY + DAY, LATER, "王五已更新")


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes += attrs


def test_counts_by_street_are_those_counted_by_hand(
    drawn: tuple[Store, str, tuple[Drawn, ...]],
) -> None:
    store, code, sample = drawn
    check_all(store, code, sample)
    found = bulletin_of(COORDINATOR, store, code, NOW + 3 * DAY).by_street
    assert [tuple(row) for row in found[["code", *COUNTS]].itertuples(index=False)] == [
        #      drawn, checked, asked, staffed, problems, rectified, late
        ("S1", 2, 2, 2, 1, 1, 0, 1),
        ("S2", 1, 1, 0, 0, 1, 1, 0),
    ]
    figures = spot_check_counts(store, TODAY, TODAY + 9 * DAY, TODAY + 3 * DAY)
    assert figures[["code", *COUNTS]].equals(found[["code", *COUNTS]])


def test_figures_are_of_a_day_and_of_draws_of_a_period(
    drawn: tuple[Store, str, tuple[Drawn, ...]],
) -> None:
    store, code, sample = drawn
    check_all(store, code, sample)
    assert spot_check_counts(store, TODAY, TODAY + DAY, TODAY + DAY).empty
    assert spot_check_counts(store, TODAY, TODAY + 9 * DAY, TODAY).empty
    whole = spot_check_counts(store, TODAY, TODAY + 9 * DAY, TODAY + DAY, "county")
    assert whole[["code", "drawn", "late"]].to_numpy().tolist() == [["D", 3, 0]]
    part = spot_check_counts(store, TODAY, TODAY + 9 * DAY, TODAY + DAY, area=PART.scope)
    assert list(part["code"]) == ["S1"]


def test_nobody_is_named_in_the_bulletin(drawn: tuple[Store, str, tuple[Drawn, ...]]) -> None:
    store, code, sample = drawn
    check_all(store, code, sample)
    for language in ("zh", "en"):
        page = bulletin_html(COORDINATOR, store, code, LATER, language)
        table = bulletin_table(COORDINATOR, store, code, LATER, language).to_csv()
        for text in (page, table):
            for word in (NAMED, "王五", "李四", COORDINATOR.name, "公示过期"):
                assert word not in text
            for one in sample:
                assert one.code in text
            assert SEED in text


def test_the_bulletin_asks_for_nothing_and_shows_hostile_names_as_text(
    drawn: tuple[Store, str, tuple[Drawn, ...]],
) -> None:
    store, code, sample = drawn
    with store.begin() as conn:
        conn.execute(org_units.update().where(org_units.c.level == "street").values(name=HOSTILE))
        conn.execute(places.update().values(name=HOSTILE))
        bump(conn, "grids", "places")
    page = bulletin_html(COORDINATOR, store, code, LATER, "en")
    tags = Tags()
    tags.feed(page)
    assert not tags.names & {"script", "img", "link", "iframe", "form"}
    assert not [name for name, _value in tags.attributes if name in ("src", "href", "onerror")]
    assert "url(" not in page
    assert "&lt;script&gt;" in page


def test_what_the_bulletin_says_is_enough_to_draw_again(
    drawn: tuple[Store, str, tuple[Drawn, ...]],
) -> None:
    store, code, sample = drawn
    words = shlex.split(command_of(draw_record(COORDINATOR, store, code).head))
    sizes = dict(words[at + 1].split("=") for at, word in enumerate(words) if word == "--sizes")
    text = frame_text(COORDINATOR, store, code)
    again = repeat_from_file(
        text, words[words.index("--seed") + 1], {name: int(n) for name, n in sizes.items()}
    )
    assert again == sample
    page = bulletin_html(COORDINATOR, store, code, LATER, "en")
    assert Frame.read(text).sha256 in re.sub(r"<[^>]*>", " ", page)


def test_a_bulletin_is_published_when_all_is_checked_or_its_days_are_over(
    drawn: tuple[Store, str, tuple[Drawn, ...]],
) -> None:
    store, code, sample = drawn
    check(store, code, sample[0].code)
    with pytest.raises(ServiceError, match="2 of what was drawn"):
        publish_bulletin(COORDINATOR, store, code, LATER)
    publish_bulletin(COORDINATOR, store, code, NOW + 8 * DAY)
    assert draw_record(COORDINATOR, store, code).head["reported_on"] == TODAY + 8 * DAY
    publish_bulletin(COORDINATOR, store, code, NOW + 9 * DAY)
    assert draw_record(COORDINATOR, store, code).head["reported_on"] == TODAY + 8 * DAY


def test_before_it_is_published_only_those_who_check_take_it_away(
    drawn: tuple[Store, str, tuple[Drawn, ...]],
) -> None:
    store, code, sample = drawn
    takes = (
        lambda: bulletin_of(LEADER, store, code, LATER),
        lambda: frame_text(LEADER, store, code),
    )
    for take in takes:
        with pytest.raises(CaseworkError, match="may not"):
            take()
    check_all(store, code, sample)
    publish_bulletin(COORDINATOR, store, code, LATER)
    for take in takes:
        assert take()
    assert len(draw_record(LEADER, store, code).checks) == 3
    with pytest.raises(CaseworkError, match="may not"):
        bulletin_of(Viewer("员", Role.WORKER), store, code, LATER)


def test_there_is_no_bulletin_before_the_draw(
    drawn: tuple[Store, str, tuple[Drawn, ...]],
) -> None:
    store, _code, _sample = drawn
    other = announce_draw(COORDINATOR, store, replace(NEW, name="另一次"), NOW)
    with pytest.raises(ServiceError, match="has not been drawn yet"):
        bulletin_of(COORDINATOR, store, other, LATER)
    with pytest.raises(ServiceError, match="still to be checked"):
        publish_bulletin(COORDINATOR, store, other, NOW + 30 * DAY)


def test_a_place_that_is_gone_meanwhile_stays_in_the_bulletin(
    drawn: tuple[Store, str, tuple[Drawn, ...]],
) -> None:
    store, code, sample = drawn
    with store.begin() as conn:
        conn.execute(places.update().values(valid_to=TODAY))
        bump(conn, "places")
    assert len(draw_record(COORDINATOR, store, code).checks) == 3
    with store.read() as conn:
        assert len(conn.execute(spot_checks.select()).all()) == 3
