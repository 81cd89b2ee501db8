"""How each section is built, by key."""

from __future__ import annotations

from typing import Final

from service.packs.section import Section
from service.packs.sections.closing import closing
from service.packs.sections.cover import cover
from service.packs.sections.coverage import coverage
from service.packs.sections.decisions import decisions
from service.packs.sections.headline import headline
from service.packs.sections.heat import heat
from service.packs.sections.late import late
from service.packs.sections.matters import matters
from service.packs.sections.promises import promises
from service.packs.sections.questions import questions
from service.packs.sections.units import units
from service.packs.sections.visits import visits
from service.packs.sections.voices import voices

# What they are called, and in which order they usually stand: `service.packs.template_options`.
SECTIONS: Final[dict[str, Section]] = {
    "cover": cover,
    "headline": headline,
    "heat": heat,
    "matters": matters,
    "units": units,
    "late": late,
    "coverage": coverage,
    "visits": visits,
    "voices": voices,
    "promises": promises,
    "decisions": decisions,
    "questions": questions,
    "closing": closing,
}
