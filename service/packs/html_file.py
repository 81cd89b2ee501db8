"""A pack as one HTML file that is opened anywhere and asks for nothing."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Final

from service.packs.edition import Edition
from service.packs.html_marks import picture_address, tag
from service.packs.html_slide import shown_slides, slide_html
from service.packs.html_texts import bar_html, live_texts, pack_texts
from service.packs.text_width import width_in
from service.sheet_page import Html, joined

_FOLDER: Final = Path(__file__).parent / "html_assets"
# Nothing is fetched, sent or framed, and only the program written below runs.
_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none';"
    " form-action 'none'; script-src '{script}'"
)
_LIVE_POLICY: Final = _POLICY + "; connect-src 'self'; frame-src 'self'"
_MARK_PT: Final = 20


@dataclass(frozen=True)
class Live:
    """What only the app can add to a pack that is presented in it.

    Attributes
    ----------
    home
        Address of the app from the page's own: ``../../``.
    comment_to
        Where a comment is sent, from the page's own address.
    minutes
        Of each section by its key, 0 or none for no clock; ``names`` says how each is called.
    decisions
        Address of the decisions' page from ``home``.
    may_comment
        Whether the viewer may write beside a slide.
    """

    home: str
    comment_to: str
    minutes: Mapping[str, int]
    names: Mapping[str, str]
    decisions: str
    may_comment: bool


def to_html(edition: Edition, live: Live | None = None) -> bytes:
    """Return a pack as one HTML file, the same bytes for the same edition.

    Notes
    -----
    Blocks stand in the boxes of `service.packs.layout.boxes`, in inches of a sheet that is scaled
    to the window; on a phone they stand under each other.  With ``live`` it also has what needs
    the app: the clock, the live page over a slide, comments.
    """
    slides = shown_slides(edition)
    shown = [slide_html(edition, one, at, len(slides)) for at, one in enumerate(slides, 1)]
    language = edition.language
    title = edition.deck.title.told(language)
    style, script = _assets(live is not None)
    body = joined(
        (
            tag("h1", title, class_="unseen"),
            tag("main", *shown, id="deck"),
            bar_html(language, live is not None),
            tag("div", id="said", class_="unseen", role="status", aria_live="polite"),
            _data(_told(edition, live)),
            Html(f"<script>{script}</script>"),
        )
    )
    head = joined(
        (
            tag("meta", charset="utf-8"),
            tag("meta", name="viewport", content="width=device-width,initial-scale=1"),
            tag("meta", name="referrer", content="no-referrer"),
            tag("meta", http_equiv="Content-Security-Policy", content=policy(live is not None)),
            tag("title", title),
            Html(f"<style>{style}{_watermark(edition.watermark)}</style>"),
        )
    )
    tongue = "zh-CN" if language == "zh" else "en"
    return (
        f'<!DOCTYPE html>\n<html lang="{tongue}"><head>{head}</head><body>{body}</body></html>\n'
    ).encode()


def policy(is_live: bool) -> str:  # noqa: FBT001
    """Return what the page may do in a browser."""
    mark = b64encode(sha256(_assets(is_live)[1].encode()).digest()).decode()
    return (_LIVE_POLICY if is_live else _POLICY).format(script=f"sha256-{mark}")


@lru_cache(maxsize=2)
def _assets(is_live: bool) -> tuple[str, str]:  # noqa: FBT001
    """Return style and program."""
    more = ("live",) if is_live else ()
    style = "\n".join(_text(f"{name}.css") for name in ("pack", *more))
    script = "\n".join(_text(f"{name}.js") for name in ("pack", *more, "start"))
    # One function around all: the parts see each other and nothing else sees them.
    return style, f"(function () {{\n'use strict';\n{script}\n}})();\n"


def _text(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _told(edition: Edition, live: Live | None) -> dict[str, object]:
    told: dict[str, object] = {"texts": pack_texts(edition.language), "pack": edition.sha256}
    if live is None:
        return told
    told["texts"] = pack_texts(edition.language) | live_texts(edition.language)
    return told | {
        "home": live.home,
        "commentTo": live.comment_to,
        "minutes": dict(live.minutes),
        "names": dict(live.names),
        "decisions": live.decisions,
        "mayComment": live.may_comment,
    }


def _data(told: dict[str, object]) -> Html:
    text = json.dumps(told, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")
    return Html(f'<script type="application/json" id="told">{text}</script>')


def _watermark(text: str) -> str:
    """Return the style of the text across every slide, as tiles of a picture."""
    if not text:
        return ""
    wide = width_in(text, _MARK_PT) * 96
    # Turned by 24 degrees, with room between one and the next.
    across, down = wide * 0.92 + 60, wide * 0.41 + 110
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{across:.0f}" height="{down:.0f}">'
        f'<text x="{across / 2:.0f}" y="{down / 2:.0f}" text-anchor="middle"'
        f' transform="rotate(-24 {across / 2:.0f} {down / 2:.0f})" fill="#808080"'
        f' font-family="sans-serif" font-size="{_MARK_PT * 96 / 72:.1f}">{escape(text)}</text>'
        "</svg>"
    )
    return f".mark{{background-image:url({picture_address(drawn)})}}"
