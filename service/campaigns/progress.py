"""How far a campaign is: reached of all, notices, the curve against the plan, by community."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casework.access import Action, Viewer, require
from casework.campaign_curve import CampaignCurve, campaign_curve
from casework.sentence import Sentence
from casework.visit import HomeState, VisitPlan, VisitResult
from casework.work_calendar import OutsideCover, WorkCalendar
from data.campaign_store import noticed
from data.rule_store import rules_of
from data.store import Store
from data.visit_arrays import RESULTS
from service.campaigns.asking import campaign_in
from service.visits.coverage import groups_of, visit_coverage
from service.visits.states import HomeStates, states_seen

By = Literal["community", "street"]
_DAY: Final = timedelta(days=1)
_MET: Final = RESULTS.index(VisitResult.MET)


@dataclass(frozen=True)
class Progress:
    """A campaign as it stood on a day.

    Attributes
    ----------
    on
        The day looked at: never before the first of the campaign, nor after its last.
    total, reached, declined, not_home, to_do
        Households that live where the campaign means them, and where they stand; the last four
        add up to the first.
    noticed
        How many of `total` had the notice by the day.
    curve
        Met against planned, day by day; `curve.met` is `reached`.
    trouble
        Why the plan is spread over all days instead of working days; None where it is not.
    """

    campaign: VisitPlan
    on: date
    total: int
    reached: int
    declined: int
    not_home: int
    to_do: int
    noticed: int
    curve: CampaignCurve
    trouble: Sentence | None

    @property
    def is_over(self) -> bool:
        """Return whether its last day has passed."""
        return last_day(self.campaign) < self.curve.on

    @property
    def told(self) -> tuple[Sentence, ...]:
        """Return in words: ahead or behind, the forecast, and what the plan is made of."""
        found = [_against_plan(self.curve)]
        forecast = self.curve.forecast
        if forecast is not None and self.curve.met < self.total:
            found.append(
                Sentence(
                    "A forecast, no promise: if the working days to come are like those so far,"
                    " about {n:,} of {total:,} households will be met by {last}.",
                    n=int(forecast),
                    total=self.total,
                    last=last_day(self.campaign),
                )
            )
        found.append(
            Sentence("Planned: the same number of households on each working day.")
            if self.trouble is None
            else self.trouble
        )
        return tuple(found)


def campaign_progress(viewer: Viewer, store: Store, code: str, on: date) -> Progress:
    """Return how far a campaign is on a day, of the households the viewer sees.

    Raises
    ------
    CaseworkError
        When the viewer may not see how far visits are.
    ServiceError
        When there is no such campaign in his part.
    """
    require(viewer, Action.VIEW_VISITS)
    with store.read() as conn:
        campaign = campaign_in(conn, viewer, code)
        calendar = rules_of(conn).calendar
        had = noticed(conn, code)
    day = looked_at(campaign, on)
    found = states_seen(viewer, store, campaign, day)
    counts = np.bincount(found.state[found.state >= 0], minlength=len(HomeState))
    total = int(counts[HomeState.VACANT + 1 :].sum())
    curve, trouble = _curve(campaign, total, _first_met(found), on, calendar)
    return Progress(
        campaign=campaign,
        on=day,
        total=total,
        reached=int(counts[HomeState.MET]),
        declined=int(counts[HomeState.DECLINED]),
        not_home=int(counts[HomeState.NOT_HOME]),
        to_do=int(counts[HomeState.TO_DO]),
        noticed=int(_has_notice(found, had, day).sum()),
        curve=curve,
        trouble=trouble,
    )


def progress_by(
    viewer: Viewer, store: Store, code: str, on: date, by: By = "community"
) -> pd.DataFrame:
    """Return how far a campaign is in each community or street.

    Returns
    -------
    DataFrame
        The columns of `service.visits.coverage.visit_coverage`, and ``noticed``; only units in
        which the campaign means a household.  Refused like `campaign_progress`.
    """
    require(viewer, Action.VIEW_VISITS)
    with store.read() as conn:
        campaign = campaign_in(conn, viewer, code)
        had = noticed(conn, code)
    day = looked_at(campaign, on)
    frame = visit_coverage(viewer, store, code, day, by)
    found = states_seen(viewer, store, campaign, day)
    codes, _names, place = groups_of(found.ground.grids, by)
    group = np.append(place, len(codes))[found.ground.rows]
    counted = np.bincount(group[_has_notice(found, had, day)], minlength=len(codes) + 1)
    number: dict[object, int] = dict(zip([*codes, None], counted.tolist(), strict=True))
    told = [number[None if pd.isna(one) else one] for one in frame["code"]]
    return frame.assign(noticed=told)[frame["occupied"] > 0].reset_index(drop=True)


def looked_at(campaign: VisitPlan, on: date) -> date:
    """Return the day itself, or the first or last of the campaign where it lies outside."""
    return max(campaign.since, min(on, last_day(campaign)))


def last_day(campaign: VisitPlan) -> date:
    """Return the last day on which a campaign runs; its first where it was ended before."""
    if campaign.end is None:
        raise ValueError(campaign.code)
    return max(campaign.since, campaign.end - _DAY)


def _curve(
    campaign: VisitPlan, total: int, met_on: dict[date, int], on: date, calendar: WorkCalendar
) -> tuple[CampaignCurve, Sentence | None]:
    """Return the curve, and why it is not over working days where the calendar does not say."""
    asked = (campaign.since, last_day(campaign) + _DAY, total, met_on, on)
    try:
        return campaign_curve(*asked, calendar), None
    except OutsideCover as error:
        why = Sentence(error.msgid, **error.params)
    said = Sentence("{why} Until then the plan is spread over all days.", why=why)
    return campaign_curve(*asked, None), said


def _first_met(found: HomeStates) -> dict[date, int]:
    """Return on how many households of those met each day was the first."""
    is_met = (found.counted.results == _MET) & (found.state[found.counted.homes] == HomeState.MET)
    homes, days = found.counted.homes[is_met], found.counted.days[is_met]
    # They are in order of days.
    _homes, first = np.unique(homes, return_index=True)
    each, number = np.unique(days[first], return_counts=True)
    return dict(zip(each.astype(object).tolist(), number.tolist(), strict=True))


def _has_notice(found: HomeStates, had: dict[int, date], day: date) -> NDArray[np.bool_]:
    """Return which households that live there and are meant had the notice by a day."""
    ids = np.array([home for home, on in had.items() if on <= day], dtype=np.int64)
    has = np.zeros(len(found.state), dtype=bool)
    has[found.homes.rows_of(ids)] = True
    return np.asarray(has & (found.state > HomeState.VACANT))


def _against_plan(curve: CampaignCurve) -> Sentence:
    day = curve.compared_on
    if day is None:
        return Sentence("No day of it is over yet: nothing was planned before today.")
    said = {"planned": int(curve.planned + 1e-9), "day": day, "met": curve.met}
    if curve.ahead > 0:
        return Sentence(
            "{n:,} households ahead of the plan: {met:,} met, {planned:,} planned by the evening of"
            " {day}.",
            n=curve.ahead,
            **said,
        )
    if curve.ahead < 0:
        return Sentence(
            "{n:,} households behind the plan: {met:,} met, {planned:,} planned by the evening of"
            " {day}.",
            n=-curve.ahead,
            **said,
        )
    return Sentence(
        "As planned: {met:,} met, {planned:,} planned by the evening of {day}.",
        **said,
    )
