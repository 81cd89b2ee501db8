"""The diary of imports: what came in, from which file, by whom, and what an undo would put back."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd
import sqlalchemy as sa

from data.rows import CHUNK, records, select_in, update_rows
from data.schema import UtcDateTime, import_changes, imports

_DAY_OR_TIME = {sa.Date: date.fromisoformat, UtcDateTime: datetime.fromisoformat}


def load_imports(conn: sa.Connection) -> pd.DataFrame:
    """Return the diary, newest first, without the reports."""
    columns = [column for column in imports.c if column.name not in {"report", "options"}]
    return pd.read_sql(sa.select(*columns).order_by(imports.c.id.desc()), conn)


def load_import(conn: sa.Connection, import_id: int) -> sa.RowMapping | None:
    """Return one import with its report."""
    return conn.execute(sa.select(imports).where(imports.c.id == import_id)).mappings().first()


def open_import(conn: sa.Connection, **values: object) -> int:
    """Write a line into the diary and return its number."""
    key = conn.execute(imports.insert().values(**values)).inserted_primary_key
    assert key is not None
    return int(key[0])


def keep_before(
    conn: sa.Connection, import_id: int, table: sa.Table, before: list[dict[str, object]]
) -> None:
    """Keep the old values (with their ``id``) of rows this import is about to change."""
    rows = [
        {
            "import_id": import_id,
            "topic": table.name,
            "row_id": row["id"],
            "before": {key: _as_json(value) for key, value in row.items() if key != "id"},
        }
        for row in before
    ]
    for start in range(0, len(rows), CHUNK):
        conn.execute(import_changes.insert(), rows[start : start + CHUNK])


def change_rows(conn: sa.Connection, table: sa.Table, frame: pd.DataFrame, import_id: int) -> None:
    """Set new values in rows (by ``id``) that were there before, keeping the old for an undo."""
    if frame.empty:
        return
    ids = [int(one) for one in frame["id"]]
    names = [name for name in frame.columns if name != "id"]
    keep_before(conn, import_id, table, records(select_in(conn, table, "id", ids, "id", *names)))
    update_rows(conn, table, frame.assign(id=ids))


def values_before(conn: sa.Connection, import_id: int, table: sa.Table) -> list[dict[str, object]]:
    """Return what the rows of a table held, with their ``id``, before an import changed them."""
    mine = sa.and_(import_changes.c.import_id == import_id, import_changes.c.topic == table.name)
    newest_first = sa.select(import_changes).where(mine).order_by(import_changes.c.id.desc())
    before: dict[int, dict[str, object]] = {}
    for row in conn.execute(newest_first).mappings():
        values = {key: _from_json(table.c[key], value) for key, value in row["before"].items()}
        before.setdefault(row["row_id"], {"id": row["row_id"]}).update(values)
    return list(before.values())


def forget_changes(conn: sa.Connection, import_id: int, table: sa.Table) -> None:
    """Forget what an import changed, once it is put back."""
    mine = sa.and_(import_changes.c.import_id == import_id, import_changes.c.topic == table.name)
    conn.execute(import_changes.delete().where(mine))


def put_back(conn: sa.Connection, import_id: int, table: sa.Table) -> int:
    """Restore the rows an import changed, forget their old values, and return how many."""
    rows = values_before(conn, import_id, table)
    by_columns: dict[tuple[str, ...], list[dict[str, object]]] = {}
    for row in rows:
        by_columns.setdefault(tuple(row), []).append(row)
    for group in by_columns.values():
        update_rows(conn, table, pd.DataFrame(group, dtype=object))
    forget_changes(conn, import_id, table)
    return len(rows)


def changed_since(conn: sa.Connection, import_id: int, table: sa.Table) -> int:
    """Return how many rows that this import made or changed were changed by a later import."""
    later = sa.select(import_changes.c.row_id).where(
        import_changes.c.import_id > import_id, import_changes.c.topic == table.name
    )
    mine = sa.select(import_changes.c.row_id).where(
        import_changes.c.import_id == import_id, import_changes.c.topic == table.name
    )
    own = sa.or_(table.c.import_id == import_id, table.c.id.in_(mine))
    query = sa.select(sa.func.count()).select_from(table).where(own, table.c.id.in_(later))
    return int(conn.scalar(query) or 0)


def _as_json(value: object) -> object:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _from_json(column: sa.Column[object], value: object) -> object:
    read = _DAY_OR_TIME.get(type(column.type))
    return read(value) if read and isinstance(value, str) else value
