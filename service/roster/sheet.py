"""The hand-over sheet: one page to print with what a worker hands over, a map, lines to sign."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import pandas as pd

from casework.access import Action, Viewer, require
from casework.sentence import Term
from data.settings_store import setting
from data.store import Store
from service.map_view import MapData
from service.roster.duty import duty_on
from service.roster.handing import HandOverList, hand_over_list
from service.roster.sheet_map import area_svg
from service.roster.sheet_parts import case_part, grid_part, paper_part, sign_part, stand_in_part
from service.sheet_foot import sheet_foot
from service.sheet_page import Html, Speak, element, page, speaker

_FOOT: Final = Term(
    "Printed {time} ({zone}) by {name}. It shows the grids and cases as they stood then; it is"
    " working paper of the office, not to be posted or passed on."
)


def hand_over_html(
    viewer: Viewer,
    store: Store,
    worker: str,
    now: datetime,
    language: str,
    *,
    order_no: str | None = None,
) -> str:
    """Return the sheet of a worker as a whole HTML document that asks for nothing else.

    Parameters
    ----------
    worker
        Code.
    language
        ``zh`` or ``en``.
    order_no
        Number of an order: then what he gives or takes by it; else all grids he has.

    Raises
    ------
    CaseworkError
        When the viewer does not keep the roster.
    ServiceError
        When there is no such worker or order.

    Notes
    -----
    No contact of a household or of who reported a case stands on it.
    """
    require(viewer, Action.KEEP_ROSTER)
    found = hand_over_list(viewer, store, now, worker=worker, order_no=order_no)
    _ = speaker(language)
    with store.read() as conn:
        zone = str(setting(conn, "time_zone"))
        district = str(setting(conn, "district_name") or "")
    name = found.worker_name or worker
    return page(
        _("Hand-over sheet {worker}", worker=f"{name} {worker}"),
        language,
        _head(name, worker, district, _),
        *paper_part(found.order, zone, _),
        *_map_part(viewer, store, found, now.astimezone(ZoneInfo(zone)), _),
        *grid_part(found, _),
        *case_part(found, zone, _),
        *stand_in_part(found, _),
        *sign_part(_),
        sheet_foot(_FOOT, viewer.name, now, zone, _),
    )


def _head(name: str, code: str, district: str, _: Speak) -> Html:
    return element(
        "header",
        element("div", element("p", district), element("h1", _("Hand-over sheet"))),
        element("div", element("p", name, kind="number"), element("p", code, kind="right")),
    )


def _map_part(
    viewer: Viewer, store: Store, found: HandOverList, here: datetime, _: Speak
) -> list[Html]:
    """Return the map of the grids, with who takes each, and who answers around them today."""
    today = here.date()
    duty = duty_on(viewer, store, today)
    around = dict(zip(duty["grid_code"], duty["worker_name"], strict=True))
    takes = zip(found.grids["grid_code"], found.grids["takes_name"], strict=True)
    own = {code: "" if pd.isna(name) else f"→ {name}" for code, name in takes}
    others = {code: str(name) for code, name in around.items() if not pd.isna(name)}
    drawing = area_svg(MapData.of(store).grids(today).frame, own, others, _)
    if drawing is None:
        return []
    said = _(
        "Grey: the grids of this sheet, with who takes each (→) where that is ordered. Around them,"
        " with who answers today."
    )
    return [drawing, element("p", said, kind="quiet")]
