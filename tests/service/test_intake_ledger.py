"""What files and their undoing mean for cases: steps, corrections, void, alive again, clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from casework.access import OPERATOR
from casework.lifecycle import Move, advance, note
from casework.request import Urgency
from data.event_words import with_words
from data.rule_store import rules_of
from data.schema import case_clocks, case_events, case_tiers, cases
from data.store import Store
from service.cases.keeping import fetch, keep, stamp_of
from service.cases.registering import NewCase, register_case
from service.demonstration import fill_demonstration
from service.errors import ServiceError
from service.intake.undo import undo_import
from service.ledger import verify_ledger
from tests.service.conftest import NOW
from tests.service.district import as_it_stands, bring, codes_of, everything, rows_of

A = ("甲格", 120.00, 30.00, 120.01, 30.01)
HEAD = "案件编号,经度,纬度,上报时间,结案时间,截止时间,状态,类别,坐标系\n"
OPEN, CLOSED = "2026-05-20 08:00,,,,垃圾", "2026-05-20 08:00,2026-05-21 10:00,,,垃圾"
LATER = NOW + timedelta(hours=1)


def case(code, rest=OPEN, lon=120.005):
    return f"{code},{lon},30.005,{rest},WGS-84\n"


@pytest.fixture
def district(store, grid_file):
    bring(store, "grids", grid_file(A, worker={A[0]: "甲"}), worker="worker")
    return store


@pytest.fixture
def file(text_file):
    """Return a maker of case files, each under another name."""
    made = []

    def make(*rows):
        made.append(rows)
        return text_file(f"cases{len(made)}.csv", HEAD + "".join(rows))

    return make


def one(store, table=cases, **wanted):
    rows = rows_of(store, table)
    for name, value in wanted.items():
        rows = rows.loc[rows[name].eq(value)]
    assert len(rows) == 1
    return rows.iloc[0]


def told(store, code="1"):
    case_id = one(store, code=code)["id"]
    rows = rows_of(store, case_events)
    return rows.loc[rows["case_id"].eq(case_id)]


def step(store, code, move, facts, now=NOW):
    with store.begin() as conn:
        kept = fetch(conn, OPERATOR, code)
        moved, event = advance(kept.case, move, stamp_of(OPERATOR, now), facts)
        keep(conn, kept, moved, event)


def is_whole(store: Store):
    return [str(fault.sentence) for fault in verify_ledger(OPERATOR, store).faults] == []


def test_a_new_case_is_told_as_reported_by_the_file_and_entered_by_the_clerk(district, file):
    path = file(case("1"), case("2", CLOSED))
    number = bring(district, "cases", path)["import_id"]
    events = told(district)
    assert events["kind"].tolist() == ["reported"]
    event = events.iloc[0]
    assert (event["acted_by"], event["entered_by"], event["import_id"]) == (
        "file", "operator", number,
    )  # fmt: skip
    assert event["happened_at"] == datetime(2026, 5, 20, tzinfo=UTC)
    assert event["recorded_at"] == NOW
    assert event["details"] == {
        "code": "1",
        "serial": 1,
        "status": "reported",
        "assigned_to": "甲",
        "file": path.name,
        "import": number,
    }
    closed = told(district, "2")
    assert closed["kind"].tolist() == ["reported", "mirror"]
    assert closed["happened_at"].iloc[1] == datetime(2026, 5, 21, 2, 0, tzinfo=UTC)


def test_serials_follow_the_order_of_the_files_without_gaps(district, file):
    for codes in (("b", "a"), ("c",), ("a", "d")):
        bring(district, "cases", file(*(case(code) for code in codes)))
    kept = rows_of(district, cases)
    assert dict(zip(kept["code"], kept["serial"], strict=True)) == {"b": 1, "a": 2, "c": 3, "d": 4}


def test_a_correction_names_columns_before_and_after_and_repeats_no_long_text(district, text_file):
    head = "案件编号,经度,纬度,上报时间,类别,内容,地址,坐标系\n"
    first = "1,120.005,30.005,2026-05-20,垃圾,楼下的垃圾三天没人收,柳岸路1号,WGS-84\n"
    bring(district, "cases", text_file("a.csv", head + first))
    second = first.replace("垃圾,楼下", "环卫,楼上").replace("柳岸路1", "柳岸路2")
    bring(district, "cases", text_file("b.csv", head + second))
    event = told(district).iloc[-1]
    assert event["kind"] == "corrected"
    assert event["details"]["changes"] == {"category": ["垃圾", "环卫"]}
    assert event["details"]["texts"] == ["address", "summary"]
    assert "柳岸路" not in str(told(district)["details"].tolist())
    assert one(district)["version"] == 2


def test_an_undone_import_leaves_its_cases_void_with_the_reason(district, file):
    number = bring(district, "cases", file(case("1"), case("2", CLOSED)))["import_id"]
    before = rows_of(district, case_events)
    assert undo_import(OPERATOR, district, number, LATER) == {"cases": 2}
    assert rows_of(district, cases)["status"].tolist() == ["void", "void"]
    events = rows_of(district, case_events)
    assert events.iloc[: len(before)].equals(before)
    void = told(district).iloc[-1]
    assert (void["kind"], void["acted_by"], void["happened_at"]) == ("void", "operator", LATER)
    with district.read() as conn:
        said = with_words(conn, [void])[0]["details"]["reason"]
    assert f"{number}" in said and "cases1.csv" in said
    clocks = rows_of(district, case_clocks)
    assert clocks["met_at"].notna().all() and set(clocks["ended_by"]) == {"void"}
    assert rows_of(district, case_tiers)["left_at"].notna().all()
    assert is_whole(district)


def test_the_same_file_again_brings_void_cases_to_life_as_they_were(district, file):
    path = file(case("1"), case("2", CLOSED))
    number = bring(district, "cases", path)["import_id"]
    before = as_it_stands(district)
    undo_import(OPERATOR, district, number, LATER)
    report = bring(district, "cases", path, now=LATER + timedelta(hours=1))
    assert (report["added"], report["updated"], report["unchanged"]) == (0, 2, 0)
    assert told(district)["kind"].tolist() == ["reported", "void", "mirror"]
    after = as_it_stands(district)
    for name in ("cases", "case_clocks"):
        for rows in (before[name], after[name]):
            for row in rows:
                row.pop("moved_at", None), row.pop("met_at", None), row.pop("ended_by", None)
        assert after[name] == before[name]
    assert is_whole(district)
    undo_import(OPERATOR, district, report["import_id"], LATER + timedelta(hours=2))
    assert rows_of(district, cases)["status"].tolist() == ["void", "void"] and is_whole(district)


def test_a_file_without_states_revives_what_an_undo_made_void(district, text_file):
    path = text_file("c.csv", "案件编号,经度,纬度,坐标系\n1,120.005,30.005,WGS-84\n")
    number = bring(district, "cases", path)["import_id"]
    undo_import(OPERATOR, district, number, LATER)
    assert bring(district, "cases", path, now=LATER)["updated"] == 1
    assert one(district)["status"] == "reported"


def test_what_a_person_made_void_stays_void_whatever_the_file_repeats(district, file):
    path = file(case("1"))
    bring(district, "cases", path)
    step(district, "1", Move.VOID, {"reason": "重复登记"})
    before = everything(district)
    report = bring(district, "cases", path, now=LATER)
    assert (report["updated"], report["unchanged"]) == (0, 1)
    assert codes_of(report) == ["status.repeated"]
    assert everything(district) == before


def test_a_file_that_repeats_itself_does_not_put_back_what_was_moved_here(district, file):
    path = file(case("1", "2026-05-20 08:00,,2026-06-20 08:00,,垃圾"))
    bring(district, "cases", path)
    step(district, "1", Move.ACCEPT, {"category": "垃圾"})
    before = everything(district)
    assert bring(district, "cases", path, now=LATER)["unchanged"] == 1
    assert everything(district) == before


def test_a_state_the_file_has_not_said_before_is_followed(district, file):
    bring(district, "cases", file(case("1")))
    step(district, "1", Move.ACCEPT, {"category": "垃圾"})
    bring(district, "cases", file(case("1", CLOSED)), now=LATER)
    kept = one(district)
    assert (kept["status"], kept["version"]) == ("closed", 3)
    details = told(district).iloc[-1]["details"]
    assert (details["from"], details["to"]) == ("accepted", "closed")
    bring(district, "cases", file(case("1", "2026-05-20 08:00,,,处理中,垃圾")), now=LATER)
    kept = one(district)
    assert (kept["status"], kept["closed_at"]) == ("handling", None)
    assert is_whole(district)


def test_times_that_cannot_be_never_stop_an_import_or_its_undoing(district, file):
    future, early = "2026-07-20 08:00,,,,垃圾", "2026-05-20 08:00,2026-05-01 10:00,,,垃圾"
    bring(district, "cases", file(case("1", future), case("2", OPEN), case("3", future)))
    second = bring(
        district,
        "cases",
        file(
            case("1", "2026-07-20 08:00,2026-08-01 08:00,,,垃圾"),
            case("2", early),
            case("3", "2026-07-20 08:00,2026-06-01 08:00,,,垃圾"),
        ),
        now=LATER,
    )
    assert rows_of(district, cases)["closed_at"].tolist() == [
        datetime(2026, 8, 1, tzinfo=UTC),
        datetime(2026, 5, 1, 2, tzinfo=UTC),
        datetime(2026, 6, 1, tzinfo=UTC),
    ]
    assert is_whole(district)
    undo_import(OPERATOR, district, second["import_id"], LATER)
    assert set(rows_of(district, cases)["status"]) == {"reported"} and is_whole(district)


def test_an_import_on_whose_cases_people_worked_is_not_undone(district, file):
    number = bring(district, "cases", file(case("1"), case("2")))["import_id"]
    with district.begin() as conn:
        kept = fetch(conn, OPERATOR, "1")
        keep(conn, kept, *note(kept.case, "told", stamp_of(OPERATOR, NOW), {"text": "已告知"}))
    before = everything(district)
    with pytest.raises(ServiceError, match="case_events 1"):
        undo_import(OPERATOR, district, number, LATER)
    assert everything(district) == before


def test_cases_void_by_an_undo_no_longer_hold_their_grids(district, store, grid_file, file):
    second = ("乙格", 120.01, 30.00, 120.02, 30.01)
    grids = bring(district, "grids", grid_file(second, name="b.geojson"))["import_id"]
    number = bring(district, "cases", file(case("1", lon=120.015)))["import_id"]
    with pytest.raises(ServiceError, match="cases 1"):
        undo_import(OPERATOR, district, grids, LATER)
    undo_import(OPERATOR, district, number, LATER)
    undo_import(OPERATOR, district, grids, LATER)
    bring(district, "cases", file(case("1", lon=120.015)), now=LATER)
    kept = one(district)
    assert (kept["status"], kept["grid_code"]) == ("reported", None)


def test_a_stated_due_time_is_kept_as_a_clock_for_open_and_closed_cases(district, file):
    due = "2026-06-20 08:00"
    bring(
        district,
        "cases",
        file(
            case("1", f"2026-05-20 08:00,,{due},,垃圾"),
            case("2", f"2026-05-20 08:00,2026-05-21 10:00,{due},,垃圾"),
        ),
    )
    stated = rows_of(district, case_clocks)
    stated = stated.loc[stated["name"].eq("resolve")]
    assert stated["limit_kind"].tolist() == ["stated", "stated"]
    assert set(stated["due_at"]) == {datetime(2026, 6, 20, tzinfo=UTC)}
    assert stated["met_at"].tolist() == [None, datetime(2026, 5, 21, 2, tzinfo=UTC)]
    assert [row["left_at"] for _, row in rows_of(district, case_tiers).iterrows()] == [None]


def test_an_open_case_without_a_due_time_gets_it_from_the_rules_and_the_report_says_so(
    district, file
):
    report = bring(district, "cases", file(case("1"), case("2", CLOSED)))
    computed = [issue for issue in report["issues"] if issue["code"] == "due_at.computed"]
    with district.read() as conn:
        title = rules_of(conn).profile.title
    assert len(computed) == 1 and title in computed[0]["message_en"]
    assert "1 due" in computed[0]["message_en"]
    clock = one(district, case_clocks, name="resolve")
    kept = one(district, code="1")
    assert kept["due_at"] == clock["due_at"] and clock["due_at"] > kept["reported_at"]
    assert one(district, code="2")["due_at"] is None


def test_a_year_the_calendar_does_not_have_is_told_and_the_case_goes_in(district, file):
    with district.read() as conn:
        entries = rules_of(conn).catalogue.entries
    name = next(
        entry.name for entry in entries if "working" in str(entry.limits.get(Urgency.ORDINARY))
    )
    report = bring(district, "cases", file(case("1", f"1999-05-20 08:00,,,,{name}")))
    assert report["accepted"] == 1
    assert {"due_at.not_computed", "due_at.trouble"} <= set(codes_of(report))
    assert "1999" in str([i["message_en"] for i in report["issues"] if "trouble" in i["code"]])
    assert one(district)["due_at"] is None
    assert one(district, case_clocks, name="resolve")["trouble"] is not None


def test_clocks_follow_what_files_say_later(district, file):
    bring(district, "cases", file(case("1")))
    bring(district, "cases", file(case("1", CLOSED)), now=LATER)
    clock = one(district, case_clocks, name="resolve")
    assert (clock["met_at"], clock["ended_by"]) == (datetime(2026, 5, 21, 2, tzinfo=UTC), "met")
    stated = "2026-05-20 08:00,,2026-06-25 08:00,处理中,垃圾"
    bring(district, "cases", file(case("1", stated)), now=LATER)
    clock = one(district, case_clocks, name="resolve")
    due = datetime(2026, 6, 25, tzinfo=UTC)
    assert (clock["met_at"], clock["limit_kind"], clock["due_at"]) == (None, "stated", due)
    assert one(district)["due_at"] == due
    assert one(district, case_tiers)["left_at"] is None


def test_another_category_has_another_limit(district, file):
    bring(district, "cases", file(case("1")))
    before = one(district, case_clocks, name="resolve")
    with district.read() as conn:
        entries = rules_of(conn).catalogue.entries
    others = (
        entry.name
        for entry in entries
        if any(str(limit) != before["limit_kind"] for limit in entry.limits.values())
    )
    name = next(others)
    bring(district, "cases", file(case("1", OPEN.replace("垃圾", name))), now=LATER)
    after = one(district, case_clocks, name="resolve")
    assert after["rule_key"] != before["rule_key"] and after["started_at"] == before["started_at"]
    assert one(district)["due_at"] == after["due_at"]


def test_every_change_of_a_case_counts_its_version(district, file):
    bring(district, "cases", file(case("1")))
    seen = [one(district)["version"]]
    for rest in (CLOSED, CLOSED.replace("垃圾", "环卫"), OPEN.replace("垃圾", "噪声")):
        bring(district, "cases", file(case("1", rest)), now=LATER)
        seen.append(one(district)["version"])
    assert seen == sorted(set(seen)) and len(told(district)) == seen[-1]


def test_the_demonstration_has_serials_events_and_a_whole_ledger(store):
    fill_demonstration(OPERATOR, store, NOW, households=300, grids=12, cases=60)
    assert sorted(rows_of(store, cases)["serial"]) == list(range(1, 61))
    assert is_whole(store)


def test_a_file_changes_nothing_of_a_case_that_was_registered_here(district, file) -> None:
    new = NewCase("积水没人管", lon=120.005, lat=30.005, reported_at=NOW)
    code = register_case(OPERATOR, district, new, NOW).code
    bring(district, "cases", file(case("外1")))
    before = everything(district)
    report = bring(district, "cases", file(case(code, CLOSED), case("外1")))
    assert (report["updated"], report["refused"], report["unchanged"]) == (0, 1, 1)
    issue = next(one for one in report["issues"] if one["code"] == "case.registered_here")
    assert issue["refused"]
    assert code in issue["message_en"]
    after = everything(district)
    assert [name for name in before if before[name] != after[name]] in ([], ["imports"])


def test_the_number_of_a_new_case_is_free_though_a_file_has_used_it(district, file) -> None:
    taken = f"{NOW.astimezone(ZoneInfo('Asia/Shanghai')):%Y%m%d}-000003"
    bring(district, "cases", file(case(taken), case("外2")))
    made = register_case(OPERATOR, district, NewCase("积水没人管"), NOW)
    assert (made.serial, made.code) == (3, f"{taken}-2")
    assert verify_ledger(OPERATOR, district).is_whole
