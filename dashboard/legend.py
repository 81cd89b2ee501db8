"""What each measure is called, its unit, and what it says where it has no value."""

from __future__ import annotations

from dashboard.i18n import _

# Which symbols of cases a choice of status can show.
_STATES = {"open": ["overdue", "open"], "overdue": ["overdue"], "done": ["done"]}


def measure_texts(status: str) -> dict[str, dict[str, str]]:
    """Return ``title, unit, none`` of each measure.

    Parameters
    ----------
    status
        Which cases are counted, one of `service.map_filter.STATUSES`.
    """
    counted = {
        "open": _("Open cases"),
        "overdue": _("Overdue cases"),
        "done": _("Closed cases"),
    }.get(status, _("Cases"))
    none = _("No figure")
    return {
        "open_cases": {"title": counted, "unit": _("cases in a grid"), "none": none},
        "case_rate": {
            "title": _("Cases per 1,000 households"),
            "unit": counted,
            "none": _("No households here"),
        },
        "households": {
            "title": _("Households"),
            "unit": _("households in a grid"),
            "none": none,
        },
        "worker": {"title": _("Grid worker"), "unit": "", "none": _("Nobody is posted")},
        "community": {"title": _("Community"), "unit": "", "none": _("No community")},
    }


def shown_states(status: str) -> list[str]:
    """Return which symbols the legend explains."""
    return _STATES.get(status, ["overdue", "open", "done"])
