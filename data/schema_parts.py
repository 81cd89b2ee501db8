"""What every table is made of: names of constraints, times in UTC, the columns many share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An aware UTC datetime; a naive one is refused rather than guessed."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Return the value in UTC, without its zone where the database keeps none."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone cannot be stored: {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Return the stored time as an aware UTC datetime."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def import_column() -> sa.Column[int]:
    """Return the column that says which import a row came with."""
    return sa.Column("import_id", sa.ForeignKey("imports.id"), index=True)


def id_column() -> sa.Column[int]:
    """Return the column that numbers the rows."""
    return sa.Column("id", sa.Integer, primary_key=True)


def validity_columns() -> tuple[sa.Column[Any], sa.Column[Any]]:
    """Return the first day a row holds and the first it does not: `valid_from`, `valid_to`."""
    return sa.Column("valid_from", sa.Date), sa.Column("valid_to", sa.Date)
