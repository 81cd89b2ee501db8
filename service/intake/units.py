"""The organisation tree on its way in: cities, counties, streets and communities by name."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from data.grid_store import load_org_units
from service.intake.comparing import sort_out
from service.intake.draft import Draft, require_column, take_codes

_LEVELS = {
    "city": ("city", "市", "地市"),
    "county": ("county", "district", "区县", "县", "区", "县区"),
    "street": ("street", "town", "township", "街道", "乡镇", "镇", "乡", "街镇"),
    "community": ("community", "village", "社区", "村", "村居", "居委会", "村委会"),
}
_LEVEL_OF_WORD = {word: level for level, words in _LEVELS.items() for word in words}
# 12-digit area codes: county 6, street 9, community 12 digits; a city is a 4-digit code.
_LEVEL_OF_LENGTH = {4: "city", 6: "county", 9: "street", 12: "community"}


def prepare_units(conn: sa.Connection, draft: Draft) -> None:
    """Check units: code, name, level (else told by the length of the code) and the unit above."""
    require_column(draft, "code", "--code")
    require_column(draft, "name", "--name")
    take_codes(draft, "code")
    codes, names = draft.frame["code"], draft.text("name")
    words = draft.text("level").astype("string").str.casefold()
    levels = words.map(_LEVEL_OF_WORD).astype(object)
    levels = levels.where(words.notna(), codes.str.len().map(_LEVEL_OF_LENGTH))
    draft.frame = draft.frame.assign(
        name=names.where(names.notna(), codes), level=levels, parent_code=draft.text("parent")
    )
    draft.refuse(
        levels.isna(),
        "unit.level",
        "level" if draft.column("level") else "code",
        "The level of unit {value} is not known: write city, county, street or community"
        " (市、区县、街道、社区) in a column and name it with --column level=COLUMN.",
    )
    _fill_parents(draft)
    kept = load_org_units(conn).drop_duplicates("code", keep="last")
    sort_out(draft, kept.set_index("code"), ["name", "level", "parent_code"])


def _fill_parents(draft: Draft) -> None:
    """Derive the unit above from the code where no column says it: 12 -> 9 -> 6 digits."""
    codes, parents = draft.frame["code"], draft.frame["parent_code"]
    is_number = codes.str.fullmatch(r"\d{9}|\d{12}", na=False)
    derived = codes.str[:-3].astype(object).where(is_number, None)
    draft.frame = draft.frame.assign(parent_code=parents.where(parents.notna(), derived))


def new_units(draft: Draft) -> pd.DataFrame:
    """Return the rows for the table."""
    return draft.frame[["code", "name", "level", "parent_code"]]
