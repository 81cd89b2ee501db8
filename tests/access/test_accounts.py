"""Accounts as an administrator keeps them, the first of all, and the demonstration's roles."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from casework.access import OPERATOR, OwnGrids, Role, Viewer
from casework.errors import CaseworkError
from data.schema import org_units, workers
from data.settings_store import set_setting
from data.store import Store
from service.demonstration import fill_demonstration
from service.end_demonstration import end_demonstration
from service.errors import ServiceError
from service.identity import accounts as acts
from service.identity.accounts import Post
from service.identity.asking import ROLE_COOKIE, Need
from service.identity.demonstration_roles import ROLES
from service.identity.first_administrator import make_first_administrator, word_file, write_word
from service.identity.own_account import change_own_password
from service.identity.signing_in import sign_in
from service.intake.acts import import_file
from service.intake.options import ImportOptions, Kind
from tests.access.people import MINUTE, NOW, PASSWORD, REAL_RULE, administrator, asked, person
from tests.translations import ROOT


@pytest.fixture
def staffed(store: Store) -> Store:
    """A database with a unit and a worker."""
    with store.begin() as conn:
        conn.execute(org_units.insert().values(code="990101", name="晴川街道", level="street"))
        conn.execute(workers.insert().values(code="W1", name="员甲"))
    return store


def names(store: Store) -> dict[str, bool]:
    return {one.name: one.is_active for one in acts.accounts_of(OPERATOR, store)}


def test_nothing_is_served_before_there_is_an_administrator(store: Store) -> None:
    assert REAL_RULE(store, {}, NOW).needs is Need.FIRST_ADMINISTRATOR
    with store.begin() as conn:
        conn.execute(workers.insert().values(code="W1", name="员甲"))
    assert REAL_RULE(store, {ROLE_COOKIE: "administrator"}, NOW).viewer is None


def test_the_first_administrator_has_the_word_from_the_file(store: Store) -> None:
    word = write_word(store)
    assert write_word(store) == word
    assert stat.S_IMODE(word_file(store).stat().st_mode) == 0o600
    for wrong in ("", "x", word[:-1], word + "x"):
        with pytest.raises(ServiceError, match="not the word"):
            make_first_administrator(store, wrong, "boss", PASSWORD, "-", NOW)
    assert names(store) == {}
    begun = make_first_administrator(store, f" {word}\n", "boss", PASSWORD, "-", NOW)
    found = asked(store, begun.token).viewer
    assert found == Viewer("boss", Role.ADMINISTRATOR)
    assert not word_file(store).exists()
    with pytest.raises(ServiceError, match="already"):
        make_first_administrator(store, word, "second", PASSWORD, "-", NOW)
    with pytest.raises(ServiceError, match="already"):
        write_word(store)


def test_of_several_first_administrators_one_is_made(store: Store) -> None:
    word = write_word(store)

    def make(number: int) -> bool:
        try:
            make_first_administrator(store, word, f"boss{number}", PASSWORD, "-", NOW)
        except ServiceError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(make, range(4))) == 1
    assert len(names(store)) == 1


def test_the_first_account_is_an_administrators(store: Store) -> None:
    with pytest.raises(ServiceError, match="first account"):
        acts.make_account(OPERATOR, store, "li", Post(Role.CLERK), NOW)


def test_a_given_password_has_to_be_changed_first(store: Store) -> None:
    administrator(store)
    given = acts.make_account(OPERATOR, store, "li", Post(Role.CLERK), NOW)
    token = sign_in(store, "li", given, "-", NOW).token
    assert asked(store, token).needs is Need.NEW_PASSWORD
    assert asked(store, token).viewer is None


def test_only_an_administrator_of_the_whole_district_keeps_accounts(staffed: Store) -> None:
    administrator(staffed)
    others = [Viewer("x", role) for role in Role if role is not Role.ADMINISTRATOR]
    for viewer in [*others, Viewer("x", Role.ADMINISTRATOR, "990101")]:
        for act in (
            lambda v: acts.accounts_of(v, staffed),
            lambda v: acts.choices_of(v, staffed),
            lambda v: acts.make_account(v, staffed, "new", Post(Role.CLERK), NOW),
            lambda v: acts.change_post(v, staffed, "boss", Post(Role.ADMINISTRATOR)),
            lambda v: acts.pause_account(v, staffed, "boss"),
            lambda v: acts.resume_account(v, staffed, "boss"),
            lambda v: acts.end_account(v, staffed, "boss", NOW),
            lambda v: acts.give_password(v, staffed, "boss", NOW),
            lambda v: acts.sign_out_everywhere(v, staffed, "boss"),
            lambda v: acts.viewer_named(v, staffed, "boss", NOW),
        ):
            with pytest.raises(CaseworkError):
                act(viewer)
    assert names(staffed) == {"boss": True}


@pytest.mark.parametrize(
    ("post", "why"),
    [
        (Post(Role.SYSTEM), "role of no account"),
        (Post(Role.CLERK, scope="nowhere"), "no organisation unit"),
        (Post(Role.WORKER), "when its role is grid worker"),
        (Post(Role.CLERK, worker="W1"), "when its role is grid worker"),
        (Post(Role.WORKER, worker="W9"), "no grid worker W9"),
    ],
)
def test_a_post_that_cannot_be_is_refused(staffed: Store, post: Post, why: str) -> None:
    administrator(staffed)
    with pytest.raises(ServiceError, match=why):
        acts.make_account(OPERATOR, staffed, "li", post, NOW)
    assert names(staffed) == {"boss": True}


def test_what_an_account_is_holds_from_the_next_question_on(staffed: Store) -> None:
    administrator(staffed)
    token = person(staffed, "li", Role.CLERK)
    acts.change_post(OPERATOR, staffed, "LI", Post(Role.WORKER, "990101", "W1"), "小李")
    found = asked(staffed, token)
    # A worker's part is read from the duty, whatever unit his account names: here he has no grid.
    assert found.viewer == Viewer("li", Role.WORKER, OwnGrids(()), "W1")
    assert found.name == "小李"


def test_paused_ended_and_given_a_new_password(store: Store) -> None:
    administrator(store)
    token = person(store, "li")
    acts.pause_account(OPERATOR, store, "li")
    assert asked(store, token).needs is Need.SIGN_IN
    acts.resume_account(OPERATOR, store, "li")
    assert asked(store, token).needs is Need.SIGN_IN
    token = sign_in(store, "li", PASSWORD, "-", NOW).token
    given = acts.give_password(OPERATOR, store, "li", NOW)
    assert asked(store, token).needs is Need.SIGN_IN
    token = sign_in(store, "li", given, "-", NOW).token
    acts.end_account(OPERATOR, store, "li", NOW)
    assert asked(store, token).needs is Need.SIGN_IN
    for act in (
        lambda: sign_in(store, "li", given, "-", NOW),
        lambda: acts.resume_account(OPERATOR, store, "li"),
        lambda: acts.make_account(OPERATOR, store, "li", Post(Role.CLERK), NOW),
    ):
        with pytest.raises(ServiceError):
            act()


def test_the_last_administrator_stays(store: Store) -> None:
    administrator(store)
    for act in (
        lambda: acts.pause_account(OPERATOR, store, "boss"),
        lambda: acts.end_account(OPERATOR, store, "boss", NOW),
        lambda: acts.change_post(OPERATOR, store, "boss", Post(Role.CLERK)),
    ):
        with pytest.raises(ServiceError, match="last administrator"):
            act()
    administrator(store, "second")
    acts.pause_account(OPERATOR, store, "boss")
    assert names(store) == {"boss": False, "second": True}


def test_without_accounts_the_demonstration_is_seen_through_any_eyes(staffed: Store) -> None:
    with staffed.begin() as conn:
        set_setting(conn, "is_demonstration", True)
    for role in ROLES:
        found = REAL_RULE(staffed, {ROLE_COOKIE: role.value}, NOW)
        assert found.is_demonstration and found.viewer is not None
        assert found.viewer.role is role
        assert found.viewer.worker == ("W1" if role is Role.WORKER else None)
    for other in ({}, {ROLE_COOKIE: "system"}, {ROLE_COOKIE: "x"}):
        assert REAL_RULE(staffed, other, NOW).viewer.role is Role.COORDINATOR
    token = administrator(staffed)
    assert REAL_RULE(staffed, {ROLE_COOKIE: "administrator"}, NOW).needs is Need.SIGN_IN
    assert asked(staffed, token).is_demonstration is False


def test_real_data_waits_for_the_end_of_the_demonstration(store: Store, tmp_path: Path) -> None:
    fill_demonstration(OPERATOR, store, NOW, households=60, grids=6, cases=5)
    file = tmp_path / "workers.csv"
    file.write_text("code,name\nW777,员乙\n", encoding="utf-8")
    with pytest.raises(ServiceError, match="demonstration"):
        import_file(OPERATOR, store, Kind.WORKERS, file, ImportOptions(), NOW)
    administrator(store)
    copy = tmp_path / "copy.zip"
    end_demonstration(OPERATOR, store, copy, NOW)
    assert copy.stat().st_size > 10_000
    assert names(store) == {"boss": True}
    report = import_file(OPERATOR, store, Kind.WORKERS, file, ImportOptions(), NOW)
    assert report["accepted"] == 1
    with store.read() as conn:
        assert conn.execute(workers.select()).one().code == "W777"
    with pytest.raises(ServiceError, match="no demonstration"):
        end_demonstration(OPERATOR, store, tmp_path / "again.zip", NOW)
    assert not (tmp_path / "again.zip").exists()


def manage(database: Path, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=os.environ | {"GEGE_DATABASE": str(database)},
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )


def test_accounts_by_command(store: Store) -> None:
    database = Path(str(store.url.database))
    word = json.loads(manage(database, "account", "first").stdout)["word"]
    assert word == write_word(store)
    new = ["account", "new", "boss", "--role", "administrator", "--own-password"]
    done = manage(database, *new, typed=f"{PASSWORD}\n")
    assert done.returncode == 0 and PASSWORD not in done.stdout + done.stderr
    sign_in(store, "boss", PASSWORD, "-", NOW)
    person(store, "li", Role.CLERK)
    refusal = manage(database, "--as", "li", "setting", "publication_k", "7")
    assert refusal.returncode == 2 and "li" in refusal.stderr
    given = json.loads(manage(database, "account", "password", "li").stdout)["one_time_password"]
    sign_in(store, "li", given, "-", NOW)
    assert manage(database, "account", "pause", "li").returncode == 0
    assert manage(database, "--as", "li", "setting").returncode == 2
    listed = json.loads(manage(database, "account", "list").stdout)
    assert [(one["name"], one["is_active"]) for one in listed] == [("boss", True), ("li", False)]
    assert "password_hash" not in listed[0]


def test_a_one_time_password_has_a_last_day(store: Store) -> None:
    administrator(store)
    given = acts.make_account(OPERATOR, store, "li", Post(Role.CLERK), NOW)
    last = NOW + timedelta(days=7)
    with pytest.raises(ServiceError, match="older than 7 days"):
        sign_in(store, "li", given, "-", last)
    # Only who knows it is told so.
    with pytest.raises(ServiceError, match="Nobody was signed in"):
        sign_in(store, "li", "another", "-", last)
    token = sign_in(store, "li", given, "-", last - MINUTE).token
    # Once a session is open there is time to choose, and one's own password has no last day.
    late = last + MINUTE
    change_own_password(store, asked(store, token, late), given, PASSWORD, "-", late)
    assert sign_in(store, "li", PASSWORD, "-", NOW + timedelta(days=400))
    again = acts.give_password(OPERATOR, store, "li", last)
    assert sign_in(store, "li", again, "-", last + timedelta(days=6))
    found = {one.name: one.password_until for one in acts.accounts_of(OPERATOR, store)}
    assert found == {"boss": None, "li": last + timedelta(days=7)}
