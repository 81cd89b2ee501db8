"""The office's rules: shown, checked, changed as one act, with due dates that follow."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from casework.access import DEMONSTRATION_COORDINATOR, OPERATOR, Role, Viewer
from casework.errors import CaseworkError
from casework.rule_reading import FaultyRules
from casework.work_calendar import OutsideCover
from data.errors import DataError
from data.rule_store import file_text, rules_of, shipped_text
from data.schema import case_clocks, case_events, cases, rule_documents
from service.cases.drafting import NewCase
from service.cases.registering import register_case
from service.errors import ServiceError
from service.language import say
from service.rules import change_rules, check_rules, explain_limit, rules_text
from service.settings import change_setting
from tests.service.conftest import NOW
from tests.service.matters import HERE, LITTER, found_district

KINDS = ("calendar", "rulebook", "catalogue")
# Litter reported on Monday 1 June 2026 at 12:00 in Beijing: 4 working hours end at 17:30.
DUE = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
# The same with the afternoon of the calendar beginning an hour later.
LATER = datetime(2026, 6, 1, 10, 30, tzinfo=UTC)
# As somebody writes them, without a zone.
EVENING = datetime.fromisoformat("2026-02-13 16:00")
LATE_IN_2026 = datetime.fromisoformat("2026-12-28 16:00")
LATE_AFTERNOON = shipped_text("calendar").replace('["13:30", "18:00"]', '["14:30", "19:00"]')


def _versions(store):
    with store.read() as conn:
        return conn.scalar(sa.select(sa.func.count()).select_from(rule_documents))


def _case(store):
    found_district(store)
    lon, lat = HERE
    return register_case(
        OPERATOR,
        store,
        NewCase(summary="垃圾成堆", category=LITTER, lon=lon, lat=lat, reported_at=NOW),
        NOW,
    )


def _due(store):
    with store.read() as conn:
        clock = conn.scalar(sa.select(case_clocks.c.due_at).where(case_clocks.c.name == "resolve"))
        return clock, conn.scalar(sa.select(cases.c.due_at))


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_shipped_counts_until_the_office_loads_its_own(store, kind):
    assert rules_text(OPERATOR, store, kind) == shipped_text(kind)
    changed = shipped_text(kind) + "\n# the office's own\n"
    change_rules(OPERATOR, store, kind, changed, NOW)
    assert rules_text(OPERATOR, store, kind) == changed


def test_every_version_is_kept_with_who_changed_it_and_when(store):
    for note in ("# one\n", "# two\n"):
        change_rules(OPERATOR, store, "calendar", shipped_text("calendar") + note, NOW)
    with store.read() as conn:
        rows = conn.execute(sa.select(rule_documents).order_by(rule_documents.c.id)).all()
    assert [row.text[-6:] for row in rows] == ["# one\n", "# two\n"]
    assert {(row.changed_by, row.changed_at) for row in rows} == {(OPERATOR.name, NOW)}


def test_another_calendar_moves_the_open_due_dates_and_leaves_events(store):
    _case(store)
    assert _due(store) == (DUE, DUE)
    said = change_rules(OPERATOR, store, "calendar", LATE_AFTERNOON, NOW)
    assert _due(store) == (LATER, LATER)
    assert said["changed"] >= 1 and said["cases"] == 1
    with store.read() as conn:
        events = conn.scalars(
            sa.select(case_events.c.kind).where(case_events.c.kind == "clock_recomputed")
        ).all()
    assert events


def test_the_same_calendar_again_changes_no_due_date(store):
    _case(store)
    assert change_rules(OPERATOR, store, "calendar", shipped_text("calendar"), NOW)["changed"] == 0


def test_a_calendar_without_the_year_leaves_no_guess_and_the_year_back_brings_the_due_date(store):
    _case(store)
    text = shipped_text("calendar")
    until_2025 = text[: text.index("[[year]]\nyear = 2026")]
    change_rules(OPERATOR, store, "calendar", until_2025, NOW)
    assert _due(store)[0] is None
    with store.read() as conn:
        troubles = conn.scalars(sa.select(case_clocks.c.trouble)).all()
    assert any(trouble and trouble["params"]["year"] == 2026 for trouble in troubles)
    change_rules(OPERATOR, store, "calendar", text, NOW)
    assert _due(store) == (DUE, DUE)


@pytest.mark.parametrize("kind", KINDS)
def test_a_faulty_text_is_refused_and_nothing_changes(store, kind):
    with pytest.raises(FaultyRules):
        change_rules(OPERATOR, store, kind, shipped_text(kind) + "\n[unheard_of]\n", NOW)
    assert _versions(store) == 0
    assert rules_text(OPERATOR, store, kind) == shipped_text(kind)


@pytest.mark.parametrize(
    "text",
    ["", "= 1", "\x00", "a = " + "[" * 5000, "a = " + "9" * 5000, "<script>", "year = [[[]]]"],
)
@pytest.mark.parametrize("kind", KINDS)
def test_hostile_text_is_refused_with_a_sentence(kind, text):
    with pytest.raises((DataError, CaseworkError)):
        check_rules(OPERATOR, kind, text)


def test_checking_says_what_a_file_holds_and_keeps_nothing(store):
    said = check_rules(OPERATOR, "calendar", shipped_text("calendar"))
    assert said["days_off"] == {2024: 28, 2025: 28, 2026: 33}
    assert said["make_up_days"] == {2024: 8, 2025: 5, 2026: 6}
    assert _versions(store) == 0


def test_an_unknown_kind_is_refused(store):
    for ask in (
        lambda: rules_text(OPERATOR, store, "laws"),
        lambda: check_rules(OPERATOR, "laws", ""),
        lambda: change_rules(OPERATOR, store, "laws", "", NOW),
    ):
        with pytest.raises(ServiceError, match="calendar, rulebook, catalogue"):
            ask()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_an_administrator_changes_the_rules(store, role):
    with pytest.raises(CaseworkError):
        change_rules(Viewer("某人", role), store, "calendar", LATE_AFTERNOON, NOW)
    assert _versions(store) == 0


def test_an_administrator_of_a_part_does_not_change_the_rules_of_the_whole(store):
    part = Viewer("某人", Role.ADMINISTRATOR, "C1")
    with pytest.raises(CaseworkError):
        change_rules(part, store, "calendar", LATE_AFTERNOON, NOW)


def test_the_profile_is_one_of_the_rule_book_in_force(store):
    assert change_setting(OPERATOR, store, "rule_profile", "nanchang") == "nanchang"
    with store.read() as conn:
        assert rules_of(conn).profile.name == "nanchang"
    for wrong in ("shanghai", "", '"; DROP TABLE'):
        with pytest.raises((CaseworkError, ServiceError)):
            change_setting(OPERATOR, store, "rule_profile", wrong)
    with store.read() as conn:
        assert rules_of(conn).profile.name == "nanchang"


def test_a_rule_book_without_the_profile_that_is_set_is_refused(store):
    text = shipped_text("rulebook").replace("profile.generic_12345", "profile.our_own")
    with pytest.raises(CaseworkError, match="generic_12345"):
        change_rules(OPERATOR, store, "rulebook", text, NOW)
    assert _versions(store) == 0
    change_setting(OPERATOR, store, "rule_profile", "nanchang")
    change_rules(OPERATOR, store, "rulebook", text, NOW)
    change_setting(OPERATOR, store, "rule_profile", "our_own")


def test_a_version_that_is_rolled_back_is_never_taken_for_one_in_force(store):
    class Stop(Exception):
        pass

    from data.rule_store import keep_rules

    with pytest.raises(Stop), store.begin() as conn:
        keep_rules(conn, "calendar", LATE_AFTERNOON, "x", NOW)
        assert rules_of(conn).calendar.bands[1][0] == 14 * 3600 + 1800
        raise Stop
    with store.read() as conn:
        assert rules_of(conn).calendar.bands[1][0] == 13 * 3600 + 1800


def test_a_due_date_is_explained_in_the_offices_own_time(store):
    told = explain_limit(DEMONSTRATION_COORDINATOR, store, EVENING, "4 working_hours")
    assert told.due_at == datetime(2026, 2, 14, 2, 30, tzinfo=UTC)
    assert "10:30" in str(told.steps[-1])
    with pytest.raises(OutsideCover, match="2027"):
        explain_limit(OPERATOR, store, LATE_IN_2026, "13 working_days")


def test_a_limit_inside_a_step_is_said_in_the_viewers_language(store, monkeypatch):
    known = {"{amount:g} working hours": "{amount:g}个工作时"}
    monkeypatch.setattr("service.language._catalogue", lambda language: known)
    told = explain_limit(OPERATOR, store, EVENING, "4 working_hours")
    assert "4个工作时" in say(told.steps[1], "zh")


def test_a_file_is_refused_when_it_is_not_utf_8_not_there_or_too_long(tmp_path):
    path = tmp_path / "calendar.toml"
    path.write_bytes("title = '历'".encode("gb18030"))
    for wrong in (path, tmp_path / "nowhere.toml", tmp_path):
        with pytest.raises(DataError):
            file_text(wrong)
    path.write_bytes(b"#" * 4_000_001)
    with pytest.raises(DataError, match="4000001"):
        file_text(path)
    path.write_bytes(b"\xef\xbb\xbftitle = 'x'")
    assert file_text(path) == "title = 'x'"


def test_the_command_line_shows_checks_loads_and_explains(tmp_path, monkeypatch):
    from manage import app

    monkeypatch.setenv("GEGE_DATABASE", f"sqlite:///{tmp_path / 'rules.db'}")

    def run(*words):
        done = CliRunner().invoke(app, ["rules", *words])
        assert done.exit_code == 0, done.output
        return done.output

    path = tmp_path / "calendar.toml"
    path.write_text(run("show", "calendar"), encoding="utf-8")
    assert json.loads(run("check", "calendar", str(path)))["last_day"] == "2026-12-31"
    path.write_text(LATE_AFTERNOON, encoding="utf-8")
    assert json.loads(run("load", "calendar", str(path)))["clocks"] == 0
    assert "14:30" in run("show", "calendar")
    # 16:00-19:00 is 3 h, 1 h on the worked Saturday.
    assert "2026-02-14 at 09:30" in run("due", "2026-02-13 16:00", "4 working_hours")
