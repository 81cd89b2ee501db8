"""A backup is one moment of a database in use; put back, it is the same rows or nothing."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import zipfile
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command

from casework.access import OPERATOR, SYSTEM, Role, Viewer
from casework.errors import CaseworkError
from data.backup_file import DATABASES, MANIFEST, archive_of
from data.errors import DataError
from data.migrate import _config, version_of, wanted_version
from data.photo_store import add_photo, keep_file, photo_folder, read_file
from data.row_compare import Unlike
from data.row_sums import sums_of
from data.schema import cases, households, settings
from data.sealing import seals_to_write
from data.store import Store
from service.backups import back_up, compare_databases, restore_backup, verify_backup
from service.errors import ServiceError
from service.ledger import verify_ledger
from tests.service.conftest import NOW
from tests.service.covered import cover_district, is_whole, lay_cases, lay_households

ROOT = Path(__file__).parents[2]
PHOTO = b"\xff\xd8 a photograph"


@pytest.fixture
def town(store: Store) -> Store:
    cover_district(store)
    lay_cases(store, 5)
    lay_households(store, 40)
    return store


def photo_in(store: Store) -> str:
    import hashlib

    name = hashlib.sha256(PHOTO).hexdigest()
    keep_file(photo_folder(store), name, PHOTO)
    with store.begin() as conn:
        add_photo(conn, name, "G0", (4, 3, len(PHOTO)), NOW.date())
    return name


def all_sums(store: Store):
    with store.read() as conn:
        return sums_of(conn)


def test_a_restored_backup_is_equal_row_by_row(town, tmp_path):
    name = photo_in(town)
    made = back_up(SYSTEM, town, tmp_path / "a.zip", NOW)
    assert made.manifest.rows == sum(one.rows for one in all_sums(town).values())
    assert verify_backup(OPERATOR, made.path) == made.manifest
    assert made.path.stat().st_mode & 0o777 == 0o600
    place = Store(str(tmp_path / "elsewhere" / "b.db"))
    done = restore_backup(OPERATOR, place, made.path, NOW)
    assert (done.kept, done.revision) == (None, wanted_version())
    assert compare_databases(OPERATOR, town, place) == []
    assert read_file(photo_folder(place), name) == PHOTO
    assert is_whole(place)
    assert sorted(p.name for p in (tmp_path / "elsewhere").iterdir() if "part" in p.name) == []


def test_a_backup_of_a_database_in_use_is_one_moment(town, tmp_path):
    """Each transaction writes two rows; a backup in between never holds one without the other."""
    is_over = threading.Event()
    written = []

    def write() -> None:
        while not is_over.is_set():
            with town.begin() as conn:
                for half in "ab":
                    row = {"code": f"{half}{len(written)}", "address": "路" * 200, "lon": 120.0}
                    row |= {"lat": 30.0, "tile16": 0, "is_occupied": True, "grid_code": "G0"}
                    conn.execute(households.insert(), row)
            written.append(1)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        counts = []
        for turn in range(3):
            so_far = len(written)
            while len(written) < so_far + 20:
                pass
            path = tmp_path / f"{turn}.zip"
            least = len(written)
            manifest = back_up(SYSTEM, town, path, NOW).manifest
            counts.append((least, manifest.tables["households"].rows - 6 * 40))
    finally:
        is_over.set()
        writer.join()
    for least, count in counts:
        assert count % 2 == 0 and count >= 2 * least
    assert len({count for _, count in counts}) == 3


@pytest.mark.parametrize("where", [0.02, 0.3, 0.6, 0.98])
def test_a_damaged_backup_is_refused_and_leaves_the_place_alone(town, tmp_path, where):
    path = back_up(SYSTEM, town, tmp_path / "a.zip", NOW).path
    content = bytearray(path.read_bytes())
    content[int(len(content) * where)] ^= 0x55
    path.write_bytes(content)
    before = all_sums(town)
    with pytest.raises(DataError, match="backup"):
        verify_backup(OPERATOR, path)
    with pytest.raises(DataError, match="backup"):
        restore_backup(OPERATOR, town, path, NOW, is_replacing=True)
    assert all_sums(town) == before


def test_a_backup_cut_short_is_refused(town, tmp_path):
    path = back_up(SYSTEM, town, tmp_path / "a.zip", NOW).path
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(DataError, match="no whole backup"):
        verify_backup(OPERATOR, path)


def test_rows_that_are_not_those_of_the_manifest_are_found(town, tmp_path):
    """Somebody who changes a row and the database's hash has still to answer for the rows."""
    made = back_up(SYSTEM, town, tmp_path / "a.zip", NOW)
    changed = tmp_path / "changed.db"
    with zipfile.ZipFile(made.path) as archive:
        changed.write_bytes(archive.read(DATABASES["sqlite"]))
    with closing(sqlite3.connect(changed)) as conn:
        conn.execute("UPDATE workers SET name = 'x' WHERE code = 'W1'")
        conn.commit()
    import hashlib

    manifest = replace(
        made.manifest,
        sha256=hashlib.sha256(changed.read_bytes()).hexdigest(),
        size=changed.stat().st_size,
    )
    forged = tmp_path / "forged.zip"
    with zipfile.ZipFile(forged, "w") as archive:
        archive.writestr(MANIFEST, manifest.as_text())
        archive.write(changed, DATABASES["sqlite"])
    place = tmp_path / "b" / "b.db"
    with pytest.raises(DataError, match="workers"):
        restore_backup(OPERATOR, Store(str(place)), forged, NOW)
    assert not place.exists()


@pytest.mark.parametrize(
    "name", ["../../out.db", "/etc/out.db", "photos/../../x", "photos/ab/zz.jpg"]
)
def test_a_file_in_a_backup_goes_nowhere_but_where_it_belongs(town, tmp_path, name):
    made = back_up(SYSTEM, town, tmp_path / "a.zip", NOW)
    evil = tmp_path / "evil.zip"
    manifest = replace(made.manifest, photos=(name,))
    with zipfile.ZipFile(made.path) as old, zipfile.ZipFile(evil, "w") as new:
        new.writestr(MANIFEST, manifest.as_text())
        new.writestr(DATABASES["sqlite"], old.read(DATABASES["sqlite"]))
        new.writestr(name, b"x")
        new.writestr(f"photos/{name[:2]}/{name}.jpg", b"x")
    with pytest.raises(DataError):
        restore_backup(OPERATOR, Store(str(tmp_path / "deep" / "er" / "b.db")), evil, NOW)
    assert not (tmp_path / "out.db").exists() and not (tmp_path / "deep" / "out.db").exists()


def test_what_is_no_backup_is_neither_read_nor_overwritten(town, tmp_path):
    page = tmp_path / "page.zip"
    with zipfile.ZipFile(page, "w") as archive:
        archive.writestr("a.txt", "x")
    before = Path(str(town.url.database)).read_bytes()
    with pytest.raises(DataError, match="left alone"):
        back_up(SYSTEM, town, Path(str(town.url.database)), NOW)
    assert Path(str(town.url.database)).read_bytes() == before
    for path in (page, tmp_path / "none.zip", tmp_path):
        with pytest.raises(DataError):
            verify_backup(OPERATOR, path)
    with pytest.raises(DataError, match="no database"):
        back_up(SYSTEM, Store(str(tmp_path / "none.db")), tmp_path / "n.zip", NOW)
    assert not (tmp_path / "none.db").exists()


def test_a_failed_backup_leaves_the_former_one(town, tmp_path, monkeypatch):
    path = back_up(SYSTEM, town, tmp_path / "a.zip", NOW).path
    before = path.read_bytes()
    import data.backups as backups

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups, "write_archive", full)
    with pytest.raises(DataError, match="No space left"):
        back_up(SYSTEM, town, path, NOW)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir() if ".part" in p.name] == []


def test_data_is_never_overwritten_and_what_was_there_is_kept(town, tmp_path):
    path = back_up(SYSTEM, town, tmp_path / "a.zip", NOW).path
    with town.begin() as conn:
        conn.execute(households.delete())
    later = all_sums(town)
    with pytest.raises(DataError, match="holds data already"):
        restore_backup(OPERATOR, town, path, NOW)
    assert all_sums(town) == later
    for turn in range(2):
        done = restore_backup(OPERATOR, town, path, NOW, is_replacing=True)
        assert done.kept is not None and done.kept.exists()
        if turn == 0:
            assert all_sums(Store(str(done.kept))) == later
    assert len(list(tmp_path.glob("district.db.before-*Z*"))) >= 2
    fresh = Store(str(town.url.database))
    assert all_sums(fresh)["households"].rows == 6 * 40


def test_a_place_with_an_empty_database_may_be_taken(town, empty_database, tmp_path):
    path = back_up(SYSTEM, town, tmp_path / "a.zip", NOW).path
    place = tmp_path / "empty.db"
    shutil.copy(empty_database, place)
    target = Store(str(place))
    restore_backup(OPERATOR, target, path, NOW)
    assert compare_databases(OPERATOR, town, target) == []


def test_a_file_that_is_no_database_is_not_taken_unless_said(town, tmp_path):
    path = back_up(SYSTEM, town, tmp_path / "a.zip", NOW).path
    place = tmp_path / "letter.db"
    place.write_bytes(b"Dear Sir, " * 500)
    with pytest.raises(DataError, match="holds data already"):
        restore_backup(OPERATOR, Store(str(place)), path, NOW)
    done = restore_backup(OPERATOR, Store(str(place)), path, NOW, is_replacing=True)
    assert done.kept is not None and done.kept.read_bytes() == b"Dear Sir, " * 500


def test_a_database_in_use_is_not_replaced(town, tmp_path):
    path = back_up(SYSTEM, town, tmp_path / "a.zip", NOW).path
    before = all_sums(town)
    with closing(sqlite3.connect(str(town.url.database))) as other:
        other.execute("SELECT count(*) FROM cases").fetchone()
        with pytest.raises(DataError, match="in use"):
            restore_backup(OPERATOR, town, path, NOW, is_replacing=True)
    assert all_sums(town) == before
    assert list(tmp_path.glob("*.before-*")) == []


def test_an_older_backup_is_brought_up_to_date(tmp_path):
    old = Store(str(tmp_path / "old.db"))
    config = _config()
    with old.begin() as conn:
        config.attributes["connection"] = conn
        command.upgrade(config, "0004")
        conn.execute(
            sa.text("INSERT INTO settings (key, value) VALUES ('district_name', '\"甲\"')")
        )
    made = back_up(SYSTEM, old, tmp_path / "old.zip", NOW)
    assert made.manifest.revision == "0004"
    place = Store(str(tmp_path / "new.db"))
    assert restore_backup(OPERATOR, place, made.path, NOW).revision == wanted_version()
    assert version_of(place) == wanted_version()
    assert verify_ledger(OPERATOR, place).is_whole
    with place.read() as conn:
        assert conn.scalar(sa.select(settings.c.value)) == "甲"


def test_a_backup_of_a_newer_program_is_refused(town, tmp_path):
    with town.begin() as conn:
        conn.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    path = back_up(SYSTEM, town, tmp_path / "a.zip", NOW).path
    with pytest.raises(DataError, match="9999"):
        restore_backup(OPERATOR, Store(str(tmp_path / "b.db")), path, NOW)
    assert not (tmp_path / "b.db").exists()


def test_only_so_many_backups_are_kept_and_never_the_new_one_removed(town, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "gege-notes.zip").write_bytes(b"mine")
    moments = [NOW + timedelta(days=day) for day in range(4)]
    for moment in moments:
        back_up(SYSTEM, town, folder, moment, keep=2)
    stamps = [f"gege-2026060{day}T040000Z.zip" for day in (3, 4)]
    assert sorted(p.name for p in folder.iterdir()) == [*stamps, "gege-notes.zip"]
    # The clock has gone back a year.
    back = back_up(SYSTEM, town, folder, NOW - timedelta(days=365), keep=2)
    assert back.path.exists() and [p.name for p in back.removed] == [stamps[0]]
    with pytest.raises(ServiceError, match="1 or more"):
        back_up(SYSTEM, town, folder, NOW, keep=0)


def test_parts_of_a_killed_run_are_swept_away_and_those_of_a_living_one_are_not(town, tmp_path):
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    orphan = tmp_path / f".a.zip.{dead.pid}.part.db"
    living = tmp_path / f".a.zip.{os.getppid()}.part"
    for one in (orphan, living):
        one.write_bytes(b"x")
    back_up(SYSTEM, town, tmp_path / "a.zip", NOW)
    assert not orphan.exists() and living.exists()


def test_compared_databases_name_table_key_and_column_and_no_value(town, tmp_path):
    made = back_up(SYSTEM, town, tmp_path / "a.zip", NOW)
    other = Store(str(tmp_path / "b.db"))
    restore_backup(OPERATOR, other, made.path, NOW)
    with other.begin() as conn:
        conn.execute(households.update().where(households.c.id == 7).values(address="隐"))
        conn.execute(households.delete().where(households.c.id == 9))
        conn.execute(sa.text("CREATE TABLE extra (id INTEGER)"))
    found = {one.table: one for one in compare_databases(OPERATOR, town, other)}
    assert set(found) == {"households", "extra"}
    assert not found["extra"].in_both
    changed, gone = found["households"].first
    assert (changed.key, changed.unlike, changed.columns) == ((7,), Unlike.CHANGED, ("address",))
    assert (gone.key, gone.unlike) == ((9,), Unlike.ONLY_FIRST)
    assert "隐" not in repr(found)
    with pytest.raises(ServiceError, match="no database"):
        compare_databases(OPERATOR, town, Store(str(tmp_path / "none.db")))


def test_a_restored_place_says_that_the_key_of_its_contacts_is_not_there(town, tmp_path):
    with town.begin() as conn:
        seals_to_write(conn)
    path = back_up(SYSTEM, town, tmp_path / "a.zip", NOW).path
    with zipfile.ZipFile(path) as archive:
        assert not [name for name in archive.namelist() if "key" in name]
    place = Store(str(tmp_path / "b.db"))
    assert restore_backup(OPERATOR, place, path, NOW).lacks_key
    shutil.copy(f"{town.url.database}.key", tmp_path / "b.db.key")
    assert not restore_backup(OPERATOR, place, path, NOW, is_replacing=True).lacks_key
    assert not list(tmp_path.glob("*part*.key"))


def test_who_may(town, tmp_path):
    coordinator = Viewer("c", Role.COORDINATOR)
    path = back_up(SYSTEM, town, tmp_path / "a.zip", NOW).path
    for refused in (
        lambda: back_up(coordinator, town, path, NOW),
        lambda: verify_backup(coordinator, path),
        lambda: restore_backup(SYSTEM, Store(str(tmp_path / "b.db")), path, NOW),
        lambda: compare_databases(SYSTEM, town, town),
    ):
        with pytest.raises(CaseworkError):
            refused()


def test_the_commands_back_up_verify_restore_and_compare(town, tmp_path):
    def run(*words: str, code: int = 0) -> str:
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *words],
            cwd=tmp_path,
            env=os.environ | {"GEGE_DATABASE": str(town.url.database)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stderr if code == 2 else done.stdout

    made = json.loads(run("backup", "g.zip", "--keep", "3"))
    assert made["rows"] > 100 and Path(tmp_path / made["backup"]).exists()
    assert json.loads(run("verify-backup", made["backup"]))["is_whole"]
    told = json.loads(run("restore", made["backup"], "--into", "b.db"))
    assert told["rows"] == made["rows"] and told["kept"] is None
    assert "--replace" in run("restore", made["backup"], "--into", "b.db", code=2)
    with Store(str(tmp_path / "b.db")).begin() as conn:
        conn.execute(cases.update().where(cases.c.id == 1).values(summary="x"))
    assert "cases" in run("compare-databases", "district.db", "b.db", code=1)
    with archive_of(tmp_path / made["backup"]) as (_, manifest):
        assert manifest.revision == wanted_version()
