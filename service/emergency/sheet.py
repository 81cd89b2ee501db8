"""The sheet of an emergency: a page with map and boxes to tick per worker's list, to print."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pandas as pd

from casework.access import Action, Viewer, require
from casework.sentence import Term
from data.settings_store import setting
from data.store import Store
from service.emergency.lines import STATE_TERMS, lines_of
from service.emergency.progress import Progress, progress
from service.emergency.sheet_map import emergency_svg
from service.errors import ServiceError
from service.map_view import MapData
from service.sheet_foot import sheet_foot
from service.sheet_page import Html, Speak, element, page, speaker, table

# Boxes to tick, one per state; ballot boxes are in every Chinese font.
_BOX, _TICKED = "☐", "☑"
_STATES = ("confirmed", "nobody_there", "needs_help")
_FOOT = Term(
    "Printed {time} ({zone}) by {name}. Numbers on the map are those of the list. It is working"
    " paper of the office: destroy it when the emergency is over."
)
_BREAK = Html("<style>section{break-before:page}section:first-of-type{break-before:auto}</style>")


def emergency_sheet(
    viewer: Viewer,
    store: Store,
    code: str,
    now: datetime,
    language: str,
    worker_code: str | None = None,
) -> str:
    """Return the lists of an open emergency as a whole HTML document that asks for nothing else.

    Opened from a stick it looks the same as from the server.

    Parameters
    ----------
    worker_code
        Only this worker's list; an empty text for that of nobody; None for all of them, the one
        that nobody has first.

    Raises
    ------
    CaseworkError
        When the viewer may not see lists of households.
    ServiceError
        When there is no such emergency that is open, or no such list in it.
    """
    require(viewer, Action.VIEW_HOMES)
    found = progress(viewer, store, code)
    _ = speaker(language)
    lines = lines_of(viewer, store, code)
    owner = lines["worker_code"].where(lines["worker_code"].notna(), "")
    lists = [one for one in found.lists["worker_code"] if worker_code in (None, one)]
    if not lists:
        raise ServiceError(
            "There is no list to print in {emergency}: it is closed, or the worker {worker} has"
            " none.",
            emergency=code,
            worker=worker_code or "-",
        )
    with store.read() as conn:
        zone = ZoneInfo(str(setting(conn, "time_zone")))
        district = str(setting(conn, "district_name") or "")
    grids = MapData.of(store).grids(now.astimezone(zone).date()).frame
    return page(
        f"{found.name} {code}",
        language,
        _BREAK,
        *(
            element(
                "section",
                _head(found, district, one, _),
                emergency_svg(found.shape, grids, numbered(lines.loc[owner == one]), _),
                _list(numbered(lines.loc[owner == one]), _),
                sheet_foot(_FOOT, viewer.name, now, str(zone), _),
            )
            for one in lists
        ),
    )


def numbered(lines: pd.DataFrame) -> pd.DataFrame:
    """Return the lines of a list in the order of its addresses, numbered from 1."""
    sorted_lines = lines.sort_values(["grid_code", "address", "code"]).reset_index(drop=True)
    return sorted_lines.assign(number=range(1, len(sorted_lines) + 1))


def _head(found: Progress, district: str, worker: str, _: Speak) -> Html:
    line = found.lists.set_index("worker_code").loc[worker]
    who = f"{line['worker_name']} {worker}" if worker else _("Nobody answers for these")
    counts = _(
        "{households} households, {occupied} of them lived in",
        households=f"{line['households']:,}",
        occupied=f"{line['occupied']:,}",
    )
    backups = _("Backup: {names}", names=line["backup_names"] or "–")
    return element(
        "header",
        element("div", element("p", district), element("h1", found.name), element("p", found.code)),
        element(
            "div", element("p", who, kind="number"), element("p", counts, kind="right"),
            element("p", backups, kind="right"),
        ),
    )  # fmt: skip


def _list(lines: pd.DataFrame, _: Speak) -> Html:
    head = (
        _("No."), _("Address"), _("Household"), _("Grid"), _("Contact"),
        *(_(STATE_TERMS[one]) for one in _STATES), _("Note"),
    )  # fmt: skip
    rows = [
        (
            str(row.number),
            str(row.address) if row.is_occupied else f"{row.address} ({_('not lived in')})",
            str(row.code),
            str(row.grid_code or "–"),
            str(row.contact or "–"),
            *(_TICKED if row.state == one else _BOX for one in _STATES),
            "",
        )
        for row in lines.itertuples(index=False)
    ]
    return table(head, rows)
