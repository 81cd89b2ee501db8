"""How the slide looks: 1920 x 1080, light, legible from the last row; printed on one page."""

from __future__ import annotations

from typing import Final

INK: Final = "#16202c"
LATE: Final = "#b3311a"
LINE: Final = "#2f78b7"
# Nothing overdue, then from few to many: told apart by lightness alone.
NONE_FILL: Final = "#f2f3ee"
OUTSIDE_FILL: Final = "#fafafa"
RAMP: Final = ("#fbe0c8", "#f5b98b", "#e88a4f", "#cb5a24", "#8f3210")

STYLE: Final = f"""
@page{{size:1920px 1080px;margin:0}}
*{{box-sizing:border-box;margin:0;padding:0}}
html{{background:#fff}}
body{{width:1920px;height:1080px;padding:34px 60px 26px;overflow:hidden;color:{INK};
 background:#fff;display:grid;grid-template-rows:auto auto 1fr auto;gap:16px;
 font:26px/1.35 "Noto Sans CJK SC","Microsoft YaHei","PingFang SC",system-ui,sans-serif;
 print-color-adjust:exact;-webkit-print-color-adjust:exact}}
header{{display:flex;justify-content:space-between;align-items:baseline;
 border-bottom:3px solid {INK};padding-bottom:12px}}
h1{{font-size:46px;line-height:1.15}}
header p{{font-size:26px;color:#445}}
.told{{font-size:27px;line-height:1.45;max-height:120px;overflow:hidden}}
main{{display:grid;grid-template-columns:1080px 1fr;gap:40px;min-height:0}}
.cards{{display:grid;grid-template-columns:repeat(3,1fr);gap:18px;align-content:start}}
.card{{border:2px solid #c9ced4;border-radius:14px;padding:14px 20px 12px;min-width:0}}
.card h2{{font-size:27px;font-weight:600}}
.card b{{font-size:62px;line-height:1.12;white-space:nowrap;font-weight:700;
 font-variant-numeric:tabular-nums}}
.card svg{{min-width:0;flex:0 1 160px}}
.card .row{{display:flex;justify-content:space-between;align-items:center;gap:8px}}
.card p{{white-space:nowrap;font-size:22px;line-height:1.35}}
.card p.of{{font-size:19px;color:#445;line-height:30px;min-height:30px}}
.card .against{{color:#445;margin-right:10px}}
.late b{{color:{LATE}}}
.good{{color:#12694a;font-weight:700}} .bad{{color:{LATE};font-weight:700}} .plain{{color:#333}}
table{{border-collapse:collapse;width:100%;margin-top:14px;font-size:24px}}
th,td{{text-align:right;padding:4px 12px 4px 0;border-bottom:1px solid #c9ced4;
 font-variant-numeric:tabular-nums;white-space:nowrap}}
th{{font-weight:600;color:#445;font-size:22px;white-space:normal;line-height:1.2}}
th:first-child,td:first-child{{text-align:left}}
figure{{display:flex;flex-direction:column;min-height:0}}
figcaption{{font-size:24px;font-weight:600;margin-bottom:6px}}
figure svg{{flex:0 1 auto;min-height:0;width:100%}}
.key{{display:flex;gap:22px;flex-wrap:wrap;font-size:22px;margin-top:8px}}
.key i{{display:inline-block;width:30px;height:22px;border:1px solid #888;margin-right:8px;
 vertical-align:-3px}}
.g{{stroke:#9aa1a8;stroke-width:1}} .u{{fill:none;stroke:{INK};stroke-width:3}}
text{{font-size:24px;font-weight:600;text-anchor:middle;fill:{INK};paint-order:stroke;
 stroke:#fff;stroke-width:6px;stroke-linejoin:round}}
footer{{font-size:20px;color:#445;border-top:1px solid #c9ced4;padding-top:8px}}
"""
