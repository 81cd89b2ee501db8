"""The draw itself, and the same draw again to see that it comes out equal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from casework.access import Action, Viewer, require
from casework.draw import PROCEDURE, Drawn, Frame, draw
from data.schema import spot_draws
from data.spot_store import add_sample, change_draw, find_draw, load_spot_checks
from data.store import Store
from service.cases.noting import office_day
from service.errors import ServiceError
from service.spot_checks.announcing import seed_text
from service.spot_checks.frame import elements_of


@dataclass(frozen=True)
class Repeated:
    """A draw made again from what was kept.

    Attributes
    ----------
    is_same_frame
        Whether the frame still has the hash that was announced.
    is_same_sample
        Whether the very same was drawn, in the same order.
    """

    sample: tuple[Drawn, ...]
    frame_sha256: str
    is_same_frame: bool
    is_same_sample: bool

    @property
    def is_same(self) -> bool:
        """Return whether all came out as it was."""
        return self.is_same_frame and self.is_same_sample


def draw_sample(
    viewer: Viewer, store: Store, code: str, now: datetime, seed: str | None
) -> tuple[Drawn, ...]:
    """Return what was drawn, and keep it as the list to check.

    Raises
    ------
    CaseworkError
        When the viewer may not draw spot checks.
    ServiceError
        When there is no such draw in the viewer's part, it was made already, or its seed cannot
        be known yet or is not said.
    """
    require(viewer, Action.DRAW_CHECKS)
    with store.begin() as conn:
        kept = draw_in_part(conn, viewer, store, code)
        today = office_day(conn, now)
        _refuse_early(kept, today)
        chosen = _seed_of(kept, seed)
        frame = frame_kept(kept)
        sample = draw(frame, chosen, kept["sizes"])
        values = {"seed": chosen, "drawn_by": viewer.name, "drawn_on": today}
        if not change_draw(conn, kept["id"], values, spot_draws.c.drawn_on.is_(None)):
            raise ServiceError(
                "{code} was drawn on {day} already: nothing was drawn again.",
                code=code,
                day=kept["drawn_on"],
            )
        add_sample(
            conn,
            [
                {
                    "draw_id": kept["id"],
                    "position": one.position,
                    "code": one.code,
                    "stratum": one.stratum,
                }
                for one in sample
            ],
        )
    return sample


def repeat_draw(viewer: Viewer, store: Store, code: str) -> Repeated:
    """Return a draw made again from its frame and seed, compared with what was kept.

    Raises
    ------
    CaseworkError
        When the viewer may not see spot checks, or not those whose bulletin is not out yet.
    ServiceError
        When there is no such draw in the viewer's part, or it has not been made yet.
    """
    require(viewer, Action.VIEW_VISITS)
    with store.read() as conn:
        kept = draw_in_part(conn, viewer, store, code)
        if kept["reported_on"] is None:
            require(viewer, Action.RECORD_CHECK)
        checks = load_spot_checks(conn, [kept["id"]])
    if kept["seed"] is None or kept["drawn_on"] is None:
        raise ServiceError("{code} has not been drawn yet: draw it first.", code=code)
    frame = frame_kept(kept)
    sample = draw(frame, kept["seed"], kept["sizes"])
    names = ["stratum", "position", "code"]
    was = sorted(checks[names].itertuples(index=False, name=None))
    return Repeated(
        sample,
        frame.sha256,
        frame.sha256 == kept["frame_sha256"],
        was == sorted(one[:3] for one in sample),
    )


def repeat_from_file(text: str, seed: str, sizes: Mapping[str, int]) -> tuple[Drawn, ...]:
    """Return what is drawn from a frame as it is written in a file; no database is asked.

    Raises
    ------
    CaseworkError
        When the frame cannot be read or a stratum has fewer than are asked for.
    """
    return draw(Frame.read(text), seed, sizes)


def frame_kept(kept: sa.RowMapping) -> Frame:
    """Return the frame of a draw as it is kept.

    Raises
    ------
    ServiceError
        When it was drawn by another procedure than this program knows.
    """
    if kept["procedure"] != PROCEDURE:
        raise ServiceError(
            "{code} follows {procedure}, this program draws by {known}: draw it again with the"
            " program of then.",
            code=kept["code"],
            procedure=kept["procedure"],
            known=PROCEDURE,
        )
    return Frame.of((code, stratum) for code, stratum in kept["frame"])


def draw_in_part(conn: sa.Connection, viewer: Viewer, store: Store, code: str) -> sa.RowMapping:
    """Return a draw whose whole frame lies in the viewer's part.

    Raises
    ------
    ServiceError
        When there is none.
    """
    kept = find_draw(conn, code)
    if kept is not None and _is_in_part(viewer, store, kept):
        return kept
    raise ServiceError(
        "There is no draw {code} in the part you see: choose one from the list.", code=code
    )


def _is_in_part(viewer: Viewer, store: Store, kept: sa.RowMapping) -> bool:
    if viewer.scope is None:
        return True
    day = kept["announced_on"]
    seen = set(elements_of(store, kept["subject"], None, viewer.scope, at=day)["code"])
    return all(code in seen for code, _stratum in kept["frame"])


def _refuse_early(kept: sa.RowMapping, today: date) -> None:
    if today < kept["seed_on"]:
        raise ServiceError(
            "{code} cannot be drawn on {today}: its seed can be known from {day} on, as was"
            " announced.",
            code=kept["code"],
            today=today,
            day=kept["seed_on"],
        )


def _seed_of(kept: sa.RowMapping, said: str | None) -> str:
    if said is None:
        raise ServiceError(
            "{code} needs its seed: {source}.", code=kept["code"], source=kept["seed_source"]
        )
    return seed_text(said)
