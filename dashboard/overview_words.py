"""How the overview says figures and changes: short, with a word beside every arrow."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from casework.sentence import Sentence
from dashboard.i18n import _, language
from dashboard.period_choice import period_link
from service.overview.glance import Overview
from service.overview.short import Named
from service.overview.short import figure_name as named


def figure_name(figure: Named) -> str:
    """Return what a figure is called in the viewer's language."""
    return named(figure, language())


def rows_address(shown: Overview, key: str, rows: str = "denominator") -> str:
    """Return where the cases behind a figure are listed."""
    asked = {
        "figure": key,
        "period": period_link(shown.period),
        "area": shown.area,
        "rows": rows,
        "lang": language(),
    }
    return "figure-registry?" + urlencode({name: said for name, said in asked.items() if said})


def whole(sentences: Iterable[Sentence | str]) -> str:
    """Return sentences one after another, as the language sets them apart."""
    said = (one if isinstance(one, str) else _(one) for one in sentences)
    return ("" if language() == "zh" else " ").join(said)
