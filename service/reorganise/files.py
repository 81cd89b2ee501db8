"""The crosswalk of codes as a file: of one order, or of all of them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import sqlalchemy as sa

from casework.access import Action, Viewer, require
from data.schema import crosswalk, orders
from data.store import Store
from data.writers.files import write_table
from service.errors import ServiceError


def crosswalk_rows(viewer: Viewer, store: Store, order_no: str | None = None) -> pd.DataFrame:
    """Return the stored crosswalk of an order, or of all orders, in the order of their days.

    Returns
    -------
    DataFrame
        ``order_no, effective_on, level, old_code, new_code, kind, area_m2, households,
        open_cases``.

    Raises
    ------
    CaseworkError
        When the viewer may not export.
    ServiceError
        When there is no reorganisation of this number.
    """
    require(viewer, Action.EXPORT)
    kept = [column for column in crosswalk.c if column.name not in {"id", "order_id"}]
    names = ["order_no", "effective_on"]
    rest = [column for column in kept if column.name not in names]
    wanted = (
        sa.select(orders.c.order_no, crosswalk.c.effective_on, *rest)
        .join(orders, orders.c.id == crosswalk.c.order_id)
        .order_by(crosswalk.c.effective_on, crosswalk.c.order_id, crosswalk.c.id)
    )
    if order_no is not None:
        wanted = wanted.where(orders.c.order_no == order_no)
    with store.read() as conn:
        frame = pd.read_sql(wanted, conn)
    if order_no is not None and frame.empty:
        raise ServiceError(
            "There is no reorganisation with the order number {number}: check the number.",
            number=order_no,
        )
    return frame


def write_crosswalk_file(
    viewer: Viewer, store: Store, path: Path, order_no: str | None = None
) -> int:
    """Write the crosswalk into a file, by its ending, and return how many rows.

    Raises
    ------
    CaseworkError, ServiceError
        As `crosswalk_rows`.
    DataError
        When the ending is not one we write.
    """
    frame = crosswalk_rows(viewer, store, order_no)
    write_table(path, frame)
    return len(frame)
