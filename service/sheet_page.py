"""The frame of a printed page: escaped elements, one style sheet of its own, no outside address."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from typing import Final

from service.language import say

# Says a sentence in the language of the page.
Speak = Callable[..., str]

_STYLE: Final = """
@page{size:A4;margin:14mm 15mm}
*{box-sizing:border-box}
body{margin:0 auto;max-width:186mm;padding:6mm 3mm;color:#111;background:#fff;
 font:10.5pt/1.45 "Noto Sans CJK SC","Microsoft YaHei","PingFang SC","SimSun",sans-serif;
 overflow-wrap:anywhere}
header{display:flex;justify-content:space-between;align-items:flex-end;gap:8mm;
 border-bottom:1.6pt solid #111;padding-bottom:2mm}
h1{font-size:18pt;margin:0;line-height:1.2}
h2{font-size:11pt;margin:4.5mm 0 1.2mm;padding-bottom:.4mm;border-bottom:.6pt solid #777;
 break-after:avoid}
p{margin:.6mm 0}
.number{font-size:15pt;font-weight:700;text-align:right;margin:0}
.quiet{color:#444;font-size:9pt}
.right{text-align:right}
.text{border:.6pt solid #777;padding:2mm 3mm;min-height:12mm;white-space:pre-wrap;margin:0 0 1.5mm}
dl{display:grid;grid-template-columns:max-content 1fr max-content 1fr;gap:.5mm 3mm;margin:0}
dl.one{grid-template-columns:max-content 1fr}
dt{color:#444}
dd{margin:0;font-variant-numeric:tabular-nums}
.place{display:grid;grid-template-columns:1fr 74mm;gap:5mm;align-items:start}
svg{width:74mm;height:54mm;border:.6pt solid #777;display:block}
table{border-collapse:collapse;width:100%;font-size:9.5pt;overflow-wrap:break-word}
.way{font-size:9pt;margin:1.2mm 0}
thead{display:table-header-group}
tr{break-inside:avoid}
th,td{border:.6pt solid #777;padding:1mm 1.6mm;text-align:left;vertical-align:top}
th{background:#eee;font-weight:600;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.late{font-weight:700}
.time{white-space:nowrap}
.blank{border:.6pt solid #777;min-height:26mm}
.signs{display:grid;grid-template-columns:repeat(3,1fr);gap:7mm;margin-top:5mm;break-inside:avoid}
.signs div{border-top:.6pt solid #111;margin-top:11mm;padding-top:1mm;font-size:9pt}
footer{margin-top:5mm;border-top:.6pt solid #777;padding-top:1mm;font-size:8.5pt;color:#444}
@media screen{body{margin:8mm auto;box-shadow:0 0 0 1px #ccc;padding:12mm}html{background:#f1f1f1}}
@media screen and (max-width:640px){body{margin:0;padding:4mm}.place{grid-template-columns:1fr}
 dl{grid-template-columns:max-content 1fr}header{display:block}.number,.right{text-align:left}
 .scroll{overflow-x:auto}svg{width:100%;height:auto}}
"""


class Html(str):
    """Mark-up made by `element`, in which every text is escaped already."""

    __slots__ = ()


def speaker(language: str) -> Speak:
    """Return what says a sentence in this language."""
    return lambda message, **params: say(message, language, **params)


def element(name: str, *parts: str, kind: str | None = None) -> Html:
    """Return an element holding the parts; a part that is plain text is escaped."""
    start = f"<{name}>" if kind is None else f'<{name} class="{escape(kind)}">'
    return Html(f"{start}{joined(parts)}</{name}>")


def joined(parts: Iterable[str]) -> Html:
    """Return the parts one after another; a part that is plain text is escaped."""
    return Html("".join(p if isinstance(p, Html) else escape(str(p)) for p in parts))


def pairs(rows: Iterable[tuple[str, str | None]], kind: str | None = None) -> Html:
    """Return names and values; what has no value is left out."""
    shown = (joined((element("dt", name), element("dd", said))) for name, said in rows if said)
    return element("dl", *shown, kind=kind)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Html:
    """Return a table that repeats its head on every printed page."""
    top = element("thead", element("tr", *(element("th", one) for one in head)))
    body = (element("tr", *(element("td", cell) for cell in row)) for row in rows)
    return element("div", element("table", top, element("tbody", *body)), kind="scroll")


def page(title: str, language: str, *parts: str) -> str:
    """Return a whole document that asks for nothing else."""
    tongue = "zh-CN" if language == "zh" else "en"
    return (
        f'<!DOCTYPE html>\n<html lang="{tongue}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="referrer" content="no-referrer">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body>{joined(parts)}</body></html>\n"
    )
