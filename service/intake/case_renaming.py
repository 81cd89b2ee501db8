"""New codes of workers, followed into the cases with an event each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import pandas as pd
import sqlalchemy as sa

from data.schema import cases
from service.intake.case_changes import change_cases
from service.intake.entry import Entry
from service.placing import PEOPLE

# The kind of the event that tells of it.
RECODED: Final = "recoded"


def rename_in_cases(conn: sa.Connection, code_of: Mapping[str, str], entry: Entry) -> None:
    """Follow new codes of workers into the cases; postings and leaves follow by themselves."""
    if not code_of:
        return
    columns = [cases.c[name] for name in PEOPLE]
    wanted = sa.or_(*(column.in_(sorted(code_of)) for column in columns))
    rows = conn.execute(sa.select(cases.c.id, *columns).where(wanted)).all()
    frame = pd.DataFrame(rows, columns=["id", *PEOPLE], dtype=object)
    for name in PEOPLE:
        frame[name] = frame[name].map(lambda code: code_of.get(code, code))
    change_cases(conn, frame, replace(entry, is_kept=False), RECODED)
