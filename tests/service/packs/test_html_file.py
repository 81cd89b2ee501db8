"""The HTML file of a pack: self-contained, escaped, the same every time, and nobody shut out."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from service.packs import html_file
from service.packs.edition import Audience
from service.packs.html_file import Live, policy, to_html
from service.packs.html_slide import shown_slides
from service.packs.layout import boxes
from tests.service.packs.sample import HOSTILE, PICTURE, SVG, sample_edition, w

LIVE = Live("../../", "P1/comment", {"headline": 5}, {"headline": HOSTILE}, "meeting-book", True)
ASSETS = Path(html_file.__file__).parent / "html_assets"


class Read(HTMLParser):
    """Every element with its attributes, and the text within each kind of element."""

    def __init__(self, page: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self._in: list[str] = []
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {key: value or "" for key, value in attrs}))
        if tag not in ("img", "col", "meta"):
            self._in.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._in.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._in and self._in[-1] not in ("script", "style"):
            self.text += data + "\n"

    def of(self, name: str) -> list[dict[str, str]]:
        return [attributes for tag, attributes in self.found if tag == name]


def _told(language: str = "zh", audience: Audience = "inside") -> Read:
    return Read(to_html(sample_edition(language, audience)))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_same_edition_gives_the_same_bytes(language: str) -> None:
    assert to_html(sample_edition(language)) == to_html(sample_edition(language))


@pytest.mark.parametrize("live", [None, LIVE])
def test_only_the_program_of_the_policy_is_in_the_file(live: Live | None) -> None:
    page = to_html(sample_edition(), live)
    read = Read(page)
    programs = re.findall(r"<script>(.*?)</script>", page.decode(), re.DOTALL)
    assert len(programs) == 1
    mark = base64.b64encode(hashlib.sha256(programs[0].encode()).digest()).decode()
    told = policy(is_live=live is not None)
    assert f"script-src 'sha256-{mark}'" in told and "unsafe-eval" not in told
    assert {"http-equiv": "Content-Security-Policy", "content": told} in read.of("meta")
    assert [one.get("type") for one in read.of("script")] == ["application/json", None]


@pytest.mark.parametrize("live", [None, LIVE])
def test_nothing_in_the_file_leads_out_of_it(live: Live | None) -> None:
    read = Read(to_html(sample_edition(), live))
    for _name, attributes in read.found:
        for key in ("src", "href", "action", "srcset", "data", "poster"):
            assert attributes.get(key, "#").startswith(("#", "data:image/svg+xml;base64,"))
        assert not [key for key in attributes if key.startswith("on")]
    assert not {"iframe", "link", "object", "embed", "base"} & {name for name, _ in read.found}


def test_the_policy_of_a_file_lets_nothing_be_fetched_and_that_of_the_app_its_own_only() -> None:
    assert "connect-src" not in policy(is_live=False) and "frame-src" not in policy(is_live=False)
    assert "connect-src 'self'; frame-src 'self'" in policy(is_live=True)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_persons_text_is_text_wherever_it_stands(language: str) -> None:
    evil = sample_edition(language)
    deck = replace(
        evil.deck,
        title=w(HOSTILE),
        slides=tuple(
            replace(one, title=w(HOSTILE), subtitle=w(HOSTILE), notes=(w(HOSTILE),), link=HOSTILE)
            for one in evil.deck.slides
        ),
    )
    made = replace(
        evil,
        deck=deck,
        comments={"headline": HOSTILE, "units": "</script><img src=x onerror=alert(1)>"},
        watermark="</style></svg>" + HOSTILE,
        footer=HOSTILE,
    )
    read = Read(to_html(made, LIVE))
    assert read.text.count(HOSTILE) >= 3 * len(deck.slides)
    assert len(read.of("script")) == 2 and len(read.of("style")) == 1
    assert not [one for one in read.of("img") if one["src"] == "x"]


def test_every_figure_cell_line_and_comment_of_the_deck_is_in_the_file() -> None:
    edition = sample_edition("en")
    read = _told("en")
    for slide in edition.deck.slides:
        assert slide.title.en in read.text
        for block in slide.blocks:
            for card in getattr(block, "cards", ()):
                assert all(one in read.text for one in (card.value, card.said.en, card.name.en))
            for row in getattr(block, "rows", ()):
                assert all(cell.text.en in read.text for cell in row)
            for line in getattr(block, "lines", ()):
                assert line.text.en in read.text
    for told in (*edition.comments.values(), edition.footer, edition.sha256):
        assert told in read.text


def test_tables_have_units_in_the_head_and_headers_of_columns_and_rows() -> None:
    read = _told()
    scopes = [one["scope"] for one in read.of("th")]
    assert scopes.count("col") == 4 and scopes.count("row") == 9
    assert "件" in read.text


def test_every_picture_says_what_it_shows() -> None:
    alts = [one["alt"] for one in _told("en").of("img")]
    assert all(alts)
    assert "Heat map" in alts
    # A chart tells its numbers, a gap as none.
    trend = next(one for one in alts if one.startswith("Trend; "))
    assert "Accepted: 2026-05 12" in trend and "2026-09 -" in trend


def test_a_map_is_a_picture_of_its_own_which_runs_nothing() -> None:
    shown = base64.b64encode(SVG.encode()).decode()
    assert shown in to_html(sample_edition()).decode()
    assert SVG not in to_html(sample_edition()).decode()


def test_what_is_only_inside_is_in_no_file_for_outside() -> None:
    outside = sample_edition("en", "outside")
    assert [one.key for one in shown_slides(outside)][-1] == "funnel"
    read = Read(to_html(outside))
    assert PICTURE not in to_html(outside).decode()
    assert "This map is not shown outside the office: Heat map." in read.text
    assert f"5 / {len(shown_slides(outside))}" in read.text


def test_every_block_stands_in_its_box() -> None:
    edition = sample_edition()
    wanted = [box for slide in edition.deck.slides for box in boxes(slide)]
    found = [one["style"] for one in _told().of("div") if one.get("class", "").startswith("block")]
    assert found == [
        f"left:{box.x:.3f}in;top:{box.y:.3f}in;width:{box.w:.3f}in;height:{box.h:.3f}in"
        for box in wanted
    ]


def test_what_needs_the_app_is_not_in_a_file() -> None:
    plain, live = (to_html(sample_edition("en"), one).decode() for one in (None, LIVE))
    for told in ('data-act="comment"', 'id="clock"', "_stcore"):
        assert told not in plain and told in live


def test_the_program_never_makes_mark_up_of_a_text() -> None:
    for path in sorted(ASSETS.glob("*.js")):
        program = path.read_text(encoding="utf-8")
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", program
        )


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True])
def test_every_ink_stands_out_from_every_ground_it_stands_on(dark: bool) -> None:
    style = (ASSETS / "pack.css").read_text(encoding="utf-8")
    light, night = re.findall(r":root[^{]*\{(--[^}]*)\}", style)
    inks = dict(re.findall(r"--([\w-]+):(#[0-9a-f]{6})", light.replace("\n", "")))
    if dark:
        inks |= dict(re.findall(r"--([\w-]+):(#[0-9a-f]{6})", night.replace("\n", "")))
    for ground in ("ground", "panel"):
        for ink in ("ink", "quiet", "accent", "good", "bad"):
            assert _contrast(inks[ink], inks[ground]) >= 4.5, (ink, ground)
    assert _contrast(inks["on-bar"], inks["bar"]) >= 4.5
    assert min(_contrast("#171c22", inks[one]) for one in ("amber", "red")) >= 4.5
