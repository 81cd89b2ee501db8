"""Draws as they are shown: announced, drawn, checked; what was drawn, as far as one may know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from casework.access import Action, Viewer, may, require
from data.rows import records
from data.spot_store import find_draw, load_draws, load_spot_checks
from data.store import Store
from service.errors import ServiceError
from service.map_view import MapData
from service.spot_checks.frame import FACTS, elements_of

DRAWS: Final = (
    "code", "name", "subject", "strata_by", "announced_on", "seed_source", "seed_on", "seed",
    "since", "until", "drawn_on", "reported_on", "size", "drawn", "checked", "problems",
    "rectified",
)  # fmt: skip
CHECKED: Final = (
    "position", "stratum", "version", "checked_on", "answers", "is_staffed", "problem", "due_on",
    "rectified_on", "rectified_note", "photo", "entered_by",
)  # fmt: skip


@dataclass(frozen=True)
class DrawRecord:
    """A draw with what was drawn in the viewer's part.

    Attributes
    ----------
    head
        The columns of the table `spot_draws` without the frame.
    strata
        Each stratum's code with its name, how many it has and how many are drawn of it.
    checks
        ``code, name, kind, address, lon, lat, grid_code, county, street, community`` and
        ``position, stratum, version, checked_on, answers, is_staffed, problem, due_on,
        rectified_on, rectified_note, photo, entered_by``, by stratum and position.
    unnamed
        How many more were drawn that this viewer is not told of before they are checked.
    street_names
        By code.
    """

    head: Mapping[str, Any]
    strata: tuple[tuple[str, str, int, int], ...]
    checks: pd.DataFrame
    unnamed: int
    street_names: Mapping[str, str]


def draws_of(viewer: Viewer, store: Store) -> pd.DataFrame:
    """Return the draws, the newest first: `DRAWS`, with counts in the viewer's part.

    ``size`` is how many were asked for in all, ``drawn`` how many of them lie in the part.

    Raises
    ------
    CaseworkError
        When the viewer may not see spot checks.
    """
    require(viewer, Action.VIEW_VISITS)
    with store.read() as conn:
        heads = load_draws(conn)
        checks = load_spot_checks(conn, list(heads["id"]))
    rows = []
    for head in records(heads):
        mine = _in_part(viewer, store, head, checks[checks["draw_id"] == head["id"]])
        if viewer.scope is None or not mine.empty or head["drawn_on"] is None:
            counts = {
                "size": sum(head["sizes"].values()),
                "drawn": len(mine),
                "checked": int(mine["checked_on"].notna().sum()),
                "problems": int(mine["problem"].notna().sum()),
                "rectified": int(mine["rectified_on"].notna().sum()),
            }
            rows.append(head | counts)
    return pd.DataFrame(rows, columns=list(DRAWS), dtype=object)


def draw_record(viewer: Viewer, store: Store, code: str) -> DrawRecord:
    """Return a draw.

    Raises
    ------
    CaseworkError
        When the viewer may not see spot checks.
    ServiceError
        When there is no such draw.

    Notes
    -----
    What was drawn is named before it is checked only to those who check: a check that was heard of
    is none.  Once the bulletin is out everybody may know.
    """
    require(viewer, Action.VIEW_VISITS)
    with store.read() as conn:
        kept = find_draw(conn, code)
        if kept is None:
            raise ServiceError("There is no draw {code}: choose one from the list.", code=code)
        checks = load_spot_checks(conn, [kept["id"]])
    head = dict(kept)
    frame = head.pop("frame")
    mine = _in_part(viewer, store, head, checks)
    is_told = bool(may(viewer, Action.RECORD_CHECK)) or kept["reported_on"] is not None
    shown = mine if is_told else mine[mine["checked_on"].notna()]
    names = MapData.of(store).grids(kept["announced_on"]).unit_names
    return DrawRecord(
        head,
        _strata(frame, head["sizes"], names),
        shown[[*FACTS, *CHECKED]].reset_index(drop=True),
        len(mine) - len(shown),
        names,
    )


def _in_part(
    viewer: Viewer, store: Store, head: dict[str, Any], checks: pd.DataFrame
) -> pd.DataFrame:
    facts = elements_of(store, head["subject"], None, viewer.scope, at=head["announced_on"])
    return checks.merge(facts, on="code", how="left" if viewer.scope is None else "inner")


def _strata(
    frame: list[tuple[str, str]], sizes: Mapping[str, int], names: Mapping[str, str]
) -> tuple[tuple[str, str, int, int], ...]:
    counts = Counter(stratum for _code, stratum in frame)
    return tuple(
        (one, names.get(one, one), counts[one], int(sizes.get(one, 0))) for one in sorted(counts)
    )
