"""A district copied into another database is the same rows, or nothing of it is there."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import pytest
import sqlalchemy as sa

from casework.access import OPERATOR, SYSTEM
from casework.errors import CaseworkError
from data import copying
from data.errors import DataError
from data.migrate import migrate
from data.photo_store import add_photo, keep_file, photo_folder, read_file
from data.schema import cases, metadata, orders
from data.sealing import seals_to_write
from data.settings_store import set_setting
from data.store import Store
from service.backups import compare_databases, copy_database
from service.errors import ServiceError
from service.ledger import verify_ledger
from tests.service.conftest import NOW
from tests.service.covered import COORDINATOR, cover_district, is_whole, lay_cases, lay_households

PHOTO, GONE = "ab" * 32, "cd" * 32


@pytest.fixture
def town(store: Store) -> Store:
    cover_district(store)
    lay_cases(store, 5)
    lay_households(store, 40)
    keep_file(photo_folder(store), PHOTO, b"a photograph")
    with store.begin() as conn:
        set_setting(conn, "district_name", "柳岸区")
        seals_to_write(conn)
        for name in (PHOTO, GONE):
            add_photo(conn, name, "G0", (4, 3, 12), NOW.date())
    return store


@pytest.fixture
def place(tmp_path) -> Store:
    return Store(str(tmp_path / "elsewhere" / "b.db"))


def rows_in(store: Store) -> int:
    with store.read() as conn:
        tables = [one for one in metadata.sorted_tables if one.name not in copying.ALWAYS]
        return sum(conn.scalar(sa.select(sa.func.count()).select_from(one)) for one in tables)


def test_the_copy_is_equal_row_by_row_with_its_photographs(town, place):
    told = []
    done = copy_database(OPERATOR, town, place, lambda *one: told.append(one))
    assert compare_databases(OPERATOR, town, place) == []
    assert (done.photos, done.missing_photos, done.lacks_key) == (1, 1, True)
    assert read_file(photo_folder(place), PHOTO) == b"a photograph"
    assert sum(one.rows for one in done.tables.values()) >= rows_in(place) > 100
    assert ("cases", 36, 36) in told
    assert is_whole(place)
    assert verify_ledger(OPERATOR, place).head == verify_ledger(OPERATOR, town).head


def test_two_copies_have_one_hash_and_a_changed_row_another(town, tmp_path):
    def copied(name: str) -> str:
        return copy_database(OPERATOR, town, Store(str(tmp_path / name))).sha256

    first = copied("b.db")
    assert copied("c.db") == first
    with town.begin() as conn:
        conn.execute(cases.update().where(cases.c.id == 1).values(summary="x"))
    assert copied("d.db") != first


def test_the_copy_goes_on_counting(town, place):
    copy_database(OPERATOR, town, place)
    new = {"code": "N1", "status": "reported", "reported_at": NOW}
    with place.begin() as conn:
        last = conn.scalar(sa.select(sa.func.max(cases.c.id)))
        assert conn.execute(cases.insert().values(new)).inserted_primary_key[0] == last + 1


def test_what_holds_data_is_not_written_into(town, place):
    copy_database(OPERATOR, town, place)
    with pytest.raises(DataError, match="holds data already"):
        copy_database(OPERATOR, town, place)
    assert compare_databases(OPERATOR, town, place) == []


def test_what_arrives_otherwise_than_sent_leaves_nothing(town, place, monkeypatch):
    plain = copying._write

    def lossy(conn, table, shape, rows: Iterator[tuple]) -> None:
        kept = islice(rows, 7) if table is cases else rows
        plain(conn, table, shape, kept)
        for _ in rows:
            pass

    monkeypatch.setattr(copying, "_write", lossy)
    with pytest.raises(DataError, match="table cases is not what was sent"):
        copy_database(OPERATOR, town, place)
    assert rows_in(place) == 0


def test_a_database_of_other_tables_is_not_copied(town, place, tmp_path):
    with town.begin() as conn:
        conn.execute(sa.text("UPDATE alembic_version SET version_num = '0003'"))
    with pytest.raises(DataError, match="stands at revision 0003"):
        copy_database(OPERATOR, town, place)
    with pytest.raises(ServiceError, match="There is no database"):
        copy_database(OPERATOR, Store(str(tmp_path / "none.db")), place)


def test_only_who_administers_the_whole_district_copies_it(town, place):
    migrate(place)
    for viewer in (COORDINATOR, SYSTEM):
        with pytest.raises(CaseworkError):
            copy_database(viewer, town, place)
    assert rows_in(place) == 0


def test_orders_stay_unchangeable_in_the_copy(town, place):
    copy_database(OPERATOR, town, place)
    with pytest.raises(sa.exc.DBAPIError, match="only ever added"), place.begin() as conn:
        conn.execute(sa.text("DELETE FROM case_events"))
    with place.read() as conn:
        assert conn.scalar(sa.select(sa.func.count()).select_from(orders)) is not None
