"""The bulletin of a draw as one page to print or to send, which asks for nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from casework.access import Viewer
from data.rows import records
from data.store import Store
from service.sheet_page import Html, Speak, element, page, pairs, speaker, table
from service.spot_checks.bulletin import (
    Bulletin,
    bulletin_of,
    columns,
    line,
    result_sentences,
    share,
)
from service.spot_checks.frame import STRATA_TERMS, SUBJECT_TERMS
from service.spot_checks.repeating import command_of, procedure_sentences

_STYLE: Final = Html(
    "<style>.n td{font-variant-numeric:tabular-nums}.d td{white-space:nowrap}"
    ".d td:nth-last-child(5){white-space:normal}.seed{font-family:monospace;font-size:11pt}"
    "code{font-size:9pt;overflow-wrap:anywhere}h1+p{margin:1mm 0 0}</style>"
)


def bulletin_html(viewer: Viewer, store: Store, code: str, now: datetime, language: str) -> str:
    """Return the bulletin as a whole HTML document that asks for nothing else; see `bulletin_of`.

    Parameters
    ----------
    language
        ``zh`` or ``en``.
    """
    found = bulletin_of(viewer, store, code, now)
    _ = speaker(language)
    return page(
        _("Bulletin of spot check {code}", code=code),
        language,
        _STYLE,
        *_head(found, _),
        *_results(found, _),
        *_drawn(found, _),
        *_repeat(found, _),
        element("footer", _foot(found, _)),
    )


def _head(found: Bulletin, _: Speak) -> list[Html]:
    head = found.record.head
    return [
        element(
            "header",
            element(
                "div",
                element("p", found.district),
                element("h1", _("Bulletin of spot checks")),
                element("p", str(head["name"])),
            ),
            element("div", element("p", str(head["code"]), kind="number")),
        ),
        pairs(
            [
                (_("What is checked"), _(SUBJECT_TERMS[head["subject"]])),
                (_("Announced on"), str(head["announced_on"])),
                (_("Drawn on"), str(head["drawn_on"])),
                (_("Days of the checks"), _days(head, _)),
                (_("As of"), str(found.as_of)),
                (_("Published on"), head["reported_on"] and str(head["reported_on"])),
            ]
        ),
    ]


def _days(head: Mapping[str, Any], _: Speak) -> str:
    last = head["until"] - timedelta(days=1)
    return _("{first} to {last}", first=head["since"], last=last)


def _results(found: Bulletin, _: Speak) -> list[Html]:
    total = found.total
    names = [
        _("Street"),
        _("Checked / drawn"),
        _("Staffed / asked"),
        _("Problems"),
        _("Put right / problems"),
        _("Past their day"),
    ]
    rows = [
        [str(row["name"] or _("in no street")), *_shares(row)] for row in records(found.by_street)
    ]
    rows.append([element("b", _("All")), *(element("b", one) for one in _shares(total))])
    said = [_(one) for one in result_sentences(total)]
    return [
        element("h2", _("What was found")),
        *(element("p", one) for one in said),
        element("div", table(names, rows), kind="n"),
    ]


def _shares(counts: dict[str, Any]) -> list[str]:
    return [
        share(counts["checked"], counts["drawn"]),
        share(counts["staffed"], counts["asked"]),
        str(counts["problems"]),
        share(counts["rectified"], counts["problems"]),
        str(counts["late"]),
    ]


def _drawn(found: Bulletin, _: Speak) -> list[Html]:
    rows = [line(found, row, _) for row in records(found.record.checks)]
    return [
        element("h2", _("What was drawn")),
        element("div", table(columns(found, _), rows), kind="d"),
    ]


def _repeat(found: Bulletin, _: Speak) -> list[Html]:
    head = found.record.head
    strata = [
        [name, code, str(count), str(size)] for code, name, count, size in found.record.strata
    ]
    source = _(
        "Announced on {day}, before it could be known: {source}, known from {known} on.",
        day=head["announced_on"],
        source=head["seed_source"],
        known=head["seed_on"],
    )
    return [
        element("h2", _("How to draw it again")),
        element("p", _("Seed"), ": ", element("span", str(head["seed"]), kind="seed")),
        element("p", source),
        element("p", _("Frame, {by}:", by=STRATA_TERMS[head["strata_by"]])),
        table([_("Stratum"), _("Code"), _("In the frame"), _("Drawn")], strata),
        *(element("p", _(one)) for one in procedure_sentences()),
        element("p", element("code", "frame.tsv  sha256  " + str(head["frame_sha256"]))),
        element("p", element("code", command_of(head))),
    ]


def _foot(found: Bulletin, _: Speak) -> str:
    return _(
        "Made on {day}. A check is of a place on a day; nobody is named in this bulletin, and what"
        " was written down in words is not in it.",
        day=found.as_of,
    )
