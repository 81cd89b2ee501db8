"""The figures of the deadlines: large for a wall screen, and by level and owner unit as tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from dashboard.i18n import _
from dashboard.markup import Markup, joined, show, tag
from service.deadlines import BAND_TERMS, DUE_TERMS, Band, BoardLine, DeadlineBoard, Due

# What a morning's glance asks for; the tables say the rest.
GLANCE: Final = (Band.OVERDUE, Band.IN_24_HOURS, Band.IN_7_DAYS, Band.NOT_COMPUTED)
_COLUMNS: Final = (
    Band.OVERDUE, Band.IN_24_HOURS, Band.IN_7_DAYS, Band.PAUSED, Band.NOT_COMPUTED,
)  # fmt: skip

_STYLE: Final = Markup("""<style>
.stMainBlockContainer{padding:4.2rem 1.5rem 2rem}
.gg .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(22rem,100%),1fr));
 gap:.6rem 1.2rem}
.gg .tile{border:1px solid color-mix(in srgb,currentColor 22%,transparent);border-radius:8px;
 padding:.6rem 1rem .7rem}
.gg .tile h3{font-size:1.15rem;display:flex;justify-content:space-between;align-items:baseline}
.gg .tile h3 span{font-weight:400;font-size:.9rem;opacity:.72}
.gg .big{display:grid;grid-template-columns:repeat(4,1fr);gap:.5rem;margin-top:.3rem}
.gg .big b{display:block;font-size:clamp(1.6rem,2.3vw,2.9rem);line-height:1.15;
 font-variant-numeric:tabular-nums}
.gg .big span{font-size:.9rem;line-height:1.25;display:block;opacity:.8}
.gg .big .is-late b,.gg .is-late{color:light-dark(#b3311a,#ff8a5c);font-weight:700}
.gg .counts tr{display:table-row}
.gg .counts td,.gg .counts th{
 border-bottom:1px solid color-mix(in srgb,currentColor 16%,transparent)}
.gg .counts td{font-size:1rem} .gg .counts th{font-size:.85rem}
.gg .counts{overflow-wrap:break-word;overflow-x:auto}
.gg .counts th.n{white-space:normal;min-width:3.4em} .gg .counts tr>:first-child{width:45%}
@media(max-width:640px){.gg .counts th,.gg .counts td{font-size:.78rem;padding-right:.35rem}
 .gg .big span{font-size:.78rem} .gg .counts th.n{min-width:0;font-size:.72rem}
 .gg .counts tr>:first-child{width:30%}}
</style>""")


def board_figures(board: DeadlineBoard) -> None:
    """Show what is late, what comes next and what cannot be computed, for each kind of clock."""
    show(_STYLE, tag("div", *(_tile(board.total(due), due) for due in Due), kind="tiles"))


def _tile(line: BoardLine, due: Due) -> Markup:
    running = tag("span", _("{n} running", n=f"{line.running:,}"))
    cells = (
        tag(
            "div", tag("b", line.shown(band)), tag("span", _(BAND_TERMS[band])),
            kind=_tone(line, band),
        )
        for band in GLANCE
    )  # fmt: skip
    return tag(
        "div",
        tag("h3", _(DUE_TERMS[due]), running),
        tag("div", *cells, kind="big"),
        kind="tile",
    )


def _tone(line: BoardLine, band: Band) -> str | None:
    is_bad = band in (Band.OVERDUE, Band.NOT_COMPUTED) and line.running and line.counts[band]
    return "is-late" if is_bad else None


def count_table(title: str, lines: Iterable[BoardLine]) -> None:
    """Show a line for each level or owner unit, with its clocks in each band."""
    head = (title, _("running"), *(_(BAND_TERMS[band]) for band in _COLUMNS))
    rows = (
        tag(
            "tr",
            tag("td", _(line.name)),
            tag("td", f"{line.running:,}" if line.running else "-", kind="n"),
            *(_cell(line, band) for band in _COLUMNS),
        )
        for line in lines
    )
    top = tag("tr", tag("th", head[0]), *(tag("th", word, kind="n") for word in head[1:]))
    show(tag("div", tag("table", top, joined(*rows)), kind="counts"))


def _cell(line: BoardLine, band: Band) -> Markup:
    text = line.shown(band)
    return tag("td", tag("span", text, kind=_tone(line, band)), kind="n")
