"""Words of the rounds on a page: results, since when a point waits, style."""

from __future__ import annotations

from datetime import date
from typing import Final

from casework.round_due import RESULT_TERMS, CheckResult
from dashboard.i18n import _
from dashboard.markup import Markup

STYLE: Final = Markup("""<style>
.stMainBlockContainer{padding:3.9rem 1.25rem 1.5rem}
@media(max-width:640px){.stMainBlockContainer{padding:3.6rem .75rem 1rem}}
</style>""")


def since_text(due_on: date, on: date) -> str:
    """Return since when a point waits."""
    return _("due today") if due_on == on else _("due since {day}", day=due_on)


def result_word(result: str) -> str:
    """Return what a check found, in a word."""
    return _(RESULT_TERMS[CheckResult(result)])
