"""How the overview looks: calm, aligned, large numbers; one column less at a time as it narrows."""

from __future__ import annotations

from typing import Final

from dashboard.markup import Markup

STYLE: Final = Markup("""<style>
.stMainBlockContainer{padding:3.9rem 1.25rem 1.5rem}
.gg .cards{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:.7rem;
 grid-auto-rows:1fr;min-height:max(31rem,50vh)}
.gg .card{position:relative;border:1px solid color-mix(in srgb,currentColor 18%,transparent);
 border-radius:10px;padding:.6rem .95rem .6rem;
 display:flex;flex-direction:column;justify-content:space-between}
.gg .card:hover,.gg .card:focus-within{
 border-color:color-mix(in srgb,currentColor 45%,transparent)}
.gg .card h3{display:flex;justify-content:space-between;align-items:center;font-size:1.05rem;
 font-weight:600;gap:.5rem}
.gg .card h3 a{color:inherit;text-decoration:none}
.gg .card h3 a::after{content:"";position:absolute;inset:0;border-radius:10px}
.gg .card h3 a:focus-visible::after{outline:2px solid currentColor}
.gg .card .number{display:flex;align-items:center;gap:.6rem;margin:0}
.gg .card .number b{font-size:clamp(2rem,2.5vw,3.2rem);line-height:1.1;font-weight:650;
 white-space:nowrap;
 font-variant-numeric:tabular-nums;letter-spacing:-.01em}
.gg .card .of{font-size:.9rem;opacity:.75;margin:0 0 .2rem;font-variant-numeric:tabular-nums}
.gg .card img{margin-left:auto;min-width:0;flex:0 1 170px;height:auto}
.gg .is-late .number b{color:light-dark(#b3311a,#ff8a5c)}
.gg .change{display:flex;gap:.6rem;font-size:.9rem;margin:0;line-height:1.45}
.gg .change .against{opacity:.72;flex:0 0 auto}
.gg .change small{font-size:.85em}
.gg .plain{opacity:.78}
.gg .good{color:light-dark(#12694a,#6fd3a8);font-weight:600}
.gg .bad{color:light-dark(#b3311a,#ff8a5c);font-weight:600}
.gg .why{position:relative;z-index:2;flex:0 0 auto;width:1.35em;height:1.35em;border-radius:50%;
 border:1px solid currentColor;font:italic 600 .78rem/1.3em Georgia,serif;text-align:center;
 opacity:.6;cursor:help}
.gg .why:hover,.gg .why:focus{opacity:1;outline:none}
.gg .tip{display:none;position:absolute;left:-1px;right:-1px;top:2.5rem;z-index:9;
 text-align:left;font:400 .86rem/1.5 inherit;font-family:inherit;font-style:normal;
 padding:.7rem .9rem;border-radius:8px;cursor:auto;
 color:light-dark(#1c2430,#eef2f7);background:light-dark(#ffffff,#1d232c);
 border:1px solid color-mix(in srgb,currentColor 30%,transparent);
 box-shadow:0 6px 24px rgb(0 0 0/.22)}
.gg .tip p{font-size:.86rem;margin:.25rem 0;font-family:"Source Sans",system-ui,sans-serif;
 font-style:normal;font-weight:400}
.gg .tip b{font-family:system-ui,sans-serif;font-style:normal}
.gg .why:hover+.tip,.gg .why:focus+.tip,.gg .tip:hover{display:block}
.gg .told{font-size:1.12rem;line-height:1.6;margin:0}
.gg .told b{font-weight:650}
.gg .late-list{list-style:none;margin:0;padding:0;border:0;font-size:1rem}
.gg .late-list li{display:grid;grid-template-columns:minmax(5.2em,max-content) 1fr;gap:0 .8rem;
 padding:.36rem 0;margin:0;
 border-bottom:1px solid color-mix(in srgb,currentColor 14%,transparent)}
.gg .late-list li::before{display:none}
.gg .late-list b{color:light-dark(#b3311a,#ff8a5c);font-variant-numeric:tabular-nums}
.gg .late-list a{color:inherit}
.gg .late-list .quiet{grid-column:2}
@media(max-width:640px){.gg .cards{gap:.45rem;min-height:0}
 .gg .card{padding:.5rem .6rem;min-height:0}
 .gg .card h3{font-size:.92rem}.gg .card .number b{font-size:1.75rem}
 .gg .card .number{flex-direction:column;align-items:stretch;gap:.1rem}
 .gg .card img{margin:0;width:100%;flex:none}
 .gg .change{flex-wrap:wrap;gap:0 .35rem;font-size:.8rem}.gg .card .of{font-size:.78rem}
 .gg .card:nth-child(odd) .tip{right:auto;width:86vw}
 .gg .card:nth-child(even) .tip{left:auto;width:86vw}
 .gg .told{font-size:1rem}}
</style>""")
