"""What was drawn and is to be checked: cards for a telephone, and the form of one place."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

import streamlit as st

from casework.access import Action, Viewer, may
from dashboard.i18n import _
from dashboard.markup import Markup, heading, joined, show, tag
from dashboard.messages import plain
from dashboard.once import Once, once
from dashboard.refusals import refusals_shown
from dashboard.rounds_photo import kept_photo, photo_field, show_photo
from dashboard.share_words import of
from data.rows import records
from data.store import Store
from service.cases.noting import LONGEST
from service.spot_checks.checking import (
    ANSWER_TERMS,
    ANSWERS,
    Found,
    record_spot_check,
    rectify_spot_check,
)
from service.spot_checks.draws import DrawRecord

_FOR_REMEDY: Final = timedelta(days=7)
_STYLE: Final = Markup("""<style>
.gg .drawn{list-style:none;margin:0;padding:0;border:0;font-size:.95rem}
.gg .drawn li{padding:.35rem 0;margin:0;border-bottom:1px solid
 color-mix(in srgb,currentColor 16%,transparent)}
.gg .drawn li::before{content:none}
.gg .drawn b{font-weight:600}
</style>""")


def list_part(viewer: Viewer, store: Store, record: DrawRecord, today: date, now: datetime) -> None:
    """Show what was drawn with its state, and the form of the chosen place."""
    rows = records(record.checks)
    # The form stands first: on a telephone the list lies below it.
    left, right = st.columns([11, 9], gap="medium")
    with left, refusals_shown():
        if rows and may(viewer, Action.RECORD_CHECK):
            chosen = _chosen(rows)
            _form(viewer, store, record, chosen, today, now)
            _rectify(viewer, store, record, chosen, today, now)
    with right:
        _list(record, rows)


def _list(record: DrawRecord, rows: list[dict[str, Any]]) -> None:
    checked = sum(row["checked_on"] is not None for row in rows)
    heading(
        _(
            "Checked {n}, {first} to {last}",
            n=of(checked, len(rows) + record.unnamed),
            first=record.head["since"],
            last=record.head["until"] - timedelta(days=1),
        )
    )
    if record.unnamed:
        st.info(_("{n} more were drawn; they are named here once checked.", n=record.unnamed))
    show(_STYLE, tag("ul", *(_item(row, record) for row in _ordered(rows)), kind="drawn"))


def _ordered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what is to be checked first, then problems not put right, then the rest."""
    return sorted(rows, key=lambda row: (_rank(row), row["stratum"], row["position"]))


def _rank(row: dict[str, Any]) -> int:
    if row["checked_on"] is None:
        return 0
    return 1 if row["problem"] is not None and row["rectified_on"] is None else 2


def _item(row: dict[str, Any], record: DrawRecord) -> Markup:
    street = record.street_names.get(row["street"], row["street"]) or ""
    where = " · ".join(filter(None, (row["address"] or street, row["code"])))
    return tag(
        "li",
        tag("span", _state(row), kind="badge"),
        tag("b", _name(row)),
        tag("br"),
        tag("span", where, kind="quiet"),
        *([joined(tag("br"), tag("span", _problem(row)))] if row["problem"] else []),
    )


def _name(row: dict[str, Any]) -> str:
    return str(row["name"] or row["code"])


def _state(row: dict[str, Any]) -> str:
    if row["checked_on"] is None:
        return _("to check")
    if row["problem"] is None:
        return _("nothing found")
    return _("put right") if row["rectified_on"] else _("problem")


def _problem(row: dict[str, Any]) -> str:
    if row["rectified_on"]:
        return _("{problem} (put right on {day})", problem=row["problem"], day=row["rectified_on"])
    if row["due_on"]:
        return _("{problem} (until {day})", problem=row["problem"], day=row["due_on"])
    return str(row["problem"])


def _chosen(rows: list[dict[str, Any]]) -> dict[str, Any]:
    heading(_("Check a place"))
    by_code = {row["code"]: row for row in _ordered(rows)}
    names = {code: f"{_name(row)} · {_state(row)}" for code, row in by_code.items()}
    code = st.selectbox(
        _("Place"),
        list(names),
        format_func=names.get,
        key=once("spot").key("place"),
    )
    return by_code[str(code)]


def _form(
    viewer: Viewer,
    store: Store,
    record: DrawRecord,
    row: dict[str, Any],
    today: date,
    now: datetime,
) -> None:
    head, form = record.head, once("spot")
    if today < head["since"]:
        st.info(_("The checks begin on {day}.", day=head["since"]))
        return
    mark = f"{head['code']}_{row['code']}_{row['version']}"
    with st.form(form.key(f"check_{mark}"), border=False):
        day = st.date_input(
            _("Day"), row["checked_on"] or today, min_value=head["since"], max_value=today,
            format="YYYY-MM-DD", key=form.key(f"day_{mark}"), width=150,
        )  # fmt: skip
        answers = _questions(form, head["form"], row["answers"] or {}, mark)
        staffed = None
        if head["subject"] != "grid":
            staffed = _staffed(form, row, mark)
        problem = st.text_area(
            _("Problem, if there is one (no names)"), row["problem"] or "", max_chars=LONGEST,
            height=80, key=form.key(f"problem_{mark}"),
        )  # fmt: skip
        due_on = st.date_input(
            _("To be put right by"), row["due_on"] or today + _FOR_REMEDY, format="YYYY-MM-DD",
            key=form.key(f"due_{mark}"), width=150,
        )  # fmt: skip
        photo = photo_field(viewer, form.key(f"photo_{mark}"))
        if not st.form_submit_button(_("Record what was found"), type="primary"):
            return
    found = Found(
        row["version"],
        day if isinstance(day, date) else today,
        answers,
        staffed,
        problem,
        due_on if isinstance(due_on, date) else None,
        kept_photo(viewer, store, photo, row["grid_code"], now) or row["photo"],
    )
    record_spot_check(viewer, store, head["code"], row["code"], found, now)
    form.done(_("{name}: recorded.", name=_name(row)))


def _questions(
    form: Once, questions: list[dict[str, str]], said: dict[str, str], mark: str
) -> dict[str, str]:
    """Show the questions and return what is answered so far."""
    words = {answer: _(ANSWER_TERMS[answer]) for answer in ANSWERS}
    found = {}
    for one in questions:
        picked = st.segmented_control(
            plain(one["question"]),
            list(words),
            default=said.get(one["key"]),
            format_func=words.get,
            key=form.key(f"{one['key']}_{mark}"),
        )
        if picked is not None:
            found[one["key"]] = picked
    return found


def _staffed(form: Once, row: dict[str, Any], mark: str) -> bool | None:
    words = {True: _("yes"), False: _("no"), None: _("not asked")}
    picked = st.segmented_control(
        _("Was the place staffed?"),
        list(words),
        default=row["is_staffed"],
        format_func=words.get,
        key=form.key(f"staffed_{mark}"),
    )
    return picked if isinstance(picked, bool) else None


def _rectify(
    viewer: Viewer,
    store: Store,
    record: DrawRecord,
    row: dict[str, Any],
    today: date,
    now: datetime,
) -> None:
    show_photo(viewer, store, row["photo"])
    if row["problem"] is None or row["rectified_on"] is not None:
        return
    form, code = once("spot"), row["code"]
    with st.form(form.key(f"rectify_{code}_{row['version']}"), border=False):
        st.markdown(f"**{_('Put right')}**")
        day = st.date_input(
            _("Day"), today, min_value=row["checked_on"], max_value=today, format="YYYY-MM-DD",
            key=form.key(f"righted_{code}"), width=150,
        )  # fmt: skip
        note = st.text_input(_("What was done"), max_chars=LONGEST, key=form.key(f"done_{code}"))
        if st.form_submit_button(_("Put right")) and isinstance(day, date):
            rectify_spot_check(
                viewer, store, record.head["code"], code, row["version"], day, now, note
            )
            form.done(_("{name}: put right on {day}.", name=_name(row), day=day))
