"""What is kept about a household or a case: handed out, erased, kept for so long; figures stay."""

from __future__ import annotations

import json
import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from casework.access import OPERATOR, Role, Viewer
from casework.errors import CaseworkError
from casework.period import Period
from casework.plain_text import ERASED
from casework.retention import DEFAULT_DAYS, RULES
from data.key_file import key_path
from data.schema import (
    case_contacts,
    case_event_words,
    cases,
    coverage_drafts,
    households,
    metadata,
    photos,
    privacy_acts,
    received_messages,
    visits,
)
from data.store import Store
from service.casebook import case_record
from service.errors import ServiceError
from service.figure_answer import FigureAsk, answer_figures
from service.ledger import verify_ledger
from service.privacy.erasing import erase_case, erase_household
from service.privacy.keys import key_state, rotate_key
from service.privacy.retaining import retain
from service.privacy.showing import hand_out_html, show_case, show_household
from service.settings import change_setting
from tests.service.contacts import case_contacts_of, home_contacts
from tests.service.district import everything
from tests.translations import ROOT

NOW = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
SAID = "楼道灯坏了，请回电13911112222"
NOTE = "老人说腿脚不便，住三楼"
ANSWER = "已告知住户王某"
WHO = "王某 13911112222"


@pytest.fixture(scope="module")
def filled(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small demonstration with one household that said much, and a case made of it."""
    from casework.move import Move
    from casework.visit import DayPart, VisitResult
    from service.cases.moving import move_case
    from service.demonstration import fill_demonstration
    from service.visits.recording import record_visit
    from service.visits.visit import NewVisit

    path = tmp_path_factory.mktemp("privacy") / "filled.db"
    shutil.copy(empty_database, path)
    store, before = Store(str(path)), NOW - timedelta(hours=3)
    fill_demonstration(OPERATOR, store, before, households=300, grids=6, cases=40)
    code = home_of(store)
    new = NewVisit(
        uid="one-visit", household_code=code, worker_code=worker_of(store),
        visited_on=before.date(), day_part=DayPart.MORNING, result=VisitResult.MET,
        note=NOTE, case_text=SAID, category=None,
    )  # fmt: skip
    record_visit(OPERATOR, store, new, before)
    number = case_of(store)
    record = case_record(OPERATOR, store, number, before)
    move_case(
        OPERATOR, store, number, record.version, Move.REJECT, {"reason": ANSWER}, before,
    )  # fmt: skip
    store.engine.dispose()
    return path


@pytest.fixture
def town(filled: Path, tmp_path: Path) -> Store:
    """Return a copy of it with its key."""
    path = tmp_path / "district.db"
    shutil.copy(filled, path)
    shutil.copy(f"{filled}.key", f"{path}.key")
    return Store(str(path))


def home_of(store: Store) -> str:
    """Return the first household with a contact that anybody may use."""
    with store.read() as conn:
        wanted = sa.select(households.c.code).where(households.c.contact.is_not(None))
        return str(conn.scalar(wanted.where(households.c.is_occupied).order_by(households.c.id)))


def worker_of(store: Store) -> str:
    from data.schema import workers

    with store.read() as conn:
        return str(conn.scalar(sa.select(workers.c.code).order_by(workers.c.code)))


def case_of(store: Store) -> str:
    with store.read() as conn:
        return str(conn.scalar(sa.select(cases.c.code).where(cases.c.summary == SAID)))


def figures(store: Store) -> str:
    """Return every figure of the registry, by unit, with what it was before."""
    ask = FigureAsk(
        period=Period.parse("2026-06"), keys=(), area=None, unit=None, by="unit", periods=3
    )
    return json.dumps(answer_figures(OPERATOR, store, ask, NOW).as_json("en"), sort_keys=True)


def file_holds(store: Store, word: str) -> bool:
    path = key_path(store.url).with_suffix("")
    beside = [path, *path.parent.glob(f"{path.name}-*")]
    return any(word.encode() in one.read_bytes() for one in beside)


def rows_hold(store: Store, word: str) -> list[str]:
    """Return the tables in which a word stands."""
    rows = everything(store)
    escaped = json.dumps(word)[1:-1]
    return [name for name, one in rows.items() if word in repr(one) or escaped in repr(one)]


def is_whole(store: Store) -> bool:
    report = verify_ledger(OPERATOR, store)
    assert report.faults == []
    return report.is_whole


def test_a_case_is_erased_and_every_figure_and_the_ledger_stay(town: Store) -> None:
    code, before = case_of(town), figures(town)
    with town.read() as conn:
        head = verify_ledger(OPERATOR, town).head
        assert conn.scalar(sa.select(sa.func.count()).select_from(case_contacts))
    assert "summary" and rows_hold(town, SAID) == ["cases"]
    assert rows_hold(town, ANSWER) == ["case_event_words"]
    done = erase_case(OPERATOR, town, code, "asked for on 1 June, letter 12", NOW)
    assert done.counts["contact"] == 1 and done.counts["words"] >= 3 and done.counts["photos"] == 0
    for word in (SAID, NOTE, ANSWER, "13911112222"):
        assert rows_hold(town, word) == []
        assert not file_holds(town, word)
    assert code not in case_contacts_of(town)
    assert figures(town) == before
    assert is_whole(town) and verify_ledger(OPERATOR, town, head).is_whole
    record = case_record(OPERATOR, town, code, NOW)
    assert record.summary == ERASED
    rejected = next(one for one in record.events if one.kind == "reject")
    assert rejected.details["reason"] == ERASED
    assert record.events[-1].kind == "words_erased"


def test_a_dry_run_counts_the_same_and_touches_nothing(town: Store) -> None:
    code, before = case_of(town), everything(town)
    dry = erase_case(OPERATOR, town, code, "test", NOW, is_dry=True)
    assert everything(town) == before
    assert erase_case(OPERATOR, town, code, "test", NOW).counts == dry.counts


def test_a_household_is_erased_its_case_is_named_and_figures_stay(town: Store) -> None:
    home, code, before = home_of(town), case_of(town), figures(town)
    done = erase_household(OPERATOR, town, home, "asked for at the counter", NOW)
    assert done.counts["contact"] == 1 and done.counts["words"] == 1
    assert any(one.params.get("code") == code for one in done.stays)
    assert home_contacts(town)[home] is None
    assert rows_hold(town, NOTE) == []
    assert figures(town) == before and is_whole(town)
    with town.read() as conn:
        row = conn.execute(sa.select(households).where(households.c.code == home)).one()
    assert row.address != ERASED and not row.has_contact_consent
    erase_household(OPERATOR, town, home, "again", NOW, parts=("address",))
    assert figures(town) == before
    with town.read() as conn:
        told = conn.execute(sa.select(privacy_acts).order_by(privacy_acts.c.id)).all()
    assert [(one.kind, one.subject, one.code) for one in told] == [
        ("erased", "household", home)
    ] * 2


def test_words_changed_or_removed_past_the_program_are_found(town: Store) -> None:
    words = case_event_words
    with town.read() as conn:
        one = conn.execute(sa.select(words).where(words.c.text.contains(ANSWER))).one()
    for change in (
        words.update().values(text=json.dumps("别的")),
        words.update().values(text=None, salt=None),
        words.delete(),
    ):
        with town.begin() as conn:
            conn.execute(change.where(words.c.id == one.id))
        report = verify_ledger(OPERATOR, town)
        assert [fault.number for fault in report.faults] == [one.number]
        with town.begin() as conn:
            conn.execute(words.delete().where(words.c.id == one.id))
            conn.execute(words.insert().values(**one._mapping))
    assert is_whole(town)


def test_the_hand_out_holds_all_that_is_kept_and_is_noted(town: Store) -> None:
    home, code = home_of(town), case_of(town)
    contact = home_contacts(town)[home]
    of_home = show_household(OPERATOR, town, home, NOW)
    text = json.dumps(of_home.as_json(), ensure_ascii=False)
    assert NOTE in text and contact and contact in text and code in text and "sealed:" not in text
    of_case = show_case(OPERATOR, town, code, NOW)
    text = json.dumps(of_case.as_json(), ensure_ascii=False)
    assert SAID in text and ANSWER in text and contact in text
    for language in ("zh", "en"):
        page = hand_out_html(of_case, language)
        assert (
            SAID in page and "<script" not in page and "http" not in page.replace("http-equiv", "")
        )
    with town.read() as conn:
        assert conn.scalars(sa.select(privacy_acts.c.kind)).all() == ["shown", "shown"]


def test_the_retention_rules_take_away_what_is_over_and_no_figure_changes(town: Store) -> None:
    path = key_path(town.url).with_suffix("")
    old = path.with_name(f"{path.name}.before-20250101T000000Z")
    old.write_bytes(b"old")
    os.utime(old, (NOW.timestamp() - 400 * 86_400,) * 2)
    with town.begin() as conn:
        conn.execute(received_messages.insert().values(uid="m", received_on=NOW.date(), answer={}))
        conn.execute(
            coverage_drafts.insert().values(
                name="d", document={}, changed_by="x", changed_at=NOW, discarded_at=NOW
            )
        )
        ends = NOW.date() + timedelta(days=5)
        conn.execute(
            households.update().where(households.c.code == home_of(town)).values(contact_until=ends)
        )
    later = NOW + timedelta(days=1200)
    counts, before = figures(town), everything(town)
    dry = {one.rule.key: one.count for one in retain(OPERATOR, town, later)}
    assert everything(town) == before and old.exists()
    done = {one.rule.key: one.count for one in retain(OPERATOR, town, later, is_dry=False)}
    assert done == dry
    assert {
        "case_contacts",
        "household_contacts",
        "visit_notes",
        "received_messages",
        "drafts",
        "old_databases",
    } <= {key for key, count in done.items() if count}
    assert figures(town) == counts and is_whole(town) and not old.exists()
    again = {one.rule.key: one.count for one in retain(OPERATOR, town, later, is_dry=False)}
    assert set(again.values()) == {0}


def test_nothing_goes_before_its_time_and_null_keeps_for_ever(town: Store) -> None:
    before = everything(town)
    retain(OPERATOR, town, NOW, is_dry=False)
    assert everything(town) == before
    change_setting(OPERATOR, town, "retention_days", json.dumps(dict.fromkeys(DEFAULT_DAYS)))
    before = everything(town)
    assert not any(one.count for one in retain(OPERATOR, town, NOW + timedelta(days=9000)))
    retain(OPERATOR, town, NOW + timedelta(days=9000), is_dry=False)
    assert everything(town) == before


@pytest.mark.parametrize(
    "days", ['{"received_messages": 30}', '{"cases": 5}', '{"photos": -1}', "[]", '{"photos": "x"}']
)
def test_days_that_cannot_be_are_refused(store: Store, days: str) -> None:
    with pytest.raises(ServiceError, match="retention_days"):
        change_setting(OPERATOR, store, "retention_days", days)


def test_photographs_go_with_their_rows_where_nothing_else_shows_them(town: Store) -> None:
    from data.photo_store import keep_file, photo_folder

    one, other = "a" * 64, "b" * 64
    with town.begin() as conn:
        first, second = conn.scalars(sa.select(visits.c.id).order_by(visits.c.id.desc()).limit(2))
        for sha256 in (one, other):
            keep_file(photo_folder(town), sha256, b"jpeg")
            conn.execute(
                photos.insert().values(
                    sha256=sha256, width=1, height=1, size_bytes=4, added_on=NOW.date()
                )
            )
        conn.execute(visits.update().where(visits.c.id == first).values(photo=one))
        conn.execute(visits.update().where(visits.c.id == second).values(photo=other))
    done = erase_household(OPERATOR, town, home_of(town), "asked", NOW)
    assert done.counts["photos"] == 1
    left = sorted(path.stem for path in photo_folder(town).rglob("*.jpg"))
    assert left == [other]
    later = NOW + timedelta(days=1200)
    counted = {x.rule.key: x.count for x in retain(OPERATOR, town, later, is_dry=False)}
    assert counted["photos"] == 1
    assert not list(photo_folder(town).rglob("*.jpg"))


def test_without_the_key_everything_else_works_and_contacts_say_why(town: Store) -> None:
    from service.sheet import sheet_html

    code = case_of(town)
    key_path(town.url).unlink()
    assert "key file is missing" in sheet_html(Viewer("c", Role.COORDINATOR), town, code, NOW, "en")
    state = key_state(OPERATOR, town)
    assert state.missing == (1,) and state.unreadable == state.contacts and not state.is_good
    assert figures(town) and is_whole(town)


def test_keys_change_while_contacts_stay_readable(town: Store) -> None:
    before = home_contacts(town)
    number, done = rotate_key(OPERATOR, town, NOW)
    assert number == 2 and done == key_state(OPERATOR, town).contacts
    assert home_contacts(town) == before and key_state(OPERATOR, town).is_good


@pytest.mark.parametrize("role", [one for one in Role if one is not Role.ADMINISTRATOR])
def test_only_an_administrator_may(store: Store, role: Role) -> None:
    viewer = Viewer("x", role)
    for act in (
        lambda: retain(viewer, store, NOW),
        lambda: show_case(viewer, store, "1", NOW),
        lambda: show_household(viewer, store, "1", NOW),
        lambda: erase_case(viewer, store, "1", "x", NOW),
        lambda: erase_household(viewer, store, "1", "x", NOW),
        lambda: key_state(viewer, store),
        lambda: rotate_key(viewer, store, NOW),
    ):
        with pytest.raises(CaseworkError):
            act()


def test_what_cannot_be_erased_is_refused_with_a_way_out(town: Store) -> None:
    with pytest.raises(ServiceError, match="no case"):
        erase_case(OPERATOR, town, "none", "x", NOW)
    with pytest.raises(ServiceError, match="no household"):
        erase_household(OPERATOR, town, "none", "x", NOW)
    with pytest.raises(ServiceError, match="reason"):
        erase_case(OPERATOR, town, case_of(town), " ", NOW)
    with pytest.raises(ServiceError, match="choose from"):
        erase_case(OPERATOR, town, case_of(town), "x", NOW, parts=("names",))  # type: ignore[arg-type]


def test_every_rule_has_a_default_that_it_allows() -> None:
    assert set(DEFAULT_DAYS) == {rule.key for rule in RULES}
    assert all(rule.days >= rule.least for rule in RULES)
    assert "case_event_words" in metadata.tables


def test_the_table_in_docs_tells_the_days_of_every_rule() -> None:
    text = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
    lines = [line.split("|") for line in text.splitlines() if line.startswith("| ")]
    told = {line[1].strip(): line[-2].strip() for line in lines}
    assert {key: told.get(key) for key in DEFAULT_DAYS} == {
        key: str(days) for key, days in DEFAULT_DAYS.items()
    }
