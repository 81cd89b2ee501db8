"""The funnel of the units table as a picture: the same for the page and the command line."""

from __future__ import annotations

from casework.sentence import Sentence
from service.charts.funnel import funnel_chart
from service.charts.look import Look
from service.charts.rendering import Spec
from service.language import say
from service.units_funnel import UnitsFunnel
from service.units_table import UnitsTable


def funnel_picture(found: UnitsFunnel, table: UnitsTable, look: Look) -> Spec:
    """Return the funnel with its title, period and moment, in the look's language."""
    return funnel_chart(
        found, funnel_title(found, look.language), _note(table, look.language), look
    )


def funnel_title(found: UnitsFunnel, language: str) -> str:
    """Return what the funnel shows, in a few words."""
    said = Sentence(
        "{figure} of {level}, against chance",
        figure=found.indicator.chinese if language == "zh" else found.indicator.name,
        level=found.level,
    )
    return say(said, language)


def _note(table: UnitsTable, language: str) -> str:
    said = Sentence(
        "{period}, as of {as_of:%Y-%m-%d %H:%M}", period=table.ask.period.name, as_of=table.as_of
    )
    return say(said, language)
