"""The fields of a new case, and what was typed into them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

import streamlit as st

from casework.access import Viewer
from casework.catalogue import Catalogue
from casework.request import (
    CHANNEL_TERMS,
    KIND_TERMS,
    NEED_TERMS,
    URGENCY_TERMS,
    VOICE_TERMS,
    WISH_TERMS,
    Channel,
    NeedClass,
    RequestKind,
    Urgency,
    Voice,
    Wish,
)
from dashboard.i18n import _
from dashboard.new_case_entry import Entry
from dashboard.when import zone_word
from service.actor_words import account_text
from service.cases.drafting import NewCase

# Whoever registers one case after another keeps these two.
_REPEATED: Final = ("channel", "acted_by")
_Choice = TypeVar("_Choice", bound=StrEnum)


def new_case_fields(viewer: Viewer, entry: Entry, catalogue: Catalogue, zone: str) -> NewCase:
    """Show the fields and return what stands in them; a time left open is told as None."""
    summary = st.text_area(
        _("The request, as spoken"), key=entry.key("summary"), height=110, persist_state="session"
    )
    left, right = st.columns(2)
    with left:
        channel = _pick(entry, "channel", _("Channel"), Channel, CHANNEL_TERMS)
        category = _category(entry, catalogue)
        address = _line(entry, "address", _("Address or where to find it"))
        contact = _line(
            entry,
            "contact",
            _("Contact (restricted)"),
            help=_(
                "Only to tell the person how the matter goes. Seen by those who handle the case,"
                " on no list and in no export."
            ),
        )
    with right:
        kind = _pick(entry, "kind", _("Kind of request"), RequestKind, KIND_TERMS)
        urgency = _urgency(entry)
        reported_at = _moment(entry, zone)
        acted_by = _line(
            entry,
            "acted_by",
            _("Taken down by"),
            placeholder=account_text(viewer.name, _),
            help=_(
                "Who heard the request. It is entered by {name}.", name=account_text(viewer.name, _)
            ),
        )
    need, voice, wish = _tags(entry)
    for name, said in zip(_REPEATED, (channel, acted_by), strict=True):
        entry.kept[name] = said
    lon, lat = entry.picked or (None, None)
    return NewCase(
        summary=summary,
        channel=channel,
        kind=kind,
        category=category,
        urgency=urgency,
        need=need,
        voice=voice,
        wish=wish,
        address=address or None,
        lon=lon,
        lat=lat,
        contact=contact or None,
        reported_at=reported_at,
        acted_by=acted_by or None,
    )


def _tags(entry: Entry) -> tuple[NeedClass | None, Voice | None, Wish | None]:
    first, second, third = st.columns(3)
    with first:
        need = _pick(entry, "need", _("How pressing"), NeedClass, NEED_TERMS)
    with second:
        voice = _pick(entry, "voice", _("What it tells us"), Voice, VOICE_TERMS)
    with third:
        wish = _pick(entry, "wish", _("Wish"), Wish, WISH_TERMS)
    return need, voice, wish


def _pick(
    entry: Entry,
    name: str,
    label: str,
    options: type[_Choice],
    terms: Mapping[_Choice, str],
) -> _Choice | None:
    """Show one of few words, none of them chosen at first."""
    listed: Sequence[_Choice] = list(options)
    before = entry.kept.get(name)
    chosen = st.selectbox(
        label,
        [str(one) for one in listed],
        index=listed.index(options(before)) if before else None,
        format_func=lambda said: _(terms[options(said)]),
        placeholder="–",
        key=entry.key(name),
        persist_state="session",
    )
    return options(chosen) if chosen else None


def _urgency(entry: Entry) -> Urgency:
    chosen = st.segmented_control(
        _("Urgency"),
        [str(one) for one in Urgency],
        default=str(Urgency.ORDINARY),
        format_func=lambda said: _(URGENCY_TERMS[Urgency(said)]),
        required=True,
        wrap=True,
        key=entry.key("urgency"),
        persist_state="session",
    )
    return Urgency(chosen) if chosen else Urgency.ORDINARY


def _category(entry: Entry, catalogue: Catalogue) -> str | None:
    groups = {code: group.name for code, group in catalogue.groups.items()}
    names = {
        one.name: f"{one.name} · {groups.get(one.group, one.group)} · {one.code}"
        for one in catalogue.entries
    }
    return st.selectbox(
        _("Category"),
        list(names),
        index=None,
        format_func=lambda name: names.get(name, name),
        placeholder=_("Type a part of its name"),
        key=entry.key("category"),
        persist_state="session",
    )


def _line(
    entry: Entry, name: str, label: str, *, help: str | None = None, placeholder: str | None = None
) -> str:
    typed = st.text_input(
        label,
        value=str(entry.kept.get(name) or ""),
        key=entry.key(name),
        help=help,
        placeholder=placeholder,
        autocomplete="off",
        persist_state="session",
    )
    return (typed or "").strip()


def _moment(entry: Entry, zone: str) -> datetime | None:
    said = st.datetime_input(
        _("Reported at"),
        value=None,
        format="YYYY-MM-DD",
        help=_("Left empty: now. Times are those of {zone}.", zone=zone_word(zone)),
        key=entry.key("reported_at"),
        persist_state="session",
    )
    return None if said is None else said.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
