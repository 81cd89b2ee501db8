"""A bulletin as one page to print or to send, which asks for nothing else."""

from __future__ import annotations

from typing import Final

from service.bulletins.facts import NUMBER_TERMS, PART_TERMS
from service.bulletins.reading import STATE_TERMS
from service.bulletins.telling import ToldAppeal, ToldBulletin, ToldLine
from service.packs.words import Words
from service.sheet_page import Html, Speak, element, joined, page, pairs, speaker, table

_STYLE: Final = Html(
    "<style>td:nth-child(3){white-space:nowrap;font-variant-numeric:tabular-nums;text-align:right}"
    "th:nth-child(3){text-align:right}td:first-child{color:#444}h1+p{margin:1mm 0 0}"
    ".part{overflow-x:auto}.was{color:#444;text-decoration:line-through}.basis{color:#444;"
    "font-size:8.5pt}.appeal{border-left:1.6pt solid #777;padding-left:2mm;margin:1mm 0 0}"
    ".mark{position:fixed;inset:0;display:flex;align-items:center;justify-content:center;"
    "pointer-events:none;font-size:26pt;color:#000;opacity:.08;transform:rotate(-24deg);"
    "text-align:center;z-index:9}@media print{.part{overflow:visible}}</style>"
)


def to_html(
    told: ToldBulletin,
    language: str,
    district: str,
    watermark: str,
    as_of: str,
    published: str,
) -> str:
    """Return a bulletin as a whole HTML document that asks for nothing else.

    Parameters
    ----------
    language
        ``zh`` or ``en``.
    watermark
        Who took it, when and for whom: written across every page.
    as_of
        The moment of its numbers, as it is written.
    published
        The day on which it went out, nothing while it is a draft.
    """
    _ = speaker(language)
    head = told.bulletin.head
    return page(
        f"{told.title} {head['code']}",
        language,
        _STYLE,
        element("div", watermark, kind="mark"),
        _head(told, district, _),
        pairs(
            [
                (_("Period"), told.period.told(language)),
                (_("As of"), as_of),
                (_("Lines may be contested until"), str(head["appeals_until"])),
                (_("State"), _(STATE_TERMS[told.bulletin.state])),
                (_("Published on"), published),
            ]
        ),
        element("p", told.opening.told(language)),
        *(one for key, lines in told.parts for one in _part(key, lines, language, _)),
        element("p", told.closing.told(language)),
        *_check(told, _),
        element("footer", watermark),
    )


def _head(told: ToldBulletin, district: str, _: Speak) -> Html:
    return element(
        "header",
        element(
            "div", element("p", district), element("h1", told.title), element("p", _("Bulletin"))
        ),
        element("div", element("p", str(told.bulletin.head["code"]), kind="number")),
    )


def _part(key: str, lines: tuple[ToldLine, ...], language: str, _: Speak) -> list[Html]:
    part, whole = NUMBER_TERMS[key]
    names = [
        _("No."),
        _("Unit"),
        _capital(f"{_(part)} / {_(whole)}"),
        _("What is told of it"),
    ]
    rows = [
        [str(one.line.number), one.line.unit_name, one.numbers, _said(one, language, _)]
        for one in lines
    ]
    return [
        element("h2", _capital(_(PART_TERMS[key]))),
        element("div", table(names, rows), kind="part"),
    ]


def _said(one: ToldLine, language: str, _: Speak) -> Html:
    parts = [element("span", one.sentence.told(language))]
    if one.first:
        parts.append(element("p", _was(one.first, language, _), kind="was"))
    if one.basis:
        parts.append(element("p", "; ".join(one.basis), kind="basis"))
    parts += [_appeal(appeal, language, _) for appeal in one.appeals]
    return joined(parts)


def _was(first: Words, language: str, _: Speak) -> str:
    return _("First: {sentence}", sentence=first.told(language))


def _appeal(one: ToldAppeal, language: str, _: Speak) -> Html:
    name = _("Contested after it was published") if one.is_addition else _("Contested")
    answer = (
        f"{_('Answer')} ({one.outcome.told(language)}): {one.answer}"
        if one.answer
        else _("Not answered yet.")
    )
    return element(
        "div", element("p", f"{name}: {one.reason}"), element("p", answer), kind="appeal"
    )


def _check(told: ToldBulletin, _: Speak) -> list[Html]:
    if told.check is None:
        return []
    return [element("p", _(one), kind="quiet") for one in told.check.sentences[:2]]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
