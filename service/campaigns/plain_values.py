"""Campaigns as plain values, for programs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from casework.access import Action, Viewer, require
from casework.visit import VisitPlan
from data.rows import records
from data.store import Store
from service.campaigns.answers import answers_of
from service.campaigns.progress import campaign_progress, last_day, progress_by
from service.language import both


def campaign_json(campaign: VisitPlan) -> dict[str, Any]:
    """Return a campaign as plain values."""
    return {
        "code": campaign.code,
        "name": campaign.name,
        "purpose": campaign.purpose,
        "areas": list(campaign.area_codes),
        "from": campaign.since.isoformat(),
        "to": last_day(campaign).isoformat(),
        "question": campaign.question,
        "answers": list(campaign.options),
    }


def progress_json(
    viewer: Viewer, store: Store, code: str, on: date, now: datetime
) -> dict[str, Any]:
    """Return how far a campaign is and what of the answers may be shown, as plain values.

    Refused like `service.campaigns.progress.campaign_progress`.
    """
    require(viewer, Action.VIEW_VISITS)
    found = campaign_progress(viewer, store, code, on)
    answers = answers_of(viewer, store, code, now)
    counts = ("total", "reached", "declined", "not_home", "to_do", "noticed")
    lines = progress_by(viewer, store, code, on).drop(columns="coverage")
    return campaign_json(found.campaign) | {
        "on": found.on.isoformat(),
        **{name: getattr(found, name) for name in counts},
        "ahead": found.curve.ahead,
        "forecast": found.curve.forecast,
        "told": [both(one) for one in found.told],
        "days": [
            {"day": one.day.isoformat(), "planned": round(one.planned, 1), "met": one.met}
            for one in found.curve.days
        ],
        "communities": records(lines),
        "opinions": None if answers.table is None else records(answers.table.frame),
        "opinions_told": [both(one) for one in answers.sentences],
    }
