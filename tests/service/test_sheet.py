"""The case sheet: whole, escaped, asking nobody, and with the contact only for who may see it."""

from __future__ import annotations

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest

from casework.access import MAY, Action, Role, Viewer
from casework.limit import Limit
from casework.move import Move
from data.schema import grids, workers
from data.store import Store, bump
from service.actor_words import account_text
from service.casebook import case_record
from service.errors import ServiceError
from service.language import say
from service.sheet import sheet_html
from tests.service.conftest import NOW
from tests.service.matters import COORDINATOR, LITTER, OTHER_PART, close, found_district, go, matter

EVIL = "<img src=x onerror=alert(1)><script>x</script></style>\"'{_} & \u2028 https://evil.example"
VOID = {"meta", "img", "br", "hr", "link", "input"}


@pytest.fixture
def town(store: Store) -> Store:
    found_district(store)
    return store


class Page(HTMLParser):
    """Notes every element with its attributes, what is not closed, and the text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID and not self.get_starttag_text().endswith("/>"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data + " "


def sheet(store: Store, code: str, viewer: Viewer = COORDINATOR, language: str = "en") -> Page:
    page = Page(sheet_html(viewer, store, code, NOW, language))
    assert page.open == []
    return page


def test_the_sheet_holds_what_the_office_needs(town: Store) -> None:
    code = matter(town, category=LITTER, address="湖滨路1号", contact="13800000000")
    go(town, code, (Move.ACCEPT, {"category": LITTER}), (Move.DISPATCH, {"unit": "HW"}))
    text = sheet(town, code).text
    for wanted in (
        code, "垃圾没人清", "湖滨路1号", "第1网格", "G1", "员1", "环境卫生管理处", "13800000000",
        "Accept", "Dispatch", "Handled by, date",
    ):  # fmt: skip
        assert wanted in text, wanted


def test_each_running_clock_explains_its_date(town: Store) -> None:
    code = matter(town, category=LITTER)
    text = sheet(town, code).text
    record = case_record(COORDINATOR, town, code, NOW)
    assert len(record.clocks) == 2
    for clock in record.clocks:
        assert clock.due_at is not None
        shown = (clock.due_at + timedelta(hours=8)).strftime("%Y-%m-%d %H:%M")
        assert shown in text
    assert text.count("The clock starts on") == 2


def test_what_an_event_holds_is_read_in_words_and_in_the_office_s_time(town: Store) -> None:
    code = matter(town, category=LITTER)
    more = {"reason": "缺料", "extend_by": "2 working_days", "approved_by": "科长", "asked_at": NOW}
    go(
        town, code, (Move.ACCEPT, {"category": LITTER}), (Move.DISPATCH, {"unit": "HW"}),
        (Move.START, {}), (Move.EXTEND, more),
    )  # fmt: skip
    text = sheet(town, code).text
    assert f"{NOW + timedelta(hours=8):%Y-%m-%d %H:%M}" in text
    assert "+00:00" not in text
    assert "working_days" not in text
    assert " + 2 working days" in text
    page = sheet(town, code, language="zh")
    assert say(Limit.parse("2 working_days").sentence, "zh") in page.text


def test_the_program_s_own_words_for_actors_and_zones_are_not_printed(town: Store) -> None:
    viewer = Viewer("demonstration", Role.COORDINATOR)
    code = matter(town, category=LITTER)
    text = sheet(town, code, viewer).text
    assert "by the demonstration." in text
    assert "(Beijing time)" in text
    assert "Asia/Shanghai" not in text
    assert account_text("SYSTEM", str) == "the program itself"


def test_a_clock_that_ended_otherwise_is_not_said_to_be_met(town: Store) -> None:
    code = matter(town, category=LITTER)
    go(town, code, (Move.ACCEPT, {"category": LITTER}), (Move.VOID, {"reason": "误报"}))
    text = sheet(town, code).text
    assert "the case was made void" in text
    assert "met 2026" not in text


def test_a_clock_met_after_its_time_is_said_to_be_late(town: Store) -> None:
    code = matter(town, category=LITTER, reported_at=NOW - timedelta(days=60))
    close(town, code)
    late = [line for line in case_record(COORDINATOR, town, code, NOW).clocks if line.is_late]
    shown = [attrs for tag, attrs in sheet(town, code).elements if attrs.get("class") == "late"]
    assert len(shown) == len(late) > 0


def test_the_resolution_stands_where_there_was_room_to_write_one(town: Store) -> None:
    code = matter(town, category=LITTER)
    assert any(attrs.get("class") == "blank" for _tag, attrs in sheet(town, code).elements)
    close(town, code)
    page = sheet(town, code)
    assert "已清理" in page.text
    assert not any(attrs.get("class") == "blank" for _tag, attrs in page.elements)


@pytest.mark.parametrize("role", [role for role in Role if Action.VIEW_CASES in MAY[role]])
def test_the_contact_stands_on_it_only_for_who_may_see_contacts(town: Store, role: Role) -> None:
    code = matter(town, contact="13800000000")
    text = sheet(town, code, Viewer("x", role, "D")).text
    assert ("13800000000" in text) is (Action.VIEW_CONTACTS in MAY[role])


def test_hostile_text_in_every_field_stays_text(town: Store) -> None:
    with town.begin() as conn:
        conn.execute(grids.update().values(name=EVIL))
        conn.execute(workers.update().values(name=EVIL, phone=EVIL))
        bump(conn, "grids", "duty")
    code = matter(town, EVIL, address=EVIL, contact=EVIL, category=EVIL, acted_by=EVIL)
    go(town, code, (Move.ACCEPT, {"category": EVIL}), (Move.REJECT, {"reason": EVIL}))
    page = sheet(town, code, Viewer(EVIL, Role.COORDINATOR))
    names = {tag for tag, _attrs in page.elements}
    assert not names & {"img", "script", "a", "iframe", "link", "object", "form"}
    assert not any(name.startswith("on") for _tag, attrs in page.elements for name in attrs)
    assert page.text.count("<script>x</script>") >= 8


def test_the_sheet_asks_for_nothing_else(town: Store) -> None:
    page = sheet(town, matter(town, category=LITTER))
    assert not any({"src", "href"} & attrs.keys() for _tag, attrs in page.elements)
    made = sheet_html(COORDINATOR, town, matter(town), NOW, "zh")
    assert not re.search(r"https?:|//|url\(|@import", made.replace("<!DOCTYPE html>", ""))


def test_the_point_is_drawn_inside_its_grid(town: Store) -> None:
    page = sheet(town, matter(town))
    circle = next(attrs for tag, attrs in page.elements if tag == "circle")
    ring = next(attrs["d"] for tag, attrs in page.elements if attrs.get("class") == "g")
    xs, ys = zip(
        *(map(float, one.split()) for one in re.split("[MLZ]", ring or "") if one), strict=True
    )
    # The case lies in the middle of its square grid.
    assert float(circle["cx"] or 0) == pytest.approx((min(xs) + max(xs)) / 2, abs=0.3)
    assert float(circle["cy"] or 0) == pytest.approx((min(ys) + max(ys)) / 2, abs=0.3)


@pytest.mark.parametrize("place", [{"lon": None, "lat": None}, {"lon": 121.0, "lat": 30.5}])
def test_a_case_in_no_grid_has_its_sheet_too(town: Store, place: dict[str, float | None]) -> None:
    page = sheet(town, matter(town, **place))
    assert "In no grid" in page.text
    assert any(tag == "svg" for tag, _attrs in page.elements) is (place["lon"] is not None)


def test_a_case_of_another_part_of_the_district_has_no_sheet_here(town: Store) -> None:
    code = matter(town)
    with pytest.raises(ServiceError, match="There is no case"):
        sheet_html(OTHER_PART, town, code, NOW, "en")


def test_the_sheet_speaks_the_language_it_is_asked_in(town: Store) -> None:
    code = matter(town)
    chinese, english = (sheet_html(COORDINATOR, town, code, NOW, tag) for tag in ("zh", "en"))
    assert '<html lang="zh-CN">' in chinese
    assert '<html lang="en">' in english
    assert "网格员" in chinese or "网格" in chinese
