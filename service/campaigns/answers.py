"""What people answered, as it may be shown: of a campaign that is over, and by community alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casework.access import Action, Viewer, require
from casework.sentence import Sentence
from casework.visit import VisitPlan
from data.campaign_store import tallies
from data.settings_store import setting
from data.store import Store
from service.campaigns.asking import campaign_in
from service.cases.noting import office_day
from service.map_view import MapData
from service.publication_frame import GuardedFrame, guard_frame
from service.scoping import codes_in_part

# The column of all answers of a line; those of the answers are `answer_column`.
ALL: Final = "all"
# Code of the line of communities that are told together.
TOGETHER: Final = "+"
WAITING: Final = Sentence(
    "What people answered is shown once the campaign is over: of sums that can be watched while"
    " they grow, the growth tells who said what."
)
NOTHING: Final = Sentence("Nobody's answer was counted.")
TOO_ALIKE: Final = Sentence(
    "Not shown: nearly all gave the same answer, so that the numbers would tell what each said."
)
_POOLED: Final = Sentence(
    "Communities in which nearly all gave the same answer are told together with others: else the"
    " numbers would tell what each household said."
)


@dataclass(frozen=True)
class Answers:
    """What people answered to the question of a campaign.

    Attributes
    ----------
    table
        ``code, name``, a column per answer (`answer_column`, in the order of the options) and
        `ALL`, by code; what has to be hidden is None.  None where nothing is shown.
    sentences
        What was hidden, by which rule; or why nothing is shown.
    """

    campaign: VisitPlan
    table: GuardedFrame | None
    sentences: tuple[Sentence, ...]


def answer_column(at: int) -> str:
    """Return the name of the column of an answer by its place."""
    return f"answer_{at}"


def answers_of(viewer: Viewer, store: Store, code: str, now: datetime) -> Answers:
    """Return what people answered, as it may be shown now: of no day to come can it be asked.

    Raises
    ------
    CaseworkError
        When the viewer may not see how far visits are.
    ServiceError
        When there is no such campaign in his part.

    Notes
    -----
    Guarded for the whole campaign and then narrowed to the viewer's part, so that two viewers do
    not find out together what each is not shown.
    """
    require(viewer, Action.VIEW_VISITS)
    with store.read() as conn:
        campaign = campaign_in(conn, viewer, code)
        sums = tallies(conn, code)
        k = int(str(setting(conn, "publication_k")))
        on = office_day(conn, now)
        inside = codes_in_part(conn, viewer)
    if campaign.end is None or on < campaign.end:
        return Answers(campaign, None, (WAITING,))
    if not sums:
        return Answers(campaign, None, (NOTHING,))
    names_of = MapData.of(store).grids(on).unit_names
    lines = _together(_lines(campaign, sums, names_of), k)
    if lines is None:
        return Answers(campaign, None, (TOO_ALIKE,))
    names = [answer_column(at) for at in range(len(campaign.options))]
    found = guard_frame(lines, names, k, total=ALL)
    said = (*found.sentences, _POOLED) if TOGETHER in set(lines["code"]) else found.sentences
    return Answers(campaign, _narrowed(found, inside), said)


def _lines(
    campaign: VisitPlan, sums: Mapping[tuple[str, str], int], names: Mapping[str, str]
) -> pd.DataFrame:
    codes = sorted({community for community, _answer in sums})
    columns = {
        answer_column(at): [sums.get((code, answer), 0) for code in codes]
        for at, answer in enumerate(campaign.options)
    }
    said = {"code": codes, "name": [names.get(code, code) for code in codes]}
    frame = pd.DataFrame(said | columns)
    return frame.assign(**{ALL: frame[list(columns)].sum(axis=1)})


def _together(lines: pd.DataFrame, k: int) -> pd.DataFrame | None:
    """Return the lines with those in one in which nearly all said the same; None where all are.

    Which line is told with others is no secret, how many said what there is: so the smallest of
    the others are put to them until their sum tells nothing of anybody.
    """
    names = [name for name in lines.columns if name.startswith("answer_")]
    numbers = lines[names].to_numpy(dtype=np.int64)

    def is_alike(rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        return np.asarray(rows.sum(axis=-1) - rows.max(axis=-1) < k)

    pooled = is_alike(numbers)
    if not pooled.any():
        return lines
    for row in np.argsort(numbers.sum(axis=1), kind="stable"):
        if not is_alike(numbers[pooled].sum(axis=0)):
            break
        pooled[row] = True
    both = numbers[pooled].sum(axis=0)
    if is_alike(both):
        return None
    line = {"code": TOGETHER, "name": "", **dict(zip(names, both.tolist(), strict=True))}
    one = pd.DataFrame([line | {ALL: int(both.sum())}])
    return pd.concat([lines[~pooled], one], ignore_index=True)


def _narrowed(found: GuardedFrame, units: frozenset[str] | None) -> GuardedFrame:
    """Return the lines of a part of the district, all of them for None."""
    if units is None:
        return found
    is_inside = found.frame["code"].isin(units)
    return replace(
        found,
        frame=found.frame[is_inside].reset_index(drop=True),
        mask=found.mask[is_inside].reset_index(drop=True),
    )
