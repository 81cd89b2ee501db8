"""What hangs on a case: other reports of it, levels, notices, supervision, checklist, mediation."""

from __future__ import annotations

from datetime import datetime

from dashboard.case_offer import Offered
from dashboard.case_words import DONE, OPEN, clock_word, due_text, tier_word
from dashboard.event_words import event_word, value_word
from dashboard.i18n import _
from dashboard.markup import Markup, pairs, tag
from dashboard.when import local_time
from service.case_record import CaseRecord, StepLine, TierLine

Rows = list[tuple[str, str]]


def related(record: CaseRecord, offered: Offered, now: datetime) -> list[list[Markup]]:
    """Return a part for each thing that hangs on the case; nothing for what it has not."""
    parts: list[tuple[str, Rows]] = [
        (_("Other reports of the matter"), _reports(record)),
        (_("Supervision"), _supervision(record, offered, now)),
        (_("Checklist"), _steps(record, offered.zone)),
        (_("Mediation"), _mediation(record, offered)),
        (_("Referrals to aid programmes"), _referrals(record, offered)),
        (_("Levels that had it"), _tiers(record, offered.zone)),
        (_("Reminders and bulletin"), _notices(record, offered.zone)),
    ]
    return [[tag("h4", title), pairs(rows)] for title, rows in parts if rows]


def _reports(record: CaseRecord) -> Rows:
    rows = [(_("Stands for it"), record.merged_into)] if record.merged_into else []
    return rows + [(_("Merged into it"), code) for code in record.merged]


def _supervision(record: CaseRecord, offered: Offered, now: datetime) -> Rows:
    rows: Rows = []
    for one in record.supervision:
        rows += [
            (_("Filing number"), one.filing_no),
            (_("Supervisor"), one.supervisor),
            (_("Reason"), one.reason),
            (_("Opened"), local_time(one.opened_at, offered.zone)),
        ]
        if one.ended_at is not None:
            rows.append((_("Ended"), local_time(one.ended_at, offered.zone)))
            rows.append((_("Outcome"), one.outcome or "–"))
        elif one.due_at is not None:
            due = f"{local_time(one.due_at, offered.zone)} · {due_text(one.due_at, now)}"
            rows.append((_("Due"), due))
    return rows


def _steps(record: CaseRecord, zone: str) -> Rows:
    return [
        (f"{step.position}", f"{_sign(step.done_at)} {_step(step, zone)}") for step in record.steps
    ]


def _step(step: StepLine, zone: str) -> str:
    if step.done_at is None:
        return step.text
    done = _("done {time} by {name}", time=local_time(step.done_at, zone), name=step.done_by)
    return f"{step.text} · {done}"


def _sign(done_at: datetime | None) -> str:
    return OPEN if done_at is None else DONE


def _mediation(record: CaseRecord, offered: Offered) -> Rows:
    held = record.mediation
    if held is None:
        return []
    return [
        (_("Mediator"), held.mediator),
        (_("Opened"), local_time(held.opened_at, offered.zone)),
        (_("Outcome"), value_word("outcome", held.outcome or _("still running"), offered)),
    ]


def _referrals(record: CaseRecord, offered: Offered) -> Rows:
    return [
        (
            one.programme,
            " · ".join(
                [
                    one.referred_on.isoformat(),
                    value_word("outcome", one.outcome or _("waiting for the answer"), offered),
                    *([one.outcome_on.isoformat()] if one.outcome_on else []),
                ]
            ),
        )
        for one in record.referrals
    ]


def _tiers(record: CaseRecord, zone: str) -> Rows:
    """Return the levels, where there was more than one."""
    if len(record.tiers) < 2:
        return []
    return [
        (tier_word(one.tier), " · ".join([_span(one, zone), *([one.reason] if one.reason else [])]))
        for one in record.tiers
    ]


def _span(one: TierLine, zone: str) -> str:
    entered = local_time(one.entered_at, zone)
    if one.left_at is None:
        return _("since {time}", time=entered)
    return f"{entered} – {local_time(one.left_at, zone)}"


def _notices(record: CaseRecord, zone: str) -> Rows:
    clocks = {one.id: clock_word(one.name) for one in record.clocks}
    return [
        (
            event_word(one.kind),
            f"{clocks.get(one.clock_id, '–')} · {local_time(one.raised_at, zone)}",
        )
        for one in record.notices
    ]
