"""How the overview says figures and changes: short, with a word beside every arrow."""

from __future__ import annotations

from typing import Final, Protocol
from urllib.parse import urlencode

from casework.sentence import Sentence, Term
from dashboard.i18n import _, language
from dashboard.period_choice import period_link
from service.figure_changes import Change
from service.overview.glance import Overview
from service.overview.short import short_change

_UP: Final = "▲"
_DOWN: Final = "▼"
_SAME: Final = "＝"


class Named(Protocol):
    """A figure or what it is made by: named in English and officially."""

    @property
    def name(self) -> Term:
        """Return the English name."""

    @property
    def chinese(self) -> str:
        """Return the official name."""


def figure_name(figure: Named) -> str:
    """Return what a figure is called: officially in Chinese, a term of the trade else."""
    if language() == "zh":
        return figure.chinese
    name = _(figure.name)
    return name[:1].upper() + name[1:]


def change_text(change: Change) -> str:
    """Return arrow, size and word of a change: ▲ 3.2 points, worse."""
    return f"{arrow(change)} {_(short_change(change))}"


def arrow(change: Change) -> str:
    """Return the sign of a change's direction."""
    if not change.amount:
        return _SAME
    return _UP if change.amount > 0 else _DOWN


def tone(change: Change | None) -> str:
    """Return how a change is drawn: good or bad only where it is more than chance."""
    if change is None or not change.is_apart or change.is_better is None:
        return "plain"
    return "good" if change.is_better else "bad"


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


def whole(sentences: tuple[Sentence, ...]) -> str:
    """Return sentences one after another, as the language sets them apart."""
    return ("" if language() == "zh" else " ").join(_(one) for one in sentences)
