"""Contacts are sealed: not to be read without the key, nor moved, nor lost when keys change."""

from __future__ import annotations

import stat
import threading
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from casework.contact_consent import Consent
from data.contact_store import case_contact, home_contact, keep_case_contact
from data.errors import DataError
from data.key_file import add_key, key_path, read_keys
from data.migrate import migrate
from data.resealing import is_whole, new_key, reseal, unreadable, use_of_keys
from data.schema import case_contacts, cases, households, import_changes, imports
from data.sealing import SEALED, Place, Unreadable, seals_of, seals_to_write
from data.store import Store

NOW = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
WORD = "张三 13800001111"


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    path = tmp_path_factory.mktemp("sealing") / "empty.db"
    store = Store(str(path))
    migrate(store)
    store.engine.dispose()
    return path.read_bytes()


@pytest.fixture
def store(empty, tmp_path):
    """Return a database with two cases, one of them with a contact, and a household with one."""
    path = tmp_path / "district.db"
    path.write_bytes(empty)
    store = Store(str(path))
    home = {"address": "路1号", "lon": 120.0, "lat": 30.0, "tile16": 0, "contact": WORD}
    with store.begin() as conn:
        for number in (1, 2):
            conn.execute(
                cases.insert().values(
                    id=number, code=f"C{number}", status="reported", reported_at=NOW
                )
            )
        keep_case_contact(conn, 1, WORD, Consent.SPOKEN, None)
        # As an older program kept it, and an import to be undone.
        conn.execute(households.insert().values(id=1, code="H1", has_contact_consent=True, **home))
        conn.execute(
            imports.insert().values(
                id=1, kind="households", file_name="h.csv", sha256="0", options={}, report={},
                imported_by="x", imported_at=NOW, row_count=1, accepted=1, refused=0,
            )
        )  # fmt: skip
        conn.execute(
            import_changes.insert().values(
                import_id=1, topic="households", row_id=1, before={"contact": WORD, "lon": 120.0}
            )
        )
    return store


def files_hold(store, word):
    """Return whether a word stands in the bytes of the database or its log."""
    path = key_path(store.url).with_suffix("")
    beside = [path, *path.parent.glob(f"{path.name}-*")]
    return any(word.encode() in one.read_bytes() for one in beside)


def contacts(store):
    with store.read() as conn:
        home = conn.execute(sa.select(households)).mappings().one()
        return [one and one.text for one in (case_contact(conn, "C1"), home_contact(conn, home))]


def test_the_key_lies_beside_the_database_for_its_owner_only(store):
    path = key_path(store.url)
    assert path.name == "district.db.key" and len(read_keys(path)) == 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_key_file_can_be_named(monkeypatch, tmp_path, store):
    monkeypatch.setenv("GEGE_KEY_FILE", str(tmp_path / "elsewhere" / "k"))
    assert key_path(store.url) == tmp_path / "elsewhere" / "k"


def test_what_is_sealed_is_not_in_the_database_and_what_was_there_is_sealed_after(store):
    with store.read() as conn:
        assert not is_whole(conn)
        assert str(conn.scalar(sa.select(case_contacts.c.contact))).startswith(SEALED)
        assert use_of_keys(conn) == {1: 1, None: 2}
    assert contacts(store) == [WORD, WORD]
    assert reseal(store, NOW) == (2, 0)
    from data.wiping import wipe_free_pages

    wipe_free_pages(store)
    with store.read() as conn:
        assert is_whole(conn) and use_of_keys(conn) == {1: 3} and unreadable(conn) == 0
    assert contacts(store) == [WORD, WORD]
    assert not files_hold(store, "13800001111")
    assert files_hold(store, "路1号")


def test_a_value_moved_to_another_row_or_column_cannot_be_opened(store):
    with store.begin() as conn:
        sealed = conn.scalar(sa.select(case_contacts.c.contact))
        conn.execute(case_contacts.insert().values(case_id=2, contact=sealed))
        seals = seals_of(conn)
        assert case_contact(conn, "C2").text is None
        assert unreadable(conn) == 1
    for place in (Place("case_contacts", "contact", "2"), Place("households", "contact", "1")):
        with pytest.raises(Unreadable):
            seals.open(place, sealed)
    flipped = sealed[:-6] + ("A" if sealed[-6] != "A" else "B") + sealed[-5:]
    with pytest.raises(Unreadable):
        seals.open(Place("case_contacts", "contact", "1"), flipped)


def test_the_same_text_is_sealed_differently_every_time(store):
    with store.begin() as conn:
        seals, place = seals_to_write(conn), Place("t", "c", "1")
        assert len({seals.seal(place, WORD) for _ in range(50)}) == 50


def test_a_new_key_seals_everything_anew_and_the_older_stays_for_backups(store):
    reseal(store, NOW)
    before = key_path(store.url).read_text()
    assert new_key(store) == 2
    with store.read() as conn:
        assert not is_whole(conn)
    assert contacts(store) == [WORD, WORD]
    assert reseal(store, NOW) == (3, 0)
    with store.read() as conn:
        assert use_of_keys(conn) == {2: 3} and is_whole(conn)
    assert contacts(store) == [WORD, WORD]
    assert before in key_path(store.url).read_text()
    assert stat.S_IMODE(key_path(store.url).stat().st_mode) == 0o600


@pytest.mark.parametrize("what", ["gone", "other", "damaged"])
def test_without_its_key_nothing_is_read_nothing_overwritten_and_no_new_key_made(store, what):
    reseal(store, NOW)
    path = key_path(store.url)
    kept = path.read_bytes()
    path.unlink()
    if what == "other":
        add_key(path, 1)
    if what == "damaged":
        path.write_text("1 no key at all\n")
    other = path.read_bytes() if path.exists() else None
    assert contacts(store) == [None, None]
    with pytest.raises(DataError, match="key file"), store.begin() as conn:
        keep_case_contact(conn, 2, WORD, Consent.SPOKEN, None)
    with pytest.raises(DataError):
        new_key(store)
    with pytest.raises(DataError):
        reseal(store, NOW)
    assert (path.read_bytes() if path.exists() else None) == other
    path.unlink(missing_ok=True)
    path.write_bytes(kept)
    assert contacts(store) == [WORD, WORD]


def test_many_who_need_the_first_key_at_once_get_the_same(tmp_path):
    path, made = tmp_path / "one.key", []
    threads = [threading.Thread(target=lambda: made.append(add_key(path, 1))) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(made) == 8 and all(read_keys(path)[1] == keys[1] for keys in made)
    assert [one.name for one in tmp_path.iterdir()] == ["one.key"]
