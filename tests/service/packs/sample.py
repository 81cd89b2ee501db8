"""A deck with every kind of block, long texts in both languages and hostile ones."""

from __future__ import annotations

from datetime import UTC, datetime

from service.packs.deck import (
    Beside,
    Card,
    Cards,
    Cell,
    Chart,
    Column,
    Deck,
    FunnelPoint,
    Line,
    Lines,
    Picture,
    Series,
    Slide,
    Table,
)
from service.packs.edition import Audience, Edition
from service.packs.words import Words

HOSTILE = "<script>alert(1)</script> =1+1 {{x}} #eval $x$ \\ \" ' & ]]> @SUM(A1) 网格"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1600 900" width="1600" height="900">'
    '<rect width="1600" height="900" fill="#eef"/><text x="80" y="120" font-size="48"'
    " font-family=\"'Noto Sans CJK SC'\">地图 Map</text></svg>"
)


def w(zh: str, en: str | None = None) -> Words:
    """Return words."""
    return Words(zh, zh if en is None else en)


def cell(value: float | str, text: str | None = None, **more: object) -> Cell:
    """Return a cell of a number or of a text."""
    if isinstance(value, str):
        return Cell(w(value))
    return Cell(w(text or f"{value:,}"), value, **more)  # type: ignore[arg-type]


def cards() -> Cards:
    """Return eight cards."""
    return Cards(
        tuple(
            Card(
                key=f"figure_{at}",
                name=w(f"按期结案率之{at}", f"Closed on time, number {at}"),
                value="92.3 %" if at % 2 else "1,208",
                amount=0.923 if at % 2 else 1208,
                n=36 if at % 2 else 1208,
                m=39 if at % 2 else 1208,
                said=w("39 件中 36 件，3 件未到期", "36 of 39, 3 not yet due"),
                is_share=bool(at % 2),
                beside=(
                    Beside(w("上月", "Month before"), w("▲ 1.3 个百分点", "▲ 1.3 points"), "good"),
                    Beside(w("去年同期", "Year before"), w("▼ 8.0 %", "▼ 8.0 %"), "bad"),
                ),
                trend=tuple((f"2026-{month:02}", 0.8 + month / 100) for month in range(5, 11)),
                formula=w("按期结案 / 应结案", "closed on time / due"),
                source="GB/T 30428",
                is_late=at == 3,
            )
            for at in range(1, 9)
        )
    )


def table(rows: int = 9) -> Table:
    """Return a table with a sum as its last row."""
    lines = [
        (
            cell(f"第{at}街道办事处", None),
            cell(100 * at),
            cell(0.9, "90.0 %", n=90 * at, m=100 * at),
            cell(HOSTILE if at == 1 else "道路破损、积水和路灯不亮", None),
        )
        for at in range(1, rows)
    ]
    total = sum(100 * at for at in range(1, rows))
    share = cell(0.9, "90.0 %", n=total * 9 // 10, m=total)
    lines.append((cell("合计"), cell(total), share, cell("-")))
    return Table(
        key="units",
        title=w("各单位", "Units"),
        columns=(
            Column("name", w("单位", "Unit"), 2),
            Column("m", w("应结案", "Due"), 1, "right", w("件", "cases"), counts=True),
            Column("closed_on_time", w("按期结案率", "Closed on time"), 1.2, "right", of="m"),
            Column("what", w("主要问题", "Mostly"), 2.4),
        ),
        rows=tuple(lines),
        notes=(w("截至月末。", "As of the end of the month."),),
        has_total=True,
    )


def charts() -> tuple[Chart, ...]:
    """Return a chart of each kind."""
    months = tuple(w(f"{month}月", f"2026-{month:02}") for month in range(5, 11))
    two = (
        Series(w("受理", "Accepted"), (12, 15, 9, 22, None, 30)),
        Series(w("办结", "Closed"), (10, 11, 9, 20, 21, 24)),
    )
    counted = (w("月份", "Month"), w("件", "cases"))
    return (
        Chart("bars", "bars", w("各类事项", "By category"), *counted, months, two[:1]),
        Chart("lines", "lines", w("趋势", "Trend"), *counted, months, two),
        Chart("stacked", "stacked", w("构成", "Parts"), *counted, months, two),
        Chart(
            "funnel",
            "funnel",
            w("按期结案率与件数", "Share closed on time by number"),
            w("应结案（件）", "Due (cases)"),
            w("按期结案率", "Closed on time"),
            points=(
                FunnelPoint(w("东街道"), 45, 50, "inside"),
                FunnelPoint(w("西街道"), 120, 200, "below"),
                FunnelPoint(w("北街道"), 99, 100, "above"),
            ),
            mean=0.8,
            limits=tuple(
                (float(m), 0.8 - 2 / m**0.5 / 5, 0.8 + 2 / m**0.5 / 5, 0.4, 1.0)
                for m in (10, 50, 100, 200)
            ),
            as_percent=True,
        ),
    )


def sample_deck() -> Deck:
    """Return the deck; ``PICTURE`` is the hash under which its map is kept."""
    lines = Lines(
        "course",
        (
            Line(w("受理：" + HOSTILE, "Accepted: " + HOSTILE), w("10月3日", "3 Oct")),
            Line(w("超期三天", "Three days late"), w("10月9日", "9 Oct"), "bad"),
        ),
        w("经过", "Course"),
        is_of_cases=True,
    )
    bars, over_time, stacked, funnel = charts()
    picture = Picture("map", w("热力图", "Heat map"), {"zh": PICTURE, "en": PICTURE})
    slides = (
        Slide("cover", "cover", w("十月调度会", "October review"), "cover", (lines,)),
        Slide("headline", "headline", w("主要数据", "Figures"), "cards", (cards(),)),
        Slide(
            "heat",
            "heat",
            w("热点", "Hot spots"),
            "map",
            (picture, over_time, lines),
            subtitle=w("2026年10月 · 示范区", "October 2026 · demonstration"),
            notes=(w("按每千户计算。", "Per 1,000 households."),),
            link="where-gathered?period=2026-10",
        ),
        Slide("units", "units", w("各单位", "Units"), "full", (table(),)),
        Slide("funnel", "units", w("漏斗图", "Funnel plot"), "halves", (funnel, bars)),
        Slide("parts", "units", w("构成", "Parts"), "stack", (stacked,), only_inside=True),
    )
    return Deck(
        period="2026-10",
        area=None,
        unit=None,
        as_of=datetime(2026, 11, 1, 1, tzinfo=UTC),
        title=w("十月调度会", "October review"),
        place=w("示范区", "Demonstration district"),
        period_name=w("2026年10月", "October 2026"),
        slides=slides,
    )


PICTURE = "0" * 64


def sample_edition(language: str = "zh", audience: Audience = "inside") -> Edition:
    """Return the deck as it is given to a writer."""
    return Edition(
        deck=sample_deck(),
        language=language,
        audience=audience,
        comments={"headline": "说明：" + HOSTILE},
        pictures={PICTURE: SVG},
        watermark="内部资料 张三 2026-11-01",
        footer="示范区 · 2026年10月 · 截至 2026-11-01 09:00",
        sha256="ab" * 32,
    )
