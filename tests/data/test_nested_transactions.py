"""An act that calls another act is one act."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from data.migrate import migrate
from data.settings_store import set_setting
from data.store import Store

KEYS = sa.text("SELECT key FROM settings WHERE key IN ('snap_m', 'publication_k') ORDER BY key")


@pytest.fixture
def store(tmp_path):
    made = Store(str(tmp_path / "d.db"))
    migrate(made)
    return made


def keep(store, key):
    with store.begin() as conn:
        set_setting(conn, key, 3)


def kept(store):
    with store.read() as conn:
        return list(conn.scalars(KEYS))


def test_an_inner_act_stands_only_when_the_outer_one_does(store):
    with pytest.raises(RuntimeError), store.begin():
        keep(store, "snap_m")
        raise RuntimeError
    assert kept(store) == []
    with store.begin():
        keep(store, "snap_m")
        assert kept(store) == []
    assert kept(store) == ["snap_m"]


def test_an_inner_act_that_fails_leaves_the_outer_one_whole(store):
    with store.begin() as conn:
        keep(store, "snap_m")
        with pytest.raises(RuntimeError), store.begin():
            keep(store, "publication_k")
            raise RuntimeError
        set_setting(conn, "snap_m", 4)
    assert kept(store) == ["snap_m"]


def test_another_store_and_the_next_act_have_their_own_transaction(store, tmp_path):
    other = Store(str(tmp_path / "other.db"))
    migrate(other)
    with pytest.raises(RuntimeError), store.begin():
        keep(other, "snap_m")
        raise RuntimeError
    keep(store, "publication_k")
    assert kept(other) == ["snap_m"]
    assert kept(store) == ["publication_k"]
