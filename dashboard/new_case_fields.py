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
from casework.contact_consent import ASKED, CONSENT_TERMS, Consent
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
        contact, consent = _contact(entry)
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
        contact_consent=consent,
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
    usual = Urgency.ORDINARY
    return _one_of(entry, "urgency", _("Urgency"), tuple(Urgency), URGENCY_TERMS, usual)


def _one_of(
    entry: Entry,
    name: str,
    label: str,
    options: Sequence[_Choice],
    terms: Mapping[_Choice, str],
    usual: _Choice,
) -> _Choice:
    """Show a few words side by side, the usual one chosen."""
    words = {str(one): one for one in options}
    chosen = st.segmented_control(
        label,
        list(words),
        default=str(usual),
        format_func=lambda said: _(terms[words[said]]),
        required=True,
        wrap=True,
        key=entry.key(name),
        persist_state="session",
    )
    return words[chosen] if chosen else usual


def _contact(entry: Entry) -> tuple[str, Consent]:
    """Ask whom to tell, and only then how that was agreed."""
    contact = _line(
        entry,
        "contact",
        _("Contact (restricted)"),
        help=_(
            "Only to tell the person how the matter goes. Seen by those who handle the case,"
            " on no list and in no export."
        ),
    )
    return contact, _consent(entry) if contact else Consent.SPOKEN


def _consent(entry: Entry) -> Consent:
    """Ask, once there is a contact, how it was agreed that it is kept."""
    label = _("How it was agreed that we may keep it")
    return _one_of(entry, "contact_consent", label, ASKED, CONSENT_TERMS, Consent.SPOKEN)


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
