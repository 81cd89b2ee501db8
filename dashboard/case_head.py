"""The head of a record: what it is about, its number, where it stands in all words, its tags."""

from __future__ import annotations

from datetime import datetime

from casework.request import KIND_TERMS, NEED_TERMS, URGENCY_TERMS, VOICE_TERMS, WISH_TERMS
from casework.sentence import Term
from casework.vocabulary import gloss, labels
from dashboard.case_offer import Offered
from dashboard.case_words import channel_word, due_text, state_sign, status_word, tier_word
from dashboard.i18n import _, language
from dashboard.markup import Markup, pairs, tag
from dashboard.when import duration, local_time
from service.case_record import CaseRecord, Person, named
from service.language import DEFAULT_LANGUAGE


def head(record: CaseRecord, offered: Offered, now: datetime) -> list[Markup]:
    """Return the head, top down."""
    facts = [*_numbers(record), *_times(record, offered.zone)]
    return [
        tag("h3", record.category or _("No category"), " · ", record.code),
        tag("p", *_badges(record, now)),
        tag("p", record.summary or ""),
        tag(
            "div",
            tag("section", pairs(facts)),
            tag("section", pairs(_people(record, offered))),
            kind="halves",
        ),
        *([pairs([(_("Resolution"), record.resolution)])] if record.resolution else []),
    ]


def _people(record: CaseRecord, offered: Offered) -> list[tuple[str, str]]:
    joint = [offered.unit_text(code) for code in record.joint_units]
    return [
        (_("Owner unit"), offered.unit_text(record.unit_code)),
        *([(_("Together with"), ", ".join(joint))] if joint else []),
        (_("On duty at the report"), _person(record.responsible_at_report)),
        (_("First handler"), _person(record.first_handler)),
        (_("Has it today"), _person(record.assigned_to)),
    ]


def _person(person: Person | None) -> str:
    if person is None:
        return _("nobody")
    shown = named(person.code, person.name)
    return f"{shown} · {person.phone}" if person.phone else shown


def _badges(record: CaseRecord, now: datetime) -> list[Markup]:
    sign = state_sign(record.status, record.due_at, now)
    state = f"{sign} {status_word(record.status)}"
    said = [tag("span", state, kind="badge")]
    if record.status.is_open and record.due_at is not None:
        late = "badge" if record.overdue_by is None else "late badge"
        said.append(tag("span", due_text(record.due_at, now), kind=late))
    words = [tier_word(record.tier), *_tags(record)]
    if record.merged_into:
        words.append(_("merged into {code}", code=record.merged_into))
    counts = (
        (_("{n} reports", n=record.report_count), record.report_count > 1),
        (_("sent back {n} times", n=record.bounce_count), record.bounce_count),
        (_("done again {n} times", n=record.rework_count), record.rework_count),
    )
    words += [word for word, is_said in counts if is_said]
    return [*said, *(tag("span", word, kind="badge") for word in words)]


def _tags(record: CaseRecord) -> list[str]:
    """Return the tags of the request that are set; an ordinary urgency is not worth a word."""
    asked = (
        (record.kind, KIND_TERMS),
        (record.urgency if record.urgency != "ordinary" else None, URGENCY_TERMS),
        (record.need, NEED_TERMS),
        (record.voice, VOICE_TERMS),
        (record.wish, WISH_TERMS),
    )
    return [_(terms.get(one, Term(one))) for one, terms in asked if one is not None]  # type: ignore[call-overload]


def _numbers(record: CaseRecord) -> list[tuple[str, str]]:
    said = labels(record.status)
    return [
        (_("Number in the ledger"), "–" if record.serial is None else str(record.serial)),
        (_("Digital city management"), _vocabulary(said.digital_city)),
        (_("12345 hotline"), _vocabulary(said.hotline)),
        (_("Channel"), channel_word(record.channel)),
    ]


def _vocabulary(word: str) -> str:
    """Return a Chinese word of the trade, with what it means for who reads another language."""
    return word if language() == DEFAULT_LANGUAGE else f"{word} ({_(gloss(word))})"


def _times(record: CaseRecord, zone: str) -> list[tuple[str, str]]:
    rows = [
        (_("Reported"), local_time(record.reported_at, zone)),
        (_("Due"), local_time(record.due_at, zone)),
    ]
    if record.overdue_by is not None:
        rows.append((_("Overdue by"), duration(record.overdue_by)))
    if record.closed_at is not None:
        rows.append((_("Closed"), local_time(record.closed_at, zone)))
    if record.took is not None:
        rows.append((_("Took"), duration(record.took)))
    return rows
