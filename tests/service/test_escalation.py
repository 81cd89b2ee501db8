"""Notices are raised once each, cases go up as the rule book says, and what fails says so."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from casework.access import OPERATOR, SYSTEM, Role, Viewer
from casework.errors import CaseworkError
from casework.escalation import OVERDUE_REPLY, NoticeKind
from casework.tier import Tier
from data.rule_store import keep_rules, shipped_text
from data.schema import case_clocks, case_events, case_notices, case_tiers, cases
from data.store import Store
from service import escalation
from service.cases.handing import send_up
from service.errors import ServiceError
from service.escalation import EscalationStopped, escalate
from service.ledger import verify_ledger
from tests.service.conftest import NOW
from tests.service.district import everything, rows_of
from tests.service.late_cases import Laid, lay, lay_many, let_cases_go_up

ROOT = Path(__file__).parents[2]
# NOW is noon of Monday, 1 June 2026, in the office.  A reply due on Friday evening is not a day
# late before Saturday 18:00; five working days after Monday, 18 May, are over on the 25th.
FRIDAY = datetime(2026, 5, 29, 10, 0, tzinfo=UTC)
MAY_18 = datetime(2026, 5, 18, 10, 0, tzinfo=UTC)
SUNDAY_EVENING = datetime(2026, 5, 31, 10, 0, tzinfo=UTC)


def copied(store, tmp_path):
    """Return a second database with the same rows."""
    store.engine.dispose()
    path = tmp_path / "other.db"
    shutil.copy(str(store.url.database), path)
    return Store(str(path))


def raised(store):
    """Return what was raised, as code, clock and kind."""
    notices, clocks = rows_of(store, case_notices), rows_of(store, case_clocks).set_index("id")
    code_of = rows_of(store, cases).set_index("id")["code"]
    return sorted(
        (code_of[one.case_id], clocks.loc[one.clock_id, "name"], one.kind)
        for one in notices.itertuples()
    )


def test_each_notice_is_raised_when_its_time_has_come_and_not_before(store):
    lay(
        store,
        [
            Laid("C1", {"reply": SUNDAY_EVENING}),
            Laid("C2", {"reply": FRIDAY, "resolve": NOW + timedelta(hours=1)}),
            Laid("C3", {"resolve": MAY_18, "handle": FRIDAY}),
        ],
    )
    report = escalate(SYSTEM, store, NOW)
    assert raised(store) == [
        ("C2", "reply", "reminder"),
        ("C3", "handle", "reminder"),
        ("C3", "resolve", "bulletin"),
        ("C3", "resolve", "reminder"),
    ]
    assert report.looked_at == 4
    assert report.raised == {
        (NoticeKind.BULLETIN, Tier.STREET): 1,
        (NoticeKind.REMINDER, Tier.STREET): 3,
    }
    assert report.is_complete
    assert report.not_stated == (NoticeKind.SENT_UP,)


def test_a_notice_keeps_when_it_fell_due_and_when_it_was_raised(store):
    lay(store, [Laid("C1", {"reply": FRIDAY})])
    escalate(SYSTEM, store, NOW)
    notice = rows_of(store, case_notices).iloc[0]
    assert notice["falls_due_at"] == datetime(2026, 5, 30, 10, 0, tzinfo=UTC)
    assert notice["raised_at"] == NOW


def test_the_ledger_tells_every_notice_as_the_act_of_the_program(store):
    let_cases_go_up(store, NOW)
    lay(store, [Laid("C1", {"reply": MAY_18})])
    escalate(SYSTEM, store, NOW)
    events = rows_of(store, case_events).query("kind in ('reminder', 'bulletin', 'sent_up')")
    assert set(events["kind"]) == {"reminder", "bulletin", "sent_up"}
    assert set(events["acted_by"]) == set(events["entered_by"]) == {"SYSTEM"}
    told = events.set_index("kind")["details"]
    assert told["reminder"]["clock"] == "reply"
    assert told["reminder"]["due_at"] == MAY_18.isoformat()
    assert (told["sent_up"]["tier_from"], told["sent_up"]["tier_to"]) == (1, 2)
    assert verify_ledger(OPERATOR, store).is_whole


def test_a_second_run_changes_nothing_even_later_when_nothing_new_fell_due(store):
    let_cases_go_up(store, NOW)
    lay_many(store, 300, NOW)
    escalate(SYSTEM, store, NOW)
    before = everything(store)
    assert escalate(SYSTEM, store, NOW).raised == {}
    assert everything(store) == before


def test_a_later_run_raises_only_what_newly_fell_due(store):
    lay_many(store, 300, NOW)
    first = escalate(SYSTEM, store, NOW)
    old = set(raised(store))
    second = escalate(SYSTEM, store, NOW + timedelta(days=9))
    both = raised(store)
    assert len(both) == len(set(both)) == sum(first.raised.values()) + sum(second.raised.values())
    assert old < set(both)


def test_runs_day_by_day_raise_what_one_late_run_raises(store, tmp_path):
    lay_many(store, 200, NOW)
    other = copied(store, tmp_path)
    for day in range(8):
        escalate(SYSTEM, store, NOW + timedelta(days=day))
    escalate(SYSTEM, other, NOW + timedelta(days=7))
    assert raised(store) == raised(other)


@pytest.mark.parametrize(
    "laid",
    [
        Laid("C1", {"reply": MAY_18}, status="suspended"),
        Laid("C1", {"reply": MAY_18}, paused=True),
        Laid("C1", {"reply": MAY_18}, status="closed"),
        Laid("C1", {"reply": MAY_18}, status="merged"),
        Laid("C1", {"reply": MAY_18}, status="void"),
        Laid("C1", {"reply": None}, paused=True),
    ],
    ids=["suspended", "paused", "closed", "merged", "void", "paused before it was due"],
)
def test_what_stands_still_or_is_over_is_not_reminded(store, laid):
    lay(store, [laid])
    report = escalate(SYSTEM, store, NOW)
    assert report.looked_at == 0
    assert report.is_complete
    assert raised(store) == []


def test_a_case_sent_up_has_one_open_level_and_the_clock_of_that_level(store):
    let_cases_go_up(store, NOW)
    lay(store, [Laid("C1", {"reply": MAY_18, "resolve": MAY_18}, status="handling")])
    report = escalate(SYSTEM, store, NOW)
    assert report.count(NoticeKind.SENT_UP) == 1
    case = rows_of(store, cases).iloc[0]
    assert (case["tier"], case["version"], case["status"]) == (2, 2, "handling")
    tiers = rows_of(store, case_tiers)
    assert list(tiers["tier"]) == [1, 2]
    assert tiers["left_at"].iloc[0] == tiers["entered_at"].iloc[1] == NOW
    assert tiers["left_at"].iloc[1] is None
    clocks = rows_of(store, case_clocks).query("name == 'reply'")
    old, new = clocks.iloc[0], clocks.iloc[1]
    assert (old["ended_by"], old["met_at"]) == ("escalated", NOW)
    assert (new["tier"], new["ended_by"], new["met_at"]) == (2, None, None)
    # The county has 15 calendar days, which end at closing time: 16 June, 18:00.
    assert new["due_at"] == datetime(2026, 6, 16, 10, 0, tzinfo=UTC)
    resolve = rows_of(store, case_clocks).query("name == 'resolve'").iloc[0]
    assert resolve["met_at"] is None
    assert resolve["due_at"] == case["due_at"] == MAY_18


def test_two_late_reply_clocks_of_one_case_send_it_up_one_level_only(store):
    let_cases_go_up(store, NOW)
    lay(store, [Laid("C1", {"reply": MAY_18, "check": MAY_18})])
    with store.begin() as conn:
        conn.execute(case_clocks.update().values(name="reply"))
    assert escalate(SYSTEM, store, NOW).count(NoticeKind.SENT_UP) == 1
    assert rows_of(store, cases)["tier"].iloc[0] == 2
    assert list(rows_of(store, case_tiers).query("left_at.isnull()")["tier"]) == [2]
    assert list(rows_of(store, case_clocks).query("met_at.isnull()")["tier"]) == [2]


def test_the_program_sends_up_just_as_a_person_does(store, tmp_path):
    let_cases_go_up(store, NOW)
    lay(store, [Laid(f"C{tier}", {"reply": MAY_18, "resolve": NOW}, tier=tier) for tier in (1, 2)])
    other = copied(store, tmp_path)
    escalate(SYSTEM, store, NOW)
    for code in ("C1", "C2"):
        send_up(OPERATOR, other, code, 1, str(OVERDUE_REPLY), NOW)
    for table in (cases, case_clocks, case_tiers):
        ours, theirs = rows_of(store, table), rows_of(other, table)
        order = ["case_id", "id"] if "case_id" in ours else ["id"]
        assert ours.sort_values(order).equals(theirs.sort_values(order)), table.name


def test_a_case_goes_up_one_level_a_run_and_never_above_the_city(store):
    let_cases_go_up(store, NOW)
    lay(store, [Laid("C1", {"reply": MAY_18})])
    for days, tier in ((0, 2), (1, 2), (30, 3), (300, 3)):
        escalate(SYSTEM, store, datetime(2026, 6, 1, 4, 0, tzinfo=UTC) + timedelta(days=days))
        open_tiers = rows_of(store, case_tiers).query("left_at.isnull()")
        assert list(open_tiers["tier"]) == [tier]
        assert rows_of(store, cases)["tier"].iloc[0] == tier
    # No limit is stated for the city, so no clock was invented for it.
    assert list(rows_of(store, case_clocks)["tier"]) == [1, 2]


def test_a_level_that_no_longer_has_the_case_does_not_send_it_up(store):
    let_cases_go_up(store, NOW)
    lay(store, [Laid("C1", {"reply": MAY_18})])
    with store.begin() as conn:
        conn.execute(cases.update().values(tier=3))
    assert escalate(SYSTEM, store, NOW).count(NoticeKind.SENT_UP) == 0


def test_a_year_the_calendar_lacks_puts_off_and_is_counted_and_named(store):
    late = datetime(2026, 12, 28, 10, 0, tzinfo=UTC)
    lay(store, [Laid("C1", {"reply": late}), Laid("C2", {"resolve": None})])
    report = escalate(SYSTEM, store, datetime(2027, 1, 20, 4, 0, tzinfo=UTC))
    assert raised(store) == [("C1", "reply", "reminder")]
    assert report.put_off == {NoticeKind.BULLETIN: 1}
    assert report.missing_years == (2027,)
    assert report.without_due == 1
    assert not report.is_complete


def test_what_was_put_off_is_raised_once_the_calendar_has_the_year(store):
    lay(store, [Laid("C1", {"reply": datetime(2026, 12, 28, 10, 0, tzinfo=UTC)})])
    later = datetime(2027, 1, 20, 4, 0, tzinfo=UTC)
    assert not escalate(SYSTEM, store, later).is_complete
    year = """
[[year]]
year = 2027
source = "made up for this test"
address = "-"
holiday = [{ name = "元旦", from = 2027-01-01, to = 2027-01-01 }]
make_up = []
"""
    with store.begin() as conn:
        keep_rules(conn, "calendar", shipped_text("calendar") + year, "operator", NOW)
    report = escalate(SYSTEM, store, later)
    assert report.is_complete
    assert raised(store) == [("C1", "reply", "bulletin"), ("C1", "reply", "reminder")]
    bulletin = rows_of(store, case_notices).query("kind == 'bulletin'").iloc[0]
    # 29, 30, 31 December, then 4 and 5 January: the first is a holiday, a weekend follows.
    assert bulletin["falls_due_at"] == datetime(2027, 1, 5, 10, 0, tzinfo=UTC)


def test_a_dry_run_says_what_a_run_does_and_writes_nothing(store):
    let_cases_go_up(store, NOW)
    lay_many(store, 200, NOW)
    before = everything(store)
    foreseen = escalate(SYSTEM, store, NOW, is_dry_run=True)
    assert everything(store) == before
    done = escalate(SYSTEM, store, NOW)
    assert done.raised == foreseen.raised
    assert done.count(NoticeKind.SENT_UP) > 0


def test_nothing_is_written_as_of_a_time_to_come(store):
    with pytest.raises(ServiceError, match="still to come"):
        escalate(SYSTEM, store, NOW, as_of=NOW + timedelta(days=1))
    escalate(SYSTEM, store, NOW, as_of=NOW + timedelta(days=1), is_dry_run=True)


def test_as_of_an_earlier_time_judges_by_it_and_records_when_it_was_done(store):
    lay(store, [Laid("C1", {"reply": FRIDAY}), Laid("C2", {"reply": MAY_18})])
    escalate(SYSTEM, store, NOW, as_of=datetime(2026, 5, 20, 4, 0, tzinfo=UTC))
    assert raised(store) == [("C2", "reply", "reminder")]
    assert rows_of(store, case_notices)["raised_at"].iloc[0] == NOW


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.SYSTEM}])
def test_only_the_program_itself_and_an_administrator_may_escalate(store, role):
    if role is Role.ADMINISTRATOR:
        escalate(Viewer("somebody", role), store, NOW)
        return
    with pytest.raises(CaseworkError):
        escalate(Viewer("somebody", role), store, NOW)


def test_a_failure_on_the_way_tells_what_was_done_until_then(store, monkeypatch):
    lay_many(store, 200, NOW)
    calls = []
    whole = escalation.add_events

    def fails_later(*args, **more):
        calls.append(args)
        if len(calls) > 4:
            raise OSError("no space left on device")
        whole(*args, **more)

    monkeypatch.setattr(escalation, "add_events", fails_later)
    with pytest.raises(EscalationStopped, match="no space left") as stopped:
        escalate(SYSTEM, store, NOW, chunk=50)
    done = sum(stopped.value.report.raised.values())
    assert 0 < done == len(raised(store))
    assert verify_ledger(OPERATOR, store).is_whole
    monkeypatch.undo()
    escalate(SYSTEM, store, NOW, chunk=50)
    assert len(raised(store)) == len(set(raised(store))) > done


def command(store, *words, program=("manage.py",)):
    return subprocess.run(
        [sys.executable, *program, "escalate", *words],
        cwd=ROOT,
        env=os.environ | {"GEGE_DATABASE": str(store.url)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_prints_its_report_and_answers_zero(store):
    lay(store, [Laid("C1", {"reply": MAY_18})])
    done = command(store, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["raised"] == {
        "bulletin": {"street": 1},
        "reminder": {"street": 1},
    }
    assert "nothing" in command(store).stdout.lower()


def test_the_command_answers_three_when_notices_were_put_off(store):
    lay(store, [Laid("C1", {"resolve": None})])
    done = command(store)
    assert done.returncode == 3
    assert "1 running clocks have no due time" in done.stderr


def test_the_command_answers_two_when_it_is_refused(store):
    done = command(store, "--as-of", "2190-01-01")
    assert done.returncode == 2
    assert "still to come" in done.stderr


# A disk that is full after the first portion of 5,000 clock ids.
FULL = """
import manage
import service.escalation as escalation
whole, portions = escalation.add_events, []
def full(conn, case_ids, kind, **more):
    portions.append(kind)
    if len(portions) > 3:
        raise OSError("no space left on device")
    whole(conn, case_ids, kind, **more)
escalation.add_events = full
manage.main()
"""


def test_the_command_answers_one_when_it_stops_and_reports_what_is_done(store):
    lay_many(store, 2600, NOW)
    done = command(store, "--json", program=("-c", FULL))
    assert done.returncode == 1
    assert "no space left on device" in done.stderr
    assert "Traceback" not in done.stderr
    told = json.loads(done.stdout)["raised"]
    assert sum(sum(levels.values()) for levels in told.values()) == len(raised(store)) > 0
