"""Lists of households: pages add up to the list, a search finds what it says, to print."""

from __future__ import annotations

import re

import pytest

from casework.access import OPERATOR
from casework.errors import CaseworkError
from casework.visit import HomeState, VisitPlan, VisitResult
from data.store import Store
from service.errors import ServiceError
from service.visit_map import home_list
from service.visit_map.home_list import ListAsk, home_file, home_page, states_named
from service.visit_map.home_record import home_record, who_visits
from service.visit_map.sheet import visit_list_html
from service.visits.recording import void_visit
from service.visits.to_do import to_do
from tests.service.conftest import NOW
from tests.service.matters import COORDINATOR, LEADER, OTHER_PART, PART
from tests.service.visit_map_town import HOSTILE, TODAY, settle, some_visits, visit


@pytest.fixture
def plan(store: Store) -> VisitPlan:
    found = settle(store)
    some_visits(store)
    return found


def _codes(store: Store, ask: ListAsk, viewer=COORDINATOR) -> list[str]:
    return home_file(viewer, store, ask)["code"].tolist()


@pytest.mark.parametrize(
    ("said", "worker", "owner"),
    [
        ({"worker_code": "W1"}, "W1", None),
        ({"worker_code": "W2"}, "W2", None),
        ({"owner": "nobody"}, None, "nobody"),
        ({"owner": "no_grid"}, None, "no_grid"),
        ({}, None, None),
    ],
)
def test_a_list_holds_what_is_to_do(
    store: Store, plan: VisitPlan, said: dict, worker: str | None, owner
) -> None:
    found = _codes(store, ListAsk(plan.code, TODAY, **said))
    known = to_do(OPERATOR, store, plan.code, TODAY, worker, owner=owner).frame
    assert sorted(found) == sorted(known["code"])
    assert len(found) > 0


def test_pages_add_up_to_the_list_in_its_order(
    store: Store, plan: VisitPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = ListAsk(plan.code, TODAY)
    whole = home_file(COORDINATOR, store, ask)
    for rows in (1, 4, 7):
        monkeypatch.setattr(home_list, "PAGE_ROWS", rows)
        first = home_page(COORDINATOR, store, ask)
        pages = [home_page(COORDINATOR, store, ask, number) for number in range(first.pages)]
        codes = [code for page in pages for code in page.frame["code"]]
        assert codes == whole["code"].tolist()
        assert first.pages == -(-len(whole) // rows)
        assert home_page(COORDINATOR, store, ask, 999).page == first.pages - 1
        assert home_page(COORDINATOR, store, ask, -3).page == 0


def test_a_list_goes_along_the_street_by_number(store: Store, plan: VisitPlan) -> None:
    page = home_page(COORDINATOR, store, ListAsk(plan.code, TODAY, area="G1"))
    first_street = [one for one in page.frame["address"] if one.startswith("一号路")]
    numbers = [int(re.findall(r"路(\d+)号", one)[0]) for one in first_street]
    assert numbers == sorted(numbers)
    assert len(numbers) == 15


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("一号路4号", ["H004"]),
        ("二号路 22 ", ["H022"]),
        ("二号路 三号路", []),
        ("二号路 2室", ["H022"]),
        ("h035", ["H035"]),
        ("%", []),
        ("_", []),
        ("<img", ["H042"]),
        ("   ", None),
        ("x" * 5000, []),
    ],
)
def test_a_search_finds_every_word_and_no_signs_of_its_own(
    store: Store, plan: VisitPlan, text: str, codes: list[str] | None
) -> None:
    found = _codes(store, ListAsk(plan.code, TODAY, text=text))
    assert found == codes or (codes is None and len(found) == 34)


def test_states_choose_the_rows(store: Store, plan: VisitPlan) -> None:
    for name, codes in {
        "met": {"H001", "H002", "H003", "H021", "H027"},
        "declined": {"H005", "H023"},
        "not_home": {"H004", "H022", "H028"},
    }.items():
        ask = ListAsk(plan.code, TODAY, states=states_named((name,)))
        found = home_file(COORDINATOR, store, ask)
        assert set(found["code"]) == codes
        assert set(found["state"]) == {HomeState[name.upper()]}
    assert states_named(("nonsense", "vacant")) == home_list.WAITING


def test_who_was_not_home_is_tried_at_another_part_of_the_day(
    store: Store, plan: VisitPlan
) -> None:
    ask = ListAsk(plan.code, TODAY, states=(HomeState.NOT_HOME,))
    rows = {one["code"]: one for one in home_page(COORDINATOR, store, ask).rows}
    assert rows["H004"]["next_part"] == "evening"
    assert rows["H004"]["tries"] == 2
    assert rows["H022"]["next_part"] == "afternoon"
    to_visit = ListAsk(plan.code, TODAY, states=(HomeState.TO_DO,))
    assert {one["next_part"] for one in home_page(COORDINATOR, store, to_visit).rows} == {None}


def test_lists_are_for_who_goes_there(store: Store, plan: VisitPlan) -> None:
    ask = ListAsk(plan.code, TODAY)
    for act in (home_page, home_file):
        with pytest.raises(CaseworkError):
            act(LEADER, store, ask)
    with pytest.raises(CaseworkError):
        visit_list_html(LEADER, store, ask, NOW, "en")
    with pytest.raises(CaseworkError):
        home_record(LEADER, store, plan.code, TODAY, "H001")
    with pytest.raises(CaseworkError):
        who_visits(LEADER, store)
    assert set(_codes(store, ask, PART)) == {f"H{n:03d}" for n in range(1, 27)} - {
        "H001", "H002", "H003", "H021", "H005", "H023", "H006",
    }  # fmt: skip
    with pytest.raises(ServiceError, match="no household H001"):
        home_record(OTHER_PART, store, plan.code, TODAY, "H001")


def test_a_record_shows_what_was_and_what_is_void(store: Store, plan: VisitPlan) -> None:
    kept = visit(store, "H007", VisitResult.MET, note="=HYPERLINK(1)", case_text="路灯不亮")
    void_visit(COORDINATOR, store, kept.uid, "写错了", NOW)
    found = home_record(COORDINATOR, store, plan.code, TODAY, "H007")
    assert found.state is HomeState.TO_DO
    assert found.answers == "W1"
    assert found.visits["void_reason"].tolist() == ["写错了"]
    assert found.visits["case_code"].notna().all()
    alone = home_record(COORDINATOR, store, plan.code, TODAY, "H041")
    assert (alone.answers, alone.grid_code, len(alone.visits)) == (None, None, 0)
    gone = home_record(COORDINATOR, store, plan.code, TODAY, "H006")
    assert gone.state is HomeState.VACANT
    assert not gone.is_occupied


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_printed_list_is_text_and_asks_for_nothing(
    store: Store, plan: VisitPlan, language: str
) -> None:
    made = visit_list_html(COORDINATOR, store, ListAsk(plan.code, TODAY), NOW, language)
    assert "<img" not in made
    assert "<script" not in made
    assert HOSTILE.split("<")[0] in made
    assert made.count("<tr>") == 34 + 1
    assert not re.search(r"(src|href)\s*=\s*[\"']?\s*(https?:)?//", made)


def test_a_long_list_says_that_only_its_beginning_is_printed(
    store: Store, plan: VisitPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.visit_map.sheet.MOST_ROWS", 5)
    made = visit_list_html(COORDINATOR, store, ListAsk(plan.code, TODAY), NOW, "en")
    assert made.count("<tr>") == 6
    assert "34 households" in made
    assert "Only the first 5 are printed" in made
